"""What comes out over the points of a design: the spread of each figure, point by point.

Shares over all rows of a design would describe the design, not a world, and its rows share their
random worlds: no interval for independent runs fits them. So each figure is taken at each point.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from runs.analysis.estimates.estimates import FloatArray, iterate_variants
from runs.analysis.estimates.metrics import compute_metric_values, find_metric
from runs.analysis.metric import get_own_metrics
from runs.analysis.sides import get_dyad

QUANTILES = {"least": 0.0, "lower_quarter": 0.25, "middle": 0.5, "upper_quarter": 0.75, "most": 1.0}


def reshape_by_point(rows: pd.DataFrame, values: FloatArray) -> FloatArray:
    """Return values per run as (points, replications), in ascending order of both.

    Args:
        rows: outcomes of one variant with `point` and `replication`, sorted by both.
        values: shape (rows,), a value a run.

    Raises:
        ValueError: some point lacks a replication that another has.
    """
    points, runs = rows["point"].to_numpy(), rows["replication"].to_numpy()
    shape = (len(np.unique(points)), len(np.unique(runs)))
    if shape[0] * shape[1] != len(rows):
        raise ValueError("some points lack runs")
    return values.reshape(shape)


def list_headline_metrics() -> list[str]:
    """Return the names of the metrics shown of a design: the share of runs in which each side calls
    first, and nobody calls, the days without contact (rmst), and the user's own.
    """
    own = (of.name for of in get_own_metrics())
    return [*(f"p_{key}" for key in (*get_dyad().keys, "nobody")), "rmst", *own]


def compute_spread_of_points(
    frame: pd.DataFrame, names: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return quantiles, over the design points, of each point's mean of each metric.

    names: of metrics; default: `list_headline_metrics`.

    Returns:
        variant, metric, label, unit, points (number of those with a run that has the metric),
        least, lower_quarter, middle, upper_quarter, most (in that unit). No row for a metric that
        no run has.
    """
    found = []
    for variant, rows in iterate_variants(frame):
        for of in map(find_metric, names or list_headline_metrics()):
            values = pd.Series(compute_metric_values(rows, of))
            means = values.groupby(rows["point"].to_numpy()).mean().dropna()
            if means.empty:
                continue
            quantiles = np.quantile(means, list(QUANTILES.values()))
            head = {"variant": variant, "metric": of.name, "label": of.label, "unit": of.unit}
            told = dict(zip(QUANTILES, map(float, quantiles), strict=True))
            found.append({**head, "points": len(means), **told})
    return pd.DataFrame(found)
