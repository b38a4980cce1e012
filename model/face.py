"""Face: each leader's own account of both sides' faces, and how it values a loss (M01, M02).

A ledger whose sums are kept: the face on any day is the sum of the postings so far. A book holds,
for its keeper, the face of each side before each audience; audiences stand in the order home,
other_home, world *of the side whose face it is*. The keeper's accounting decides what a posting to
one side means for the other: `honor` is zero-sum, `hierarchy` credits the other with a share of a
loss, `mutual` credits both for an accepted offer. Weight of an act W = D + P + R: Brown and
Levinson (1987). Loss aversion: Kahneman and Tversky (1992).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from model.arrays import Floats, Ints, positive_part
from model.lanes import LaneView, Sides
from model.parameters.side import Accounting, Side

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
"""The place of the same public as the other side counts it: its home is the other's other_home."""
EVERYONE = -1
"""In place of an audience: the same amount before all three."""

GRAIN = 2.0**-44
"""Postings are multiples of this (in W), so that their sums are exact in whatever order they
come.
"""

Faces = tuple[Floats | None, Floats | None, Floats | None]
"""Amounts (W) before home, other_home and world; each (lanes,), or None for nothing."""
Note = Callable[[dict[str, Any]], None]


def compute_prospect_value(x: Floats, aversion: Floats) -> Floats:
    """Return x where it is above 0 and `aversion` x (aversion >= 1) below; (lanes,) in W."""
    return np.minimum(x, aversion * x)


def round_to_grains(amount: Floats) -> Floats:
    """Return (lanes,) amounts rounded to multiples of GRAIN; in W, their sums exact up to 2^8 W."""
    grains: Floats = np.rint(amount * (1.0 / GRAIN))
    grains *= GRAIN
    return grains


class Posting(NamedTuple):
    """An entry of the ledger: an amount (W) added to a side's face before an audience, with its
    source (of SOURCES) and the event in words.

    `audience`: index into AUDIENCES, or EVERYONE. `amount` is (lanes,), or (m,) if `lanes` lists
    the lanes it is for.
    """

    side: int
    audience: int
    amount: Floats
    source: str
    event: str
    lanes: Ints | None


class FaceSums:
    """Running sums of postings, (lanes,) W, for each audience.

    Postings before all three audiences are summed once for all.
    """

    def __init__(self, lanes: int) -> None:
        self._alike = np.zeros(lanes)
        self._apart: dict[int, Floats] = {}

    def add(self, posting: Posting) -> None:
        """Add a posting to the sum before its audience."""
        into = self._alike if posting.audience == EVERYONE else self._get_own_sums(posting.audience)
        if posting.lanes is None:
            into += posting.amount
        else:
            into[posting.lanes] += posting.amount

    def _get_own_sums(self, audience: int) -> Floats:
        """Return the sum, (lanes,) W, of postings before this audience alone; zeros before the
        first.
        """
        sums = self._apart.get(audience)
        if sums is None:
            sums = self._apart[audience] = np.zeros_like(self._alike)
        return sums

    def sum_by_audience(self, lanes: Any = slice(None)) -> list[Floats]:
        """Return the sum before each of the three audiences in some lanes, each (m,) W, exact.

        Where all postings were made before all audiences alike, these share one array, not to be
        written to.
        """
        alike = self._alike[lanes]
        apart = [self._apart.get(audience) for audience in range(len(AUDIENCES))]
        return [alike if sums is None else alike + sums[lanes] for sums in apart]


