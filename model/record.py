"""The record of a block: first-time events, counts, what held at the first contact
(order of play, phase 8).
"""

from typing import Any

import numpy as np

from model.arrays import Bools, Floats, Ints, lanes_where, sigmoid
from model.asking import Leaders
from model.attribution import AUDIENCES
from model.face import AUDIENCES as EARS
from model.meeting import EnvoyDay
from model.outcomes import NO_DAY, NO_FACE
from model.parameters.root import SIDES
from model.readouts import Published
from model.roles import GroupRole
from model.signals import Sent
from model.state import NOBODY, SIMULTANEOUS, World
from model.terms import terms_of_us

NO_CODE = 4
"""Code of `nobody` in MOVERS (us, china, broker, simultaneous, nobody)."""


class First:
    """The first time either side did something: who, and on which day."""

    def __init__(self, lanes: int) -> None:
        self.who = np.full(lanes, NO_CODE, dtype=np.int8)
        self.day = np.full(lanes, NO_DAY)

    def note(self, us: Bools, china: Bools, day: float) -> None:
        """What the two sides did today; both on one day is simultaneous."""
        new = lanes_where((us | china) & (self.who == NO_CODE))
        self.who[new] = np.where(us[new] & china[new], SIMULTANEOUS, np.where(us[new], 0, 1))
        self.day[new] = day


class Record:
    """What a block leaves behind."""

    def __init__(
        self,
        world: World,
        leaders: Leaders,
        groups: list[GroupRole],
        weights: dict[str, Floats],
    ) -> None:
        lanes = world.lanes
        self.world, self.leaders, self.groups, self.weights = world, leaders, groups, weights
        self.signal, self.ask = First(lanes), First(lanes)
        self.envoy_signal, self.envoy_ask, self.envoy_mover = (
            First(lanes),
            First(lanes),
            First(lanes),
        )
        self.agreed_day, self.relapse_day = np.full(lanes, NO_DAY), np.full(lanes, NO_DAY)
        self.call_day = np.full(lanes, NO_DAY)
        self.mover = np.full(lanes, NO_CODE, dtype=np.int8)
        self.kind = np.full(lanes, NOBODY, dtype=np.int64)
        self.embarrassed = np.zeros(lanes, dtype=bool)
        self.counts = {f"{n}_{s}": np.zeros(lanes) for s in SIDES for n in COUNTED}
        self.at_call: dict[str, Floats] = {}
        self.readout = [np.full(lanes, NOBODY, dtype=np.int64) for _ in SIDES]
        self.beliefs = [np.full(lanes, NO_DAY) for _ in AUDIENCES]

    @property
    def now(self) -> float:
        """The time in days, first day 1."""
        return self.world.now

    def signals(self, sent: list[Sent]) -> None:
        """Count what leaders sent today; first signals and first asks."""
        lanes = self.world.lanes
        approached = [np.zeros(lanes, dtype=bool) for _ in SIDES]
        asked = [np.zeros(lanes, dtype=bool) for _ in SIDES]
        for what in sent:
            name, menu = SIDES[what.side], what.menu
            approach = what.flag("approach")
            approached[what.side][what.lanes] |= approach
            if menu.slot == "contact":
                ask, request = what.flag("ask"), what.flag("form request")
                self.counts[f"hints_{name}"][what.lanes] += request & ~ask
            if menu.flags("ask").any():
                ask = what.flag("ask")
                asked[what.side][what.lanes] |= ask
                self.counts[f"asks_{name}"][what.lanes] += ask
            if menu.slot == "material":
                self.counts[f"purchases_{name}"][what.lanes] += approach
            if menu.slot == "message":
                claims, denies = what.effect("claim"), what.flag("denies")
                self.counts[f"denials_{name}"][what.lanes] += denies
                if claims is not None:
                    self.counts[f"claims_{name}"][what.lanes] += (claims > 0.0) & ~denies
        self.signal.note(approached[0], approached[1], self.now)
        self.ask.note(asked[0], asked[1], self.now)
        for side in (0, 1):
            self.world.asked[side] |= asked[side]
        self.world.interventions.happened("first_ask", self.world.day, asked[0] | asked[1])

    def envoys(self, day: EnvoyDay) -> None:
        """First feelers, proposals and meetings of envoys."""
        us, china = day.proposed
        self.envoy_signal.note(us, china, self.now)
        self.envoy_ask.note(us & ~day.feelers[0], china & ~day.feelers[1], self.now)
        self.envoy_mover.note(us, china, self.now)

    def requests(self, verdicts: Any) -> None:
        """Refusals and agreements of the day."""
        for side, verdict in enumerate(verdicts):
            refused = verdict.read & ~verdict.accepted
            self.counts[f"refusals_{SIDES[side]}"] += refused
        fresh = self.world.talks.agreed & (self.agreed_day == NO_DAY) & ~self.world.met
        self.agreed_day[fresh] = self.now

    def before_contact(self, first: Bools) -> None:
        """What holds at the moment of a first contact, before the accord changes it."""
        talks, leaders, lanes = self.world.talks, self.leaders, lanes_where(first)
        self.call_day[lanes] = self.now
        self.mover[lanes] = talks.agreed_by[lanes]
        self.kind[lanes] = talks.agreed_kind[lanes]
        self._keep("preparation_call", talks.preparation[lanes], lanes)
        self._keep("visits_call", talks.visits[lanes], lanes)
        self._keep("terms_us", terms_of_us(self.world, leaders, lanes), lanes)
        for side, name in enumerate(SIDES):
            self._keep(f"pressure_{name}_call", leaders[side].pressure[lanes], lanes)
            self._keep(f"need_{name}_call", sigmoid(leaders[1 - side].need[lanes]), lanes)

    def after_contact(self, first: Bools, embarrassed: Bools, said: Published) -> None:
        """What was said and believed, and the faces once the contact is booked."""
        self.embarrassed |= embarrassed & first
        mine = first[said.lanes]
        lanes = said.lanes[mine]
        self._keep("tension_call", self.world.tension[lanes], lanes)
        for side in (0, 1):
            self.readout[side][lanes] = said.readouts[side][mine]
        for audience, odds in enumerate(said.log_odds):
            self.beliefs[audience][lanes] = sigmoid(odds[mine])
        for name, value in self.faces(lanes).items():
            self._keep(f"{name}_call", value, lanes, NO_FACE)

    def faces(self, lanes: Any = slice(None)) -> dict[str, Floats]:
        """Face by keeper, side and audience, and weighted, in some lanes; (m,) each, W."""
        found: dict[str, Floats] = {}
        for keeper, leader in enumerate(self.leaders):
            for side, name in enumerate(SIDES):
                stem = f"face_{SIDES[keeper]}_{name}"
                faces = leader.book.before(side, lanes)
                found |= {f"{stem}_{ear}": face for ear, face in zip(EARS, faces, strict=True)}
                found[stem] = leader.book.weigh(side, faces, lanes)
        return found

    def _keep(self, name: str, value: Floats, lanes: Ints, missing: float = NO_DAY) -> None:
        kept = self.at_call.get(name)
        if kept is None:
            kept = self.at_call[name] = np.full(self.world.lanes, missing)
        kept[lanes] = value


COUNTED = ("asks", "hints", "refusals", "purchases", "claims", "denials", "unscripted")
