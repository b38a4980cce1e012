"""The difference of two variants whose runs share no random world: two independent samples."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.estimates.bounds import clip_difference_limits
from runs.analysis.estimates.cluster_errors import identify_worlds, is_pooled
from runs.analysis.estimates.estimates import LEVEL, FloatArray, Interval, wilson
from runs.analysis.estimates.metrics import compute_metric_values
from runs.analysis.metric import Metric


def compute_unpaired_difference(
    a: pd.DataFrame, b: pd.DataFrame, metric: Metric, horizon: int | None = None
) -> dict[str, float]:
    """Return how the mean of a metric under one variant differs from that under another.

    The 95 % interval of a yes/no outcome is Newcombe's, combined from two Wilson intervals; that of
    any other is Welch's (t). If either variant has runs of several points of a design, the values
    are the means of each random world, and every interval is Welch's. Limits are clipped to the
    range that a difference in the metric's unit can take.

    Args:
        a: outcomes of one variant, with the metric's column.
        b: outcomes of the other, with the same column.
        metric: the metric.
        horizon: days at which waiting times are cut, for variants of unequal horizon.

    Returns:
        effect (mean under b minus mean under a; NaN where either has no value), low, high (NaN
        without an effect; Welch's also where a variant has a single value), n_a, n_b (values behind
        each mean). Sources: Newcombe 1998, Statistics in Medicine 17, 873-890 (method 10); Welch
        1947, Biometrika 34, 28-35.
    """
    pooled = is_pooled(a) or is_pooled(b)
    x, y = (_collect_known_values(rows, metric, horizon, pooled) for rows in (a, b))
    counts = {"n_a": float(len(x)), "n_b": float(len(y))}
    if not len(x) or not len(y):
        return {"effect": np.nan, "low": np.nan, "high": np.nan, **counts}
    ends = (
        _compute_newcombe_limits(x, y)
        if metric.yes_no and not pooled
        else _compute_welch_limits(x, y)
    )
    low, high = (float(end) for end in clip_difference_limits(*ends, metric.unit))
    return {"effect": float(y.mean() - x.mean()), "low": low, "high": high, **counts}


def _collect_known_values(
    rows: pd.DataFrame, metric: Metric, horizon: int | None, pooled: bool
) -> FloatArray:
    """Return a metric's values in the runs that have one, (values,); if pooled, the means of these
    in each random world, (worlds,).
    """
    values = pd.Series(compute_metric_values(rows, metric, horizon))
    if pooled:
        values = values.groupby(identify_worlds(rows)).mean()
    return np.asarray(values.dropna(), dtype=float)


def _compute_newcombe_limits(x: FloatArray, y: FloatArray) -> Interval:
    """Return Newcombe's 95 % limits of the share of ones in y minus that in x."""
    low, high = wilson([x.sum(), y.sum()], [len(x), len(y)])
    p, q = x.mean(), y.mean()
    down, up = np.hypot(q - low[1], high[0] - p), np.hypot(high[1] - q, p - low[0])
    return Interval(q - p - down, q - p + up)


def _compute_welch_limits(x: FloatArray, y: FloatArray) -> Interval:
    """Return Welch's 95 % limits of the mean of y minus that of x; NaN where one has a single
    value.
    """
    from scipy.special import stdtrit

    if min(len(x), len(y)) < 2:
        return Interval(np.nan, np.nan)
    parts = np.array([v.var(ddof=1) / len(v) for v in (x, y)])
    error, middle = np.sqrt(parts.sum()), y.mean() - x.mean()
    if error == 0:
        return Interval(middle, middle)
    freedom = parts.sum() ** 2 / (parts**2 / [len(x) - 1, len(y) - 1]).sum()
    half = float(stdtrit(freedom, 0.5 + LEVEL / 2)) * error
    return Interval(middle - half, middle + half)
