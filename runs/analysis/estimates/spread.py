"""Spread of outcomes from day to day: how different runs are, not how well a mean is known.

The daily histograms of an archive merge exactly, so the bands cost the same for a thousand
runs or a billion; they are as fine as the bins.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from runs.analysis.estimates.estimates import FloatArray, compute_t_quantile, find_name_column
from runs.analysis.sides import get_dyad

LEVELS = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
SPREAD = "spread of runs"
"""Label of the bands: they do not shrink with more runs and are no interval of error."""


def compute_daily_quantiles(
    daily: pd.DataFrame, ranges: Mapping[str, tuple[float, float]] | None = None
) -> pd.DataFrame:
    """Return the daily median and the 5, 25, 75 and 95 % quantiles of each variable over runs.

    Args:
        daily: variant (or variant_name), variable, day, counts (runs by bin: underflow, equal
            bins from low to high, overflow). Rows with the same variant, variable and day are
            parts and are summed.
        ranges: variable -> (low, high) of its bins. Default: those of the sides in use.

    Returns:
        variant, variable, day, q05, q25, median, q75, q95 (unit of the variable, linear within
        a bin; a quantile among the runs below or above the bins is put at their edge), n
        (runs), below, above (share of runs outside the bins), bin_width (resolution), kind
        ("spread of runs").
    """
    keys = [find_name_column(daily), "variable", "day"]
    known = _collect_bin_ranges() if ranges is None else ranges
    counts = np.stack([np.asarray(row, dtype=np.int64) for row in daily["counts"]])
    index, first = pd.factorize(pd.MultiIndex.from_frame(daily[keys].astype(object)))
    merged = np.zeros((len(first), counts.shape[1]), dtype=np.int64)
    np.add.at(merged, index, counts)
    table = pd.DataFrame(list(first), columns=["variant", "variable", "day"])
    edges = np.array([known[str(name)] for name in table["variable"]], dtype=float)
    width = (edges[:, 1] - edges[:, 0]) / (merged.shape[1] - 2)
    n = merged.sum(axis=1)
    for name, level in LEVELS.items():
        table[name] = edges[:, 0] + width * _locate_quantile(merged, level)
    return table.assign(
        n=n, below=merged[:, 0] / n, above=merged[:, -1] / n, bin_width=width, kind=SPREAD
    )


def summarise_by_day(values: Mapping[str, FloatArray]) -> pd.DataFrame:
    """Return the mean over runs of each quantity on each day, with its interval and spread.

    Args:
        values: name of a quantity -> its values, shape (days, runs).

    Returns:
        group (name), day (from 1), estimate, low, high (mean with its 95 % t interval, NaN of one
        run), q25, q75 (spread of runs), n (runs); groups in their order, days within them.
    """
    parts = []
    for name, every in values.items():
        days, n = every.shape
        half = compute_t_quantile(n) * (every.std(axis=1, ddof=1) if n > 1 else np.nan) / np.sqrt(n)
        mean = every.mean(axis=1)
        q25, q75 = np.quantile(every, (0.25, 0.75), axis=1)
        own = {"group": name, "day": np.arange(1, days + 1), "estimate": mean}
        ends = {"low": mean - half, "high": mean + half, "q25": q25, "q75": q75, "n": n}
        parts.append(pd.DataFrame(own | ends))
    return pd.concat(parts, ignore_index=True)


def _collect_bin_ranges() -> dict[str, tuple[float, float]]:
    """Return daily variable -> (low, high) of its bins, for the sides in use."""
    from model.outcomes import make_daily_variables

    return {of.name: (of.low, of.high) for of in make_daily_variables(get_dyad())}


def _locate_quantile(counts: np.ndarray, level: float) -> FloatArray:
    """Return the position of a quantile in each row, (rows,), in bins from the lowest edge.

    counts: runs by bin, shape (rows, bins + 2), the outer two below and above the range.
    """
    reached = np.cumsum(counts, axis=1)
    target = level * reached[:, -1]
    column = np.argmax(reached >= target[:, None], axis=1)
    row = np.arange(len(counts))
    inside = counts[row, column]
    before = reached[row, column] - inside
    place = column - 1 + (target - before) / np.maximum(inside, 1)
    place = np.where(column == 0, 0.0, place)
    return np.asarray(np.minimum(place, counts.shape[1] - 2), dtype=float)
