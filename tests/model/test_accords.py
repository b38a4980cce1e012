"""What an accord goes through, rule by rule, with the numbers worked out by hand (E20, M18)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from model.arrays import sigmoid
from model.phases.accord import advance_accords, break_accords, compute_concession_shares
from model.phases.envoys import _reveal_proposer
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, piece

LANES = 3
QUIET = {
    "accord.shirking": 0.0, "accord.spoiler_rate": 0.0, "accord.structural_tension": 0.0,
    "accord.linked_issue": 0.0, "accord.relapse": 0.0, "accord.tension_relapse": 0.0,
    "accord.compliance_weight": 0.0, "accord.expiry_days": 1000.0, "accord.answering": 0.0,
}  # fmt: skip


def standoff(**given: Any) -> Standoff:
    """A standoff that has not begun, in three lanes of which the first two have an accord."""
    changes = {name.replace("__", "."): value for name, value in given.items()}
    found = Standoff([piece(change_config(compose(), QUIET | changes), LANES)], create_cast)
    found.state.advance()
    found.state.talks.accord[:2] = True
    return found


def test_an_accord_ages_and_wears_by_what_is_not_verified() -> None:
    found = standoff(accord__shirking=0.1, accord__verification=0.2)
    talks, draws = found.state.talks, found.state.draws
    advance_accords(found.state, found.leaders)
    assert talks.age.tolist() == [1.0, 1.0, 0.0]
    for side, leader in enumerate(found.leaders):
        walked = 2.0 * 0.1 * 0.8 * draws.uniform(leader.name, "accord", "slow-walk")
        assert talks.compliance[side] == pytest.approx([*(1.0 - walked)[:2], 1.0])
    advance_accords(found.state, found.leaders)
    assert talks.age.tolist() == [2.0, 2.0, 0.0]


def test_compliance_never_falls_below_nothing() -> None:
    found = standoff(accord__shirking=0.2, accord__verification=0.0)
    found.state.talks.compliance = [np.full(LANES, 1e-9), np.full(LANES, 1e-9)]
    advance_accords(found.state, found.leaders)
    assert found.state.talks.compliance[0].tolist() == [0.0, 0.0, 1e-9]


def test_spoilers_act_only_where_there_is_an_accord_and_add_their_tension() -> None:
    found = standoff(accord__spoiler_rate=1.0, accord__spoiler_tension=0.3)
    before = found.state.tension.copy()
    acts = advance_accords(found.state, found.leaders)
    assert [act.tolist() for act in acts] == [[0.3, 0.3, 0.0]] * 2
    assert found.state.tension - before == pytest.approx([0.6, 0.6, 0.0])
    assert [spoiled.tolist() for spoiled in found.state.talks.spoiled] == [[True, True, False]] * 2


def test_a_rivalry_keeps_tension_from_falling_below_its_floor() -> None:
    found = standoff(accord__structural_tension=0.4)
    found.state.tension[:] = [0.1, 0.4, 0.9]
    advance_accords(found.state, found.leaders)
    assert found.state.tension.tolist() == [0.4, 0.4, 0.9]


@pytest.mark.parametrize(("reply", "left"), [(1.0, False), (0.0, True)])
def test_the_linked_issue_stays_open_until_it_is_answered(reply: float, left: bool) -> None:
    found = standoff(accord__linked_issue=0.5, accord__linked_reply=reply)
    advance_accords(found.state, found.leaders)
    assert set(found.state.talks.linked_open.tolist()) == {left}


def where_broken(found: Standoff, before: Any = (True, True, True)) -> list[bool]:
    """Where an accord breaks down today."""
    falls: list[bool] = break_accords(found.state, found.leaders, np.array(before)).tolist()
    return falls


@pytest.mark.parametrize("part", ["relapse", "tension", "compliance"])
def test_an_accord_falls_where_the_draw_lies_below_its_hazard_and_nowhere_else(part: str) -> None:
    levers = {
        "relapse": {"accord__relapse": 0.05, "accord__depth_effect": 2.0},
        "tension": {"accord__tension_relapse": 0.2, "accord__tension_floor": 0.3},
        "compliance": {"accord__compliance_weight": 0.1},
    }[part]
    hazard = {
        "relapse": 0.05 * np.exp(-2.0 * 0.6),
        "tension": 0.2 * (0.8 - 0.3) * (1.0 - 0.5 * 0.6),
        "compliance": 0.1 * (1.0 - 0.4),
    }[part]
    found, agreed = standoff(**levers), 0
    for _ in range(400):
        found.state.advance()
        talks = found.state.talks
        talks.accord[:], talks.depth[:], found.state.tension[:] = [True, True, False], 0.6, 0.8
        talks.compliance = [np.full(LANES, 0.4), np.full(LANES, 0.9)]
        drawn = found.state.draws.uniform("accord", "relapse")
        expected = (drawn < hazard) & talks.accord
        assert where_broken(found) == expected.tolist()
        agreed += int(expected.sum())
    assert agreed, "in some lanes on some days it fell"


def test_an_accord_made_today_does_not_fall_today_and_one_that_falls_is_gone() -> None:
    found = standoff(accord__relapse=1.0, accord__depth_effect=0.0, accord__relapse_tension=0.25)
    found.state.talks.compliance[0][:] = 0.5
    found.state.talks.spoiled[0][:] = True
    before = found.state.tension.copy()
    assert where_broken(found, (True, False, True)) == [True, False, False]
    talks = found.state.talks
    assert talks.accord.tolist() == [False, True, False]
    assert found.state.tension - before == pytest.approx([0.25, 0.0, 0.0])
    assert talks.compliance[0].tolist() == [1.0, 0.5, 0.5]
    assert talks.spoiled[0].tolist() == [False, True, True]


@pytest.mark.parametrize(("goodwill", "falls"), [(-50.0, True), (50.0, False)])
def test_at_its_term_a_suspension_is_renewed_or_lapses(goodwill: float, falls: bool) -> None:
    found = standoff(accord__expiry_days=5.0, accord__renewal=0.0)
    world = found.state
    world.goodwill[:], world.tension[:] = goodwill, 0.0
    world.talks.age[:] = [5.0, 4.0, 9.0]
    assert where_broken(found) == [falls, False, False]
    assert world.talks.age.tolist() == [0.0, 4.0, 9.0], "of a suspension the term begins again"


def test_whom_the_breach_is_laid_to_is_the_spoiled_side_else_the_one_that_complied_less() -> None:
    found = standoff(accord__relapse=1.0, accord__depth_effect=0.0, accord__blame_contest=0.7)
    found.state.talks.accord[:] = True
    found.state.talks.compliance = [np.array([0.5, 0.9, 0.9]), np.array([0.9, 0.5, 0.5])]
    found.state.talks.spoiled[0][:] = [False, False, True]
    where_broken(found)
    talks, levers = found.state.talks, found.state.levers
    truth = np.array([1.0, -1.0, 1.0])
    assert talks.breach.tolist() == truth.tolist(), "+1: the first side broke it"
    us, china = (leader.levers for leader in found.leaders)
    told = 0.7 * (china.trust_world - us.trust_world)
    belief = sigmoid(told + levers.attribution.evidence * 0.5 * truth)
    assert talks.breach_belief == pytest.approx(belief)
    talks.accord[:] = True
    found.state.talks.compliance = [np.full(LANES, 0.9), np.full(LANES, 0.1)]
    where_broken(found)
    assert talks.breach.tolist() == truth.tolist(), "told once, of the first breach"


def test_the_one_who_was_asked_gives_a_share_of_his_part() -> None:
    found = standoff(accord__pairing=0.3)
    found.state.talks.agreed_by[:] = [0, 1, 2]
    us, china = compute_concession_shares(found.state)
    assert us.tolist() == [1.0, 0.3, 1.0]
    assert china.tolist() == [0.3, 1.0, 1.0]


def test_that_envoys_of_one_side_began_is_clear_by_what_can_be_denied_and_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = standoff(
        signal__envoy_proposal__leak=1.0, signal__envoy_proposal__deniability=0.25,
        attribution__ambiguity=0.4,
    )  # fmt: skip
    heard: list[Any] = []
    monkeypatch.setattr(
        found.state.beliefs,
        "record_public_ask",
        lambda side, strength: heard.append((side, strength)),
    )
    both = [np.array([True, True, False]), np.array([False, True, True])]
    _reveal_proposer(found.state, found.leaders, both)
    clear = float(found.state.levers.attribution.evidence[0]) * 0.75 * 0.6
    assert [side for side, _ in heard] == [0, 1]
    assert heard[0][1] == pytest.approx([clear, 0.0, 0.0])
    assert heard[1][1] == pytest.approx([0.0, 0.0, clear])
