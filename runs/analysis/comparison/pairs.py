"""What changes from one variant to another, run by run in the same random worlds.

An effect is the second variant minus the first. "Cannot be told apart" is a result: with so
many pairs, the difference is within its Monte-Carlo error.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from runs.analysis.comparison.families import (
    IDENTICAL,
    compute_holm_levels,
    compute_holm_p_values,
    count_tests,
    judge_effects,
)
from runs.analysis.comparison.paired_tests import (
    adjust_limits,
    compute_bonett_price_limits,
    compute_paired_p_value,
)
from runs.analysis.comparison.pairing import (
    KEYS,
    average_by_world,
    has_same_outcomes,
    list_draws_of_worlds,
    pair_rows,
)
from runs.analysis.comparison.pivots import add_draw_columns
from runs.analysis.comparison.sign_flips import compute_sign_flip_limits, has_few_differing_pairs
from runs.analysis.estimates.bounds import clip_difference_limits
from runs.analysis.estimates.draws import find_shared_fit_name
from runs.analysis.estimates.estimates import LEVEL, FloatArray, compute_mean
from runs.analysis.estimates.metrics import (
    compute_metric_values,
    find_metric,
    list_available_metrics,
)
from runs.analysis.estimates.resampling import (
    compute_percentile_limits,
    compute_small_sample_factor,
    resample_means,
)
from runs.analysis.metric import Metric
from runs.analysis.waiting.over_draws import tabulate_gap_over_draws
from runs.analysis.waiting.waiting import compute_waiting_times, find_common_horizon

_COLUMNS = [
    *("metric", "label", "unit", "value_a", "value_b", "effect", "low", "high"),
    *("boot_low", "boot_high", "p", "p_holm", "family", "adjusted_low", "adjusted_high"),
    *("n_pairs", "discordant_up", "discordant_down", "saved", "verdict"),
]


def compute_paired_differences(
    frame_a: pd.DataFrame, frame_b: pd.DataFrame, metrics: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the paired difference, second minus first, of each metric.

    Args:
        frame_a: outcomes of one variant, the baseline.
        frame_b: outcomes of another that shares random worlds with it.
        metrics: names of the rows wanted; default: all of `metrics.list_available_metrics`.

    Returns:
        One row a metric: metric, label, unit, value_a, value_b (means over the pairs), effect,
        low, high (t interval; where a yes/no outcome differs in no pair, or in all, Bonett and
        Price 2012, never of zero width), boot_low, boot_high (percentile bootstrap of the
        pairs, NaN where the pairs have no spread), p (paired t test; exact McNemar for yes/no),
        p_holm (Holm over the family), family (metrics in it), adjusted_low, adjusted_high (of
        `families`: they agree with the verdict), n_pairs (pairs in which both have a value),
        discordant_up, discordant_down (pairs in which the second is higher, lower), saved
        (variance unpaired / paired: so many times more runs without pairing; NaN without
        spread), verdict (higher, lower, "cannot be told apart", "identical"); of variants that
        play one fit also draws_low, draws_high, fit, draws_sign, draws_p, turns (`draws`).
        With a design, whose points share their worlds, a pair is a world: the mean over points.
        Identical frames give exactly 0, intervals of width 0 and the verdict "identical".
    """
    first, second = pair_rows(frame_a, frame_b)
    chosen, last = list_available_metrics(first, second), find_common_horizon(frame_a, frame_b)
    a, b = (np.column_stack([compute_metric_values(rows, of, last) for of in chosen])
            for rows in (first, second))  # fmt: skip
    same, keys = has_same_outcomes(first, second), first[KEYS]
    if not (alone := keys["point"].nunique() == 1):
        keys, a, b = average_by_world(keys, a, b)
    found = zip(chosen, a.T, b.T, strict=True)
    table = pd.DataFrame([_compute_metric_row(of, x, y, same, alone) for of, x, y in found])
    limits = compute_percentile_limits(resample_means(b - a, keys))
    known = same | table["saved"].notna()
    table["boot_low"], table["boot_high"] = (np.where(known, end, np.nan) for end in limits)
    table = _add_verdicts(table, same, alone)[_COLUMNS]
    draw, fit = list_draws_of_worlds(first), find_shared_fit_name(first, second)
    table = add_draw_columns(table, b - a, draw, table["unit"], fit)
    return table if metrics is None else _select_metric_rows(table, metrics)


