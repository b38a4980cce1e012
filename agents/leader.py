"""The leader: feels home, reads the other, chooses in each slot, answers, and keeps his own book.

Equations E2 to E5 (state) and E11 to E14 (choice) of docs/ODD.md; the rules are in
agents/utilities.py, the decision rules in agents/policies. A leader sees what is delivered to him:
home's pain and outrage, the signals of the other, what both can see (tariffs, the calendar) and
what envoys report of the atmosphere (tension, goodwill, preparation).
"""

from functools import cached_property
from typing import Any

import mesa
import numpy as np

from agents.answers import invitation_terms, readout_terms, reply_terms
from agents.features import Sight
from agents.policies import EVERY_TICK, POLICIES
from agents.policies.decision import Decision
from agents.utilities import (
    Asking,
    Terms,
    act_terms,
    motive_terms,
    stone_terms,
    total,
    unmet,
    wait_terms,
)
from model.arrays import Bools, Codes, Floats, Ints, kept, sigmoid
from model.attribution import expected_belief
from model.face import Book
from model.parameters.cast import Member
from model.signals import Menu, Sent
from model.state import World

SLOTS = ("contact", "material", "message", "reply", "readout")
ELEVATING_VISITS = 4.0
RANK_OF_BEARING = 0.02
"""Share of power_learning that a day of bearing one point of tariff is worth (assumed)."""
CARE_FADES = 0.9
"""Share of an accusation, of courtship and of the leader's line that is left a day later
(assumed).
"""


