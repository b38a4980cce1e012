"""Interventions and dramas one at a time, on the standoff's own arrays (M09, M21)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from model.phases.calendar import apply_dramas, apply_shocks
from model.phases.choices import post_concessions
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, piece

LANES = 3
SHOCK = {"do": "shock", "day": 1}


def standoff_with_shock(**shock: Any) -> Standoff:
    """A standoff of three lanes on its first day, with one shock due today and not yet felt."""
    config = change_config(compose(), {"interventions": [SHOCK | shock]})
    found = Standoff([piece(config, LANES)], create_cast)
    found.state.advance()
    for leader in found.leaders:
        leader.state.humiliation_risk[:] = 0.4
    for group in found.cast.groups:
        group.pain[:], group.outrage[:] = 0.2, 0.1
    return found


def feel(found: Standoff) -> None:
    """Let the shocks of today act."""
    apply_shocks(found.state, found.leaders, found.cast.groups)


@pytest.mark.parametrize(("given", "left"), [(0.3, 0.7), (0.9, 1.0), (-0.3, 0.1), (-0.9, 0.0)])
def test_a_shock_moves_the_fear_of_an_ambush_between_none_and_certainty(
    given: float, left: float
) -> None:
    found = standoff_with_shock(ambush=given)
    feel(found)
    assert [leader.state.humiliation_risk for leader in found.leaders] == [
        pytest.approx([left] * LANES)
    ] * 2


@pytest.mark.parametrize(
    ("name", "what", "start"), [("pain", "pain", 0.2), ("outrage", "outrage", 0.1)]
)
@pytest.mark.parametrize("amount", [0.25, -2.0])
def test_a_shock_of_one_side_is_felt_by_its_groups_and_by_its_leader_alone(
    name: str, what: str, start: float, amount: float
) -> None:
    found = standoff_with_shock(side="china", ambush=0.2, **{what: amount})
    feel(found)
    assert found.leaders[0].state.humiliation_risk.tolist() == [0.4] * LANES
    assert found.leaders[1].state.humiliation_risk == pytest.approx([0.6] * LANES)
    for group in found.cast.groups:
        moved = max(start + amount, 0.0) if group.side == 1 else start
        assert getattr(group, name) == pytest.approx(np.full((1, LANES), moved))


def test_outrage_from_a_shock_has_its_bound_and_pain_has_none() -> None:
    found = standoff_with_shock(outrage=2.0, pain=2.0)
    most = found.state.levers.opinion.outrage_max
    for group in found.cast.groups:
        group.outrage[:] = most - 0.5
    feel(found)
    for group in found.cast.groups:
        assert group.outrage[0] == pytest.approx(most)
        assert group.pain[0] == pytest.approx([2.2] * LANES)


def test_a_shock_moves_tension_and_goodwill_once() -> None:
    found = standoff_with_shock(tension=0.3, goodwill=-0.2)
    before = found.state.tension.copy(), found.state.goodwill.copy()
    feel(found)
    assert found.state.tension - before[0] == pytest.approx([0.3] * LANES)
    assert found.state.goodwill - before[1] == pytest.approx([-0.2] * LANES)
    found.state.advance()
    feel(found)
    assert found.state.tension - before[0] == pytest.approx([0.3] * LANES)


@pytest.mark.parametrize(("rate", "fear"), [(1.0, 0.7), (0.0, 0.4)])
def test_a_drama_adds_to_the_fear_of_both_leaders_up_to_certainty(rate: float, fear: float) -> None:
    config = change_config(compose(), {"opinion.drama_rate": rate, "opinion.drama_size": 0.3})
    found = Standoff([piece(config, LANES)], create_cast)
    found.state.advance()
    found.leaders[0].state.humiliation_risk[:], found.leaders[1].state.humiliation_risk[:] = (
        0.4,
        0.9,
    )
    apply_dramas(found.state, found.leaders)
    assert found.leaders[0].state.humiliation_risk == pytest.approx([fear] * LANES)
    assert found.leaders[1].state.humiliation_risk == pytest.approx([1.0 if rate else 0.9] * LANES)


def test_meeting_half_a_precondition_costs_half_its_price_in_both_books() -> None:
    levers = {"us.precondition": 0.4, "us.precondition_face": 0.6, "us.precondition_waiver": 0.0}
    config = change_config(compose(), {**levers, "china.precondition": 0.0})
    found = Standoff([piece(config, LANES)], create_cast)
    trade = found.state.trade
    trade.tariff[1], trade.peak[1] = np.full(LANES, 1.0), np.full(LANES, 1.0)
    before = [leader.state.compute_unmet_precondition() for leader in found.leaders]
    trade.tariff[1] = np.array([0.8, 1.0, 0.2])
    post_concessions(found.leaders, before)
    lost = -0.6 * np.array([0.5, 0.0, 1.0])
    for keeper in found.leaders:
        for audience in keeper.book.faces[1]:
            assert audience == pytest.approx(lost, abs=1e-9)
        for audience in keeper.book.faces[0]:
            assert audience[1] == 0.0
            assert audience[2] == pytest.approx(2.0 * audience[0], rel=1e-9)
        assert sum(audience[0] for audience in keeper.book.faces[0]) > 0.0, "the other's is mended"
