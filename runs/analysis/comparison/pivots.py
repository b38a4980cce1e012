"""A metric of several variants by random world, and the mean changes between its columns."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from runs.analysis.comparison.families import HIGHER, LOWER
from runs.analysis.comparison.paired_tests import (
    compute_bonett_price_limits,
    compute_paired_p_values,
)
from runs.analysis.comparison.pairing import KEYS, list_draws_of_worlds
from runs.analysis.estimates.bounds import get_difference_bounds
from runs.analysis.estimates.cluster_errors import is_pooled
from runs.analysis.estimates.draws import DRAW, tabulate_change_over_draws
from runs.analysis.estimates.estimates import (
    FloatArray,
    IntArray,
    compute_t_quantile,
    find_name_column,
    iterate_variants,
)
from runs.analysis.estimates.metrics import compute_metric_values
from runs.analysis.metric import Metric


def pivot_by_world(frame: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    """Return a metric's values by random world (rows) and variant (columns), NaN where it has none.

    The index is (seed, point, replication), or 0, 1, ... where all variants list the same worlds in
    the same order and are of one design point.
    """
    same = _list_variants_if_aligned(frame)
    if same is not None:
        found = compute_metric_values(frame, metric).reshape(len(same), -1).T
        first = frame.iloc[: len(found)]
        keyed = first.assign(**{key: 0 for key in KEYS if key not in first})[KEYS]
        index = pd.MultiIndex.from_frame(keyed) if is_pooled(first) else None
        return pd.DataFrame(found, columns=same, index=index)
    columns = {}
    for name, rows in iterate_variants(frame):
        missing = {key: 0 for key in KEYS if key not in rows}
        index = pd.MultiIndex.from_frame(rows.assign(**missing)[KEYS])
        columns[name] = pd.Series(compute_metric_values(rows, metric), index=index)
    return pd.DataFrame(columns)


def _list_variants_if_aligned(frame: pd.DataFrame) -> list[str] | None:
    """Return the variants' names if each lists the same worlds in the same order; else None."""
    variant, names = pd.factorize(frame[find_name_column(frame)])
    runs = len(frame) // len(names)
    if not np.array_equal(variant, np.repeat(np.arange(len(names)), runs)):
        return None
    for key in KEYS:
        if key in frame:
            played = frame[key].to_numpy().reshape(len(names), runs)
            if not (played == played[0]).all():
                return None
    return [str(name) for name in names]


def summarise_paired_changes(change: FloatArray, yes_no: bool) -> dict[str, FloatArray]:
    """Return column -> values (variants,) from paired changes, (worlds, variants), NaN where a
    world has no pair: effect (mean change), low, high (95 %), p, n_pairs, error (standard error),
    up, down (pairs that went up, down). Effect, limits and p are NaN for a variant without a pair.

    yes_no: whether values are 0 or 1 (exact McNemar test), not means or other numbers (t test).
    """
    known = ~np.isnan(change)
    n = known.sum(axis=0)
    some = np.maximum(n, 1)
    effect = np.where(n > 0, np.where(known, change, 0.0).sum(axis=0) / some, np.nan)
    squares = (np.where(known, change - effect, 0.0) ** 2).sum(axis=0)
    spread = np.where(n > 1, squares / np.maximum(n - 1, 1), np.nan)
    error = np.sqrt(spread / some)
    up, down = (change > 0).sum(axis=0), (change < 0).sum(axis=0)
    half = compute_t_quantile(n) * error
    low, high = effect - half, effect + half
    if yes_no:
        flat = error == 0
        edges = compute_bonett_price_limits(up, down, n)
        low, high = np.where(flat, edges[0], low), np.where(flat, edges[1], high)
    p = compute_paired_p_values(up, down, n, *(() if yes_no else (effect, error)))
    limits = {"effect": effect, "low": low, "high": high, "p": p, "n_pairs": n}
    return {**limits, "error": error, "up": up, "down": down}


def list_pivot_draws(frame: pd.DataFrame, by_world: pd.DataFrame, pooled: bool) -> IntArray:
    """Return the draw (number of a set of parameters of a fit) of each row of `by_world`, a result
    of `pivot_by_world`; one for each random world if points of a design are pooled.
    """
    if pooled:
        return list_draws_of_worlds(frame)
    if not isinstance(by_world.index, pd.MultiIndex):
        return frame[DRAW].to_numpy(dtype=np.int64)[: len(by_world)]
    first = frame.assign(**{key: 0 for key in KEYS if key not in frame}).drop_duplicates(KEYS)
    held = first.set_index(KEYS)[DRAW].reindex(by_world.index)
    return held.to_numpy(dtype=np.int64)


def add_draw_columns(
    table: pd.DataFrame, change: FloatArray, draw: IntArray, units: Iterable[str], fit: str
) -> pd.DataFrame:
    """Return a table of paired differences with the columns of `draws.tabulate_change_over_draws`
    (draws_low, draws_high, fit, draws_sign, draws_p, turns) added; unchanged without a fit.

    Args:
        table: effect and verdict of each difference.
        change: the differences of the pairs, shape (pairs, differences), NaN for none.
        draw: the draw (set of parameters of the fit) of each pair, shape (pairs,).
        units: the unit of each difference.
        fit: its name, or empty.
    """
    if not fit or table.empty:
        return table
    apart = table["verdict"].isin((HIGHER, LOWER))
    bounds = list(map(get_difference_bounds, units))
    return table.assign(
        **tabulate_change_over_draws(change, draw, table["effect"], bounds, apart, fit)
    )
