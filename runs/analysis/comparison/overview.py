"""One row a variant: the table of variants, their ranking, and each against a baseline."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from runs.analysis.comparison.families import (
    HIGHER,
    LOWER,
    compute_holm_levels,
    compute_holm_p_values,
    count_tests,
    judge_effects,
)
from runs.analysis.comparison.paired_tests import (
    adjust_limits,
)
from runs.analysis.comparison.pairing import average_over_points
from runs.analysis.comparison.pivots import (
    add_draw_columns,
    list_pivot_draws,
    pivot_by_world,
    summarise_paired_changes,
)
from runs.analysis.comparison.shares import compute_mover_shares
from runs.analysis.estimates.bounds import (
    clip_difference_columns,
    clip_to_bounds,
)
from runs.analysis.estimates.cluster_errors import (
    WorldSums,
    compute_mean_limits,
    compute_share_limits,
    is_pooled,
)
from runs.analysis.estimates.draws import (
    DRAW,
    FIT,
    HIGH,
    LOW,
    SIGN,
    TURNS,
    P,
    tabulate_draw_intervals,
)
from runs.analysis.estimates.estimates import (
    compute_t_quantile,
    wilson,
)
from runs.analysis.estimates.metrics import find_metric
from runs.analysis.estimates.over_draws import estimate_metric_over_draws
from runs.analysis.estimates.tallies import Outcomes, Tallies, ensure_tallies
from runs.analysis.metric import Metric
from runs.analysis.sides import get_dyad
from runs.analysis.waiting.durations import compute_median_days, compute_rmst

BEST = "best"
AS_GOOD = "cannot be told apart from the best"
WORSE = "not the best"
SIGNS = tuple(f"gap_{name}" for name in (SIGN, P, TURNS))
"""Columns of a ranking that the best has none of."""


def summarise_variants(outcomes: Outcomes) -> pd.DataFrame:
    """Return one row a variant, each figure as name, name_low, name_high.

    Args:
        outcomes: rows of one or more variants, or their tallies.

    Returns:
        variant, n (runs), horizon (days); p_<mover> of each mover (shares, Wilson); median
        (days, NaN = not reached), rmst (days, t); then the mean of every other metric in
        `metrics.list_available_metrics` (yes/no: Wilson; else t), in its unit. The number of runs
        behind a figure that not every run has is name_n. Of runs that play parameters drawn from
        a fit also fit (its name) and, for each figure, name_draws_low and name_draws_high (95 %
        of the sets of parameters).
    """
    counted = ensure_tallies(outcomes)
    shares = compute_mover_shares(counted)
    table: dict[str, Any] = {"variant": list(counted.names), "n": counted.runs}
    medians, by_world = compute_median_days(counted), counted.sum_metrics()
    table["horizon"] = medians["horizon"].to_numpy()
    movers = get_dyad().movers
    for i, mover in enumerate(movers):
        _add_estimate_columns(table, f"p_{mover}", shares.iloc[i :: len(movers)])
    for name, figures in (("median", medians), ("rmst", compute_rmst(counted))):
        _add_estimate_columns(table, name, figures)
    for place, name in enumerate(counted.metrics):
        if name not in table:
            of_worlds = by_world and by_world.select_figures((slice(None), place))
            _add_metric_columns(table, find_metric(name), counted, place, of_worlds)
            if counted.fit:
                found = estimate_metric_over_draws(counted, place)
                table |= tabulate_draw_intervals(found, table[name], counted.fit, name)
    return pd.DataFrame(table)


def _add_estimate_columns(table: dict[str, Any], name: str, figures: pd.DataFrame) -> None:
    """Write figures into the dict of columns `table`: the column estimate as `name`, low and high
    as name_low and name_high and, if there are any, draws_low and draws_high likewise.
    """
    ends = {f"_{end}": end for end in ("low", "high", LOW, HIGH) if end in figures}
    for suffix, column in {"": "estimate", **ends}.items():
        table[name + suffix] = figures[column].to_numpy()


def _add_metric_columns(
    table: dict[str, Any],
    metric: Metric,
    tallies: Tallies,
    index: int,
    sums: WorldSums | None,
) -> None:
    """Add to the dict of columns `table` a metric's mean over the runs that have it, as its name,
    the limits as <name>_low, <name>_high, and their number as <name>_n where some run has none.

    index: position of the metric in `Tallies.metrics`; sums: the metric's sums by random world,
    with a design.
    """
    n, total = tallies.n[:, index], tallies.total[:, index]
    some = np.maximum(n, 1)
    estimate = np.where(n > 0, total / some, np.nan)
    spread = np.where(n > 1, tallies.squares[:, index] / np.maximum(n - 1, 1), np.nan)
    half = compute_t_quantile(n) * np.sqrt(spread) / np.sqrt(some)
    low, high = (wilson(total, n)) if metric.yes_no else (estimate - half, estimate + half)
    if sums is not None:
        limits = (
            compute_share_limits(total, n, sums) if metric.yes_no else compute_mean_limits(sums)
        )
        low, high = limits
    low, high = clip_to_bounds(low, high, metric.bounded_unit)
    table |= {metric.name: estimate, f"{metric.name}_low": low, f"{metric.name}_high": high}
    if (n != table["n"]).any():
        table[f"{metric.name}_n"] = n


def compare_with_baseline(
    frame: pd.DataFrame, metric: str | None = None, baseline: str | None = None
) -> pd.DataFrame:
    """Return each other variant's paired difference from one baseline, Holm-adjusted over them.

    Args:
        frame: outcomes of several variants.
        metric: a metric of `metrics.list_metrics`; None: as of `metrics.find_metric`.
        baseline: name of a variant, else ValueError; default: the first of the frame.

    Returns:
        One row a variant but the baseline: variant, effect (variant minus baseline), low, high
        (t; Bonett and Price where a yes/no outcome has no spread), p, p_holm, n_pairs (0 and
        NaN where no random world is shared), family (variants over which p is adjusted),
        adjusted_low, adjusted_high (the interval that agrees with the verdict, as in
        `compute_paired_differences`), verdict (higher, lower, "cannot be told apart").
        With a design, whose points share their worlds, a pair is a world: the mean over points.
        With a fit also draws_low, draws_high, fit, draws_sign, draws_p and turns, of
        `draws.tabulate_change_over_draws`.
    """
    of = find_metric(metric)
    by_world = pivot_by_world(frame, of)
    reference = by_world.columns[0] if baseline is None else baseline
    if reference not in by_world:
        raise ValueError(f"no variant {reference!r}; there are {', '.join(by_world.columns)}")
    others = [column for column in by_world if column != reference]
    change = by_world[others].to_numpy() - by_world[[reference]].to_numpy()
    pooled = is_pooled(frame)
    if pooled:
        change = average_over_points(change, by_world.index)
    yes_no = of.yes_no and not pooled
    table = pd.DataFrame({"variant": others, **summarise_paired_changes(change, yes_no)})
    table = clip_difference_columns(add_verdicts(table, yes_no), of.unit)
    if DRAW not in frame:
        return table
    draw, fit = list_pivot_draws(frame, by_world, pooled), str(frame[FIT].iloc[0])
    return add_draw_columns(table, change, draw, [of.unit] * len(others), fit)


def add_verdicts(table: pd.DataFrame, yes_no: bool) -> pd.DataFrame:
    """Return a table of differences with p_holm, family (number of tests adjusted together),
    adjusted_low, adjusted_high and verdict ("higher", "lower", "cannot be told apart") added.

    table: the first column, then effect, low, high, p, n_pairs, error, up, down (pairs that went up
    and down); the last three are left out of the result. yes_no: whether p is of McNemar's exact
    test.
    """
    p = table["p"].to_numpy(dtype=float)
    wanted = ["effect", "error", "up", "down", "n_pairs"]
    effect, error, up, down, n = (table[name].to_numpy() for name in wanted)
    exact = np.full(len(table), yes_no)
    low, high = adjust_limits(effect, error, (up, down, n), compute_holm_levels(p), exact)
    found = table.drop(columns=["error", "up", "down"])
    found = found.assign(family=count_tests(p), adjusted_low=low, adjusted_high=high)
    found.insert(5, "p_holm", compute_holm_p_values(p))
    return found.assign(verdict=judge_effects(found["effect"], found["p_holm"]))


def rank_variants(
    frame: pd.DataFrame,
    metric: str | None = None,
    highest: bool = True,
    tallies: Tallies | None = None,
) -> pd.DataFrame:
    """Return the variants from best to worst by one metric, and which could be the best.

    Args:
        frame: outcomes of one or more variants.
        metric: a metric of `metrics.list_metrics`; None: the default of `metrics.find_metric`.
        highest: whether more is better.
        tallies: tallies of the same runs; the frame then needs only keys and metric.

    Returns:
        One row a variant, best first: rank (1..), variant, estimate, low, high, n (as in
        `summarise_variants`), gap, gap_low, gap_high (paired difference from the best), p_holm,
        n_pairs, family, gap_adjusted_low, gap_adjusted_high (as in `compare_with_baseline`; with a
        fit its columns over draws too, gap_ before each, and draws_low, draws_high of the level),
        verdict ("best", "cannot be told apart from the best", "not the best"). The best is the
        best seen in these runs: with many variants near each other it is lucky besides.
    """
    table = estimate_metric(frame if tallies is None else tallies, find_metric(metric).name)
    table = table.sort_values("estimate", ascending=not highest, kind="stable", ignore_index=True)
    table.insert(0, "rank", np.arange(1, len(table) + 1))
    best = str(table["variant"].iloc[0])
    own = ("low", "high", "adjusted_low", "adjusted_high", LOW, HIGH, SIGN, P, TURNS)
    gaps = compare_with_baseline(frame, metric, best).drop(columns=["p", FIT], errors="ignore")
    gaps = gaps.rename(columns={"effect": "gap", **{end: f"gap_{end}" for end in own}})
    table = table.merge(gaps, on="variant", how="left")
    table["verdict"] = np.where(table["verdict"].isin([HIGHER, LOWER]), WORSE, AS_GOOD)
    gap_columns = [key for key in table if str(key).startswith("gap") and key not in SIGNS]
    table.loc[0, gap_columns] = 0.0
    table.loc[0, "verdict"] = BEST
    return table


def estimate_metric(outcomes: Outcomes, column: str) -> pd.DataFrame:
    """Return variant, estimate, low, high and n (runs with a value) for one column of
    `summarise_variants`, one row a variant; with a fit also draws_low, draws_high and fit.

    outcomes: rows of one or more variants, or their tallies.
    """
    table = summarise_variants(outcomes)
    runs = table[f"{column}_n"] if f"{column}_n" in table else table["n"]
    ends = {end: f"{column}_{end}" for end in ("low", "high", LOW, HIGH)}
    names = {"variant": "variant", "estimate": column, **ends, FIT: FIT}
    found = {end: table[name] for end, name in names.items() if name in table}
    return pd.DataFrame({**found, "n": runs})
