"""From the envoys' contact to the leaders': who moved first at each stage, and how long the second
took.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from runs.analysis.estimates.cluster_errors import compute_share_limits, sum_cells_over_worlds
from runs.analysis.estimates.cross_table import cross_tabulate_columns
from runs.analysis.estimates.draws import HIGH, LOW
from runs.analysis.estimates.estimates import IntArray, iterate_variants
from runs.analysis.estimates.over_draws import tabulate_cells_over_draws
from runs.analysis.waiting.waiting import compute_waiting_times

ORDERS = ("envoys first", "same day", "leaders first", "envoys only", "neither")
BOTH = 3
"""The first so many of them are those of runs in which both have a contact."""


def cross_tabulate_stages(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the share of runs for each pair of first movers: of the envoys' contact and of the
    leaders'.

    Returns:
        variant, envoy (envoy_first_mover_true), leader (first_mover_true), k (runs), n (runs in
        all), estimate, low, high (share, Wilson): 25 rows a variant, including those without a
        run; of runs that play parameters drawn from a fit also draws_low, draws_high (95 % of the
        sets of parameters) and fit (its name).
    """
    names, parts = ("envoy", "leader"), []
    for name, rows in iterate_variants(frame):
        envoy, leader = rows["envoy_first_mover_true"], rows["first_mover_true"]
        table = cross_tabulate_columns(rows, envoy, leader, names)
        table.insert(0, "variant", name)
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def tabulate_envoy_lead_times(frame: pd.DataFrame) -> pd.DataFrame:
    """Return how often envoys met before leaders, on the same day or after them, and by how many
    days.

    Returns:
        variant, order (those of ORDERS), k (runs), n (runs in all), estimate, low, high (share,
        Wilson), of_both, of_both_low, of_both_high (share among the n_both runs in which both
        envoys and leaders have a contact; NaN for the orders in which one of them is missing),
        n_both, median_days, q25, q75 (days from the envoys' to the leaders' contact, negative if
        leaders came first: spread of runs, NaN without such runs); with a fit draws_low,
        draws_high, of_both_draws_low, of_both_draws_high (95 % of its sets of parameters) and fit.
    """
    rows_out, parts = [], []
    for name, rows in iterate_variants(frame):
        leader, envoy = compute_waiting_times(rows), compute_waiting_times(rows, "envoy")
        gap = (leader.day - envoy.day).astype(float)
        both = (leader.cause > 0) & (envoy.cause > 0)
        met = np.where(envoy.cause > 0, 3, 4)
        met = np.where((leader.cause > 0) & (envoy.cause == 0), 2, met)
        met = np.where(both, 1 - np.sign(gap).astype(int), met)
        n = len(rows)
        counts = np.bincount(met, minlength=len(ORDERS))
        limits = compute_share_limits(counts, n, sum_cells_over_worlds(rows, met, len(ORDERS)))
        of_both = _compute_order_shares(rows[both], met[both])
        for place, order in enumerate(ORDERS):
            here, k = met == place, int(counts[place])
            low, high = (ends[place] for ends in limits)
            days = gap[here & both]
            spread = np.quantile(days, [0.5, 0.25, 0.75]) if len(days) else [np.nan] * 3
            own = (name, order, k, n, k / n, float(low), float(high))
            rows_out.append((*own, *of_both[place], int(both.sum()), *spread))
        parts.append(_tabulate_orders_over_draws(rows, met, both))
    shares = ["variant", "order", "k", "n", "estimate", "low", "high"]
    shares += ["of_both", "of_both_low", "of_both_high", "n_both"]
    table = pd.DataFrame(rows_out, columns=[*shares, "median_days", "q25", "q75"])
    return table.join(pd.concat(parts, ignore_index=True))


def _tabulate_orders_over_draws(
    rows: pd.DataFrame, order: IntArray, both: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Return one row for each of ORDERS: draws_low, draws_high (of its share of all runs, over the
    sets of parameters of a fit), of_both_draws_low, of_both_draws_high (of the runs with both
    contacts) and fit; no column without a fit.

    order: the order of each run, by its position in ORDERS; both: whether it has both contacts.
    """
    found = tabulate_cells_over_draws(rows, order, len(ORDERS))
    of_both = tabulate_cells_over_draws(rows[both], order[both], BOTH, "of_both")
    for end in (LOW, HIGH) if found else ():
        known = of_both.get(f"of_both_{end}", [])
        found[f"of_both_{end}"] = [*known, *[np.nan] * (len(ORDERS) - len(known))]
    return pd.DataFrame(found, index=range(len(ORDERS)))


def _compute_order_shares(rows: pd.DataFrame, order: IntArray) -> list[tuple[float, float, float]]:
    """Return (share, low, high) of each of ORDERS among the runs in which both have a contact; NaN
    for the orders in which one is missing, and without such a run.

    order: the order of each of these runs, by its position in ORDERS.
    """
    n, unknown = len(rows), (np.nan,) * 3
    if not n:
        return [unknown] * len(ORDERS)
    k = np.bincount(order, minlength=BOTH)
    low, high = compute_share_limits(k, n, sum_cells_over_worlds(rows, order, BOTH))
    found = [(k[i] / n, float(low[i]), float(high[i])) for i in range(BOTH)]
    return [*found, *[unknown] * (len(ORDERS) - BOTH)]
