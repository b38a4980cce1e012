"""The highest of many: limits at once against statsmodels, and how often luck is named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from runs.analysis.comparison.highest import (
    can_be_highest,
    can_be_lowest,
    compute_joint_mean_limits,
    compute_joint_share_limits,
)
from runs.analysis.estimates.estimates import wilson


def shares(k: list[int], n: int) -> pd.DataFrame:
    low, high = wilson(k, n)
    return pd.DataFrame({"estimate": np.array(k) / n, "low": low, "high": high})


@pytest.mark.parametrize("n", [7, 40, 2000])
def test_shares_at_once_are_wilsons_of_another_level(n: int) -> None:
    k = [0, 1, n // 3, n // 2, n - 1, n]
    low, high = compute_joint_share_limits(shares(k, n))
    wanted = proportion_confint(np.array(k), n, alpha=0.05 / len(k), method="wilson")
    assert low == pytest.approx(wanted[0], abs=1e-9)
    assert high == pytest.approx(wanted[1], abs=1e-9)


def test_means_at_once_are_t_limits_of_another_level() -> None:
    samples = [np.random.default_rng(place).normal(size=9) for place in range(3)]
    ends = [stats.t.interval(0.95, 8, np.mean(s), stats.sem(s)) for s in samples]
    table = pd.DataFrame(ends, columns=["low", "high"])
    table = table.assign(estimate=[np.mean(s) for s in samples], n=9)
    low, high = compute_joint_mean_limits(table)
    wanted = [stats.t.interval(1 - 0.05 / 3, 8, np.mean(s), stats.sem(s)) for s in samples]
    assert np.c_[low, high] == pytest.approx(np.array(wanted))


@pytest.mark.parametrize(
    ("low", "high", "highest", "lowest"),
    [
        ([0.1, 0.5], [0.2, 0.6], [False, True], [True, False]),
        ([0.1, 0.15, 0.5], [0.2, 0.6, 0.6], [False, True, True], [True, True, False]),
        ([0.1, np.nan], [0.2, np.nan], [True, True], [True, True]),
        ([0.3], [0.4], [True], [True]),
    ],
)
def test_what_could_be_the_highest_reaches_the_highest_lower_limit(
    low: list[float], high: list[float], highest: list[bool], lowest: list[bool]
) -> None:
    ends = np.array(low), np.array(high)
    assert can_be_highest(*ends).tolist() == highest
    assert can_be_lowest(*ends).tolist() == lowest


def test_one_of_many_equal_shares_is_seldom_named_the_highest() -> None:
    draws = np.random.default_rng(11).binomial(400, 0.1, size=(1000, 36))
    alone = 0
    for row in draws:
        alone += int(
            can_be_highest(*compute_joint_share_limits(shares(row.tolist(), 400))).sum() == 1
        )
    assert alone <= 50
