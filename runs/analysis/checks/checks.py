"""Whether a batch can be trusted: the estimate as runs accumulate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.comparison.pairing import KEYS
from runs.analysis.estimates.bounds import clip_to_bounds
from runs.analysis.estimates.cluster_errors import (
    WorldSums,
    compute_mean_limits,
    compute_running_sums,
    compute_share_limits,
    identify_worlds,
    is_pooled,
)
from runs.analysis.estimates.estimates import (
    FloatArray,
    compute_t_quantile,
    iterate_variants,
    wilson,
)
from runs.analysis.estimates.metrics import compute_metric_values, find_metric


def compute_running_estimates(
    frame: pd.DataFrame, metric: str | None = None, max_rows: int = 60
) -> pd.DataFrame:
    """Return the running estimate of a metric with its interval, against the number of runs.

    Args:
        frame: outcomes; taken in the order of seed, point and replication.
        metric: a metric of `metrics.list_metrics`; None: the default of `metrics.find_metric`.
        max_rows: rows a variant, at most; their n are evenly spaced on a logarithmic scale.

    Returns:
        variant, n (runs that have the value, 2..all), estimate, low, high (Wilson for yes/no,
        else t). The last row of a variant equals its figure in `summary`. With a design, n grows
        by whole random worlds, from the second on. No row for fewer than two runs, or worlds.
    """
    of, parts = find_metric(metric), []
    columns = ["variant", "n", "estimate", "low", "high"]
    for variant, rows in iterate_variants(frame):
        if is_pooled(rows):
            found = compute_metric_values(rows, of)
            own = _compute_running_estimates_by_world(rows, found, of.yes_no, max_rows)
            own["low"], own["high"] = clip_to_bounds(own["low"], own["high"], of.bounded_unit)
            parts += [own.assign(variant=variant)] if len(own) else []
            continue
        found = compute_metric_values(rows.sort_values([key for key in KEYS if key in rows]), of)
        found = found[~np.isnan(found)]
        if len(found) < 2:
            continue
        n = np.unique(np.geomspace(2, len(found), max_rows).round().astype(int))
        estimate = np.cumsum(found)[n - 1] / n
        if of.yes_no:
            low, high = wilson(np.cumsum(found)[n - 1], n)
        else:
            centred = found - found.mean()
            square = np.cumsum(centred**2)[n - 1] - np.cumsum(centred)[n - 1] ** 2 / n
            half = compute_t_quantile(n) * np.sqrt(np.maximum(square, 0.0) / (n - 1) / n)
            low, high = clip_to_bounds(estimate - half, estimate + half, of.bounded_unit)
        values = zip(columns, (variant, n, estimate, low, high), strict=True)
        parts.append(pd.DataFrame(dict(values)))
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _compute_running_estimates_by_world(
    rows: pd.DataFrame, values: FloatArray, yes_no: bool, max_rows: int
) -> pd.DataFrame:
    """Return the running estimate of one variant of a design, n growing by whole random worlds.

    Args:
        rows: outcomes of the variant.
        values: value of the metric in each row, shape (rows,), NaN where a run has none.
        yes_no: whether the metric is a share.
        max_rows: as of `compute_running_estimates`.

    Returns:
        n, estimate, low, high; no row below two worlds.
    """
    sums = _accumulate_world_sums(rows, values)
    held = sums.select_figures(np.flatnonzero(sums.worlds > 1))
    if count := len(held.runs):
        held = held.select_figures(
            np.unique(np.geomspace(1, count, max_rows).round().astype(int)) - 1
        )
    limits = (
        compute_share_limits(held.total, held.runs, held) if yes_no else compute_mean_limits(held)
    )
    n = held.runs.astype(np.int64)
    return pd.DataFrame({"n": n, "estimate": held.estimate, "low": limits[0], "high": limits[1]})


def _accumulate_world_sums(rows: pd.DataFrame, values: FloatArray) -> WorldSums:
    """Return the sums over the first 1, 2, ... random worlds (replications), each of shape
    (worlds,).

    values: the metric of each run, shape (rows,), NaN where a run has none.
    """
    world, names = pd.factorize(identify_worlds(rows), sort=True)
    known = ~np.isnan(values)
    total = np.bincount(world, np.where(known, values, 0.0), len(names))
    return compute_running_sums(total, np.bincount(world, known, len(names)))
