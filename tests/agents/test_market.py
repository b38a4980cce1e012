"""Markets price a strike within days, win back a fall, and past a threshold weigh more (E24)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from agents.constituency import Constituency
from agents.market import Market
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, differing, piece, rows

LANES, NAME = 3, "us_markets"
PLAIN = {"markets.jump": 2.0, "markets.memory": 0.9, "markets.panic": 0.0}


def make_market(**given: float) -> tuple[Standoff, Constituency, Market]:
    """The market of a standoff that has not begun, which begins without any loss."""
    changes = {name.replace("__", "."): value for name, value in given.items()}
    start: dict[str, Any] = {"china.tariff_start": 0.1, "china.tariff_base": 0.1}
    config = change_config(compose(), PLAIN | start | changes)
    found = Standoff([piece(config, LANES)], create_cast)
    (group,) = [one for one in found.cast.groups if one.name == NAME]
    assert isinstance(group, Constituency)
    assert group.market is not None
    return found, group, group.market


def test_a_strike_is_lost_at_once_and_half_of_it_forgotten_in_its_half_life() -> None:
    found, group, market = make_market(markets__memory=0.5 ** (1.0 / 5.0))
    found.state.trade.landed[0] = np.array([0.0, 0.5, 1.0])
    market.advance(group.to_other)
    first = market.loss.copy()
    assert first == pytest.approx(2.0 * group.to_other * np.array([0.0, 0.5, 1.0]))
    found.state.trade.landed[0] = np.zeros(LANES)
    for _ in range(5):
        market.advance(group.to_other)
    assert market.loss == pytest.approx(first / 2.0, rel=1e-12)


def test_the_memory_of_the_trial_is_a_half_life_of_about_six_and_a_half_days() -> None:
    memory = float(make_market()[2].levers.memory[0])
    assert np.log(0.5) / np.log(memory) == pytest.approx(6.58, abs=0.005)


@pytest.mark.parametrize(("rebound", "left"), [(0.0, 0.6), (0.5, 0.4), (1.0, 0.2)])
def test_a_fall_of_the_other_s_tariff_is_won_back_in_part_and_never_more_than_is_lost(
    rebound: float, left: float
) -> None:
    found, _, market = make_market(markets__rebound=rebound, markets__memory=1.0)
    exposure = np.ones((1, LANES))
    market.loss[:] = 0.6
    trade = found.state.trade
    trade.tariff[1] = market.priced - 0.2  # times a jump of 2: 0.4
    market.advance(exposure)
    assert market.loss == pytest.approx(np.full((1, LANES), left))
    market.advance(exposure)
    assert market.loss == pytest.approx(np.full((1, LANES), left))
    trade.tariff[1] = market.priced - 9.0
    market.advance(exposure)
    assert np.all(market.loss >= 0.0)


def test_a_standoff_begins_with_the_strike_it_began_with() -> None:
    _, group, market = make_market(china__tariff_start=0.4)
    assert market.loss == pytest.approx(2.0 * group.to_other * 0.3)


def test_past_its_threshold_a_market_weighs_more_with_its_leader() -> None:
    _, _, market = make_market(markets__panic=3.0, markets__threshold=0.4, markets__width=0.1)
    market.loss[:] = np.array([[0.4, 0.4 + 0.1 * np.log(3.0), 90.0]])
    assert market.compute_panic() == pytest.approx([2.5, 3.25, 4.0])


def test_the_leader_feels_a_market_times_its_panic_where_nothing_else_hurts() -> None:
    felt = []
    for panic in (0.0, 3.0):
        found, _, market = make_market(
            markets__panic=panic, markets__threshold=0.0, network__lobby__delay=0
        )
        market.loss[:] = 90.0
        found.publics.lobby.advance_home_pressure()
        felt.append(found.leaders[0].state.pressure)
    assert np.all(felt[0] > 1.0)
    assert felt[1] == pytest.approx(4.0 * felt[0])


def test_a_strike_of_the_other_presses_the_leader_within_days() -> None:
    raises = {"name": "scripted", "acts": [{"day": 3, "kind": "tariff_raise"}]}
    still = {
        "us.policy": {"name": "never"}, "china.tariff_base": 0.1, "china.tariff_start": 0.1,
        "network.lobby.delay": 0, "markets.panic": 0.0,
    }  # fmt: skip
    changes = still | {"china.policy": raises}
    pressure = []
    for jump in (0.0, 1.0):
        config = change_config(compose(), changes | {"markets.jump": jump})
        found = Standoff([piece(config, LANES)], create_cast)
        daily = []
        for _ in range(4):
            found.step()
            daily.append(found.leaders[0].state.pressure)
        pressure.append(daily)
    extra = np.array(pressure[1]) - np.array(pressure[0])
    assert np.all(extra[:3] == 0.0)
    assert np.all(extra[3] > 0.02)


@pytest.mark.slow
def test_at_jump_0_no_other_lever_of_markets_moves_a_bit() -> None:
    off = {"markets.jump": 0.0}
    config = change_config(compose("horizon=60"), off)
    loud = change_config(config, {"markets.panic": 9.0, "markets.memory": 0.2})
    plain = change_config(config, {f"cast.{NAME}.functions": []})
    assert not differing(rows(config, 40), rows(loud, 40))
    assert not differing(rows(config, 40), rows(plain, 40))


def test_only_a_constituency_can_be_a_market() -> None:
    with pytest.raises(ValueError, match="market is for a constituency, and this is a press"):
        change_config(compose(), {"cast.western_press.functions": ["market"]})
