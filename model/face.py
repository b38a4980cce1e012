"""Face: each leader's own book over both sides' faces, and how a loss in it is valued (M01, M02).

An append-only ledger whose running sum is kept: the face at any day is the sum of the postings so
far. A book holds, for its keeper, F[side][audience]; audiences stand in the order home, other_home,
world *of the side whose face it is*. Accounting is the keeper's: `honor` is zero-sum within the
book, `hierarchy` credits the other with a share of a loss, `mutual` credits both for an accepted
offer. Weight of an act W = D + P + R: Brown and Levinson (1987). Loss aversion: Kahneman and
Tversky (1992).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from model.arrays import Floats, positive
from model.parameters.side import Accounting

AUDIENCES = ("home", "other_home", "world")
SOURCES = (
    "contact",
    "refusal",
    "message",
    "material",
    "claim",
    "envoy",
    "embarrassment",
    "home",
    "mockery",
)
MIRROR = (1, 0, 2)
"""The same public seen from the other side: its home is the other's other_home."""

GRAIN = 2.0**-44
"""Postings are whole numbers of grains (W): their sums are exact, in whatever order they come."""

Faces = tuple[Floats | None, Floats | None, Floats | None]
"""Amounts for home, other_home and world, each (lanes,) or None for nothing."""
Note = Callable[[dict[str, Any]], None]


def valued(x: Floats, aversion: Floats) -> Floats:
    """v(x) = x above 0, lambda x below; (lanes,) in W."""
    return np.where(x >= 0.0, x, aversion * x)


def in_grains(amount: Floats) -> Floats:
    """The nearest whole number of grains; (lanes,) W, exact to add up to 2^8 W."""
    grains: Floats = np.rint(amount * (1.0 / GRAIN))
    grains *= GRAIN
    return grains


class Book:
    """One leader's book.

    Args:
        keeper: index of the keeper's side (0 us, 1 china).
        sides: the two LaneViews of the sides' levers.
        lanes: number of lanes.
    """

    def __init__(self, keeper: int, sides: tuple[Any, Any], lanes: int) -> None:
        self.keeper, self.sides = keeper, sides
        self.accounting = Accounting(sides[keeper].accounting)
        self.faces = [[np.zeros(lanes) for _ in AUDIENCES] for _ in sides]
        self.sources = {source: [np.zeros(lanes) for _ in AUDIENCES] for source in SOURCES}
        self.note: Note | None = None
        self._weighted: list[Floats | None] = [None, None]

    def weights(self, side: int) -> tuple[Floats, Floats, Floats]:
        """The weights of the three audiences in a side's face, each (lanes,) in 0..1."""
        levers = self.sides[side]
        return levers.face_home, levers.face_other_home, levers.face_world

    def face(self, side: int) -> Floats:
        """(lanes,) face of a side in this book, weighted over its audiences; unit W."""
        known = self._weighted[side]
        if known is None:
            home, other, world = self.weights(side)
            f = self.faces[side]
            known = self._weighted[side] = home * f[0] + other * f[1] + world * f[2]
        return known

    def from_source(self, source: str) -> Floats:
        """(lanes,) part of the keeper's own face that came from a source, weighted; unit W."""
        home, other, world = self.weights(self.keeper)
        f = self.sources[source]
        return home * f[0] + other * f[1] + world * f[2]

    def post(self, side: int, amounts: Faces, source: str, event: str) -> None:
        """Post amounts (W) to a side's face, then what the keeper's accounting makes of them.

        honor: the same amount, opposite, to the other side before the same public.
        hierarchy: a loss gives the other side its keeper's share mu of it; a gain gives nothing.
        mutual: nothing follows (accepted offers are posted by `accept`).
        """
        given: Floats | None = None
        for audience, amount in enumerate(amounts):
            if amount is None:
                continue
            if amount is not given:
                given, own = amount, in_grains(amount)
                follows = self._follows(own)
            self._enter(side, audience, own, source, event)
            if follows is not None:
                self._enter(1 - side, MIRROR[audience], follows, source, event)

    def _follows(self, amount: Floats) -> Floats | None:
        """What a posting to one side makes the keeper post to the other; None for nothing."""
        if self.accounting is Accounting.HONOR:
            return -amount
        if self.accounting is Accounting.HIERARCHY:
            return in_grains(self.sides[self.keeper].magnanimity * positive(-amount))
        return None

    def accept(self, amounts: Faces, source: str, event: str) -> None:
        """mutual: an accepted offer of weight d posts +mm d to both sides (amounts are for side
        0).
        """
        gain = self.sides[self.keeper].mutual_gain
        for audience, amount in enumerate(amounts):
            if amount is not None:
                both = in_grains(gain * amount)
                self._enter(0, audience, both, source, event)
                self._enter(1, MIRROR[audience], both, source, event)

    def _enter(self, side: int, audience: int, amount: Floats, source: str, event: str) -> None:
        self.faces[side][audience] += amount
        self._weighted[side] = None
        if side == self.keeper:
            self.sources[source][audience] += amount
        if self.note is not None and amount[0] != 0.0:
            self.note({
                "event": event, "source": source, "keeper": self.keeper, "side": side,
                "audience": AUDIENCES[audience], "amount": float(amount[0]),
            })  # fmt: skip


def loss(book: Book, at_stake: Floats) -> Floats:
    """E10: how the keeper values losing `at_stake` (d >= 0, W) of his own face; (lanes,) >= 0."""
    me = book.keeper
    levers = book.sides[me]
    aversion = levers.loss_aversion
    if book.accounting is Accounting.HONOR:
        gap = book.face(me) - book.face(1 - me)
        return valued(gap, aversion) - valued(gap - 2.0 * at_stake, aversion)
    own = book.face(me)
    if book.accounting is Accounting.HIERARCHY:
        at_stake = (1.0 - levers.magnanimity / 2.0) * at_stake
    return valued(own, aversion) - valued(own - at_stake, aversion)


def gain_of_being_asked(levers: Any) -> Floats:
    """E10: the share of phi W the keeper gains when the other asks; (lanes,)."""
    accounting = Accounting(levers.accounting)
    if accounting is Accounting.HONOR:
        return np.full_like(levers.magnanimity, 2.0)
    if accounting is Accounting.HIERARCHY:
        gain: Floats = 1.0 + levers.magnanimity
        return gain
    mutual: Floats = levers.mutual_gain
    return mutual


def weight_of_act(levers: Any, power: Floats, imposition: Floats, drafted: Floats) -> Floats:
    """E6: W = [D + P + R - draft min(1, c/20)]+; `drafted` is min(1, c/20); (lanes,) W."""
    return positive(levers.distance + power + imposition - levers.drafting * drafted)
