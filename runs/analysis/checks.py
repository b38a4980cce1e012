"""Whether to believe a batch: the estimate as runs accumulate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.estimates import t_quantile, variants, wilson
from runs.analysis.metrics import metric, values
from runs.analysis.pairing import KEYS


def convergence(frame: pd.DataFrame, name: str = "p_us", points: int = 60) -> pd.DataFrame:
    """Return the running estimate of a metric with its interval, against the number of runs.

    Args:
        frame: outcomes; taken in the order of seed, point and replication.
        name: a metric of `metrics.METRICS`.
        points: at most so many numbers of runs, evenly spaced on a logarithmic scale.

    Returns:
        variant, n (runs that have the value, 2..all), estimate, low, high (Wilson for yes/no,
        else t). The last row of a variant is its figure in `summary`.
    """
    of = metric(name)
    parts = []
    for variant, rows in variants(frame):
        ordered = rows.sort_values([key for key in KEYS if key in rows])
        found = values(ordered, of)
        found = found[~np.isnan(found)]
        if len(found) < 2:
            continue
        n = np.unique(np.geomspace(2, len(found), points).round().astype(int))
        estimate = np.cumsum(found)[n - 1] / n
        if of.yes_no:
            low, high = wilson(np.cumsum(found)[n - 1], n)
        else:
            centred = found - found.mean()
            square = np.cumsum(centred**2)[n - 1] - np.cumsum(centred)[n - 1] ** 2 / n
            half = t_quantile(n) * np.sqrt(np.maximum(square, 0.0) / (n - 1) / n)
            low, high = estimate - half, estimate + half
        table = {"variant": variant, "n": n, "estimate": estimate, "low": low, "high": high}
        parts.append(pd.DataFrame(table))
    columns = ["variant", "n", "estimate", "low", "high"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
