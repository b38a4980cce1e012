"""Approval: a level that pain and outrage move, noise that lasts, rallies, and what it is worth to
a leader (E25), with numbers worked out by hand and the limits of a first-order autoregression.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.approval import Approval
from agents.cast import create_cast
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, differing, piece, rows

LANES = 2
OFF = {f"approval.{name}": 0.0 for name in
       ("spread", "pain", "outrage", "rally", "refusal", "relief")}  # fmt: skip
STILL = OFF | {"us.approval": 0.4, "us.insulation": 0.25}


def make_approval(lanes: int = LANES, **given: float) -> tuple[Standoff, Approval]:
    """Approval of the first leader before its first day; what is not given is off."""
    changes: dict[str, Any] = {f"approval.{name}": value for name, value in given.items()}
    found = Standoff([piece(change_config(compose(), STILL | changes), lanes)], create_cast)
    found.state.advance()
    state: Any = found.leaders[0].state
    return found, state.approval


def test_it_returns_to_the_level_that_pain_and_outrage_leave() -> None:
    _, approval = make_approval(pain=0.2, outrage=0.1, memory=0.9)
    pain, outrage = np.array([0.5, 0.0]), np.array([1.0, 0.0])
    approval.advance(pain, outrage)
    assert approval.value == pytest.approx([0.2 + 0.9 * 0.2, 0.4])
    for _ in range(400):
        approval.advance(pain, outrage)
    assert approval.value == pytest.approx([0.2, 0.4])


def test_outrage_below_0_raises_it_and_it_stays_a_share() -> None:
    _, approval = make_approval(outrage=-1.0, memory=0.0)
    approval.advance(np.zeros(LANES), np.array([0.1, 2.0]))
    assert approval.value == pytest.approx([0.5, 1.0])


def test_a_strike_of_the_other_rallies_home_and_wears_off() -> None:
    found, approval = make_approval(rally=0.05, memory=0.5)
    found.state.trade.landed[0] = np.array([1.0, 0.4])
    approval.advance(np.zeros(LANES), np.zeros(LANES))
    assert approval.value == pytest.approx([0.45, 0.42])
    found.state.trade.landed[0] = np.zeros(LANES)
    approval.advance(np.zeros(LANES), np.zeros(LANES))
    assert approval.value == pytest.approx([0.425, 0.41])


def test_a_refusal_in_view_rallies_home_once() -> None:
    _, approval = make_approval(refusal=0.03, memory=1.0)
    approval.note_refusal(np.array([True, False]))
    for _ in range(2):
        approval.advance(np.zeros(LANES), np.zeros(LANES))
    assert approval.value == pytest.approx([0.43, 0.4])


def test_who_refuses_an_open_request_is_the_one_whose_home_rallies() -> None:
    changes = STILL | {
        "approval.refusal": 0.1, "approval.memory": 1.0, "china.openness": -50.0,
        "us.policy": {"name": "scripted", "acts": [{"day": 2, "kind": "ask_public"}]},
        "network.diplomatic.delay": 0, "china.approval": 0.6,
    }  # fmt: skip
    found = Standoff([piece(change_config(compose(), changes), LANES)], create_cast)
    for _ in range(3):
        found.step()
    assert found.record.counts["refusals_us"].tolist() == [1.0, 1.0]
    values = [leader.state.approval.value for leader in found.leaders]
    assert values[0] == pytest.approx([0.4, 0.4])
    assert values[1] == pytest.approx([0.7, 0.7])


def test_what_was_lost_since_the_start_raises_the_worth_of_relief_as_far_as_home_is_heard() -> None:
    _, approval = make_approval(relief=8.0, pain=0.5)
    approval.value = np.array([0.3, 0.5])
    assert approval.compute_relief_log_odds() == pytest.approx([8.0 * 0.75 * 0.1, 0.0])


def test_the_worth_of_relief_of_a_leader_contains_it() -> None:
    worth = []
    for relief in (0.0, 8.0):
        found, approval = make_approval(relief=relief, pain=0.5, memory=1.0)
        approval.value = np.full(LANES, 0.3)
        found.leaders[0].update_home_pressure(np.full(LANES, 0.2), np.zeros(LANES))
        worth.append(found.leaders[0].state.relief)
    assert worth[1] - worth[0] == pytest.approx(np.full(LANES, 0.6))


def test_a_new_leader_begins_at_the_level_of_the_start_as_far_as_it_is_new() -> None:
    _, approval = make_approval(spread=0.1)
    approval.value = np.array([0.2, 0.2])
    approval.replace_leader(np.array([1.0, 0.5]))
    assert approval.value == pytest.approx([0.4, 0.3])


def test_alone_its_noise_has_the_mean_the_variance_and_the_persistence_of_its_closed_form() -> None:
    """x' = m + q (x - m) + s sqrt(1 - q^2) e, from m: variance s^2 (1 - q^(2 n)) on day n, and
    correlation q^k sqrt((1 - q^(2 n)) / (1 - q^(2 (n + k)))) with day n + k.
    """
    lanes, spread, left, first, lag = 20_000, 0.03, 0.95, 60, 10
    found, approval = make_approval(lanes, spread=spread, memory=left)
    days = []
    nothing = np.zeros(lanes)
    for _ in range(first + lag):
        approval.advance(nothing, nothing)
        days.append(approval.value)
        found.state.advance()
    early, late = days[first - 1], days[first + lag - 1]
    variance = spread**2 * (1.0 - left ** (2 * first))
    error = np.sqrt(variance / lanes)
    assert abs(early.mean() - 0.4) <= 4.0 * error
    assert abs(early.var() - variance) <= 4.0 * variance * np.sqrt(2.0 / lanes)
    later = spread**2 * (1.0 - left ** (2 * (first + lag)))
    wanted = left**lag * np.sqrt(variance / later)
    found_correlation = np.corrcoef(early, late)[0, 1]
    assert abs(found_correlation - wanted) <= 4.0 * (1.0 - wanted**2) / np.sqrt(lanes)


def test_the_noise_of_the_two_homes_is_drawn_apart() -> None:
    found, _ = make_approval(2_000, spread=0.05)
    nothing = np.zeros(2_000)
    for leader in found.leaders:
        leader.state.approval.advance(nothing, nothing)  # type: ignore[attr-defined]
    first, second = (leader.state.approval.value for leader in found.leaders)
    assert abs(np.corrcoef(first, second)[0, 1]) <= 4.0 / np.sqrt(2_000)


def test_where_nothing_moves_it_it_stays_and_its_worth_and_memory_move_no_bit() -> None:
    config = change_config(compose("horizon=60"), OFF)
    loud = change_config(config, {"approval.relief": 9.0, "approval.memory": 0.2})
    found = rows(config, 40)
    assert not differing(found, rows(loud, 40))
    assert set(found["approval_us_end"]) == {config.get_side("us").approval}


def test_alone_it_moves_no_other_outcome_while_it_is_worth_nothing_to_a_leader() -> None:
    config = change_config(compose("horizon=60"), OFF)
    moved = change_config(config, {"approval.spread": 0.02, "approval.pain": 0.1})
    names = differing(rows(config, 40), rows(moved, 40))
    assert names == ["approval_us_end", "approval_china_end"]
