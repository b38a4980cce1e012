"""The leader: feels home, reads the other, chooses in each slot, answers, and keeps its own book.

What is fixed about it is in agents/leader_constants.py, what it feels and believes in
agents/leader_state.py, what its options are worth in agents/utilities.py and agents/replies.py, the
decision rules in agents/policies. A leader sees only what is delivered to it: its publics' pain and
outrage, the other's signals, what both can see (tariffs, the calendar) and what envoys report of
the atmosphere (tension, goodwill, preparation).
"""

from collections.abc import Callable
from typing import Any

import mesa
import numpy as np

from agents.availability import Availability
from agents.eager_words import EagerWords
from agents.features import FeatureCache
from agents.leader_constants import LeaderConstants
from agents.leader_state import LeaderState
from agents.meetings import compute_meeting_terms
from agents.policies import find_rule, list_every_tick_policies
from agents.policies.decision import Clock, Decision, Rival, Terms, sum_terms
from agents.replies import compute_readiness_terms, make_readout_terms, make_reply_terms
from agents.utilities import (
    RequestUtilities,
    compute_act_terms,
    compute_motive_terms,
    compute_offer_terms,
    compute_wait_terms,
)
from model.arrays import Bools, Codes, Floats, Ints, sigmoid
from model.draws import Draws
from model.face import Book
from model.menu import SLOTS, Menu
from model.parameters.cast import Member
from model.sent import SentSignals
from model.state import State

Worth = Callable[[int], Terms]


class Leader(mesa.Agent):
    """The leader of one side, in all lanes."""

    def __init__(self, model: mesa.Model, shared: State, name: str, member: Member) -> None:
        super().__init__(model)
        self.shared, self.name, self.role = shared, name, member.role
        self.side = shared.dyad.find_side(member.side)
        self.levers = shared.sides[self.side]
        self.constants = LeaderConstants(shared, name, self.side)
        self.menus = self.constants.menus
        self.book = Book(self.side, shared.sides, shared.lanes)
        self.state = LeaderState(self.constants, self.book)
        self.features = FeatureCache(self.state)
        self.availability = {s: Availability(self.features, self.menus[s]) for s in SLOTS}
        self.policy = find_rule(self.levers.policy.name)
        self.every_tick = list_every_tick_policies()
        self.rival = Rival(self.constants.rival, shared.sides[1 - self.side].policy)
        self._requests: RequestUtilities | None = None

    def update_home_pressure(self, pain: Floats, outrage: Floats) -> None:
        """Update this leader's pressure by its publics' weighted pain and outrage; (lanes,)."""
        self.state.update_home_pressure(pain, outrage)
        self.features.clear_values()

    def carry_over(self, first_mover: Codes) -> None:
        """M19: begin a second standoff; `first_mover`: (lanes,) side that moved first before."""
        self.state.carry_over(first_mover)
        self.features.clear_values()

    def build_decision(self, menu: Menu, worth: Worth, lanes: Ints | None = None) -> Decision[Any]:
        """Return what its policy is given: a menu with its options' worth, in all or some lanes."""
        shared = self.shared
        draws: Draws = shared.draws if lanes is None else shared.draws.select_lanes(lanes)
        return Decision(
            leader=self.name,
            menu=menu,
            lanes=slice(None) if lanes is None else lanes,
            count=shared.lanes if lanes is None else len(lanes),
            worth=worth,
            draws=draws,
            lasting=shared.lasting,
            settings=self.levers.policy,
            clock=Clock(shared.day, shared.now, shared.dt),
            rival=self.rival,
            recorder=shared.trace,
        )

    def choose(self, slot: str) -> Codes:
        """Return the option chosen in a slot: (lanes,) indices into its menu.

        "nothing" between the policy's decisions, for what is barred, in "contact" if none may ask.
        """
        menu = self.menus[slot]
        nothing = np.full(self.shared.lanes, max(menu.nothing, 0), dtype=np.int8)
        idle = not self.shared.new_day and self.levers.policy.name not in self.every_tick
        if not len(menu) or idle:
            return nothing
        worth = (self._build_contact_terms if slot == "contact" else self._build_act_terms)(menu)
        choice = self.policy(self.build_decision(menu, worth))
        if slot == "contact":
            choice = np.where(self.shared.talks.is_open(), choice, nothing)
        if slot in self.availability:
            choice = self.availability[slot].replace_barred_choices(choice, nothing)
        return choice

    def _build_contact_terms(self, menu: Menu) -> Worth:
        """Return a function from an option of the contact menu to its named terms."""
        utilities = self._requests = RequestUtilities(self.features)
        availability = self.availability["contact"]

        def worth(k: int) -> Terms:
            """Return the terms of option k: motives, and those of asking, waiting or offering."""
            motives = compute_motive_terms(menu, k, self.features)
            if k in availability.dated:
                return compute_meeting_terms(utilities, menu, k, availability) | motives
            if menu.forms[k] == "request":
                return utilities.compute_terms(menu, k) | motives
            if menu.forms[k] == "nothing":
                return compute_wait_terms(self.state) | motives
            return compute_offer_terms(utilities, k) | motives

        return worth

    def _build_act_terms(self, menu: Menu) -> Worth:
        """Return a function from an option of another menu (acts, messages) to its named terms."""
        levers, features, availability = self.levers, self.features, self.availability[menu.slot]
        plain = levers.always("retaliation_belief", 0.0) and levers.always("face_for_tariff", 0.0)
        eager = EagerWords(features, menu, self._requests)

        def worth(k: int) -> Terms:
            """Return the terms of option k: motives, eager words, acts, availability."""
            terms = compute_motive_terms(menu, k, features) | eager.compute_terms(k)
            if not plain:
                terms |= compute_act_terms(menu, k, features)
            if k in availability.options:
                terms["available"] = availability.compute_log_odds(k)
            return terms or {"constant": np.zeros(self.shared.lanes)}

        return worth

    def choose_reply(self, request: SentSignals) -> Codes:
        """Return replies to a request that arrived in m lanes; (m,) indices into the menu."""
        menu = self.menus["reply"]
        worth = make_reply_terms(self.features, menu, request)
        return self.policy(self.build_decision(menu, worth, request.lanes))

    def compute_broker_acceptance(self) -> Floats:
        """Return the probability, (lanes,) 0..1, that it accepts a third party's invitation."""
        if self.levers.policy.name == "never":
            return np.zeros(self.shared.lanes)
        return sigmoid(sum_terms(compute_readiness_terms(self.state)))

    def choose_readout(self, lanes: Ints, has_asked: Bools) -> Codes:
        """Return its readouts of a contact in some lanes; (m,) indices into the menu (M04)."""
        menu = self.menus["readout"]
        self.state.truth = np.zeros(self.shared.lanes)
        self.state.truth[lanes] = has_asked
        self.features.clear_values()
        worth = make_readout_terms(self.features, menu, lanes)
        return self.policy(self.build_decision(menu, worth, lanes))
