"""A band of few pairs is as wide as few pairs make it: no gap is found where none is."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from runs.analysis.comparison.pairs import compute_survival_difference
from runs.analysis.estimates.resampling import compute_small_sample_factor
from tests.analysis.frames import waiting

DAYS = 60


@pytest.mark.parametrize("pairs", [2, 4, 8, 37, 2000])
def test_few_pairs_widen_a_bootstrap_band(pairs: int) -> None:
    quantiles = stats.t.ppf(0.975, pairs - 1) / stats.norm.ppf(0.975)
    expected = quantiles * math.sqrt(pairs / (pairs - 1))
    assert compute_small_sample_factor(pairs) == pytest.approx(expected)
    assert compute_small_sample_factor(pairs) > 1


def test_many_pairs_do_not() -> None:
    assert compute_small_sample_factor(10**7) == pytest.approx(1, abs=1e-6)


def standoffs(name: str, days: np.ndarray) -> pd.DataFrame:
    """Return runs of a variant that wait so many days, to the horizon at most."""
    movers = ["us" if day < DAYS else "nobody" for day in days]
    return waiting([int(day) for day in days], movers, DAYS).assign(variant_name=name)


@pytest.mark.slow
@pytest.mark.parametrize("pairs", [8, 12, 20, 40])
def test_few_pairs_of_equal_waits_seldom_show_a_gap(pairs: int) -> None:
    generator, trials, gaps = np.random.default_rng(20 + pairs), 300, 0
    for _ in range(trials):
        a, b = (np.minimum(generator.geometric(1 / 30, pairs), DAYS) for _ in "ab")
        band = compute_survival_difference(standoffs("a", a), standoffs("b", b))
        gaps += bool(((band["band_low"] > 0) | (band["band_high"] < 0)).any())
    assert gaps / trials <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / trials)
