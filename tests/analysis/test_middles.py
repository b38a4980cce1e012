"""Medians over runs of what a run has once, against ranks counted by hand and by scipy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from runs.analysis.estimates.middles import compute_medians


def frame(peaks: Sequence[float], variant: str = "v") -> pd.DataFrame:
    own = {"variant": variant, "point": 0, "replication": range(len(peaks)), "peak": peaks}
    return pd.DataFrame(own)


@pytest.mark.parametrize(
    ("peaks", "median", "low", "high"),
    [
        (range(1, 21), 10.5, 5, 16),
        (range(1, 10), 5, 2, 8),
        ([1, 2, 3, 4, 5, 1000], 3.5, 1, 1000),
        ([7] * 50, 7, 7, 7),
        ([1, 2, 3, 4, 5], 3, np.nan, np.nan),
        ([3], 3, np.nan, np.nan),
        ([*range(1, 10), np.nan], 5, 2, 8),
    ],
)
def test_the_interval_of_a_median_has_the_ranks_counted_by_hand(
    peaks: Sequence[float], median: float, low: float, high: float
) -> None:
    row = compute_medians(frame([float(peak) for peak in peaks]), ["peak"]).iloc[0]
    shown = row[["estimate", "low", "high"]].astype(float).to_numpy()
    assert shown == pytest.approx([median, low, high], nan_ok=True)
    assert row["n"] == np.isfinite(list(peaks)).sum()


@pytest.mark.parametrize("n", [6, 9, 33, 150, 2000])
def test_the_interval_covers_the_median_as_often_as_it_says(n: int) -> None:
    row = compute_medians(frame([float(rank) for rank in range(1, n + 1)]), ["peak"]).iloc[0]
    below = stats.binom(n, 0.5).cdf
    covers = below(row["high"] - 1) - below(row["low"] - 1)
    assert covers >= 0.95
    assert row["high"] - row["low"] <= 1.5 + 2 * np.ceil(1.96 * np.sqrt(n) / 2)


def test_points_that_share_their_worlds_do_not_narrow_the_interval() -> None:
    values = np.random.default_rng(3).normal(size=200)
    alone = compute_medians(frame(list(values)), ["peak"]).iloc[0]
    points = [frame(list(values)).assign(point=point) for point in range(9)]
    pooled = compute_medians(pd.concat(points, ignore_index=True), ["peak"]).iloc[0]
    assert pooled["estimate"] == pytest.approx(alone["estimate"])
    assert pooled["n"] == 1800
    assert pooled["high"] - pooled["low"] == pytest.approx(alone["high"] - alone["low"], rel=0.1)


def test_every_variant_has_its_own_median() -> None:
    both = pd.concat([frame([1.0] * 9), frame([2.0] * 7, "w")], ignore_index=True)
    table = compute_medians(both, ["peak"])
    assert table[["variant", "estimate", "n"]].to_numpy().tolist() == [["v", 1, 9], ["w", 2, 7]]
