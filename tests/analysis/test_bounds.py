"""No interval reaches where its quantity cannot: below no run, beyond every run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs.analysis.checks.checks import compute_running_estimates
from runs.analysis.comparison.effects import estimate_effect
from runs.analysis.comparison.overview import compare_with_baseline, summarise_variants
from runs.analysis.comparison.pairs import compute_paired_differences, compute_survival_difference
from runs.analysis.estimates.bounds import BOUNDS, clip_difference_limits, clip_to_bounds
from runs.analysis.estimates.metrics import list_metrics
from runs.analysis.sensitivity.sweeps import compare_points_with_base
from tests.analysis.frames import outcomes

UNITS = {of.name: of.unit for of in list_metrics()}
ENDS = (("low", "high"), ("adjusted_low", "adjusted_high"), ("band_low", "band_high"))


def lies_within(table: pd.DataFrame, unit: str) -> bool:
    """Return whether every end of a table of differences is possible, and the effect inside."""
    reach = float(np.subtract(*BOUNDS[unit][::-1]))
    known = [pair for pair in ENDS if pair[0] in table]
    return all(
        (table[low].isna() | (table[low] >= -reach) & (table[low] <= table["effect"] + 1e-12)).all()
        and (table[high].isna() | (table[high] <= reach)).all()
        for low, high in known
    )


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(runs=st.integers(2, 12), seed=st.integers(0, 99), turned=st.floats(0, 1))
def test_no_end_is_beyond_what_a_quantity_can_be(runs: int, seed: int, turned: float) -> None:
    a = outcomes(runs, "a", seed)
    b = outcomes(runs, "b", seed + 1)
    b.loc[np.arange(runs) < turned * runs, "first_mover_true"] = "us"
    table = compute_paired_differences(a, b)
    for unit in BOUNDS:
        assert lies_within(table[table["unit"] == unit], unit)
    both = pd.concat([a, b])
    assert lies_within(compare_with_baseline(both, "p_us"), "share")
    assert lies_within(compute_survival_difference(a, b), "share")
    figures = summarise_variants(both)
    for name in ("belief_world", "asks_us", "peak_us"):
        low, high = BOUNDS[UNITS[name]]
        assert not (figures[f"{name}_low"] < low).any()
        assert not (figures[f"{name}_high"] > high).any()
        along = compute_running_estimates(a, name)
        assert not ((along["low"] < low) | (along["high"] > high)).any()


def test_at_a_point_of_a_design_too() -> None:
    points = [outcomes(4, "a", seed).assign(point=seed) for seed in range(6)]
    table = compare_points_with_base(pd.concat(points), "asks_us")
    assert (table["low"] >= 0).all()
    shares = compare_points_with_base(pd.concat(points), "p_us").rename(columns={"effect_low": "x"})
    assert shares[["x", "adjusted_low"]].min(axis=None) >= -1
    assert shares[["effect_high", "adjusted_high"]].max(axis=None) <= 1


@pytest.mark.parametrize(
    ("ends", "unit", "cut", "of_difference"),
    [
        ((-0.3, 1.4), "share", (0.0, 1.0), (-0.3, 1.0)),
        ((-0.3, 1.4), "requests", (0.0, 1.4), (-0.3, 1.4)),
        ((-1.7, 9.0), "face", (-1.7, 9.0), (-1.7, 9.0)),
        ((-1.7, 9.0), "probability", (0.0, 1.0), (-1.0, 1.0)),
    ],
)
def test_the_ends_are_cut_by_the_unit(
    ends: tuple[float, float],
    unit: str,
    cut: tuple[float, float],
    of_difference: tuple[float, float],
) -> None:
    assert clip_to_bounds(*ends, unit) == cut
    assert clip_difference_limits(*ends, unit) == of_difference


@pytest.mark.parametrize(("yes", "pairs"), [(3, 3), (4, 5), (2, 2)])
def test_an_effect_on_a_share_is_no_larger_than_a_share(yes: int, pairs: int) -> None:
    a = (np.arange(pairs) < yes).astype(float)
    found = estimate_effect(a, np.zeros(pairs), "mean", yes_no=True)
    assert -1 <= found.low <= found.effect <= found.high <= 1
