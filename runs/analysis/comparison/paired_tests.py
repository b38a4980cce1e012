"""Tests and limits of paired differences, elementwise over rows: t, McNemar, Bonett and Price."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from runs.analysis.comparison.families import (
    compute_binomial_limits,
    compute_critical_t,
    compute_critical_z,
)
from runs.analysis.estimates.estimates import FloatArray, IntArray, compute_normal_quantile


def compute_paired_p_value(change: FloatArray, yes_no: bool) -> float:
    """Return the p value of no difference: exact McNemar for yes/no, else the paired t test.

    change: differences of the pairs, shape (pairs,), no NaN. 1 if no pair differs, NaN with fewer
    than two pairs.
    """
    n = len(change)
    up, down = ((change > 0).sum(keepdims=True), (change < 0).sum(keepdims=True))
    if yes_no or n < 2:
        return float(compute_paired_p_values(up, down, np.array([n]))[0])
    error = change.std(ddof=1, keepdims=True) / np.sqrt(n)
    return float(
        compute_paired_p_values(up, down, np.array([n]), change.mean(keepdims=True), error)[0]
    )


def compute_paired_p_values(
    up: IntArray,
    down: IntArray,
    n: IntArray,
    effect: FloatArray | None = None,
    error: FloatArray | None = None,
) -> FloatArray:
    """Return the p value of no difference of several paired differences, shape (rows,).

    up, down, n: pairs that went up, pairs that went down, and all pairs, each (rows,). With
    `effect` and `error` (its standard error) it is the paired t test, without them McNemar's exact
    test. 1 where no pair differs, NaN with fewer than two pairs.
    """
    from scipy.special import bdtr, stdtr

    moved = up + down
    if effect is None or error is None:
        p = np.minimum(1.0, 2.0 * bdtr(np.minimum(up, down), moved, 0.5))
    else:
        size = np.abs(effect) / np.where(error > 0, error, 1.0)
        p = np.where(error > 0, 2.0 * stdtr(np.maximum(n - 1, 1), -size), 0.0)
    return np.where(n < 2, np.nan, np.where(moved == 0, 1.0, p))


def compute_bonett_price_limits(
    up: npt.ArrayLike,
    down: npt.ArrayLike,
    n: npt.ArrayLike,
    critical_z: npt.ArrayLike | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper limits of a paired difference of shares, elementwise, within [-1,
    1].

    One more pair is added each way, then Wald's formula. Source: Bonett and Price 2012, Journal of
    Educational and Behavioral Statistics 37, 479-488. up, down, n: pairs that went up, pairs that
    went down, all pairs; critical_z: half-width in standard errors (None: of 95 %).
    """
    size = np.asarray(n, float) + 2
    plus, minus = (np.asarray(up, float) + 1) / size, (np.asarray(down, float) + 1) / size
    wide = np.asarray(compute_normal_quantile() if critical_z is None else critical_z)
    half = wide * np.sqrt((plus + minus - (plus - minus) ** 2) / size)
    return np.maximum(plus - minus - half, -1.0), np.minimum(plus - minus + half, 1.0)


def adjust_limits(
    effect: FloatArray,
    error: FloatArray,
    pair_counts: tuple[IntArray, IntArray, IntArray],
    alpha: FloatArray,
    yes_no: npt.NDArray[np.bool_],
) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper limits of paired differences at error levels `alpha`, which agree
    with their tests on whether 0 is possible; each (rows,).

    The t interval; where a yes/no outcome has no spread, Bonett and Price. Where that and McNemar's
    exact test disagree on whether 0 is possible, the end next to 0 is that of the exact test.

    Args:
        effect: shape (rows,).
        error: standard error of each.
        pair_counts: pairs that went up, pairs that went down, and all pairs, each (rows,).
        alpha: 1 - coverage of each, of `families.compute_holm_levels`; NaN gives NaN.
        yes_no: whether a row is a yes/no outcome.
    """
    up, down, n = pair_counts
    half = compute_critical_t(n, alpha) * error
    low, high = effect - half, effect + half
    edges = compute_bonett_price_limits(up, down, n, compute_critical_z(alpha))
    flat = yes_no & (error == 0)
    low, high = np.where(flat, edges[0], low), np.where(flat, edges[1], high)
    least, most = compute_mcnemar_limits(up, down, n, alpha)
    apart, apart_exactly = (low > 0) | (high < 0), (least > 0) | (most < 0)
    disagree = yes_no & (apart != apart_exactly) & ~np.isnan(alpha)
    low = np.where(disagree & (effect > 0), least, low)
    high = np.where(disagree & (effect < 0), most, high)
    return low, high


def compute_mcnemar_limits(
    up: IntArray, down: IntArray, n: IntArray, alpha: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper limits of a paired difference of shares that agree with McNemar's
    test, each (rows,).

    up, down, n: pairs that went up, that went down, and all; alpha: 1 - coverage of each row. They
    are Clopper and Pearson's limits of the share of discordant pairs that went up, given their
    number, and leave 0 out exactly where the exact two-sided p is below alpha. As the number of
    discordant pairs is taken as known, they are too narrow as limits of the difference, so they are
    only ever joined with others.
    """
    low, high = compute_binomial_limits(up, down, alpha)
    share = (up + down) / np.maximum(n, 1)
    return (2 * low - 1) * share, (2 * high - 1) * share
