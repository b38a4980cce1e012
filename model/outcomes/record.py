"""The record from which the outcome columns are computed: first times, counts, and the state at the
first contact.
"""

from typing import Any

import numpy as np

from model.arrays import Bools, Floats, Ints, find_lanes, sigmoid
from model.attribution import AUDIENCES
from model.face import AUDIENCES as EARS
from model.outcomes.terms import compute_first_side_terms
from model.outcomes.vocabulary import NO_DAY, NO_FACE
from model.phases.envoys import EnvoyDay
from model.phases.readouts import ReadoutResults
from model.plans import CALL, VENUES
from model.roles import GroupRole, Leaders
from model.sent import SentSignals
from model.state import NOBODY, SIMULTANEOUS, State

NO_CODE = 4
"""Code of `nobody` in `Dyad.movers` (first, second, broker, simultaneous, nobody)."""


class FirstMovers:
    """Which side was the first to do a certain thing, and when, in each lane.

    `who` is the side (0, 1), SIMULTANEOUS, or NO_CODE (neither so far); `day` the day (first 1),
    NO_DAY if neither; both (lanes,).
    """

    def __init__(self, lanes: int) -> None:
        self.who = np.full(lanes, NO_CODE, dtype=np.int8)
        self.day = np.full(lanes, NO_DAY)

    def note_movers(self, first: Bools, second: Bools, day: float) -> None:
        """Record who acts on this day, in lanes in which neither side has acted before.

        `first`, `second`: (lanes,) whether the first, or the second, side acts; both on one day
        count as simultaneous. `day`: the first day is 1.
        """
        new = find_lanes((first | second) & (self.who == NO_CODE))
        self.who[new] = np.where(first[new] & second[new], SIMULTANEOUS, np.where(first[new], 0, 1))
        self.day[new] = day


