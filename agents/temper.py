"""A leader's temper: what he feels and believes, over lanes, and how it changes by itself.

Equations E2 to E5 of docs/ODD.md: pressure and relief, audience cost, need and ambush belief. The
choices made from it are in agents/leader.py.
"""

from typing import Any

import numpy as np

from agents.bearing import Bearing
from agents.features import Sight
from agents.lesson import learn
from agents.utilities import unmet
from model.arrays import Codes, Floats, Ints, at_most, kept, positive, sigmoid
from model.face import weight_of_act

ELEVATING_VISITS = 4.0
RANK_OF_BEARING = 0.02
"""Share of power_learning that a day of bearing one point of tariff is worth (assumed)."""
CARE_FADES = 0.9
"""Share of an accusation, of courtship and of the leader's line that is left a day later
(assumed).
"""


class Temper(Bearing):
    """The state of a leader; every array is (lanes,)."""

    need: Floats
    seen_need: Floats
    ambush: Floats
    vow: Floats
    power: Floats
    pressure: Floats
    outrage: Floats
    relief: Floats
    audience_cost: Floats
    stone: Floats
    offered: Floats
    accused: Floats
    courted: Floats
    line: Floats
    truth: Floats
    sight: Sight

    def begin(self) -> None:
        """The state before the first day of a standoff."""
        levers, lanes = self.levers, self.world.lanes
        self.need = levers.need_prior.copy()
        self.seen_need = self.world.sides[1 - self.side].need_prior.copy()
        self.start_need = sigmoid(self.seen_need)
        self.ambush = levers.ambush_prior.copy()
        self.vow = levers.vow_strength.copy()
        self.power = levers.power.copy()
        self.pressure, self.outrage = np.zeros(lanes), np.zeros(lanes)
        self.relief, self.audience_cost = levers.relief_base.copy(), np.zeros(lanes)
        self.stone, self.offered = np.zeros(lanes), np.zeros(lanes)
        self.accused, self.courted = np.zeros(lanes), np.zeros(lanes)
        self.line, self.truth = np.zeros(lanes), np.zeros(lanes)
        self.deciding: Any = slice(None)
        self.sight = Sight(self)

    def risk(self, lanes: Any = slice(None)) -> Floats:
        """(m,) ambush belief, raised by the other's variance of conduct and by his record of
        making private contacts public (M08, M09); in some lanes.
        """
        risk: Floats = 1.0 - (1.0 - self.ambush[lanes]) * self.safe[lanes]
        return risk

    def unmet(self) -> Floats:
        """(lanes,) share of his precondition still unmet, 0..1 (M16)."""
        return unmet(self)

    def weight(self, lanes: Any = slice(None)) -> Floats:
        """(m,) W: E6 of a request of his mean imposition, in some lanes."""
        power, imposition = self.power[lanes], self.imposition[lanes]
        return weight_of_act(self.levers, power, imposition, self.world.drafted(lanes), lanes)

    def lifted(self, lanes: Any = slice(None)) -> Floats:
        """(m,) log-odds: envoys' word that the matter must be lifted to the leaders (M07); in some
        lanes.
        """
        share = at_most(self.world.talks.visits[lanes], ELEVATING_VISITS) / ELEVATING_VISITS
        word: Floats = self.levers.elevation[lanes] * share
        return word

    def feel(self, pain: Floats, outrage: Floats) -> None:
        """E2, E3: pressure, relief and audience cost from what home feels today ((lanes,) each)."""
        levers, world = self.levers, self.world
        self.outrage = outrage
        left = positive(levers.election_day - world.day)
        clock = (1.0 + levers.fatigue * world.day) * (
            1.0 + levers.election_gain * np.exp(-left / 120.0)
        )
        self.pressure = levers.pain * (1.0 - levers.insulation) * pain * clock
        hope = world.timetable.relief(world.day, self.side, world.lanes)
        self.relief = levers.relief_base + levers.relief_per_pressure * self.pressure + hope
        self.audience_cost = levers.audience_cost * (levers.audience_base + outrage)
        self.sight = Sight(self)

    def tire(self) -> None:
        """What wears off by itself: accusations, courtship, the line, days of a stepping stone."""
        left = kept(np.full(1, CARE_FADES), self.world.dt)
        self.accused, self.courted, self.line = (
            self.accused * left,
            self.courted * left,
            self.line * left,
        )
        trade, me = self.world.trade, self.side
        borne = trade.tariff[me] - trade.tariff[1 - me]
        self.power += self.levers.power_learning * RANK_OF_BEARING * borne * self.world.dt
        self.stone = positive(self.stone - self.world.dt)
        self.offered = positive(self.offered - self.world.dt)

    def offer(self, lanes: Ints) -> None:
        """Note the stepping stone he has just offered ((m,) lanes)."""
        self.offered[lanes] = float(self.world.levers.contact.stone_days)

    def receive_stone(self, lanes: Ints) -> None:
        """A stepping stone of the other stands for a while ((m,) lanes)."""
        self.stone[lanes] = float(self.world.levers.contact.stone_days)

    def carry_over(self, first: Codes) -> None:
        """M19: begin a second standoff; `first` is who moved first before (0 us, 1 china)."""
        before = (self.need, self.seen_need, self.ambush, self.power)
        self.begin()
        after = (self.need, self.seen_need, self.ambush, self.power)
        learn(self.world.levers.memory, after, before, (first == 1 - self.side, first == self.side))
