"""Attribution: who is believed to have asked, by each audience (E7, M03, M05).

Beliefs are log-odds that the first side asked; swapping the sides' labels negates them exactly.
True, claimed and believed first mover are three things: this module knows only what was said and
seen.
"""

from typing import Any

import numpy as np

from model.arrays import Floats, Ints, compute_tick_retention, sigmoid
from model.lanes import LaneView, Sides
from model.parameters.world import Attribution

AUDIENCES = ("first home", "second home", "world")
"""Whose beliefs are followed, in the order of `Dyad.audiences`."""
SIGN = (1.0, -1.0)
"""Direction of "this side asked" in log-odds that the first side asked."""


def collect_readout_trust(sides: Sides) -> list[tuple[Floats, Floats]]:
    """For each audience of AUDIENCES: (trust in the first side's readouts, in the second's),
    (lanes,).
    """
    first, second = sides
    return [
        (first.trust_at_home, second.trust_abroad),
        (first.trust_abroad, second.trust_at_home),
        (first.trust_world, second.trust_world),
    ]


def get_audience_indices(side: int) -> tuple[int, int, int]:
    """Indices into AUDIENCES of a side's home, other_home and world."""
    return (side, 1 - side, 2)


def compute_posterior_log_odds(
    prior: Floats, claims: tuple[Floats, Floats], evidence_seen: Floats
) -> Floats:
    """E7: log-odds that the first side asked: prior + what each tells + what is seen; (lanes,).

    Equal trust and opposite claims leave the prior exactly where it was.
    """
    return (prior + (claims[0] + claims[1])) + evidence_seen


def compute_expected_belief(
    side: int, sides: Sides, attribution: LaneView[Attribution], deniability: Floats
) -> Floats:
    """E7: b_k, the belief over the asker's audiences that it asked, were its request accepted.

    Each side is expected to say that the other asked. `deniability` (options, lanes) in 0..1;
    returns (options, lanes) in 0..1.
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
    """What each audience believes, day by day: claims and evidence before and at the contact.

    What comes up about either side is gathered first and enters the rumours as one sum, so that
    nothing hangs on which side is heard first.
    """

    def __init__(self, sides: Sides, attribution: LaneView[Attribution], lanes: int) -> None:
        self.sides, self.attribution = sides, attribution
        self.lanes = lanes
        self._rumour = [np.zeros(lanes) for _ in AUDIENCES]
        self._fresh: dict[tuple[int, int], Floats] = {}
        self._trust = collect_readout_trust(sides)

    @property
    def rumour(self) -> list[Floats]:
        """For each audience the (lanes,) log-odds, by what it has heard, that the first side is the
        one who asks; within +-rumour_max. Adds what is new since it was last read.
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
        key = (side, audience)
        self._fresh[key] = self._fresh[key] + moved if key in self._fresh else moved

    def compute_log_odds(self, audience: int) -> Floats:
        """(lanes,) log-odds that the first side is the one who asks, as heard today."""
        return self.attribution.prior + self.rumour[audience]

    def compute_ask_probability(self, audience: int, side: int) -> Floats:
        """(lanes,) probability that `side` is the one who asks."""
        return sigmoid(SIGN[side] * self.compute_log_odds(audience))

    def fade_rumours(self, dt: float) -> None:
        """Rumours are forgotten by a share a day; dt is the tick in days."""
        share_kept = compute_tick_retention(1.0 - self.attribution.rumour_decay, dt)
        for rumour in self.rumour:
            rumour *= share_kept

    def record_public_claim(
        self, side: int, lanes: Any, share: Floats, fidelity: list[Floats]
    ) -> None:
        """`side` says in public that the other asks (share 1) or itself (share -1), in some
        lanes.
        """
        for audience in range(len(AUDIENCES)):
            trust = self._trust[audience][side][lanes] * fidelity[audience][lanes]
            moved = np.zeros(self.lanes)
            moved[lanes] = -SIGN[side] * (trust * share)
            self._add_evidence(side, audience, moved)

    def record_public_ask(self, side: int, strength: Floats) -> None:
        """An ask of `side` became public: evidence of the given strength ((lanes,) log-odds)."""
        for audience in range(len(AUDIENCES)):
            self._add_evidence(side, audience, SIGN[side] * strength)

    def compute_contact_log_odds(
        self, audience: int, claims: tuple[Floats, Floats], evidence_seen: Floats, lanes: Ints
    ) -> Floats:
        """E7 at a contact: (m,) log-odds of an audience that the first side asked, in some lanes.

        Args:
            audience: index into AUDIENCES.
            claims: what each side's readout says: 1 the other asked, -1 itself, 0 neither.
            evidence_seen: signed evidence (m,): + towards the first side having asked.
            lanes: (m,) the lanes.
        """
        first, second = self._trust[audience]
        claims = (-first[lanes] * claims[0], second[lanes] * claims[1])
        return compute_posterior_log_odds(
            self.compute_log_odds(audience)[lanes], claims, evidence_seen
        )
