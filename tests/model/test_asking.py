"""Asking and being asked, as sentences: what it costs, whom it honours, what makes it harder."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.block import trace_run
from model.parameters import Configuration
from tests.model.standoffs import change_config, compose, rows

BOTH = ("us", "china")
WILLING = {
    "us.preparation_days": 0.0, "china.preparation_days": 0.0, "china.style": "top_down",
    "us.style": "top_down", "us.openness": 50.0, "china.openness": 50.0,
    "us.praise_loop": 0.0, "china.praise_loop": 0.0,
}  # fmt: skip


UNCHECKED = {"contact.ambush_loss": 0.0, "signal.readout_marker.verifiability": 0.0}


def force_signal(side: str, kind: str, day: int = 1, **more: Any) -> dict[str, Any]:
    return {"do": "signal", "side": side, "kind": kind, "day": day, **more}


def force_request(side: str, kind: str, *overrides: str, **levers: Any) -> Configuration:
    """One day on which a side is made to ask, in a standoff without any other word or deed."""
    still = ("contact.inertia=15", "agenda.strike=0")  # nobody else begins
    base = compose("signal=minimal", "horizon=1", *still, *overrides)
    return change_config(base, WILLING | levers | {"interventions": [force_signal(side, kind)]})


def test_a_leader_who_asks_in_public_pays_at_home() -> None:
    aloud = rows(force_request("us", "ask_public"), 200)
    quietly = rows(force_request("us", "ask_private"), 200)
    assert aloud["event_observed"].all()
    assert set(aloud["first_mover_true"]) == {0}
    assert aloud["face_us_us_home_call"].mean() < -0.1
    assert np.all(aloud["face_us_us_home_call"] <= quietly["face_us_us_home_call"])
    assert aloud["face_us_us_home_call"].mean() < quietly["face_us_us_home_call"].mean() - 0.05


def test_by_honor_what_the_asker_loses_the_other_wins() -> None:
    both = ("leader@us=honor", "leader@china=honor")
    outcomes = rows(force_request("us", "ask_public", *both), 50)
    for keeper in BOTH:
        total = outcomes[f"face_{keeper}_us_end"] + outcomes[f"face_{keeper}_china_end"]
        faces = [outcomes[f"face_{keeper}_{side}_world_end"] for side in BOTH]
        assert np.all(np.abs(faces[0] + faces[1]) < 1e-12)
        assert np.all(np.abs(total) < 0.5)


def test_by_hierarchy_the_superior_gains_when_he_is_asked() -> None:
    he_is = rows(force_request("us", "ask_public"), 100)["face_china_china_end"]
    he_asks = rows(force_request("china", "ask_public"), 100)["face_china_china_end"]
    assert he_is.mean() > he_asks.mean() + 0.3


def test_by_hierarchy_the_credit_is_a_share_of_the_loss() -> None:
    stingy, generous = (
        rows(force_request("us", "ask_public", **{"china.magnanimity": share}), 20)
        for share in (0.0, 1.0)
    )
    own_part = stingy["face_china_china_home_end"]
    gained = generous["face_china_china_home_end"] - own_part
    assert np.all(gained > 0.0)
    assert gained == pytest.approx(-stingy["face_china_us_other_home_end"], abs=1e-12)


def test_by_mutual_counting_both_gain_from_an_accepted_offer() -> None:
    mutual = ("leader@us=mutual", "leader@china=mutual")
    outcomes = rows(force_request("us", "ask_private", *mutual, **UNCHECKED), 50)
    assert np.all(outcomes["face_us_us_call"] > 0.0)
    assert np.all(outcomes["face_us_china_call"] > 0.0)
    assert np.all(outcomes["face_us_us_world_call"] == outcomes["face_us_china_world_call"])


def _rows_of_refusal(leak: float) -> Any:
    away = {"china.openness": -50.0, "signal.ask_private.leak": leak}
    return rows(force_request("us", "ask_private", **away), 50)


def test_a_leak_makes_a_refusal_costly() -> None:
    kept, leaked = _rows_of_refusal(0.0), _rows_of_refusal(1.0)
    assert np.all(kept["refusals_us"] == 1)
    assert np.all(kept["face_us_from_refusal"] == 0.0)
    assert np.all(leaked["face_us_from_refusal"] < 0.0)


def test_who_is_blamed_for_a_refusal_decides_who_pays() -> None:
    away = {"china.openness": -50.0, "us.blame_on_refuser": 1.0, "china.accounting": "mutual"}
    outcomes = rows(force_request("us", "ask_public", **away, **{"us.accounting": "mutual"}), 20)
    assert np.all(outcomes["face_us_from_refusal"] == 0.0)
    assert np.all(outcomes["face_china_from_refusal"] < 0.0)


def test_each_unanswered_ask_is_read_as_need() -> None:
    config = change_config(
        compose("signal=minimal", "horizon=3"),
        {"us.policy": {"name": "never"}, "china.policy": {"name": "never"}},
    )
    need = []
    for count in (0, 1, 3):
        acts = [force_signal("us", "ask_private", count=count)] if count else []
        series = trace_run(change_config(config, {"interventions": acts}), 0, 0)["series"]
        need.append(series["need_us"][-1])
    assert need[0] < need[1] < need[2]


def test_a_stepping_stone_halves_what_is_at_stake() -> None:
    base = compose("signal=minimal", "horizon=2", "policy@china.policy=never", "us.praise_loop=0")
    at_stake = []
    for stones in ([], [force_signal("china", "stepping_stone")]):
        told = trace_run(change_config(base, {"interventions": stones}), 0, 1)
        (decision,) = [
            d for d in told["decisions"]
            if (d["day"], d["side"], d["slot"]) == (2, "us", "contact")
        ]  # fmt: skip
        options = {option["name"]: option["terms"] for option in decision["options"]}
        at_stake.append(options["ask_private"]["face_at_risk"])
    assert at_stake[1] == pytest.approx(at_stake[0] / 2.0, rel=1e-9)


def _days(changes: dict[str, Any], n: int = 600) -> Any:
    base = change_config(
        compose("horizon=60"), {"contact.inertia": 3.0, "china.preparation_days": 3.0}
    )
    return rows(change_config(base, changes), n)["duration"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"interventions": [{"do": "shock", "day": 2, "ambush": 0.7}]},
        {"china.precondition": 0.8, "china.precondition_weight": 4.0},
        {"interventions": [{"do": "shock", "day": 2, "tension": 1.0}]},
        {"china.preparation_days": 30.0},
        {"us.vow_cost": 5.0, "china.vow_cost": 5.0},
    ],
    ids=["an ambush", "a precondition unmet", "a shock to tension", "preparation", "a vow"],
)
def test_what_makes_a_contact_harder_delays_it(changes: dict[str, Any]) -> None:
    paired = _days(changes) - _days({})
    assert paired.mean() > 4.0 * paired.std() / np.sqrt(len(paired))


def test_waiting_is_worth_more_to_a_leader_whose_other_seems_needy() -> None:
    asks = [
        rows(
            change_config(compose("horizon=5", "contact.inertia=1"), {"us.need_prior": prior}), 400
        )
        for prior in (-4.0, 4.0)
    ]
    first, second = (outcomes["asks_us"].sum() for outcomes in asks)
    assert second < 0.8 * first


def test_a_demand_to_be_called_slights_and_strains() -> None:
    base = compose("signal.ask_demand.enabled=true", "horizon=6", *(
        f"policy@{side}.policy=never" for side in BOTH
    ))  # fmt: skip
    demand = change_config(base, {"interventions": [force_signal("us", "ask_demand")]})
    empty = change_config(demand, {"signal.ask_demand.potency": 0.0})
    loud, mute = rows(demand, 20), rows(empty, 20)
    assert np.all(loud["tension_end"] > mute["tension_end"])
    assert np.all(loud["outrage_china_end"] > mute["outrage_china_end"])
