"""Scores of a distribution of waiting times, against hand computations and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from runs.analysis.waiting import scores
from runs.analysis.waiting.scores import ObservedWait

# Four runs, with contact on days 1, 1 and 2, and one without by day 3.
COUNTS = scores.count_contact_days(np.array([1, 1, 2, 3]), np.array([True, True, True, False]), 3)
FORECAST = scores.compute_contact_cdf(COUNTS)


def test_runs_are_counted_by_day_and_the_rest_as_later() -> None:
    assert COUNTS.tolist() == [0, 2, 1, 0, 1]
    assert FORECAST.tolist() == [0, 0.5, 0.75, 0.75]


def test_a_contact_after_the_last_day_counts_as_later() -> None:
    counts = scores.count_contact_days(np.array([1, 9]), np.array([True, True]), 3)
    assert counts.tolist() == [0, 1, 0, 0, 1]


def test_crps_is_the_sum_of_squares_done_by_hand() -> None:
    assert scores.compute_crps(FORECAST, ObservedWait(2)) == pytest.approx(
        0.5**2 + 0.25**2 + 0.25**2
    )


@pytest.mark.parametrize("day", range(4))
def test_crps_equals_the_formula_over_pairs_of_the_sample(day: int) -> None:
    sample = np.array([1, 1, 2, 4])  # the run without contact lies at the first day after
    apart = np.abs(sample[:, None] - sample[None, :]).mean()
    assert scores.compute_crps(FORECAST, ObservedWait(day)) == pytest.approx(
        np.abs(sample - day).mean() - apart / 2
    )


def test_crps_of_a_censored_waiting_asks_only_about_the_days_known() -> None:
    assert scores.compute_crps(FORECAST, ObservedWait(1, censored=True)) == pytest.approx(0.25)
    assert scores.compute_crps(FORECAST, ObservedWait(2, censored=True)) == pytest.approx(
        0.25 + 0.5625
    )


def test_a_certain_forecast_of_what_happened_costs_nothing() -> None:
    certain = scores.compute_contact_cdf(np.array([0.0, 0.0, 5.0, 0.0, 0.0]))
    assert scores.compute_crps(certain, ObservedWait(2)) == 0
    assert scores.compute_log_score(certain, ObservedWait(2)) == 0


def test_the_log_score_adds_half_a_count_to_each_day_and_to_later() -> None:
    smoothed = scores.compute_smoothed_cdf(COUNTS)  # .5, 2.5, 1.5, .5 and 1.5 of 6.5
    assert scores.compute_log_score(smoothed, ObservedWait(2)) == pytest.approx(math.log(1.5 / 6.5))
    assert scores.compute_log_score(smoothed, ObservedWait(0)) == pytest.approx(math.log(0.5 / 6.5))


def test_a_censored_waiting_scores_the_probability_of_every_later_day() -> None:
    smoothed = scores.compute_smoothed_cdf(COUNTS)
    assert scores.compute_log_score(smoothed, ObservedWait(1, True)) == pytest.approx(
        math.log(3.5 / 6.5)
    )
    assert scores.compute_log_score(smoothed, ObservedWait(3, True)) == pytest.approx(
        math.log(1.5 / 6.5)
    )


def test_a_day_beyond_the_forecast_is_known_only_as_later() -> None:
    smoothed = scores.compute_smoothed_cdf(COUNTS)
    assert scores.compute_log_score(smoothed, ObservedWait(50)) == scores.compute_log_score(
        smoothed, ObservedWait(3, True)
    )


def test_what_was_held_impossible_scores_minus_infinity() -> None:
    assert scores.compute_log_score(FORECAST, ObservedWait(0)) == -math.inf


def test_the_quantile_of_a_day_halves_the_probability_of_that_day() -> None:
    assert scores.compute_quantile_rank(FORECAST, ObservedWait(2)) == pytest.approx(0.625)
    assert scores.compute_quantile_rank(FORECAST, ObservedWait(0)) == 0


def test_the_quantile_of_a_censored_waiting_is_a_lower_bound() -> None:
    assert scores.compute_quantile_rank(FORECAST, ObservedWait(2, censored=True)) == 0.75


def test_a_quantile_that_is_not_reached_is_none() -> None:
    assert scores.find_quantile(FORECAST, 0.5) == 1
    assert scores.find_quantile(FORECAST, 0.75) == 2
    assert scores.find_quantile(FORECAST, 0.95) is None


def test_the_exponential_is_contacts_over_days_waited() -> None:
    pool = [ObservedWait(10), ObservedWait(30, True, 0.5), ObservedWait(20, False, 0.5)]
    assert scores.fit_exponential_rate(pool) == pytest.approx(1.5 / (10 + 15 + 10))


@pytest.mark.parametrize("pool", [[], [ObservedWait(30, True)], [ObservedWait(0)]])
def test_a_pool_without_a_contact_or_a_waiting_fits_no_exponential(
    pool: list[ObservedWait],
) -> None:
    assert scores.fit_exponential_rate(pool) is None


def test_the_days_of_an_exponential_and_what_lies_later_add_up_to_one() -> None:
    rate, last = 0.02, 400
    forecast = scores.compute_exponential_cdf(rate, last)
    assert forecast[0] == pytest.approx(1 - math.exp(-rate / 2))
    assert scores.compute_log_score(forecast, ObservedWait(7)) == pytest.approx(
        math.log(math.exp(-rate * 6.5) - math.exp(-rate * 7.5))
    )
    assert scores.compute_log_score(forecast, ObservedWait(7, True)) == pytest.approx(-rate * 7.5)


def test_a_pool_is_its_kaplan_meier_curve() -> None:
    pool = [ObservedWait(2), ObservedWait(4, censored=True), ObservedWait(6)]
    expected = [0, 0, 1 / 3, 1 / 3, 1 / 3, 1 / 3, 1, 1]
    assert scores.estimate_pooled_cdf(pool, 7) == pytest.approx(np.array(expected))


def test_members_of_a_pool_count_by_their_weight() -> None:
    pool = [ObservedWait(2, False, 0.5), ObservedWait(6, False, 0.5), ObservedWait(10)]
    found = scores.estimate_pooled_cdf(pool, 10)
    assert found is not None
    assert [found[2], found[6], found[10]] == pytest.approx([0.25, 0.5, 1])


def test_a_pool_without_a_contact_expects_none_and_no_pool_expects_nothing() -> None:
    quiet = scores.estimate_pooled_cdf([ObservedWait(9, True)], 3)
    assert quiet is not None
    assert quiet.tolist() == [0, 0, 0, 0]  # days 0 to 3
    assert scores.estimate_pooled_cdf([], 3) is None


def test_a_weighted_mean_of_nothing_is_none() -> None:
    assert scores.compute_weighted_mean([], []) is None
    assert scores.compute_weighted_mean([1, 4], [1, 0.5]) == pytest.approx(2)


def test_values_and_weights_of_unequal_number_have_no_mean() -> None:
    for values, weights in (([1.0, 4.0], [1.0]), ([1.0], [1.0, 0.5])):
        with pytest.raises(ValueError, match="zip"):
            scores.compute_weighted_mean(values, weights)
    assert scores.compute_weighted_mean([-math.inf, 4], [0.5, 1]) == -math.inf
