"""The window around the real day, and scores worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.window import (
    compute_crps,
    compute_even_forecast,
    compute_log_score,
    compute_quantile_rank,
    find_last_day_of_interest,
    find_quantile,
    find_window,
    mark_window_days,
)
from tests.runs.fit.toys import make_datum

EVIDENCE = read_evidence()
LAST = EVIDENCE.last_day


def certain_of(day: int) -> np.ndarray:
    forecast = np.zeros(LAST + 2)
    forecast[day] = 1.0
    return forecast


@pytest.mark.parametrize(
    ("day", "window"),
    [(0, (0, 1)), (2, (1, 3)), (40, (34, 46)), (100, (85, 115)), (364, (310, 365))],
)
def test_the_window_is_15_percent_either_side_and_at_least_a_day(day, window):
    assert find_window(make_datum(day), EVIDENCE) == window


def test_a_standoff_that_lasted_longer_is_hit_by_every_later_day():
    event = mark_window_days(make_datum(60, censored=True), EVIDENCE)
    assert event[60] == 0.0
    assert event[61:].all()


def test_a_day_after_the_horizon_counts_as_longer():
    datum = make_datum(790).censor_after(LAST)
    assert datum.censored
    assert datum.day == 365
    assert mark_window_days(datum, EVIDENCE).sum() == 1.0


def test_the_log_score_is_that_of_the_mass_in_the_window():
    forecast = 0.5 * certain_of(34) + 0.5 * certain_of(47)
    assert compute_log_score(forecast, make_datum(40), EVIDENCE, even=0.0) == math.log(0.5)


def test_no_forecast_holds_a_window_impossible():
    mass = (math.log1p(47) - math.log1p(34)) / math.log1p(3650)
    found = compute_log_score(certain_of(200), make_datum(40), EVIDENCE, even=0.01)
    assert found == pytest.approx(math.log(0.01 * mass))


def test_the_even_forecast_adds_up_to_one():
    even = compute_even_forecast(EVIDENCE)
    assert even.sum() == pytest.approx(1.0)
    assert even[0] == pytest.approx(math.log(2.0) / math.log(3651.0))


def test_the_last_day_of_interest_is_that_after_which_nothing_can_change():
    assert find_last_day_of_interest(mark_window_days(make_datum(100), EVIDENCE)) == 115
    assert find_last_day_of_interest(mark_window_days(make_datum(60, True), EVIDENCE)) == 60


def test_the_crps_of_a_certain_forecast_is_its_distance_in_log_days():
    found = compute_crps(certain_of(9), make_datum(19))
    assert found == pytest.approx(math.log(20 / 10))


def test_the_crps_is_that_of_the_sample_it_is_of():
    sample = np.array([3, 9, 30, 200])
    forecast = sum(certain_of(int(day)) for day in sample) / 4
    x, y = np.log1p(sample), math.log1p(19)
    spread = np.abs(x[:, None] - x[None]).mean()
    assert compute_crps(forecast, make_datum(19)) == pytest.approx(
        np.abs(x - y).mean() - spread / 2
    )


def test_of_a_standoff_watched_for_60_days_nothing_later_is_held_against_a_forecast():
    assert compute_crps(certain_of(61), make_datum(60, censored=True)) == 0.0
    assert compute_crps(certain_of(60), make_datum(60, censored=True)) > 0.0


def test_quantiles_and_the_rank_of_the_real_day():
    forecast = 0.25 * certain_of(10) + 0.75 * certain_of(50)
    assert find_quantile(forecast, 0.25) == 10
    assert find_quantile(forecast, 0.5) == 50
    assert find_quantile(certain_of(LAST + 1), 0.5) == math.inf
    assert compute_quantile_rank(forecast, make_datum(50)) == 0.625