class Book:
    """One leader's ledger of both sides' faces.

    Args:
        keeper: index of the side whose leader keeps it (0 the first, 1 the second).
        sides: the levers of both sides.
        lanes: number of lanes.
    """

    def __init__(self, keeper: int, sides: Sides, lanes: int) -> None:
        self.keeper, self.sides = keeper, sides
        self.accounting = Accounting(sides[keeper].accounting)
        self._sums = [FaceSums(lanes) for _ in sides]
        self._origins = {source: FaceSums(lanes) for source in SOURCES}
        self.note: Note | None = None
        self._weighted: list[Floats | None] = [None, None]

    @property
    def faces(self) -> list[list[Floats]]:
        """For each side, a copy of its face before each audience; (lanes,) in W."""
        return [[face.copy() for face in sums.sum_by_audience()] for sums in self._sums]

    def get_audience_weights(self, side: int) -> tuple[Floats, Floats, Floats]:
        """Return the weights of home, other_home and world in a side's face; each (lanes,) in
        0..1.
        """
        levers = self.sides[side]
        return levers.face_home, levers.face_other_home, levers.face_world

    def compute_face(self, side: int) -> Floats:
        """Return a side's face in this book, weighted over its audiences; (lanes,) in W."""
        face = self._weighted[side]
        if face is None:
            face = self._weighted[side] = self.weigh_faces(side, self.compute_audience_faces(side))
        return face

    def compute_audience_faces(self, side: int, lanes: Any = slice(None)) -> list[Floats]:
        """Return a side's face before each audience, in some lanes; each (m,) in W, not to be
        written to.
        """
        return self._sums[side].sum_by_audience(lanes)

    def weigh_faces(self, side: int, faces: list[Floats], lanes: Any = slice(None)) -> Floats:
        """Return faces before a side's three audiences as one weighted face; (m,) in W, in some
        lanes.
        """
        home, other, world = self.get_audience_weights(side)
        face: Floats = home[lanes] * faces[0] + other[lanes] * faces[1] + world[lanes] * faces[2]
        return face

    def compute_face_from_source(self, source: str) -> Floats:
        """Return the part of the keeper's own face from one source, weighted; (lanes,) in W."""
        return self.weigh_faces(self.keeper, self._origins[source].sum_by_audience())

    def post(
        self, side: int, amounts: Faces, source: str, event: str, lanes: Ints | None = None
    ) -> None:
        """Post amounts (W) to a side's face, and to the other side's what the keeper's accounting
        implies.

        honor: the opposite amount to the other side, before the same public. hierarchy: a loss
        gives the other side a share of it (the keeper's magnanimity mu); a gain gives nothing.
        mutual: nothing (accepted offers are posted by `post_accepted_offer`). With `lanes` the
        amounts are (m,), in those lanes only. `source`: of SOURCES; `event`: in words.
        """
        if lanes is not None and not len(lanes):
            return
        home, other, world = amounts
        alike = home is not None and home is other and home is world
        for audience in (EVERYONE,) if alike else range(len(AUDIENCES)):
            amount = amounts[audience]
            if amount is not None:
                entry = Posting(side, audience, round_to_grains(amount), source, event, lanes)
                self._record_postings(entry, self._make_counter_posting(entry))

    def _make_counter_posting(self, entry: Posting) -> Posting | None:
        """Return the keeper's posting to the other side that a posting implies; None for none."""
        if self.accounting is Accounting.HONOR:
            amount = -entry.amount
        elif self.accounting is Accounting.HIERARCHY:
            share = self.sides[self.keeper].magnanimity
            share = share if entry.lanes is None else share[entry.lanes]
            amount = round_to_grains(share * positive_part(-entry.amount))
        else:
            return None
        audience = EVERYONE if entry.audience == EVERYONE else MIRROR[entry.audience]
        return entry._replace(side=1 - entry.side, audience=audience, amount=amount)

    def post_accepted_offer(self, amounts: Faces, source: str, event: str, lanes: Ints) -> None:
        """Post what an accepted offer is worth under `mutual` accounting: the lever `mutual_gain`
        times `amounts` ((m,), W, by side 0's audiences) to both sides, in some lanes.
        """
        gain = self.sides[self.keeper].mutual_gain[lanes]
        for audience, amount in enumerate(amounts):
            if amount is not None:
                both = Posting(0, audience, round_to_grains(gain * amount), source, event, lanes)
                self._record_postings(both, both._replace(side=1, audience=MIRROR[audience]))

    def _record_postings(self, entry: Posting, counter: Posting | None) -> None:
        """Add a posting, and the one to the other side it implies, to the sums; report both."""
        for posting in (entry,) if counter is None else (entry, counter):
            self._sums[posting.side].add(posting)
            self._weighted[posting.side] = None
            if posting.side == self.keeper:
                self._origins[posting.source].add(posting)
        if self.note is None:
            return
        for audience in range(len(AUDIENCES)) if entry.audience == EVERYONE else (entry.audience,):
            self._report_posting(entry, audience)
            if counter is not None:
                self._report_posting(counter, MIRROR[audience])

    def _report_posting(self, posting: Posting, audience: int) -> None:
        """Pass the first lane's posting, if it is not 0, to the trace (`note`)."""
        if self.note is not None and len(posting.amount) and posting.amount[0] != 0.0:
            self.note({
                "event": posting.event, "source": posting.source, "keeper": self.keeper,
                "side": posting.side, "audience": AUDIENCES[audience],
                "amount": float(posting.amount[0]),
            })  # fmt: skip


def compute_act_weight(
    levers: LaneView[Side], power: Floats, imposition: Floats, drafted_share: Floats,
    lanes: Any = slice(None),
) -> Floats:  # fmt: skip
    """E6: return the weight of a request, W = [D + P + R - draft min(1, c/20)]+; (m,) in W.

    c: days of preparation, 20 the lever `drafting_days`; D and draft: the levers `distance` and
    `drafting` of the asker, `levers`. `power` (P), `imposition` (R) and `drafted_share` (min(1,
    c/20), 0..1) are (m,), for `lanes`.
    """
    bare = levers.distance[lanes] + power + imposition
    return positive_part(bare - levers.drafting[lanes] * drafted_share)
