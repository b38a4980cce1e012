"""The difference of two independent samples, beside statsmodels and scipy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind
from statsmodels.stats.proportion import confint_proportions_2indep

from runs.analysis.comparison.unpaired import compute_unpaired_difference
from runs.analysis.estimates.metrics import find_metric


def make_rows(days: list[float], movers: list[str], points: int = 1) -> pd.DataFrame:
    runs = len(days) // points
    keys = {
        "seed": 1,
        "point": np.repeat(range(points), runs),
        "replication": [*range(runs)] * points,
    }
    return pd.DataFrame({**keys, "duration": days, "first_mover_true": movers})


@pytest.mark.parametrize(("k", "n"), [((7, 31), (40, 60)), ((0, 5), (9, 10)), ((0, 0), (5, 6))])
def test_shares_have_newcombe_s_interval(k: tuple[int, int], n: tuple[int, int]) -> None:
    a, b = (
        make_rows([1.0] * size, ["us"] * hits + ["china"] * (size - hits))
        for hits, size in zip(k, n, strict=True)
    )
    found = compute_unpaired_difference(a, b, find_metric("p_us"))
    low, high = confint_proportions_2indep(k[1], n[1], k[0], n[0], method="newcomb")
    assert found["effect"] == pytest.approx(k[1] / n[1] - k[0] / n[0])
    np.testing.assert_allclose([found["low"], found["high"]], [low, high], atol=1e-9)
    assert (found["n_a"], found["n_b"]) == n
    assert found["low"] < found["high"], "two samples without an event still leave doubt"


def test_means_have_welch_s_interval_at_the_shorter_horizon() -> None:
    draw = np.random.default_rng(3)
    x, y = draw.integers(1, 100, 37).astype(float), draw.integers(1, 180, 52).astype(float)
    a, b = (make_rows(list(days), ["us"] * len(days)) for days in (x, y))
    found = compute_unpaired_difference(a, b, find_metric("rmst"), horizon=90)
    x, y = np.minimum(x, 90), np.minimum(y, 90)
    told = ttest_ind(y, x, equal_var=False).confidence_interval(0.95)
    np.testing.assert_allclose([found["low"], found["high"]], [told.low, told.high], rtol=1e-9)
    assert found["effect"] == pytest.approx(y.mean() - x.mean())


def test_points_of_a_design_count_by_worlds() -> None:
    days = [float(day) for day in range(1, 13)]
    a, b = (make_rows(one, ["us"] * 12, points=3) for one in (days, [day + 5 for day in days]))
    found = compute_unpaired_difference(a, b, find_metric("rmst"))
    worlds = np.array(days).reshape(3, 4).mean(axis=0)
    told = ttest_ind(worlds + 5, worlds, equal_var=False).confidence_interval(0.95)
    np.testing.assert_allclose([found["low"], found["high"]], [told.low, told.high], rtol=1e-9)
    assert found["n_a"] == 4


def test_one_run_has_no_interval_of_a_mean_and_none_has_no_difference() -> None:
    one, none = make_rows([3.0], ["us"]), make_rows([], [])
    found = compute_unpaired_difference(one, one, find_metric("rmst"))
    assert found["effect"] == 0
    assert np.isnan(found["low"])
    assert np.isnan(compute_unpaired_difference(one, none, find_metric("p_us"))["effect"])
