"""The decision rules: each keeps the contract, and does what its own docstring says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.leader import Leader
from agents.policies import POLICIES
from model.state import State
from tests.contracts.policy import LANES, PolicyContract
from tests.model.standoffs import change_config, compose, rows

EVERYONE = np.arange(LANES)


class TestNever(PolicyContract):
    settings = {"name": "never"}

    @pytest.mark.parametrize("slot", ["contact", "material", "message"])
    def test_it_sends_nothing(self, leader: Leader, slot: str) -> None:
        assert set(leader.choose(slot)) == {leader.menus[slot].nothing}

    def test_it_refuses_every_request(self, leader: Leader) -> None:
        answers = leader.choose_reply(self.send_request(leader, EVERYONE))
        assert self.form(leader, "reply", answers) == {"refuse"}

    def test_it_accepts_no_invitation(self, leader: Leader) -> None:
        assert not leader.compute_broker_acceptance().any()


class TestConstantHazard(PolicyContract):
    settings = {"name": "constant_hazard", "probability": 0.3, "request": "ask_public"}

    def test_it_asks_with_its_own_request_and_only_in_its_slot(self, leader: Leader) -> None:
        menu = leader.menus["contact"]
        assert {menu.names[k] for k in leader.choose("contact")} == {"wait", "ask_public"}
        assert set(leader.choose("message")) == {leader.menus["message"].nothing}
        assert set(leader.choose("material")) == {leader.menus["material"].nothing}

    def test_it_accepts_whatever_it_is_asked(self, leader: Leader) -> None:
        answers = leader.choose_reply(self.send_request(leader, EVERYONE))
        assert {leader.menus["reply"].names[k] for k in answers} == {"accept"}  # says no more

    @pytest.mark.parametrize(("probability", "expected"), [(0.0, 0), (1.0, 30)])
    def test_its_ends_are_never_and_daily(self, probability: float, expected: int) -> None:
        hazard = {"name": "constant_hazard", "probability": probability}
        refusing = {"name": "never"}
        config = change_config(
            compose("horizon=30"), {"us.policy": hazard, "china.policy": refusing}
        )
        assert set(rows(config, 20)["asks_us"]) == {expected}


class TestAttrition(PolicyContract):
    settings = {"name": "attrition", "game": "complete", "value": 1.0, "cost": 0.5}

    def test_it_asks_with_its_own_request_and_only_in_its_slot(self, leader: Leader) -> None:
        menu = leader.menus["contact"]
        assert {menu.names[k] for k in leader.choose("contact")} <= {"wait", "ask_private"}
        assert set(leader.choose("message")) == {leader.menus["message"].nothing}

    def test_it_accepts_whatever_it_is_asked(self, leader: Leader) -> None:
        answers = leader.choose_reply(self.send_request(leader, EVERYONE))
        assert self.form(leader, "reply", answers) == {"accept"}


class TestScripted(PolicyContract):
    settings = {
        "name": "scripted",
        "acts": [
            {"day": 11, "kind": "ask_private"},
            {"day": 11, "kind": "decline"},
            {"day": 10, "until": 12, "kind": "praise_post"},
            {"day": 12, "kind": "tariff_cut"},
        ],
    }

    def test_it_plays_the_acts_of_the_day(self, leader: Leader, world: State) -> None:
        assert world.day == 11
        played = {
            slot: {leader.menus[slot].names[k] for k in self.decide(leader, slot)}
            for slot in ("contact", "message", "material")
        }
        assert played == {
            "contact": {"ask_private"}, "message": {"praise_post"}, "material": {"hold"},
        }  # fmt: skip

    def test_it_refuses_only_where_the_script_says_so(self, leader: Leader) -> None:
        answers = leader.choose_reply(self.send_request(leader, EVERYONE))
        assert {leader.menus["reply"].names[k] for k in answers} == {"decline"}

    def test_without_a_refusal_in_the_script_it_accepts(self, world: State) -> None:
        hazard = {"name": "constant_hazard", "probability": 1.0, "request": "ask_private"}
        config = change_config(
            compose("horizon=5"),
            {
                "us.policy": hazard,
                "china.policy": {"name": "scripted", "acts": []},
                "china.preparation_days": 0.0,
                "china.style": "top_down",
                "us.preparation_days": 0.0,
            },
        )
        outcomes = rows(config, 20)
        assert set(outcomes["duration"]) == {1.0}
        assert set(outcomes["first_mover_true"]) == {0}


class TestQuantal(PolicyContract):
    settings = {"name": "quantal"}

    def _worth(self, chosen: str, by: float) -> Any:
        def worth(k: int) -> dict[str, Any]:
            names = self._begun().leaders[0].menus["message"].names
            return {"constant": np.full(LANES, by if names[k] == chosen else 0.0)}

        return worth

    def test_it_takes_what_is_worth_far_more(self, leader: Leader) -> None:
        choice = self.decide(leader, "message", self._worth("denial", 60.0))
        assert {leader.menus["message"].names[k] for k in choice} == {"denial"}

    def test_it_may_take_any_option_where_all_are_worth_the_same(self, leader: Leader) -> None:
        assert len(set(self.decide(leader, "message"))) > 8

    def test_a_higher_temperature_makes_choices_more_alike(self) -> None:
        sure = change_config(compose("horizon=20"), {"us.policy.temperature": 0.01})
        loose = change_config(compose("horizon=20"), {"us.policy.temperature": 100.0})
        assert rows(sure, 40)["claims_us"].sum() < rows(loose, 40)["claims_us"].sum()


def test_every_policy_of_the_model_is_held_to_the_contract() -> None:
    suites = [suite for suite in PolicyContract.__subclasses__() if suite.rule is None]
    tested = {suite.settings["name"] for suite in suites}
    assert tested == set(POLICIES)
