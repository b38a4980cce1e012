"""The leader: feels home, reads the other, chooses in each slot, answers, and keeps his own book.

Equations E2 to E5 (state) and E11 to E14 (choice) of docs/ODD.md; the rules are in
agents/utilities.py, the decision rules in agents/policies. A leader sees what is delivered to him:
home's pain and outrage, the signals of the other, what both can see (tariffs, the calendar) and
what envoys report of the atmosphere (tension, goodwill, preparation).
"""

from typing import Any

import mesa
import numpy as np

from agents.answers import readiness, readout_terms, reply_terms
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
from model.face import Book
from model.menu import Menu
from model.parameters.cast import Member
from model.signals import Sent
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

    def choose(self, slot: str) -> Codes:
        """(lanes,) index into the slot's menu; "nothing" where the slot is closed."""
        menu = self.menus[slot]
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
            return (
                wait_terms(self) if menu.forms[k] == "nothing" else stone_terms(asking, k)
            ) | terms

        return worth

    def _act_worth(self, menu: Menu) -> Any:
        levers, sight = self.levers, self.sight
        plain = levers.always("retaliation_belief", 1.0) and levers.always("face_for_tariff", 0.0)

        def worth(k: int) -> Terms:
            terms = motive_terms(menu, k, sight)
            if not plain:
                terms |= act_terms(self, menu, k, sight)
            return terms or {"constant": np.zeros(self.world.lanes)}

        return worth

    def answer(self, request: Sent) -> Codes:
        """(m,) index into the reply menu for the m lanes of a request (E14)."""
        menu, self.deciding = self.menus["reply"], request.lanes
        draws = self.world.draws.at(request.lanes)
        worth = reply_terms(self, menu, request)
        choice = self.policy(self, Decision(menu, len(request.lanes), worth), draws)
        self.deciding = slice(None)
        return choice

    def welcome(self) -> Floats:
        """(lanes,) chance that he accepts a third party's invitation: nobody asked, so neither
        face nor need is at stake.
        """
        if self.levers.policy.name == "never":
            return np.zeros(self.world.lanes)
        return sigmoid(total(readiness(self)))

    def read_out(self, lanes: Ints, asked: Bools) -> Codes:
        """(m,) index into the readout menu after a contact in these lanes (M04)."""
        menu, self.deciding = self.menus["readout"], lanes
        self.truth = np.zeros(self.world.lanes)
        self.truth[lanes] = asked
        worth = readout_terms(self, menu, lanes)
        draws = self.world.draws.at(lanes)
        choice = self.policy(self, Decision(menu, len(lanes), worth), draws)
        self.deciding = slice(None)
        return choice
