"""Effects on any statistic of pairs: they agree with the paired table, and with their own lemma."""

from __future__ import annotations

import numpy as np
import pytest

from runs.analysis.comparison.effects import (
    compute_significant_signs,
    estimate_effect,
    summarise_resamples,
)

RUNS = 400


def values(seed: int, shift: float = 0.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=RUNS) + shift


def test_a_mean_is_the_paired_t_test() -> None:
    from scipy.stats import ttest_rel

    a, b = values(0, 0.2), values(1)
    found, known = estimate_effect(a, b, "mean", yes_no=False), ttest_rel(a, b)
    limits = known.confidence_interval()
    assert (found.p, found.low, found.high) == pytest.approx((known.pvalue, *limits))


def test_shares_that_differ_in_no_pair_have_an_interval_all_the_same() -> None:
    same = np.ones(RUNS)
    found = estimate_effect(same, same, "mean", yes_no=True)
    assert (found.effect, found.p) == (0, 1)
    assert found.low < 0 < found.high
    assert found.high < 0.02


def test_equal_runs_of_two_configurations_leave_room_for_what_they_may_have_missed() -> None:
    a = values(0)
    for some in (a, np.where(np.arange(RUNS) < 10, a, np.nan)):
        found = estimate_effect(some, some, "mean", yes_no=False)
        assert found.low < found.effect == 0 < found.high
    assert (
        found.high
        > 0.5
        > 10 * estimate_effect(a, a, "mean", yes_no=False).high / (a.max() - a.min())
    )


def test_one_configuration_is_exactly_0_of_itself_in_every_statistic() -> None:
    a = values(0)
    a[::3] = np.nan
    for statistic in ("mean", "median", "variance"):
        found = estimate_effect(a, a, statistic, yes_no=False, identical=True)
        assert found[:4] == (0.0, 0.0, 0.0, 1.0)


def test_pairing_narrows_medians_and_variances_too() -> None:
    a, b = values(0), values(1)
    for statistic in ("median", "variance"):
        near = estimate_effect(a, a + 0.01 * b, statistic, yes_no=False)
        far = estimate_effect(a, b, statistic, yes_no=False)
        assert near.high - near.low < 0.3 * (far.high - far.low)


@pytest.mark.parametrize(
    ("values_of_a", "median"),
    [([1.0, 2.0, 3.0, 4.0], 2), ([4.0, 1.0, 3.0], 3), ([7.0, 5.0], 5), ([1.0, 9.0, 9.0, 9.0], 9)],
)
def test_a_median_is_the_first_value_that_at_least_half_do_not_exceed(
    values_of_a: list[float], median: float
) -> None:
    a = np.array(values_of_a)
    assert estimate_effect(a, np.ones(len(a)), "median", yes_no=False).value_a == median


def test_a_variance_is_told_with_its_interval() -> None:
    found = estimate_effect(2.0 * values(0), values(1), "variance", yes_no=False)
    assert found.low < 3.0 < found.high
    assert found.p < 0.001


def test_runs_without_a_value_are_left_out_of_their_own_variant_alone() -> None:
    a, b = values(0, 1.0), values(1)
    a[: RUNS // 2] = np.nan
    found = estimate_effect(a, b, "mean", yes_no=False)
    assert found.effect == pytest.approx(np.nanmean(a) - b.mean())
    assert found.n == RUNS // 2


def test_nothing_is_said_of_fewer_than_two_runs() -> None:
    nothing = np.full(RUNS, np.nan)
    assert np.isnan(estimate_effect(nothing, values(0), "mean", yes_no=False).effect)


@pytest.mark.slow
def test_an_interval_holds_the_truth_as_often_as_it_says() -> None:
    held = 0
    for seed in range(200):
        a, b = values(2 * seed, 0.3), values(2 * seed + 1)
        a[np.random.default_rng(seed).random(RUNS) < 0.3] = np.nan
        found = estimate_effect(a, b, "mean", yes_no=False)
        held += found.low <= 0.3 <= found.high
    assert 180 <= held <= 199


def test_signs_err_as_rarely_as_intervals_do() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(400, 60)), rng.normal(size=(400, 60))
    for statistic in ("mean", "variance"):
        null = compute_significant_signs(a, b, statistic)
        assert (null != 0).mean() < 0.1
    assert (compute_significant_signs(a + 2.0, b, "median") == 1).all()
    assert (compute_significant_signs(a, b + 2.0, "mean") == -1).all()


def test_a_sign_is_told_where_the_change_is_over_196_of_its_errors() -> None:
    # Changes -2 .. 2 about c have the error sqrt(2.5 / 5): 1.96 of it is 1.3859.
    steps, nothing = np.arange(-2.0, 3.0), np.zeros(5)
    few = np.where(steps == 2, 9.0, np.nan)
    a = np.stack([few, nothing, steps + 1.39, steps + 1.38, steps - 1.39])
    assert compute_significant_signs(a, np.zeros((5, 5)), "mean").tolist() == [0, 0, 1, 0, -1]
    run = np.array([[10.0, 20.0, 30.0]])
    assert compute_significant_signs(run + np.array([1.0, 1.1, 0.9]), run, "mean").tolist() == [1]
    assert compute_significant_signs(np.array([[1.0, 3.0]]), np.zeros((1, 2)), "mean").tolist() == [
        1
    ]  # 2 of error 1


def test_runs_without_a_value_widen_the_error_of_a_sign() -> None:
    # Two of four runs have a value, 1 off their mean: influences -2, 2, 0, 0, error sqrt(8/3) / 2.
    some = np.array([-1.0, 1.0, np.nan, np.nan])
    a = np.stack([some + 1.61, some + 1.59])
    assert compute_significant_signs(a, np.zeros((2, 4)), "mean").tolist() == [1, 0]


def test_the_sign_of_variances_rests_on_the_spread_of_squares() -> None:
    # Squares about their mean, 5 -3 -4 -3 5: four is 1.952 errors of sqrt(21 / 5); of the other
    # row it is 1.975. A factor of all values changes neither.
    values = np.array([[-3.0, -1, 0, 1, 3], [-2.9, -1, 0, 1, 2.9]])
    assert compute_significant_signs(2 * values, values, "variance").tolist() == [0, 1]
    assert compute_significant_signs(values, 9 * values, "variance").tolist() == [0, -1]


def test_the_p_of_resamples_is_that_of_a_normal_error() -> None:
    found = summarise_resamples(1.959964, np.array([0.0, 2.0] * 50), 7)
    assert found.p == pytest.approx(0.05, abs=1e-7)
    assert (found.effect, found.low, found.high, found.n) == (1.959964, 0.0, 2.0, 7)
    assert summarise_resamples(0.0, np.zeros(9), 7).p == 1
    assert summarise_resamples(0.5, np.full(9, 0.5), 7).p == 0
    for estimate, draws in ((np.nan, np.ones(9)), (1.0, np.full(9, np.nan))):
        assert np.isnan(summarise_resamples(estimate, draws, 7)[1:4]).all()
