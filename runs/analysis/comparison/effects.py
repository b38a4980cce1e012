"""The effect of A against B on any statistic of paired runs: means, medians, variances, shares.

A minus B over runs of the same random worlds. Where every pair has both values, a mean is the mean
of paired differences with its t interval; means of the runs that have a value, medians and
variances are bootstrapped over pairs, so that the pairing counts there too.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from runs.analysis.comparison.families import compute_critical_z
from runs.analysis.comparison.paired_tests import (
    adjust_limits,
    compute_bonett_price_limits,
    compute_paired_p_value,
)
from runs.analysis.estimates.bounds import clip_difference_limits
from runs.analysis.estimates.estimates import (
    FloatArray,
    Interval,
    compute_mean,
    compute_normal_quantile,
    wilson,
)
from runs.analysis.estimates.resampling import (
    compute_percentile_limits,
    resample_counts,
    resample_means,
)

Statistic = Literal["mean", "median", "variance"]


class Effect(NamedTuple):
    """The effect of A minus B: estimate, 95 % limits, p value of no difference, n (runs with a
    value under A or under B, whichever are fewer; all pairs where each run has one), and the value
    under each; NaN where unknown, and if n is below 2 all but n and the two values.
    """

    effect: float
    low: float
    high: float
    p: float
    n: int
    value_a: float
    value_b: float
    error: float = np.nan
    """Standard error of the effect."""


def estimate_effect(
    a: FloatArray, b: FloatArray, statistic: Statistic, yes_no: bool, *, identical: bool = False
) -> Effect:
    """Return the effect of A against B on a statistic, over runs paired by random world.

    Args:
        a: values under A, shape (pairs,), in order of the replications; NaN where a run has none.
        b: values under B, of the same pairs in the same order; NaN where a run has none.
        statistic: mean, median (the least value that at least half do not exceed), variance.
        yes_no: whether values are 0 or 1 (of a mean: exact McNemar; Bonett and Price where all
            pairs differ alike, or none does).
        identical: whether A and B are one and the same configuration: then exactly 0, width 0.
    """
    found = _compute_effect(a, b, statistic, yes_no, identical)
    if not yes_no or statistic != "mean":
        return found
    low, high = (float(end) for end in clip_difference_limits(found.low, found.high, "share"))
    return found._replace(low=low, high=high)


def _compute_effect(
    a: FloatArray, b: FloatArray, statistic: Statistic, yes_no: bool, identical: bool
) -> Effect:
    """Return the effect as `estimate_effect` does, its limits not yet clipped."""
    known = ~(np.isnan(a) | np.isnan(b))
    n = int(min((~np.isnan(a)).sum(), (~np.isnan(b)).sum()))
    values = (_compute_statistic(a, statistic), _compute_statistic(b, statistic))
    if n < 2:
        return Effect(np.nan, np.nan, np.nan, np.nan, n, *values)
    if identical:
        return Effect(0.0, 0.0, 0.0, 1.0, n, *values)
    if statistic == "mean" and known.all():
        return _widen_zero_width_interval(_compute_paired_effect(a, b, yes_no, values), a, b)
    keys = pd.DataFrame({"replication": np.arange(len(a))})
    found = summarise_resamples(
        values[0] - values[1], _resample_differences(a, b, statistic, keys), n
    )
    return _widen_zero_width_interval(found._replace(value_a=values[0], value_b=values[1]), a, b)


def summarise_resamples(estimate: float, resampled: FloatArray, pairs: int) -> Effect:
    """Return an effect with percentile limits and a normal p value from its bootstrap values
    `resampled`, (RESAMPLES,); value_a and value_b are NaN. pairs: their number.
    """
    if np.isnan(estimate) or np.isnan(resampled).all():
        return Effect(estimate, np.nan, np.nan, np.nan, pairs, np.nan, np.nan)
    low, high = (float(end[0]) for end in compute_percentile_limits(resampled[:, None]))
    error = float(np.nanstd(resampled))
    return Effect(
        estimate, low, high, _compute_normal_p_value(estimate, error), pairs, np.nan, np.nan, error
    )


def compute_significant_signs(a: FloatArray, b: FloatArray, statistic: Statistic) -> FloatArray:
    """Return the sign of A minus B in each row, -1 or 1, (rows,); 0 where the 95 % interval holds
    0, or A or B has fewer than two values.

    Args:
        a: values under A, shape (rows, pairs), NaN for none; errors are linearised, the median's
            bootstrapped.
        b: values under B, of the same shape and pairs.
        statistic: as in `estimate_effect`.
    """
    found = np.zeros(len(a))
    for row, (one, other) in enumerate(zip(a, b, strict=True)):
        if min((~np.isnan(one)).sum(), (~np.isnan(other)).sum()) < 2:
            continue
        change = _compute_statistic(one, statistic) - _compute_statistic(other, statistic)
        error = _compute_standard_error(one, other, statistic)
        decided = abs(change) > compute_normal_quantile() * error  # never of NaN
        found[row] = np.sign(change) if decided else 0.0
    return found


def _compute_paired_effect(
    a: FloatArray, b: FloatArray, yes_no: bool, values: tuple[float, float]
) -> Effect:
    """Return the mean difference as an effect; a, b without NaN; values: value_a and value_b."""
    change = a - b
    found = compute_mean(change)
    low, high, n = found.low, found.high, found.n
    up, down = int((change > 0).sum()), int((change < 0).sum())
    if yes_no and change.min() == change.max():
        low, high = (float(edge) for edge in compute_bonett_price_limits(up, down, n))
    error = float(change.std(ddof=1) / np.sqrt(n))
    return Effect(found.value, low, high, compute_paired_p_value(change, yes_no), n, *values, error)


def adjust_interval(
    effect: Effect, a: FloatArray, b: FloatArray, exact: bool | None, alpha: float
) -> Interval:
    """Return the interval of an effect at the error level `alpha` that Holm's procedure allows it.

    It leaves 0 out exactly where the effect's p is below that level.

    Args:
        effect: the effect, of `estimate_effect` with the same a and b.
        a: values under A, shape (pairs,).
        b: values under B of the same pairs, shape (pairs,).
        exact: True if p is of McNemar's test, False if of the t test, None if of the bootstrap.
        alpha: 1 - coverage, of `families.compute_holm_levels`; NaN keeps the interval of `effect`.
    """
    if np.isnan(alpha) or effect.low == effect.high:
        return Interval(effect.low, effect.high)
    if exact is None:
        reach = float(compute_critical_z(alpha)) * effect.error
        spans = effect.low <= 0 <= effect.high
        if effect.error == 0 and spans == (effect.p >= alpha):
            return Interval(effect.low, effect.high)
        return Interval(effect.effect - reach, effect.effect + reach)
    change = a - b
    up, down, n = (
        np.array([count], dtype=np.int64)
        for count in ((change > 0).sum(), (change < 0).sum(), effect.n)
    )
    value, error = np.array([effect.effect]), np.array([effect.error])
    low, high = adjust_limits(value, error, (up, down, n), np.array([alpha]), np.array([exact]))
    if low[0] < high[0]:
        return Interval(float(low[0]), float(high[0]))
    return Interval(effect.low, effect.high)  # no spread: what so few pairs can miss


def _widen_zero_width_interval(effect: Effect, a: FloatArray, b: FloatArray) -> Effect:
    """Return the effect; an interval of zero width is widened by what so few pairs can have missed:
    the whole range of values, in a share of pairs of up to Wilson's limit of 0 events.
    """
    if effect.high > effect.low or np.isnan(effect.low):
        return effect
    missed = float(wilson(0, effect.n)[1]) * float(np.nanmax([a, b]) - np.nanmin([a, b]))
    return effect._replace(low=effect.effect - missed, high=effect.effect + missed)


def _compute_statistic(values: FloatArray, statistic: Statistic) -> float:
    """Return the statistic of the values that are not NaN; NaN if all are."""
    held = values[~np.isnan(values)]
    if not len(held):
        return np.nan
    if statistic == "mean":
        return float(held.mean())
    if statistic == "median":
        return float(np.sort(held)[(len(held) - 1) // 2])
    return float(held.var())


def _resample_differences(
    a: FloatArray, b: FloatArray, statistic: Statistic, keys: pd.DataFrame
) -> FloatArray:
    """Return a's statistic minus b's in each resample of pairs (named by keys), (RESAMPLES,)."""
    if statistic == "median":
        return _resample_medians(a, keys) - _resample_medians(b, keys)
    columns = np.column_stack([a, b, a * a, b * b])
    means = resample_means(columns, keys)
    if statistic == "mean":
        return means[:, 0] - means[:, 1]
    return np.asarray((means[:, 2] - means[:, 0] ** 2) - (means[:, 3] - means[:, 1] ** 2))


def _resample_medians(values: FloatArray, keys: pd.DataFrame) -> FloatArray:
    """Return the median (the smallest value that at least half do not exceed) of each resample of
    the pairs, (RESAMPLES,).
    """
    order = np.argsort(values, kind="stable")  # NaN last
    known = ~np.isnan(values[order])
    parts = []
    for counts in resample_counts(keys):
        weight = np.cumsum(counts[:, order] * known, axis=1)
        place = np.argmax(weight >= weight[:, -1:] / 2, axis=1)
        parts.append(values[order][place])
    return np.concatenate(parts)


def _compute_standard_error(a: FloatArray, b: FloatArray, statistic: Statistic) -> float:
    """Return the standard error of the statistic's difference, A minus B, over the pairs."""
    if statistic == "median":
        keys = pd.DataFrame({"replication": np.arange(len(a))})
        return float(np.nanstd(_resample_differences(a, b, statistic, keys)))
    linear = _compute_influence(a, statistic) - _compute_influence(b, statistic)
    return float(linear.std(ddof=1) / np.sqrt(len(linear)))


def _compute_influence(values: FloatArray, statistic: Statistic) -> FloatArray:
    """Return each value's influence on the statistic (mean or variance), (pairs,); 0 for NaN."""
    known = ~np.isnan(values)
    centred = np.where(known, values - np.nanmean(values), 0.0)
    if statistic == "variance":
        centred = np.where(known, centred**2 - np.nanvar(values), 0.0)
    return np.asarray(centred / known.mean())


def _compute_normal_p_value(change: float, error: float) -> float:
    """Return the two-sided p of a change; where its error is 0, 1 for no change, else 0."""
    from scipy.stats import norm

    if error > 0:
        return 2.0 * float(norm.sf(abs(change) / error))
    return 1.0 if change == 0 else 0.0
