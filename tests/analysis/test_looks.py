"""Several looks at a share: the constants of the literature, and coverage where one stops."""

from __future__ import annotations

import numpy as np
import pytest

from runs.analysis.checks.group_sequential import (
    compute_critical_value,
    compute_wilson_limits,
    schedule_looks,
)
from runs.analysis.estimates.estimates import wilson


@pytest.mark.parametrize(
    ("looks", "constant"), [(1, 1.960), (2, 2.178), (3, 2.289), (5, 2.413), (10, 2.555)]
)
@pytest.mark.slow
def test_equally_spaced_looks_have_pococks_constants(looks: int, constant: float) -> None:
    """Jennison and Turnbull 2000, Group Sequential Methods, table 2.1, two-sided 0.05."""
    spaced = [100 * (k + 1) for k in range(looks)]
    assert compute_critical_value(spaced) == pytest.approx(constant, abs=5e-4)


def test_looks_that_overlap_less_cost_more() -> None:
    apart, close = compute_critical_value([100, 10_000]), compute_critical_value([100, 110])
    assert (
        1.96 < close < compute_critical_value([100, 200]) < apart < 2.2365
    )  # two independent looks


def test_looks_grow_to_the_last() -> None:
    assert schedule_looks(2000, 1.5, 100_000)[:4] == (2000, 3000, 4500, 6750)
    assert schedule_looks(2000, 1.5, 100_000)[-1] == 100_000
    assert schedule_looks(1, 1.5, 4) == (1, 2, 3, 4)
    assert schedule_looks(7, 1.5, 7) == (7,)


def test_with_the_usual_quantile_the_interval_is_wilsons() -> None:
    hits, runs = np.array([0, 3, 50, 100]), np.array([100, 100, 100, 100])
    low, high = compute_wilson_limits(hits, runs, 1.959963984540054)
    usual = wilson(hits, runs)
    assert low == pytest.approx(usual[0], abs=1e-12)
    assert high == pytest.approx(usual[1], abs=1e-12)


def test_limits_of_a_share_are_shares_to_the_last_bit() -> None:
    runs = np.arange(1, 501)
    for c in (1.96, 2.4, 3.0):
        for hits in (0 * runs, runs):
            low, high = compute_wilson_limits(hits, runs, c)
            assert ((low >= 0) & (low < high) & (high <= 1)).all()


def simulate_stops(share: float, wanted: float, experiments: int) -> tuple[np.ndarray, np.ndarray]:
    """Return runs at the stop, and whether the interval there covers, of many experiments."""
    looks = schedule_looks(200, 1.5, 20_000)
    c = compute_critical_value(looks)
    draws = np.random.Generator(np.random.Philox(key=round(1e6 * share)))
    steps = np.diff((0, *looks))
    hits = np.cumsum([draws.binomial(step, share, experiments) for step in steps], axis=0)
    low, high = compute_wilson_limits(hits, np.asarray(looks)[:, None], c)
    narrow = (high - low) / 2 <= wanted
    narrow[-1] = True
    first = narrow.argmax(axis=0)
    at = np.arange(experiments)
    return np.asarray(looks)[first], (low[first, at] <= share) & (share <= high[first, at])


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.5, 0.42, 0.2, 0.05, 0.01])
@pytest.mark.parametrize("wanted", [0.05, 0.02, 0.008])
def test_the_interval_at_the_stop_covers_in_95_of_100_experiments(
    share: float, wanted: float
) -> None:
    runs, covers = simulate_stops(share, wanted, experiments=20_000)
    error = 3 * np.sqrt(0.95 * 0.05 / 20_000)
    assert covers.mean() >= 0.95 - error
    assert len(np.unique(runs)) >= 1


def test_the_interval_covers_where_one_stops_for_what_it_says() -> None:
    # The hardest stop: at the first look that seems to refute one half.
    looks = schedule_looks(200, 1.5, 20_000)
    draws = np.random.Generator(np.random.Philox(key=7))
    steps = np.diff((0, *looks))
    hits = np.cumsum([draws.binomial(step, 0.5, 20_000) for step in steps], axis=0)
    missed = {}
    for name, c in (("repeated", compute_critical_value(looks)), ("ordinary", 1.959964)):
        low, high = compute_wilson_limits(hits, np.asarray(looks)[:, None], c)
        missed[name] = float(((low > 0.5) | (high < 0.5)).any(axis=0).mean())
    assert missed["repeated"] <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 20_000)
    assert missed["ordinary"] > 0.15
