"""The median over runs of a quantity that each run has once (its peak, its end), with its interval.

It is not the highest daily median: runs peak on different days, so that the largest of the daily
medians lies below the median of the peaks, at times by half.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from runs.analysis.estimates.cluster_errors import (
    compute_effective_runs,
    find_fit_name,
    sum_cells_over_worlds,
)
from runs.analysis.estimates.draws import DRAW, FIT, HIGH, LOW, estimate_run_share_distribution
from runs.analysis.estimates.estimates import (
    LEVEL,
    FloatArray,
    Interval,
    iterate_variants,
    wilson,
)
from runs.analysis.estimates.spread import LEVELS


def compute_medians(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the median of each column over the runs of each variant, with its 95 % interval.

    The interval has no assumption on the distribution: its ends are the values whose ranks are
    Wilson's limits of a share of one half (Conover 1999, Practical Nonparametric Statistics, ch.
    3.2), of as many runs as they are worth where points of a design are pooled. Both are NaN where
    so few runs leave an end open. Nulls are left out, column by column.

    Returns:
        variant, variable (the column), estimate, low, high (of the median), q05, q25, median, q75,
        q95 (spread of runs), n (runs with a value); in the unit of the column. With a fit also
        draws_low, draws_high (95 % of the medians under its sets of parameters) and fit. A column
        without a value has no row.
    """
    parts, fit = [], find_fit_name(frame)
    for name, rows in iterate_variants(frame):
        for column in columns:
            known = rows[rows[column].notna()]
            values = np.sort(known[column].to_numpy(dtype=float))
            if not len(values):
                continue
            low, high = _compute_median_limits(known, column, values)
            spread = {key: float(np.quantile(values, level)) for key, level in LEVELS.items()}
            own: dict[str, Any] = {"variant": name, "variable": column, "n": len(values)}
            ends: dict[str, Any] = {"estimate": spread["median"], "low": low, "high": high}
            if fit:
                between = _compute_median_limits_over_draws(known, column, values)
                ends |= {LOW: between.low, HIGH: between.high, FIT: fit}
            parts.append(own | ends | spread)
    head = ["variant", "variable", "estimate", "low", "high", *LEVELS, "n"]
    return pd.DataFrame(parts, columns=[*head, *((LOW, HIGH, FIT) if fit else ())])


def _compute_median_limits_over_draws(
    rows: pd.DataFrame, column: str, sorted_values: FloatArray
) -> Interval:
    """Return the interval of the median over the draws (sets of parameters) of a fit.

    sorted_values: all known values of `column`, ascending; a limit is one of them, or NaN if the
    medians of too many draws have no value (not reached in half of their runs).

    A draw's median is at or below a value if at least half of its runs are: the limits are the
    smallest values for which this holds in 2.5 % and in 97.5 % of the draws.
    """
    values, draw = rows[column].to_numpy(dtype=float), rows[DRAW].to_numpy()
    seen = np.unique(sorted_values)

    def is_median_reached(index: int, share: float) -> bool:
        """Say whether at least `share` of the draws have a median at or below `seen[index]`."""
        found = estimate_run_share_distribution(values <= seen[index], draw)
        return found is not None and found.compute_share_at_least(0.5) >= share

    ends = [bisect_left(range(len(seen)), True, key=lambda place: is_median_reached(place, share))
            for share in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)]  # fmt: skip
    return Interval(*(float(seen[end]) if end < len(seen) else np.nan for end in ends))


def _compute_median_limits(rows: pd.DataFrame, column: str, sorted_values: FloatArray) -> Interval:
    """Return the 95 % limits of the median; NaN for a limit that so few runs leave open.

    rows: the runs with a value in `column`; sorted_values: these values in ascending order.
    """
    n = len(sorted_values)
    above = (rows[column].to_numpy(dtype=float) > float(np.median(sorted_values))).astype(np.int64)
    pooled = sum_cells_over_worlds(rows, above, 2)
    runs = float(n) if pooled is None else float(compute_effective_runs(pooled)[0])
    low, high = (float(end) for end in wilson(runs / 2, runs))
    first, last = int(np.floor(low * n)) - 1, int(np.ceil(high * n))
    if first < 0 or last >= n:
        return Interval(np.nan, np.nan)
    return Interval(float(sorted_values[first]), float(sorted_values[last]))
