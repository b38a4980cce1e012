"""What changes from one variant to another, run by run in the same random worlds.

An effect is the second variant minus the first. "Cannot be told apart" is a result: with so
many pairs, the difference is within its Monte-Carlo error.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from runs.analysis.estimates import FloatArray, IntArray, mean, normal_quantile
from runs.analysis.metrics import Metric, available, metric, values
from runs.analysis.pairing import KEYS, by_world, identical, pair
from runs.analysis.resampling import percentile_limits, resampled_means
from runs.analysis.waiting import common_horizon, waits

HIGHER, LOWER = "higher", "lower"
UNDECIDED = "cannot be told apart"
IDENTICAL = "identical"
SIGNIFICANCE = 0.05
"""Family-wise error at which, after Holm's adjustment, a difference is called one."""

_COLUMNS = [
    *("metric", "label", "unit", "value_a", "value_b", "effect", "low", "high"),
    *("boot_low", "boot_high", "p", "p_holm", "n_pairs"),
    *("discordant_up", "discordant_down", "saved", "verdict"),
]


def paired(
    frame_a: pd.DataFrame, frame_b: pd.DataFrame, metrics: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the paired difference, second minus first, of each metric.

    Args:
        frame_a: outcomes of one variant, the baseline.
        frame_b: outcomes of another that shares random worlds with it.
        metrics: names from `metrics.METRICS`. Default: all whose columns both frames hold.

    Returns:
        One row a metric: metric, label, unit, value_a, value_b (means over the pairs), effect,
        low, high (t interval; where a yes/no outcome differs in no pair, or in all, Bonett and
        Price 2012, never of zero width), boot_low, boot_high (percentile bootstrap of the
        pairs, NaN where the pairs have no spread), p (paired t test; exact McNemar for yes/no),
        p_holm (Holm over the rows returned), n_pairs (pairs in which both runs have a value),
        discordant_up, discordant_down (pairs in which the second is higher, lower), saved
        (variance unpaired / paired: so many times more runs without pairing; NaN without
        spread), verdict (higher, lower, "cannot be told apart", "identical").
        With a design, whose points share their worlds, a pair is a world: the mean over points.
        Identical frames give exactly 0, intervals of width 0 and the verdict "identical".
    """
    first, second = pair(frame_a, frame_b)
    chosen = available(first, second) if metrics is None else [metric(name) for name in metrics]
    last = common_horizon(frame_a, frame_b)
    a = np.column_stack([values(first, of, last) for of in chosen])
    b = np.column_stack([values(second, of, last) for of in chosen])
    same, keys = identical(first, second), first[KEYS]
    alone = keys["point"].nunique() == 1
    if not alone:
        keys, a, b = by_world(keys, a, b)
    table = pd.DataFrame(
        [_row(of, x, y, same, alone) for of, x, y in zip(chosen, a.T, b.T, strict=True)]
    )
    limits = percentile_limits(resampled_means(b - a, keys))
    spread = same | table["saved"].notna()
    table["boot_low"], table["boot_high"] = (np.where(spread, end, np.nan) for end in limits)
    return _judged(table, same)[_COLUMNS]


def _judged(table: pd.DataFrame, same: bool) -> pd.DataFrame:
    """Add p_holm and the verdict; `same` says that the frames agree in everything."""
    table["p_holm"] = holm(table["p"].to_numpy())
    table["verdict"] = verdicts(table["effect"], table["p_holm"])
    flat = (table["discordant_up"] + table["discordant_down"] == 0) & (table["n_pairs"] > 0)
    table.loc[same | (flat & (table["unit"] != "share")), "verdict"] = IDENTICAL
    return table


def _row(of: Metric, a: FloatArray, b: FloatArray, same: bool, alone: bool) -> dict[str, object]:
    """Return a metric's row; `alone` says that a value is a run's, not a mean over points."""
    both = ~(np.isnan(a) | np.isnan(b))
    a, b = a[both], b[both]
    change, n = b - a, len(a)
    up, down = int((change > 0).sum()), int((change < 0).sum())
    effect, low, high, _ = mean(change)
    spread = float(change.var(ddof=1)) if n > 1 else np.nan
    yes_no = of.yes_no and alone
    if yes_no and spread == 0 and not same:
        low, high = (float(edge) for edge in bonett_price(up, down, n))
    return {
        "metric": of.name,
        "label": of.label,
        "unit": of.unit,
        "value_a": a.mean() if n else np.nan,
        "value_b": b.mean() if n else np.nan,
        "effect": effect,
        "low": low,
        "high": high,
        "p": p_value(change, yes_no),
        "n_pairs": n,
        "discordant_up": up,
        "discordant_down": down,
        "saved": (a.var(ddof=1) + b.var(ddof=1)) / spread if spread > 0 else np.nan,
    }


def p_value(change: FloatArray, yes_no: bool) -> float:
    """Return the p value of no difference: exact McNemar for yes/no, else the paired t test.

    1 if no pair differs, NaN with fewer than two pairs. change: shape (pairs,), no NaN.
    """
    n = len(change)
    up, down = ((change > 0).sum(keepdims=True), (change < 0).sum(keepdims=True))
    if yes_no or n < 2:
        return float(p_values(up, down, np.array([n]))[0])
    error = change.std(ddof=1, keepdims=True) / np.sqrt(n)
    return float(p_values(up, down, np.array([n]), change.mean(keepdims=True), error)[0])


def p_values(
    up: IntArray,
    down: IntArray,
    n: IntArray,
    effect: FloatArray | None = None,
    error: FloatArray | None = None,
) -> FloatArray:
    """Return the same for several differences at once, from their pairs that went up and down.

    effect and error, its standard error, are given for the t test and left out for McNemar's.
    """
    from scipy.special import bdtr, stdtr

    moved = up + down
    if effect is None or error is None:
        p = np.minimum(1.0, 2.0 * bdtr(np.minimum(up, down), moved, 0.5))
    else:
        size = np.abs(effect) / np.where(error > 0, error, 1.0)
        p = np.where(error > 0, 2.0 * stdtr(np.maximum(n - 1, 1), -size), 0.0)
    return np.where(n < 2, np.nan, np.where(moved == 0, 1.0, p))


def bonett_price(
    up: npt.ArrayLike, down: npt.ArrayLike, n: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return 95 % limits of a paired difference of shares from its discordant pairs, elementwise.

    One pair more each way, then Wald, within [-1, 1]. Source: Bonett and Price 2012, Journal of
    Educational and Behavioral Statistics 37, 479-488.
    """
    size = np.asarray(n, float) + 2
    plus, minus = (np.asarray(up, float) + 1) / size, (np.asarray(down, float) + 1) / size
    half = normal_quantile() * np.sqrt((plus + minus - (plus - minus) ** 2) / size)
    return np.maximum(plus - minus - half, -1.0), np.minimum(plus - minus + half, 1.0)


def holm(p: npt.ArrayLike) -> FloatArray:
    """Return Holm's adjusted p values; NaN stays NaN and is not counted.

    Source: Holm 1979, Scandinavian Journal of Statistics 6, 65-70; the same as statsmodels', which
    the tests hold against it and which takes a second to import.
    """
    adjusted = np.array(p, dtype=float)
    order = np.argsort(adjusted)[: np.count_nonzero(~np.isnan(adjusted))]  # NaN is sorted last
    raised = np.maximum.accumulate(adjusted[order] * np.arange(len(order), 0, -1))
    adjusted[order] = np.minimum(raised, 1.0)
    return adjusted


def verdicts(effect: pd.Series, p_holm: pd.Series) -> list[str]:
    """Return higher, lower or "cannot be told apart" for each effect and its adjusted p."""
    decided = p_holm < SIGNIFICANCE
    return list(np.where(decided, np.where(effect > 0, HIGHER, LOWER), UNDECIDED))


def survival_difference(
    frame_a: pd.DataFrame, frame_b: pd.DataFrame, stage: str = "leader"
) -> pd.DataFrame:
    """Return P(no contact by day t) under the second variant minus under the first, paired.

    Up to the shorter horizon no run is censored earlier, so the Kaplan-Meier difference is the
    mean of paired differences.

    Returns:
        day (1..horizon), a, b (probabilities), effect, low, high (percentile bootstrap of the
        pairs, day by day; Bonett and Price where no pair differs), band_low, band_high (the
        95 % band for all days at once: the largest studentised deviation of each resample),
        n_pairs. Frames whose outcomes are identical give exactly 0 and width 0. With a design a
        pair is a world: the mean over points.
    """
    first, second = pair(frame_a, frame_b)
    last = common_horizon(frame_a, frame_b)
    a, b = (_without_contact(rows, stage, last) for rows in (first, second))
    keys = first[KEYS]
    if keys["point"].nunique() > 1:
        keys, a, b = by_world(keys, a, b)
    change, n = b - a, len(keys)
    effect = change.mean(axis=0)
    draws = resampled_means(change, keys)
    low, high = percentile_limits(draws)
    error = change.std(axis=0, ddof=1) / np.sqrt(n) if n > 1 else np.zeros(last)
    flat = error == 0
    largest = np.abs(draws - effect)[:, ~flat] / error[~flat]
    reach = float(np.quantile(largest.max(axis=1), 0.95)) if not flat.all() else 0.0
    band_low, band_high = effect - reach * error, effect + reach * error
    if not identical(first, second):
        edge = bonett_price((change[:, flat] > 0).sum(axis=0), (change[:, flat] < 0).sum(axis=0), n)
        low[flat], high[flat] = edge
        band_low[flat], band_high[flat] = edge
    curves = {"day": np.arange(1, last + 1), "a": a.mean(axis=0), "b": b.mean(axis=0)}
    limits = {"effect": effect, "low": low, "high": high, "band_low": band_low}
    return pd.DataFrame({**curves, **limits, "band_high": band_high, "n_pairs": n})


def _without_contact(rows: pd.DataFrame, stage: str, horizon: int) -> FloatArray:
    """Return whether each run is still without contact after each day, shape (runs, horizon)."""
    wait = waits(rows, stage, horizon)
    ended = np.where(wait.cause > 0, wait.day, horizon + 1)
    return (ended[:, None] > np.arange(1, horizon + 1)).astype(float)


def paired_runs(frame_a: pd.DataFrame, frame_b: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return both runs' value of a metric in every shared random world: the dots of a figure.

    Returns:
        seed, point, replication (what a replay is named by), a, b, change (b - a; NaN where a
        run has no such value): one row a pair, none left out.
    """
    first, second = pair(frame_a, frame_b)
    of, last = metric(name), common_horizon(frame_a, frame_b)
    a, b = values(first, of, last), values(second, of, last)
    return first[KEYS].assign(a=a, b=b, change=b - a)
