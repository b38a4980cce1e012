"""Who is called `us` and who `china` is a label: exchanging the labels exchanges the outcomes."""

from __future__ import annotations

import numpy as np
import pytest

from model.parameters import Configuration
from tests.model.labels import COMPLEMENTS, exchange_rows, exchange_sides
from tests.model.standoffs import change_config, compose, differing, rows

LIVELY = {"contact.inertia": 1.0, "china.preparation_days": 2.0, "us.call_leak": 0.3}
BOTH_ASK = {
    "us.policy": {"name": "constant_hazard", "probability": 0.3, "request": "ask_public"},
    "china.policy": {"name": "constant_hazard", "probability": 0.3, "request": "ask_public"},
    "us.preparation_days": 0.0,
    "china.preparation_days": 0.0,
}
WAITING = {
    f"{side}.policy": {"name": "attrition", "game": "audience", "slope": slope, "unit_days": 60.0}
    for side, slope in (("us", 2.0), ("china", 1.0))
}
RICH = {
    "us.precondition": 0.3,
    "china.precondition": 0.2,
    "us.precondition_weight": 1.0,
    "us.authority": 0.1,
    "china.authority": 0.1,
    "attribution.prior": 0.7,
    "opinion.drama_rate": 0.05,
    "accord.dual_framing": 0.5,
    "accord.agenda_power": 0.5,
    "accord.pairing": 0.4,
    "accord.spoiler_rate": 0.05,
    "accord.expiry_days": 8.0,
    "accord.linked_issue": 0.5,
    "accord.linked_reply": 0.05,
    "opinion.mockery_rate": 0.1,
    "us.purchases": 0.5,
    "china.exposure_purchases": 0.3,
    "signal.tariff_threat.motives.constant": 1.0,
    "us.demands": 1.0,
    "us.demand_stated": 0.2,
    "us.suppression": 0.5,
    "china.discount": 0.9,
    "standoffs": 2,
    "economy.alarm": 0.3,
    "interventions": [
        {"do": "signal", "side": "us", "kind": "claim_other_called", "day": 5},
        {"do": "shock", "side": "china", "day": 9, "outrage": 0.3, "tension": 0.2},
    ],
}
MEETINGS = {
    "calendar.near": {
        "title": "A summit",
        "kind": "summit",
        "day": 30,
        "leaders": True,
        "source": "a test",
    },
    "signal.ask_visit.enabled": True,
    "meetings.visit_days": 10.0,
    "meetings.calling_off": 0.2,
    "approval.spread": 0.1,
    "approval.rally": 0.3,
    "approval.refusal": 0.1,
    "cast.china_exporters.functions": ["market"],
    "markets.panic": 5.0,
}
CASES = {
    "call_2025": lambda: compose(),
    "lively": lambda: change_config(compose("horizon=60"), LIVELY),
    "a war of attrition": lambda: change_config(compose("horizon=60"), WAITING),
    "both ask at once": lambda: change_config(compose("horizon=40"), BOTH_ASK),
    "all in motion": lambda: change_config(compose("horizon=60"), LIVELY | RICH),
    "both mutual": lambda: compose("leader@us=mutual", "leader@china=mutual", "horizon=90"),
    "exogenous tariffs": lambda: compose("scenario=call_2025_exogenous", "horizon=60"),
    "meetings and moved publics": lambda: change_config(compose("horizon=60"), LIVELY | MEETINGS),
    "small world": lambda: compose("network=small_world", "horizon=40"),
}


EVERY_DAY = {"call_2025", "both mutual"}
"""Cases that are quick and have caught what the others did not."""


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=[] if case in EVERY_DAY else pytest.mark.slow) for case in CASES],
)
def test_exchanging_the_labels_exchanges_every_column(case: str) -> None:
    config: Configuration = CASES[case]()
    ours = rows(config, 300)
    theirs = exchange_rows(rows(exchange_sides(config), 300))
    assert set(differing(ours, theirs)) <= COMPLEMENTS
    for name in COMPLEMENTS:
        held = ours[name] != -1.0
        assert np.array_equal(held, theirs[name] != -1.0)
        assert ours[name][held] == pytest.approx(1.0 - theirs[name][held], abs=1e-14)


def test_exchanging_the_labels_twice_gives_the_configuration_back() -> None:
    config = compose()
    assert exchange_sides(config) != config
    assert exchange_sides(exchange_sides(config)) == config
