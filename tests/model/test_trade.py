"""Tariffs, controls and strikes one rule at a time, with the numbers worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace as Values
from typing import Any

import numpy as np
import pytest

from model.trade import Trade

US, CHINA = 0, 1
SIDES = (
    {
        "tariff_start": 0.5,
        "reaction": 0.8,
        "reaction_base": 0.1,
        "tariff_cap": 2.0,
        "tariff_base": 0.0,
    },
    {
        "tariff_start": 0.3,
        "reaction": 0.5,
        "reaction_base": 0.2,
        "tariff_cap": 0.4,
        "tariff_base": 0.0,
    },
)
ECONOMY = {"control_max": 2.0, "hit_memory": 0.9, "control_decay": 0.2, "strike_tension": 0.3}
SPEED = (1.0, 0.5)


def lanes(value: float) -> Any:
    """The same number in three lanes."""
    return np.full(3, value)


def trade(exogenous: bool = False) -> Trade:
    """Two sides with rules of their own in three lanes."""
    sides = tuple(
        Values(control_speed=lanes(speed), **{name: lanes(value) for name, value in side.items()})
        for side, speed in zip(SIDES, SPEED, strict=True)
    )
    economy = Values(exogenous=exogenous, **{name: lanes(v) for name, v in ECONOMY.items()})
    return Trade((sides[US], sides[CHINA]), economy, 3)


def act(reaction: float = 0.0, cut: float = 0.0, control: float = 0.0, strike: float = 0.0) -> Any:
    """A chosen material act."""
    return Values(
        reaction=lanes(reaction), cut=lanes(cut), control=lanes(control), strike=lanes(strike)
    )


def everywhere(count: int) -> Any:
    """An accord that settles tariffs and controls in as many lanes."""
    return dict.fromkeys(("tariffs", "scarce_goods"), np.ones(count, dtype=bool))


def test_the_gap_is_what_the_rule_asks_for_above_what_stands_and_below_the_cap() -> None:
    found = trade()
    assert found.compute_reaction_gap(US) == pytest.approx(0.0), (
        "0.8 x 0.3 + 0.1 is less than the 0.5 that stands"
    )
    assert found.compute_reaction_gap(CHINA) == pytest.approx(0.1), (
        "the cap of 0.4 is below 0.5 x 0.5 + 0.2"
    )
    found.tariff[CHINA] = lanes(1.0)
    assert found.compute_reaction_gap(US) == pytest.approx(0.8 * 1.0 + 0.1 - 0.5)


def test_the_rule_answers_what_stands_above_the_other_s_base_from_its_own() -> None:
    found = trade()
    for side, base in ((US, 0.2), (CHINA, 0.25)):
        found.sides[side].tariff_base = lanes(base)
    found.tariff[CHINA] = np.array([1.0, 0.25, 0.2])
    asked = [0.2 + 0.8 * 0.75 + 0.1 - 0.5, 0.0, 0.0]
    assert found.compute_reaction_gap(US) == pytest.approx(asked)
    assert found.compute_pressure_measure(US) == pytest.approx([0.3] * 3)
    found.apply_accord((lanes(0.1), lanes(0.1)), np.arange(3), everywhere(3))
    assert found.tariff[US] == pytest.approx([0.23] * 3)
    assert found.tariff[CHINA] == pytest.approx([0.325, 0.25, 0.2])


def test_the_answer_feared_is_the_other_s_gap_after_the_rise() -> None:
    found = trade()
    assert found.predict_tariff_response(CHINA, lanes(0.4)) == pytest.approx(0.8 * 0.7 + 0.1 - 0.5)
    assert found.predict_tariff_response(US, lanes(5.0)) == pytest.approx(0.4 - 0.3), (
        "up to the cap"
    )
    assert found.predict_tariff_response(CHINA, lanes(0.0)) == pytest.approx(0.0)


def test_acts_close_gaps_of_the_start_of_the_day_cut_tighten_and_strike() -> None:
    found = trade()
    found.tariff[CHINA] = lanes(1.0)
    found.apply_acts((act(reaction=0.5, strike=0.2), act(reaction=1.0, cut=0.1, control=3.0)))
    rise = 0.5 * (0.8 + 0.1 - 0.5)
    assert found.tariff[US] == pytest.approx(0.5 + rise)
    assert found.strike[US] == pytest.approx(rise + 0.2)
    assert found.tariff[CHINA] == pytest.approx(0.9), "no gap: 1 is above the cap"
    assert found.strike[CHINA] == pytest.approx(0.0)
    assert found.control[CHINA] == pytest.approx(3.0 * 0.5)
    assert found.peak[US] == pytest.approx(0.7)
    assert found.peak[CHINA] == pytest.approx(0.9), "the peak is noted after the acts of a day"


def test_controls_stay_between_0_and_their_maximum() -> None:
    found = trade()
    found.apply_acts((act(control=-1.0), act(control=9.0)))
    assert found.control[US] == pytest.approx(0.0)
    assert found.control[CHINA] == pytest.approx(2.0)


def test_given_tariffs_are_moved_by_no_act_and_by_no_accord() -> None:
    found = trade(exogenous=True)
    found.tariff[CHINA] = lanes(1.0)
    found.apply_acts((act(reaction=1.0, cut=0.5, strike=0.2, control=1.0), act()))
    assert found.tariff[US] == pytest.approx(0.5)
    assert found.strike[US] == pytest.approx(0.2)
    found.apply_accord((lanes(0.5), lanes(0.5)), np.arange(3), everywhere(3))
    assert found.tariff[US] == pytest.approx(0.5)
    assert found.control[US] == pytest.approx(0.5)


def test_an_imposed_tariff_counts_where_it_is_imposed_and_only_its_rise_is_felt() -> None:
    found = trade()
    found.strike[US] = lanes(0.1)
    found.impose_tariff(US, np.array([0.8, 0.2, 0.8]), np.array([True, True, False]))
    assert found.tariff[US] == pytest.approx([0.8, 0.2, 0.5])
    assert found.strike[US] == pytest.approx([0.4, 0.1, 0.1])
    assert found.peak[US] == pytest.approx([0.8, 0.5, 0.5])


def test_an_accord_keeps_a_share_of_tariffs_and_controls_where_it_is_made() -> None:
    found = trade()
    found.control = [lanes(1.0), lanes(2.0)]
    found.apply_accord((np.array([0.5]), np.array([0.25])), np.array([1]), everywhere(1))
    assert found.tariff[US] == pytest.approx([0.5, 0.25, 0.5])
    assert found.tariff[CHINA] == pytest.approx([0.3, 0.075, 0.3])
    assert found.control[US] == pytest.approx([1.0, 0.5, 1.0])
    assert found.control[CHINA] == pytest.approx([2.0, 0.5, 2.0])
    assert found.compute_fall_from_peak(US) == pytest.approx([0.0, 0.5, 0.0])
    assert found.compute_fall_from_peak(CHINA) == pytest.approx([0.0, 0.75, 0.0])


def test_strikes_hit_the_other_side_raise_tension_and_are_remembered_in_part() -> None:
    found = trade()
    found.strike, found.hit = [lanes(0.2), lanes(0.5)], [lanes(1.0), lanes(0.0)]
    assert found.land_strikes() == pytest.approx(0.3 * 0.7)
    assert found.hit[US] == pytest.approx(1.5)
    assert found.hit[CHINA] == pytest.approx(0.2)
    found.control[US] = lanes(1.0)
    found.fade_strikes(0.5)
    assert found.hit[US] == pytest.approx(1.5 * 0.9**0.5)
    assert found.control[US] == pytest.approx(0.9)
    assert [strike.tolist() for strike in found.strike] == [[0.0] * 3] * 2
