"""The four games of waiting by hand: a day's chance of quitting, as their papers give it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from agents.leader import Leader
from agents.policies.attrition import DRAW, _has_rival_conceded_at_zero, compute_quit_probability
from agents.policies.decision import Decision
from model.parameters.policy import Attrition
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, piece

MINIMAL = ("scenario=minimal", "signal=minimal", "cast=minimal", "horizon=60")


def chance(leader: Leader) -> Any:
    """The chance of quitting as the policy is asked for it."""
    return compute_quit_probability(decision(leader))


def decision(leader: Leader) -> Decision[Attrition]:
    """What the policy is given in the contact slot."""
    return leader.build_decision(leader.menus["contact"], lambda _: {})


def both(us: dict[str, Any], china: dict[str, Any], day: int) -> tuple[Leader, Leader]:
    """The leaders on a day that neither has yet acted on."""
    game = {"name": "attrition"}
    config = change_config(
        compose(*MINIMAL), {"us.policy": game | us, "china.policy": game | china}
    )
    standoff = Standoff([piece(config, 40)], create_cast)
    for _ in range(day):
        standoff.state.advance()
    return standoff.leaders


def waiting(us: dict[str, Any], china: dict[str, Any], day: int) -> Leader:
    """The US leader of those two."""
    return both(us, china, day)[0]


@pytest.mark.parametrize("day", [1, 7])
def test_with_known_costs_one_quits_by_the_cost_and_value_of_the_other(day: int) -> None:
    leader = waiting({"value": 1.0, "cost": 0.5}, {"value": 2.0, "cost": 0.2}, day)
    assert chance(leader) == pytest.approx(0.2 / 2.2)


def test_a_reputation_is_given_up_at_its_rate_and_after_the_end_no_more() -> None:
    game = {"game": "reputation", "stubborn": 0.1, "rate": 0.1}
    end = np.log(10.0) / 0.1
    early, late = (waiting(game, game, day) for day in (5, int(end) + 2))
    assert chance(early) == pytest.approx(1.0 - np.exp(-0.1))
    assert chance(late) == pytest.approx(0.0, abs=1e-12)


def test_by_linear_audience_costs_the_longer_one_has_waited_the_less_one_quits() -> None:
    slope, value, unit, day = 2.0, 4.0, 100.0, 9
    game = {"game": "audience", "slope": slope, "value": value, "unit_days": unit}
    waited, before = (1.0 + slope / value * t / unit for t in (day, day - 1))
    assert chance(waiting(game, game, day)) == pytest.approx(1.0 - before / waited)


def test_with_private_values_one_quits_on_the_day_ones_value_is_spent() -> None:
    unit = 20.0
    leader = waiting({"game": "private", "unit_days": unit}, {}, 0)
    value = leader.shared.lasting.uniform("us_leader", "attrition", "value")
    quits = np.zeros((30, len(value)))
    for today in quits:
        leader.shared.advance()
        today[:] = chance(leader)
    for lane, worth in enumerate(value):
        days = 1 + quits[:, lane].nonzero()[0]
        # T(v) / K = -v - ln(1 - v), turned round: 1 - v = exp(-v - T / K).
        left, right = (np.exp(-worth - t / unit) for t in (30, 0))
        assert len(days) == int(left <= 1.0 - worth < right)
        for day in days:
            assert np.exp(-worth - day / unit) <= 1.0 - worth < np.exp(-worth - (day - 1) / unit)


def test_who_is_forestalled_is_who_the_others_own_draw_lets_concede_at_once() -> None:
    game = {"game": "reputation", "rate": 0.02}
    us, china = both(game | {"stubborn": 0.4}, game | {"stubborn": 0.05}, 1)
    drawn = us.shared.draws.uniform("china_leader", *DRAW)
    first = _has_rival_conceded_at_zero(decision(us))
    assert 0 < first.sum() < len(first)
    assert np.all(drawn[first] < chance(china)[first])
    assert drawn[first].max() < drawn[~first].min()
    assert not _has_rival_conceded_at_zero(decision(china)).any()