class Leader(mesa.Agent):
    """One side's leader; every state is a (lanes,) array."""

    world: World
    name: str
    side: int
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

    def __init__(self, model: mesa.Model, world: World, name: str, member: Member) -> None:
        super().__init__(model)
        self.world, self.name = world, name
        self.side = 0 if member.side == "us" else 1
        self.levers: Any = world.sides[self.side]
        self.policy = POLICIES[self.levers.policy.name]
        rarity = -np.log(self.levers.gesture_rate)
        kinds = world.levers.signal
        self.menus = {slot: Menu(self.side, slot, kinds, name, rarity) for slot in SLOTS}
        self.book = Book(self.side, world.sides, world.lanes)
        self._begin()

    def _begin(self) -> None:
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
        self._leak: dict[str, Floats] = {}

    @cached_property
    def imposition(self) -> Floats:
        """(lanes,) W: mean imposition of the requests a leader may make."""
        menu = self.menus["contact"]
        requests = menu.of_form("request")
        if not requests:
            return np.zeros(self.world.lanes)
        mean: Floats = sum(menu.kinds[k].imposition for k in requests) / len(requests)
        return mean

    @cached_property
    def way(self) -> Any:
        """The diplomatic route to the other leader; None when there is none."""
        cast = self.world.config.cast
        other = next(n for n, m in cast.items() if m.role == "leader" and n != self.name)
        return self.world.route("diplomatic", self.name, other)

    def leak(self, menu: Menu) -> Floats:
        """(options, lanes) chance that a private signal becomes public: its own and the
        channel's.
        """
        if menu.slot not in self._leak:
            own = menu.table("leak")
            through = 0.0 if self.way is None else self.way.leak
            self._leak[menu.slot] = 1.0 - (1.0 - own) * (1.0 - through)
        return self._leak[menu.slot]

    def expected_beliefs(self, menu: Menu) -> Floats:
        """(options, lanes) b_k of E7, as expected of each request."""
        return self._expected[menu.slot]

    @cached_property
    def _expected(self) -> dict[str, Floats]:
        world = self.world
        return {
            slot: expected_belief(
                self.side, world.sides, world.levers.attribution, m.table("deniability")
            )
            for slot, m in self.menus.items()
            if len(m)
        }

    def log_need(self, menu: Menu) -> Floats:
        """(options, lanes) ln L_k, more when the request names the good one needs (M10)."""
        return self._log_needs[menu.slot]

    @cached_property
    def _log_needs(self) -> dict[str, Floats]:
        named = 1.0 + self.levers.naming_need
        return {slot: np.log(m.table("need")) * named for slot, m in self.menus.items() if len(m)}

    def risk(self) -> Floats:
        """(lanes,) ambush belief, raised by the other's variance of conduct and by his record of
        making private contacts public (M08, M09).
        """
        other = self.world.sides[1 - self.side]
        safe = (1.0 - other.unpredictability) * (1.0 - other.call_leak)
        risk: Floats = 1.0 - (1.0 - self.ambush) * safe
        return risk

    def unmet(self) -> Floats:
        """(lanes,) share of his precondition still unmet, 0..1 (M16)."""
        return unmet(self)

    def lifted(self) -> Floats:
        """(lanes,) log-odds: envoys' word that the matter must be lifted to the leaders (M07)."""
        share = np.minimum(self.world.talks.visits, ELEVATING_VISITS) / ELEVATING_VISITS
        word: Floats = self.levers.elevation * share
        return word

    def feel(self, pain: Floats, outrage: Floats) -> None:
        """E2, E3: pressure, relief and audience cost from what home feels today ((lanes,) each)."""
        levers, world = self.levers, self.world
        self.outrage = outrage
        left = np.maximum(levers.election_day - world.day, 0.0)
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
        self.stone = np.maximum(self.stone - self.world.dt, 0.0)
        self.offered = np.maximum(self.offered - self.world.dt, 0.0)

    def offer(self, lanes: Ints) -> None:
        """Note the stepping stone he has just offered ((m,) lanes)."""
        self.offered[lanes] = float(self.world.levers.contact.stone_days)

    def receive_stone(self, lanes: Ints) -> None:
        """A stepping stone of the other stands for a while ((m,) lanes)."""
        self.stone[lanes] = float(self.world.levers.contact.stone_days)

    def choose(self, slot: str) -> Codes:
        """(lanes,) index into the slot's menu; "nothing" where the slot is closed."""
        menu = self.menus[slot]
        self.deciding = slice(None)
        nothing = np.full(self.world.lanes, max(menu.nothing, 0), dtype=np.int8)
        idle = not self.world.new_day and self.levers.policy.name not in EVERY_TICK
        if not len(menu) or idle:
            return nothing
        worth = self._contact_worth(menu) if slot == "contact" else self._act_worth(menu)
        choice = self.policy(self, Decision(menu, self.world.lanes, worth), self.world.draws)
        if slot == "contact":
            choice = np.where(self.world.talks.open(), choice, nothing)
        return choice

    def _contact_worth(self, menu: Menu) -> Any:
        asking = Asking(self)

        def worth(k: int) -> Terms:
            terms = motive_terms(menu, k, self.sight)
            if menu.forms[k] == "request":
                return asking.terms(menu, k) | terms
            own = wait_terms(self) if menu.forms[k] == "nothing" else stone_terms(self, menu, k)
            return own | terms

        return worth

    def _act_worth(self, menu: Menu) -> Any:
        def worth(k: int) -> Terms:
            terms = motive_terms(menu, k, self.sight) | act_terms(self, menu, k, self.sight)
            return terms or {"constant": np.zeros(self.world.lanes)}

        return worth

    def answer(self, request: Sent) -> Codes:
        """(m,) index into the reply menu for the m lanes of a request (E14)."""
        menu, self.deciding = self.menus["reply"], request.lanes
        draws = self.world.draws.at(request.lanes)
        worth = reply_terms(self, menu, request)
        return self.policy(self, Decision(menu, len(request.lanes), worth), draws)

    def invited(self, lanes: Ints, host: str) -> Bools:
        """(m,) whether he accepts a third party's invitation in these lanes."""
        if self.levers.policy.name == "never":
            return np.zeros(len(lanes), dtype=bool)
        chance = sigmoid(total(invitation_terms(self, lanes)))
        return self.world.draws.at(lanes).uniform(self.name, "invited", host) < chance

    def read_out(self, lanes: Ints, asked: Bools) -> Codes:
        """(m,) index into the readout menu after a contact in these lanes (M04)."""
        menu, self.deciding = self.menus["readout"], lanes
        self.truth = np.zeros(self.world.lanes)
        self.truth[lanes] = asked
        self.sight = Sight(self)
        worth = readout_terms(self, menu, lanes)
        return self.policy(self, Decision(menu, len(lanes), worth), self.world.draws.at(lanes))