class Record:
    """What the outcome columns need to know of each lane (run); arrays are (lanes,)."""

    def __init__(
        self, state: State, leaders: Leaders, groups: list[GroupRole], weights: dict[str, Floats]
    ) -> None:
        lanes = state.lanes
        self.state, self.leaders, self.groups, self.weights = state, leaders, groups, weights
        self.signal, self.ask = FirstMovers(lanes), FirstMovers(lanes)
        self.envoy_signal, self.envoy_ask = FirstMovers(lanes), FirstMovers(lanes)
        self.envoy_mover = FirstMovers(lanes)
        self.agreed_day, self.relapse_day, self.call_day = np.full((3, lanes), NO_DAY)
        self.mover = np.full(lanes, NO_CODE, dtype=np.int8)
        self.kind = np.full(lanes, NOBODY, dtype=np.int64)
        self.venue = np.full(lanes, len(VENUES), dtype=np.int8)
        self.embarrassed = np.zeros(lanes, dtype=bool)
        self.counts = {f"{n}_{s}": np.zeros(lanes) for s in state.dyad.keys for n in COUNTED}
        self.at_call: dict[str, Floats] = {}
        self.readout = [np.full(lanes, NOBODY, dtype=np.int64) for _ in leaders]
        self.beliefs = [np.full(lanes, NO_DAY) for _ in AUDIENCES]

    @property
    def now(self) -> float:
        """Time since the standoff began, in days; 1 at the end of the first day."""
        return self.state.now

    def note_signals(self, signals: list[SentSignals]) -> None:
        """Count today's signals of the leaders by kind; record first signals and first asks."""
        lanes = self.state.lanes
        approaches = [np.zeros(lanes, dtype=bool) for _ in self.leaders]
        asks = [np.zeros(lanes, dtype=bool) for _ in self.leaders]
        for what in signals:
            name, menu = self.state.dyad.keys[what.side], what.menu
            approach = what.look_up_flag("approach")
            approaches[what.side][what.lanes] |= approach
            if menu.slot == "contact":
                ask, request = what.look_up_flag("ask"), what.look_up_flag("form request")
                self.counts[f"hints_{name}"][what.lanes] += request & ~ask
            if menu.tabulate_flags("ask").any():
                ask = what.look_up_flag("ask")
                asks[what.side][what.lanes] |= ask
                self.counts[f"asks_{name}"][what.lanes] += ask
            if menu.slot == "material":
                self.counts[f"purchases_{name}"][what.lanes] += approach
            if menu.slot == "message":
                claims, denies = what.look_up_effect("claim"), what.look_up_flag("denies")
                self.counts[f"denials_{name}"][what.lanes] += denies
                if claims is not None:
                    self.counts[f"claims_{name}"][what.lanes] += (claims > 0.0) & ~denies
        self.signal.note_movers(approaches[0], approaches[1], self.now)
        self.ask.note_movers(asks[0], asks[1], self.now)
        for side in (0, 1):
            self.state.asked[side] |= asks[side]
        self.state.interventions.notice_event("first_ask", self.state.day, asks[0] | asks[1])

    def note_envoys(self, day: EnvoyDay) -> None:
        """Record whose envoys were first to propose, to do so openly, and to get a meeting."""
        first, second = day.proposed
        self.envoy_signal.note_movers(first, second, self.now)
        self.envoy_ask.note_movers(first & ~day.feelers[0], second & ~day.feelers[1], self.now)
        self.envoy_mover.note_movers(first, second, self.now)

    def note_requests(self, verdicts: Any) -> None:
        """Count today's refusals, and record the day on which a first contact was agreed."""
        for side, verdict in enumerate(verdicts):
            refused = verdict.read & ~verdict.accepted
            self.counts[f"refusals_{self.state.dyad.keys[side]}"] += refused
        fresh = self.state.talks.agreed & (self.agreed_day == NO_DAY) & ~self.state.met
        self.agreed_day[fresh] = self.now

    def note_before_contact(self, first: Bools) -> None:
        """Record the state in lanes whose `first` contact is today, before it has effects."""
        talks, leaders, lanes = self.state.talks, self.leaders, find_lanes(first)
        self.call_day[lanes], self.mover[lanes] = self.now, talks.agreed_by[lanes]
        self.kind[lanes], self.venue[lanes] = talks.agreed_kind[lanes], talks.agreed_venue[lanes]
        dated = lanes[self.venue[lanes] != CALL]
        self.agreed_day[dated] = talks.plans.agreed_on[dated]
        self._save_at_call("preparation_call", talks.preparation[lanes], lanes)
        self._save_at_call("visits_call", talks.visits[lanes], lanes)
        terms = compute_first_side_terms(self.state, leaders, lanes)
        self._save_at_call(f"terms_{self.state.dyad.first}", terms, lanes)
        for side, name in enumerate(self.state.dyad.keys):
            pressure, need = leaders[side].state.pressure, leaders[1 - side].state.other_need
            self._save_at_call(f"pressure_{name}_call", pressure[lanes], lanes)
            self._save_at_call(f"need_{name}_call", sigmoid(need[lanes]), lanes)

    def note_after_contact(
        self, first: Bools, embarrassed: Bools, published: ReadoutResults
    ) -> None:
        """Record readouts, beliefs and faces in lanes whose `first` contact was today."""
        self.embarrassed |= embarrassed & first
        mine = first[published.lanes]
        lanes = published.lanes[mine]
        self._save_at_call("tension_call", self.state.tension[lanes], lanes)
        for side in (0, 1):
            self.readout[side][lanes] = published.readouts[side][mine]
        for audience, odds in enumerate(published.log_odds):
            self.beliefs[audience][lanes] = sigmoid(odds[mine])
        for name, value in self.collect_faces(lanes).items():
            self._save_at_call(f"{name}_call", value, lanes, NO_FACE)

    def collect_faces(self, lanes: Any = slice(None)) -> dict[str, Floats]:
        """Return face_<keeper>_<side>[_<audience>] -> W, (m,), in m lanes, by the keeper's book."""
        keys = self.state.dyad.keys
        faces_by_name: dict[str, Floats] = {}
        for keeper, leader in enumerate(self.leaders):
            for side, name in enumerate(keys):
                stem = f"face_{keys[keeper]}_{name}"
                faces = leader.book.compute_audience_faces(side, lanes)
                faces_by_name |= {
                    f"{stem}_{ear}": face for ear, face in zip(EARS, faces, strict=True)
                }
                faces_by_name[stem] = leader.book.weigh_faces(side, faces, lanes)
        return faces_by_name

    def _save_at_call(self, name: str, value: Floats, lanes: Ints, missing: float = NO_DAY) -> None:
        stored = self.at_call.get(name)
        if stored is None:
            stored = self.at_call[name] = np.full(self.state.lanes, missing)
        stored[lanes] = value


COUNTED = ("asks", "hints", "refusals", "purchases", "claims", "denials", "unscripted")
