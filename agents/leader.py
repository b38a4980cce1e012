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
from agents.temper import Temper
from agents.utilities import (
    Asking,
    Terms,
    act_terms,
    motive_terms,
    stone_terms,
    total,
    wait_terms,
)
from model.arrays import Bools, Codes, Floats, Ints, sigmoid
from model.attribution import expected_belief
from model.face import Book
from model.parameters.cast import Member
from model.signals import Menu, Sent
from model.state import World

SLOTS = ("contact", "material", "message", "reply", "readout")


class Leader(Temper, mesa.Agent):
    """One side's leader; every state is a (lanes,) array."""

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
        self.begin()

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
