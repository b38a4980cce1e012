"""From envoys to leaders: who opened at each stage, and how long the second took to follow."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.clusters import share_limits, sums_of_cells
from runs.analysis.estimates import MOVERS, codes, variants
from runs.analysis.waiting import waits

ORDERS = ("envoys first", "same day", "leaders first", "envoys only", "neither")


def paths(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the share of runs by who opened the envoys' contact and who the leaders'.

    Returns:
        variant, envoy (envoy_first_mover_true), leader (first_mover_true), k (runs), n (runs in
        all), estimate, low, high (Wilson): 25 rows a variant, those with no run included.
    """
    size = len(MOVERS)
    parts = []
    for name, rows in variants(frame):
        envoy, leader = (
            codes(rows[column], MOVERS) for column in ("envoy_first_mover_true", "first_mover_true")
        )
        cells = envoy * size + leader
        k = np.bincount(cells, minlength=size * size)
        low, high = share_limits(k, len(rows), sums_of_cells(rows, cells, size * size))
        parts.append(
            pd.DataFrame(
                {
                    "variant": name,
                    "envoy": np.repeat(MOVERS, size),
                    "leader": list(MOVERS) * size,
                    "k": k,
                    "n": len(rows),
                    "estimate": k / len(rows),
                    "low": low,
                    "high": high,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def lead_times(frame: pd.DataFrame) -> pd.DataFrame:
    """Return how often envoys met before leaders, and by how many days.

    Returns:
        variant, order (those of ORDERS), k (runs), n (runs in all), estimate, low, high (share,
        Wilson), median_days, q25, q75 (days between the two contacts: spread of runs, NaN where
        one of them is missing).
    """
    rows_out = []
    for name, rows in variants(frame):
        leader, envoy = waits(rows), waits(rows, "envoy")
        gap = (leader.day - envoy.day).astype(float)
        both = (leader.cause > 0) & (envoy.cause > 0)
        met = np.where(envoy.cause > 0, 3, 4)
        met = np.where((leader.cause > 0) & (envoy.cause == 0), 2, met)
        met = np.where(both, 1 - np.sign(gap).astype(int), met)
        n = len(rows)
        counts = np.bincount(met, minlength=len(ORDERS))
        limits = share_limits(counts, n, sums_of_cells(rows, met, len(ORDERS)))
        for place, order in enumerate(ORDERS):
            here, k = met == place, int(counts[place])
            low, high = (ends[place] for ends in limits)
            days = gap[here & both]
            spread = np.quantile(days, [0.5, 0.25, 0.75]) if len(days) else [np.nan] * 3
            rows_out.append((name, order, k, n, k / n, float(low), float(high), *spread))
    shares = ["variant", "order", "k", "n", "estimate", "low", "high"]
    return pd.DataFrame(rows_out, columns=[*shares, "median_days", "q25", "q75"])
