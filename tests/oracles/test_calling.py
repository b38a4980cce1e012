"""Who calls first when each side calls by chance: oracles O1, O2 and O3."""

from math import exp, log

import numpy as np
import pytest

from agents.block import trace_run
from model.parameters import Configuration
from tests.oracles.degenerate import (
    ACCEPTING,
    CALM,
    INDIFFERENT,
    LASTING,
    MINIMAL,
    NOBODY,
    ONLY_CONTACT,
    UNPREPARED,
    Race,
    configure,
    hazards,
    runs,
)

ASKS_US, ASKS_CHINA = 3, 1
INERTIA = log(27.0)


def quantal(horizon: int) -> Configuration:
    """Every utility is 0 but waiting's c0; the US has three ways to ask, China one."""
    menu = [
        "signal.vague_hint.sides=[us]",
        "signal.ask_public.sides=[us]",
        "signal.vague_hint.clarity=1",
    ]
    return configure(
        *MINIMAL, *UNPREPARED, *LASTING, *CALM, *INDIFFERENT, *ACCEPTING, *ONLY_CONTACT, *menu,
        f"contact.inertia={INERTIA!r}", f"horizon={horizon}",
    )  # fmt: skip


def test_the_closed_form_of_o2_is_the_published_one() -> None:
    race = Race(0.05, 0.02, 10_000)
    found = (race.us, race.china, race.tie, race.days)
    assert found == pytest.approx((0.710145, 0.275362, 0.014493, 14.4928), abs=5e-5)
    assert Race(1 - exp(-0.05), 1 - exp(-0.02), 60).nobody == pytest.approx(exp(-4.2), abs=1e-12)


@pytest.mark.slow
def test_o2_two_constant_hazards_race() -> None:
    horizon = 150
    outcomes = runs(hazards(0.05, 0.02, f"horizon={horizon}"))
    Race(0.05, 0.02, horizon).assert_fits(outcomes)


@pytest.mark.slow
def test_o2_quantal_choice_at_constant_utilities_is_a_constant_hazard() -> None:
    horizon = 80
    p, q = (n / (n + exp(INERTIA)) for n in (ASKS_US, ASKS_CHINA))
    Race(p, q, horizon).assert_fits(runs(quantal(horizon)))


def test_o2_the_utilities_are_constant_indeed() -> None:
    decisions = trace_run(quantal(80), 0, 0)["decisions"]
    contact = [d for d in decisions if d["slot"] == "contact"]
    assert contact
    for decision in contact:
        utilities = {option["name"]: option["utility"] for option in decision["options"]}
        assert utilities.pop("wait") == INERTIA
        assert len(utilities) == (ASKS_US if decision["side"] == "us" else ASKS_CHINA)
        assert set(utilities.values()) == {0.0}


@pytest.mark.slow
def test_o1_and_o3_rates_become_probabilities_and_the_horizon_censors() -> None:
    horizon, p, q = 60, 1.0 - exp(-0.05), 1.0 - exp(-0.02)
    outcomes = runs(hazards(p, q, f"horizon={horizon}"))
    Race(p, q, horizon).assert_fits(outcomes)
    nobody = outcomes["first_mover_true"] == NOBODY
    assert np.array_equal(nobody, ~outcomes["event_observed"])
    assert set(outcomes["duration"][nobody]) == {float(horizon)}


@pytest.mark.slow
def test_o1_in_short_ticks_the_shares_are_the_ratio_of_the_rates() -> None:
    a, b, days, ticks = 2.5, 1.0, 3, 24
    p, q = 1.0 - exp(-a / ticks), 1.0 - exp(-b / ticks)
    config = hazards(1 - exp(-a), 1 - exp(-b), f"horizon={days}", f"ticks_per_day={ticks}")
    outcomes = runs(config)
    race = Race(p, q, days * ticks)
    race.assert_fits(outcomes, 1.0 / ticks)
    # the limit itself: a tie becomes rare, and whoever is not tied splits as a to b
    assert race.us / (race.us + race.china) == pytest.approx(a / (a + b), abs=0.5 * (a + b) / ticks)
    assert race.days / ticks == pytest.approx(1.0 / (a + b), abs=1.0 / ticks)