def _select_metric_rows(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the rows of these metrics, in this order; ValueError for one the table lacks."""
    wanted = [find_metric(name).name for name in names]
    missing = [name for name in wanted if name not in set(table["metric"])]
    if missing:
        raise ValueError(f"their outcomes hold no column for {', '.join(missing)}")
    return table.set_index("metric").loc[wanted].reset_index()


def _add_verdicts(table: pd.DataFrame, identical: bool, single_point: bool) -> pd.DataFrame:
    """Return the table with p_holm, family, adjusted_low, adjusted_high and verdict added.

    identical, single_point: as of `_compute_metric_row`.
    """
    p = table["p"].to_numpy(dtype=float)
    table["p_holm"], table["family"] = compute_holm_p_values(p), count_tests(p)
    table["verdict"] = judge_effects(table["effect"], table["p_holm"])
    up, down, n, effect, error = (
        table[name].to_numpy()
        for name in ("discordant_up", "discordant_down", "n_pairs", "effect", "error")
    )
    exact = (table["unit"] == "share").to_numpy() & single_point & (not identical)
    limits = adjust_limits(effect, error, (up, down, n), compute_holm_levels(p), exact)
    units = table["unit"].to_numpy()
    table["adjusted_low"], table["adjusted_high"] = clip_difference_limits(*limits, units)
    flat = (up + down == 0) & (n > 0)
    table.loc[identical | (flat & (table["unit"] != "share")), "verdict"] = IDENTICAL
    return table


def _compute_metric_row(
    metric: Metric, a: FloatArray, b: FloatArray, identical: bool, single_point: bool
) -> dict[str, object]:
    """Return one metric's row of `compute_paired_differences`, not yet adjusted, with error
    (standard).

    a, b: values of the pairs, NaN where a run has none; identical: whether the two frames agree in
    everything; single_point: whether a value is of one run, not a mean over design points.
    """
    both = ~(np.isnan(a) | np.isnan(b))
    a, b = a[both], b[both]
    change, n = b - a, len(a)
    up, down = int((change > 0).sum()), int((change < 0).sum())
    found = compute_mean(change)
    effect, low, high = found.value, found.low, found.high
    spread = float(change.var(ddof=1)) if n > 1 else np.nan
    yes_no = metric.yes_no and single_point
    if yes_no and spread == 0 and not identical:
        low, high = (float(edge) for edge in compute_bonett_price_limits(up, down, n))
    low, high = (float(end) for end in clip_difference_limits(low, high, metric.unit))
    return {
        "metric": metric.name,
        "label": metric.label,
        "unit": metric.unit,
        "value_a": a.mean() if n else np.nan,
        "value_b": b.mean() if n else np.nan,
        "effect": effect,
        "low": low,
        "high": high,
        "p": compute_paired_p_value(change, yes_no),
        "error": np.sqrt(spread / n) if n > 1 else np.nan,
        "n_pairs": n,
        "discordant_up": up,
        "discordant_down": down,
        "saved": (a.var(ddof=1) + b.var(ddof=1)) / spread if spread > 0 else np.nan,
    }


def compute_survival_difference(
    frame_a: pd.DataFrame, frame_b: pd.DataFrame, stage: str = "leader"
) -> pd.DataFrame:
    """Return P(no contact by day t) under the second variant minus under the first, paired.

    Up to the shorter horizon no run is censored earlier, so the Kaplan-Meier difference is the mean
    of paired differences. stage: "leader" or "envoy", whose first contact it is.

    Returns:
        day (1..horizon), a, b (probabilities), effect, low, high (percentile bootstrap of the
        pairs, day by day; Bonett and Price where no pair differs, or all do), band_low, band_high
        (95 % band for all days at once: the largest studentised deviation of each resample),
        n_pairs; of variants that play one fit, also the columns of `tabulate_gap_over_draws`. Where
        few pairs differ, limits and band are those of `sign_flips`, whose tests they agree with.
        Frames whose outcomes are identical give exactly 0 and width 0. With a design a pair is a
        world: the mean over points.
    """
    first, second = pair_rows(frame_a, frame_b)
    last = find_common_horizon(frame_a, frame_b)
    a, b = (_mark_days_without_contact(rows, stage, last) for rows in (first, second))
    keys = first[KEYS]
    if keys["point"].nunique() > 1:
        keys, a, b = average_by_world(keys, a, b)
    change, n = b - a, len(keys)
    effect = change.mean(axis=0)
    if has_same_outcomes(first, second):
        low = high = band_low = band_high = np.zeros(last)
    else:
        low, high, band_low, band_high = (
            compute_sign_flip_limits if has_few_differing_pairs(change) else _bootstrap_limits
        )(change, keys)
    low, high = clip_difference_limits(low, high, "share")
    band_low, band_high = clip_difference_limits(band_low, band_high, "share")
    curves = {"day": np.arange(1, last + 1), "a": a.mean(axis=0), "b": b.mean(axis=0)}
    limits = {"effect": effect, "low": low, "high": high, "band_low": band_low}
    table = pd.DataFrame({**curves, **limits, "band_high": band_high, "n_pairs": n})
    if not (fit := find_shared_fit_name(first, second)):
        return table
    apart = (band_low > 0) | (band_high < 0)
    return table.assign(**tabulate_gap_over_draws(change, list_draws_of_worlds(first), apart, fit))


def _bootstrap_limits(change: FloatArray, keys: pd.DataFrame) -> tuple[FloatArray, ...]:
    """Return low, high, band_low and band_high of the mean difference on each day, each (days,), by
    the bootstrap over pairs; change: shape (pairs, days); keys: names of the pairs, a row a pair.
    """
    effect, n = change.mean(axis=0), len(change)
    draws = resample_means(change, keys)
    low, high = compute_percentile_limits(draws)
    error = change.std(axis=0, ddof=1) / np.sqrt(n)
    flat = error == 0
    largest = np.abs(draws - effect)[:, ~flat] / error[~flat]
    reach = float(np.quantile(largest.max(axis=1), LEVEL)) if not flat.all() else 0.0
    reach *= compute_small_sample_factor(n)
    band_low, band_high = effect - reach * error, effect + reach * error
    edge = compute_bonett_price_limits(
        (change[:, flat] > 0).sum(axis=0), (change[:, flat] < 0).sum(axis=0), n
    )
    low[flat], high[flat] = edge
    band_low[flat], band_high[flat] = edge
    return low, high, band_low, band_high


def _mark_days_without_contact(rows: pd.DataFrame, stage: str, horizon: int) -> FloatArray:
    """Return 1.0 for days by whose end a run has no contact at a stage, else 0.0, (runs, days)."""
    wait = compute_waiting_times(rows, stage, horizon)
    ended = np.where(wait.cause > 0, wait.day, horizon + 1)
    return (ended[:, None] > np.arange(1, horizon + 1)).astype(float)


def pair_metric_values(frame_a: pd.DataFrame, frame_b: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Return the value of a metric in both runs of every random world that both variants played.

    Returns:
        seed, point, replication (what a replay is named by), a, b, change (b - a; NaN where a
        run has no value): one row a pair, none left out.
    """
    first, second = pair_rows(frame_a, frame_b)
    of, last = find_metric(metric), find_common_horizon(frame_a, frame_b)
    a, b = compute_metric_values(first, of, last), compute_metric_values(second, of, last)
    return first[KEYS].assign(a=a, b=b, change=b - a)
