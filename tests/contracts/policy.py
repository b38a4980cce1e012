"""What every decision rule of a leader promises."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from agents.leader import Leader
from agents.policies import Rule
from model.arrays import Codes
from model.sent import make_sent_signals
from model.standoff import Standoff
from model.state import State
from tests.dyads import SIDES
from tests.model.standoffs import bits, change_config, compose, piece

LANES = 50
BEGUN = 10
"""Days simulated before a rule is asked: there is something to decide on."""


def arrays_of(leader: Leader) -> dict[str, Any]:
    """Every array of a leader's state and of the world's that a rule could touch."""
    world = leader.shared
    parts = [leader.state, leader.constants, world, world.talks, world.trade, leader.book]
    found: dict[str, Any] = {}
    for owner in parts:
        for name, value in vars(owner).items():
            values = value if isinstance(value, list) else [value]
            for place, one in enumerate(values):
                if isinstance(one, np.ndarray):
                    found[f"{type(owner).__name__}.{name}.{place}"] = bits(one)
    return found


class PolicyContract:
    """Inherited by the suite of each policy, which says how it is configured, or which rule it is
    where it has no name of its own yet: `rule = staticmethod(mine)`.
    """

    settings: dict[str, Any] = {"name": "quantal"}
    rule: Rule | None = None
    side = "us"

    @classmethod
    @lru_cache
    def _begun(cls) -> Standoff:
        config = change_config(compose("horizon=30"), {f"{cls.side}.policy": cls.settings})
        standoff = Standoff([piece(config, LANES)], create_cast)
        if cls.rule is not None:
            standoff.leaders[SIDES.index(cls.side)].policy = cls.rule
        for _ in range(BEGUN):
            standoff.step()
        standoff.state.advance()
        return standoff

    @pytest.fixture
    def leader(self) -> Any:
        return self._begun().leaders[SIDES.index(self.side)]

    @pytest.fixture
    def world(self, leader: Leader) -> State:
        return leader.shared

    def decide(self, leader: Leader, slot: str, worth: Any = None) -> Codes:
        """The rule's choice in a slot, every lane deciding, each option worth nothing."""
        nothing = worth or (lambda _: {"constant": np.zeros(LANES)})
        return leader.policy(leader.build_decision(leader.menus[slot], nothing))

    def send_request(self, leader: Leader, lanes: Any) -> Any:
        """A private request of the other side in some lanes."""
        world = leader.shared
        other = self._begun().leaders[1 - leader.side]
        menu = other.menus["contact"]
        choice = np.zeros(LANES, dtype=np.int8)
        choice[lanes] = menu.names.index("ask_private")
        never = np.zeros(LANES, dtype=bool)
        return make_sent_signals(
            menu, choice, world.draws, never, other.constants.get_leak_chances(menu)
        )

    def form(self, leader: Leader, slot: str, choice: Codes) -> set[str]:
        return {leader.menus[slot].forms[int(k)] for k in choice}

    @pytest.mark.parametrize("slot", ["contact", "material", "message", "reply", "readout"])
    def test_it_returns_one_code_a_lane_inside_the_menu(self, leader: Leader, slot: str) -> None:
        choice = self.decide(leader, slot)
        assert choice.dtype == np.int8
        assert choice.shape == (LANES,)
        assert choice.min() >= 0
        assert choice.max() < len(leader.menus[slot])

    @pytest.mark.parametrize("slot", ["contact", "material", "message"])
    def test_the_same_day_gives_the_same_choice_and_touches_nothing(
        self, leader: Leader, slot: str
    ) -> None:
        leader.choose(slot)
        before = arrays_of(leader)
        first, second = leader.choose(slot), leader.choose(slot)
        assert first.tolist() == second.tolist()
        assert arrays_of(leader) == before

    def test_an_answer_is_one_code_a_request_and_touches_nothing(self, leader: Leader) -> None:
        lanes = np.array([0, 3, 4, 49])
        request = self.send_request(leader, lanes)
        leader.choose_reply(request)
        before = arrays_of(leader)
        answers = [leader.choose_reply(request).tolist() for _ in range(2)]
        assert answers[0] == answers[1]
        assert len(answers[0]) == len(lanes)
        assert arrays_of(leader) == before

    def test_a_lane_answers_the_same_whoever_else_is_asked(self, leader: Leader) -> None:
        few, many = np.array([3, 49]), np.arange(LANES)
        answers = leader.choose_reply(self.send_request(leader, many))
        assert leader.choose_reply(self.send_request(leader, few)).tolist() == answers[few].tolist()

    def test_where_contact_is_closed_nothing_is_sent(self, leader: Leader, world: State) -> None:
        world.talks.agreed[::2] = True
        try:
            choice = leader.choose("contact")
        finally:
            world.talks.agreed[::2] = False
        assert set(choice[::2]) == {leader.menus["contact"].nothing}

    def test_a_menu_without_options_gives_nothing(self, leader: Leader) -> None:
        kept, empty = leader.menus["message"], dict(leader.menus)
        empty["message"] = type(kept)(
            leader.side, "message", {}, leader.name, np.ones(LANES), np.ones(LANES)
        )
        leader.menus, whole = empty, leader.menus
        try:
            assert not leader.choose("message").any()
        finally:
            leader.menus = whole
