"""A metric at each point of a design, and its difference from one of them.

All points play the same random worlds, so a difference between two points is paired by replication;
the interval at a point itself is that of independent runs.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.comparison.effects import Effect, adjust_interval, estimate_effect
from runs.analysis.comparison.families import (
    SIGNIFICANCE,
    compute_holm_levels,
    compute_holm_p_values,
)
from runs.analysis.estimates.bounds import (
    BOUNDS,
    clip_difference_columns,
    clip_to_bounds,
    get_difference_bounds,
)
from runs.analysis.estimates.draws import (
    DRAW,
    FIT,
    HIGH,
    LOW,
    UNBOUNDED,
    estimate_mean_distribution,
    tabulate_change_over_draws,
    tabulate_draw_intervals,
)
from runs.analysis.estimates.estimates import FloatArray, Interval, compute_t_quantile, wilson
from runs.analysis.estimates.metrics import compute_metric_values, find_metric
from runs.analysis.estimates.points import reshape_by_point
from runs.analysis.metric import Metric
from runs.analysis.sensitivity.designs import get_lever_end_points

ENDS = (("effect_low", "effect_high"), ("adjusted_low", "adjusted_high"))
HEAD = [
    *("point", "n", "estimate", "low", "high", "effect"),
    *(end for both in ENDS for end in both), "p_holm", "apart",
]  # fmt: skip
OF_AN_END = [
    *("effect", "effect_low", "effect_high", "adjusted_low", "adjusted_high", "apart", "n"),
]
"""Columns of a point that a lever's end keeps."""


def compare_points_with_base(rows: pd.DataFrame, metric: str, base: int = 0) -> pd.DataFrame:
    """Return a metric at each point of one variant, and its difference from the base point.

    Args:
        rows: outcomes of one variant, every point with the same replications.
        metric: a metric of `metrics.list_metrics`.
        base: number of the point with which the others are compared.

    Returns:
        point, n (runs that have a value), estimate, low, high (Wilson for yes/no, else t);
        effect, effect_low, effect_high (point minus base, paired), adjusted_low, adjusted_high
        (its interval that agrees with apart), p_holm (over the other points), apart (whether
        Holm's p tells the point from the base). With a fit, over its sets of parameters:
        draws_low, draws_high, effect_draws_low, effect_draws_high, fit, draws_sign, draws_p, turns.

    Raises:
        ValueError: some point lacks a replication that another has.
    """
    of, ordered = find_metric(metric), rows.sort_values(["point", "replication"])
    found = reshape_by_point(ordered, compute_metric_values(ordered, of))
    table = _compute_point_estimates(found, of).assign(point=np.unique(ordered["point"].to_numpy()))
    at = int(np.flatnonzero(table["point"] == base)[0])
    effects = [estimate_effect(here, found[at], "mean", of.yes_no, identical=place == at)
               for place, here in enumerate(found)]  # fmt: skip
    table[["effect", "effect_low", "effect_high"]] = [found[:3] for found in effects]
    others = (table["point"] != base).to_numpy()
    p = np.array([one.p for one in effects])
    allowed = np.full(len(p), np.nan)  # nothing is tested at the base
    table["p_holm"] = 1.0
    table.loc[others, "p_holm"], allowed[others] = (
        compute_holm_p_values(p[others]),
        compute_holm_levels(p[others]),
    )
    table[["adjusted_low", "adjusted_high"]] = [
        _adjust_interval(one, here, found[at], of.yes_no, level)
        for one, here, level in zip(effects, found, allowed, strict=True)
    ]
    table = clip_difference_columns(table, of.unit, ENDS)
    table["apart"] = table["p_holm"] < SIGNIFICANCE
    return _add_draw_columns(table[HEAD], ordered, found, found - found[at], of)


def _add_draw_columns(
    table: pd.DataFrame, rows: pd.DataFrame, values: FloatArray, change: FloatArray, metric: Metric
) -> pd.DataFrame:
    """Return the table with its columns over the draws (sets of parameters) of a fit; unchanged
    without one.

    values, change: values and differences from the base, shape (points, replications).
    """
    if DRAW not in rows:
        return table
    fit, draw = str(rows[FIT].iloc[0]), rows[DRAW].to_numpy()[: values.shape[1]]
    bounds = BOUNDS.get(metric.bounded_unit, UNBOUNDED)
    levels = [estimate_mean_distribution(one, draw, bounds) for one in values]
    differences = [get_difference_bounds(metric.bounded_unit)] * len(values)
    signs = tabulate_change_over_draws(
        change.T, draw, table["effect"], differences, table["apart"], fit
    )
    ends = {f"effect_{name}": signs.pop(name) for name in (LOW, HIGH)}
    return table.assign(**signs | ends | tabulate_draw_intervals(levels, table["estimate"], fit))


def _adjust_interval(
    effect: Effect, values: FloatArray, base: FloatArray, yes_no: bool, alpha: float
) -> Interval:
    """Return the effect's interval at error level alpha; values, base: of two points' runs."""
    exact = None if np.isnan(values).any() or np.isnan(base).any() else yes_no
    return adjust_interval(effect, values, base, exact, alpha)


def _compute_point_estimates(values: FloatArray, metric: Metric) -> pd.DataFrame:
    """Return n (runs with a value), estimate, low, high (Wilson or t) of each point, one row a
    point.

    values: shape (points, replications), NaN where a run has none.
    """
    n = (~np.isnan(values)).sum(axis=1)
    total = np.nansum(values, axis=1)
    estimate = np.where(n > 0, total / np.maximum(n, 1), np.nan)
    if metric.yes_no:
        low, high = wilson(total, n)
    else:
        centred = np.where(np.isnan(values), 0.0, values - estimate[:, None])
        error = np.sqrt((centred**2).sum(axis=1) / np.maximum(n - 1, 1) / np.maximum(n, 1))
        half = compute_t_quantile(n) * error
        low, high = clip_to_bounds(estimate - half, estimate + half, metric.bounded_unit)
    return pd.DataFrame({"n": n, "estimate": estimate, "low": low, "high": high})


def tabulate_tornado(table: pd.DataFrame, levers: dict[str, list[float]]) -> pd.DataFrame:
    """Return the effect of both ends of each lever of a one-at-a-time design, the lever with the
    largest effect first.

    Args:
        table: of `compare_points_with_base` with base 0, the configuration itself; a lever has its
            lower and its upper value at the two points of `designs.get_lever_end_points`.
        levers: path -> lower value, value as configured, upper value, in the design's order.

    Returns:
        lever, end ("lower", "upper"), value, configured, point, effect, effect_low, effect_high,
        adjusted_low, adjusted_high, apart, n, reach (the larger of the lever's two absolute
        effects).
    """
    kept = table.set_index("point")
    rows = []
    for place, (path, (low, middle, high)) in enumerate(levers.items()):
        for end, value, point in zip(
            ("lower", "upper"), (low, high), get_lever_end_points(place), strict=True
        ):
            own = kept.loc[point, OF_AN_END]
            rows.append({"lever": path, "end": end, "value": value, "configured": middle,
                         "point": point, **own.to_dict()})  # fmt: skip
    found = pd.DataFrame(rows)
    found["effect"] = found["effect"].astype(float)
    found["reach"] = found["effect"].abs().groupby(found["lever"]).transform("max")
    order = ["reach", "lever", "end"]
    return found.sort_values(order, ascending=[False, True, True], ignore_index=True)
