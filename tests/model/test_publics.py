"""Tariffs, purchases, elections and the publics who feel them, as sentences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from agents.constituency import Constituency
from model.parameters import Configuration
from model.standoff import Standoff
from tests.model.standoffs import change_config, compose, piece, rows

QUIET = compose(
    "horizon=60", "policy@us.policy=never", "policy@china.policy=never",
    "us.belief_outrage=0", "china.belief_outrage=0", "us.authority=0", "china.authority=0",
)  # fmt: skip


def script_side(side: str, *acts: dict[str, Any], horizon: int = 60) -> Configuration:
    """One side plays a script, the other never moves."""
    policy = {"name": "scripted", "acts": list(acts)}
    return change_config(QUIET, {f"{side}.policy": policy, "horizon": horizon})


def group(config: Configuration, name: str, days: int) -> Constituency:
    """A group of publics as it is after some days of one run."""
    standoff = Standoff([piece(config, 3)], create_cast)
    for _ in range(days):
        standoff.step()
    (found,) = [one for one in standoff.cast.groups if one.name == name]
    assert isinstance(found, Constituency)
    return found


@pytest.mark.slow
def test_a_soybean_purchase_eases_the_farmers_pain_and_nobody_elses() -> None:
    buys = script_side("china", {"day": 20, "until": 25, "kind": "soybean_purchase"})
    empty = change_config(buys, {"signal.soybean_purchase.potency": 0.0})
    eased = {
        name: (group(empty, name, 30).pain - group(buys, name, 30).pain)[0, 0]
        for name in ("us_farmers", "us_markets", "us_carmakers", "china_exporters")
    }
    assert eased["us_farmers"] > 0.1
    assert {eased[n] for n in eased if n != "us_farmers"} == {0.0}


def test_an_approaching_election_raises_pressure() -> None:
    near, far = (
        rows(change_config(QUIET, {"us.election_day": day}), 5)["pressure_us_end"]
        for day in (90.0, 100000.0)
    )
    assert np.all(near > 1.5 * far)


def test_insulation_keeps_pain_from_the_leader() -> None:
    shut, open_ = (
        rows(change_config(QUIET, {"us.insulation": value}), 5) for value in (1.0, 0.0)
    )  # fmt: skip
    assert np.all(shut["pressure_us_end"] == 0.0)
    assert np.all(open_["pressure_us_end"] > 0.0)
    assert np.array_equal(shut["pain_us_end"], open_["pain_us_end"])


@pytest.mark.slow
def test_a_chokepoint_hurts_fast() -> None:
    config = script_side("china", {"day": 1, "kind": "export_control"}, horizon=360)
    early, late = (group(config, "us_markets", days) for days in (10, 360))
    shortage = early.shortage[0, 0] / late.shortage[0, 0]
    tariffs = group(config, "us_retailers", 10)
    assert shortage > 0.9
    assert tariffs.pain[0, 0] / group(config, "us_retailers", 360).pain[0, 0] < 0.35


def test_outrage_follows_a_strike_and_is_forgotten() -> None:
    config = script_side("china", {"day": 5, "kind": "visa_restriction"})
    anger = [group(config, "us_hawks", days).outrage[0, 0] for days in (5, 6, 40)]
    assert anger[0] == 0.0
    assert anger[1] > 0.0
    assert anger[2] == pytest.approx(anger[1] * 0.97**34, rel=1e-9)


def test_outside_options_cut_the_pain_of_tariffs_over_time() -> None:
    stuck, free = (
        rows(change_config(QUIET, {"us.diversification": rate}), 3)["pain_us_end"]
        for rate in (0.0, 0.05)
    )
    assert np.all(free < stuck)


@pytest.mark.parametrize("members", [2, 150])
def test_a_set_of_alike_members_is_one_agent_whose_mean_is_the_groups(members: int) -> None:
    even = change_config(QUIET, {"opinion.weight": 0.0, "horizon": 30})
    one = group(even, "us_farmers", 30)
    many = group(change_config(even, {"cast.us_farmers.members": members}), "us_farmers", 30)
    assert many.pain.shape == (members, 3)
    assert many.to_other.mean(axis=-2)[0] == pytest.approx(one.to_other[0, 0], rel=1e-12)
    assert many.compute_pain_and_outrage()[0] == pytest.approx(
        one.compute_pain_and_outrage()[0], rel=1e-12
    )
    assert many.pain[-1, 0] > many.pain[0, 0]


@pytest.mark.slow
def test_gatekeepers_keep_firms_away() -> None:
    busy = {"cast.chief_executive.activity": 20.0}
    open_door = rows(change_config(QUIET, busy | {"china.gatekeeping": 0.0}), 100)
    shut_door = rows(change_config(QUIET, busy | {"china.gatekeeping": 1.0}), 100)
    assert open_door["unscripted_china"].sum() > 100
    assert shut_door["unscripted_china"].sum() == 0
    assert np.array_equal(open_door["unscripted_us"], shut_door["unscripted_us"])


def test_a_press_is_heard_by_its_weight() -> None:
    views = [
        group(
            change_config(QUIET, {"cast.state_press.weight": weight}), "china_public", 20
        ).opinion[0]
        for weight in (0.0, 10.0)
    ]
    assert views[0] < views[1] < 0.3
