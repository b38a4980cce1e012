"""What each audience believes about who asked (E7, M03, M05).

A belief is the log-odds that the first side asked; swapping the sides' labels negates it exactly.
Who truly asked, who is claimed to have, and who is believed to have are three things: this module
knows only what was said and seen.
"""

from typing import Any

import numpy as np

from model.arrays import Floats, Ints, compute_tick_retention, sigmoid
from model.lanes import LaneView, Sides
from model.parameters.world import Attribution

AUDIENCES = ("first home", "second home", "world")
"""Whose beliefs are tracked, in the order of `Dyad.audiences`."""
SIGN = (1.0, -1.0)
"""By side: the sign that "this side asked" has in the log-odds that the first side asked."""


def collect_readout_trust(sides: Sides) -> list[tuple[Floats, Floats]]:
    """Return, for each of AUDIENCES, its trust in the first and in the second side's readouts; each
    (lanes,), in log-odds.
    """
    first, second = sides
    return [
        (first.trust_at_home, second.trust_abroad),
        (first.trust_abroad, second.trust_at_home),
        (first.trust_world, second.trust_world),
    ]


def get_audience_indices(side: int) -> tuple[int, int, int]:
    """Return the indices in AUDIENCES of a side's own home, the other's home, and the world."""
    return (side, 1 - side, 2)


def compute_posterior_log_odds(
    prior: Floats, claims: tuple[Floats, Floats], evidence_seen: Floats
) -> Floats:
    """E7: return (lanes,) log-odds that the first side asked, after both sides' claims and the
    evidence.

    Adds `prior`, the shift by each side's claim, and `evidence_seen`; each (lanes,). Equal trust
    and opposite claims leave the prior exactly where it was.
    """
    return (prior + (claims[0] + claims[1])) + evidence_seen


def compute_expected_belief(
    side: int, sides: Sides, attribution: LaneView[Attribution], deniability: Floats
) -> Floats:
    """E7: return the probability, weighted over the asker's audiences, of being believed to have
    asked if the request were accepted; (options, lanes) in 0..1.

    Each side is expected to say that the other asked. `side` is the index of the side that asks;
    `deniability`: (options, lanes) in 0..1; the more, the weaker the evidence.
    """
    evidence = attribution.evidence * (1.0 - deniability)
    total = np.zeros_like(deniability)
    asker, other = sides[side], sides[1 - side]
    views = (
        (asker.face_home, asker.trust_at_home, other.trust_abroad),
        (asker.face_other_home, asker.trust_abroad, other.trust_at_home),
        (asker.face_world, asker.trust_world, other.trust_world),
    )
    for weight, trust_own, trust_other in views:
        claims = trust_other - trust_own
        total = total + weight * sigmoid(SIGN[side] * attribution.prior + claims + evidence)
    return total


class Beliefs:
    """What each audience has heard so far about who asks, by lane: rumours, public claims,
    evidence.

    All that is heard about both sides on a day enters as one sum, so that its order does not
    matter.
    """

    def __init__(self, sides: Sides, attribution: LaneView[Attribution], lanes: int) -> None:
        self.sides, self.attribution = sides, attribution
        self.lanes = lanes
        self._rumour = [np.zeros(lanes) for _ in AUDIENCES]
        self._fresh: dict[tuple[int, int], Floats] = {}
        self._trust = collect_readout_trust(sides)

    @property
    def rumour(self) -> list[Floats]:
        """For each audience, the (lanes,) log-odds shift it has heard towards the first side
        asking; limited to +-rumour_max. Reading it adds the evidence recorded since the last
        reading.
        """
        if self._fresh:
            nothing, most = np.zeros(self.lanes), self.attribution.rumour_max
            for audience, rumour in enumerate(self._rumour):
                first, second = (self._fresh.get((side, audience), nothing) for side in (0, 1))
                np.maximum(rumour + (first + second), -most, out=rumour)
                np.minimum(rumour, most, out=rumour)
            self._fresh = {}
        return self._rumour

    def _add_evidence(self, side: int, audience: int, moved: Floats) -> None:
        """Add the (lanes,) log-odds by which a side's words or asks of today move an audience."""
        key = (side, audience)
        self._fresh[key] = self._fresh[key] + moved if key in self._fresh else moved

    def compute_log_odds(self, audience: int) -> Floats:
        """Return an audience's log-odds that the first side is the one who asks, as of today;
        (lanes,).
        """
        return self.attribution.prior + self.rumour[audience]

    def compute_ask_probability(self, audience: int, side: int) -> Floats:
        """Return the probability that an audience gives to `side` being the one who asks; (lanes,)
        in 0..1.
        """
        return sigmoid(SIGN[side] * self.compute_log_odds(audience))

    def fade_rumours(self, dt: float) -> None:
        """Let the rumours lose a share (lever `rumour_decay`, per day) over a tick of `dt` days."""
        share_kept = compute_tick_retention(1.0 - self.attribution.rumour_decay, dt)
        for rumour in self.rumour:
            rumour *= share_kept

    def record_public_claim(
        self, side: int, lanes: Any, share: Floats, fidelity: list[Floats]
    ) -> None:
        """Record that `side` says in public, in some lanes, that the other asks or that itself
        does.

        `share`: (m,) strength, 1 says that the other asks, -1 that itself does; `fidelity`: for
        each audience, the (lanes,) share of the message that reaches it.
        """
        for audience in range(len(AUDIENCES)):
            trust = self._trust[audience][side][lanes] * fidelity[audience][lanes]
            moved = np.zeros(self.lanes)
            moved[lanes] = -SIGN[side] * (trust * share)
            self._add_evidence(side, audience, moved)

    def record_public_ask(self, side: int, strength: Floats) -> None:
        """Record that an ask of `side` became public, as evidence of `strength` ((lanes,) log-odds)
        that it is the one who asks.
        """
        for audience in range(len(AUDIENCES)):
            self._add_evidence(side, audience, SIGN[side] * strength)

    def compute_contact_log_odds(
        self, audience: int, claims: tuple[Floats, Floats], evidence_seen: Floats, lanes: Ints
    ) -> Floats:
        """E7 at a contact: return an audience's log-odds that the first side asked; (m,), in some
        lanes.

        Args:
            audience: index into AUDIENCES.
            claims: what each side's readout says, (m,): 1 the other asked, -1 itself, 0 neither.
            evidence_seen: (m,) log-odds; above 0 it speaks for the first side having asked.
            lanes: (m,) the lanes.
        """
        first, second = self._trust[audience]
        claims = (-first[lanes] * claims[0], second[lanes] * claims[1])
        return compute_posterior_log_odds(
            self.compute_log_odds(audience)[lanes], claims, evidence_seen
        )
