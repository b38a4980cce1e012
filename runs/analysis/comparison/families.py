"""Several tests at once: Holm's adjustment, its verdicts, and intervals that agree with them.

A family is the tests whose verdicts are adjusted together. An interval shown with a verdict is
taken at the level at which Holm's procedure judged its row, 0.05 over the number of rows not yet
rejected: it excludes 0 exactly if the verdict is higher or lower. Such intervals are verdicts drawn
as intervals; all of them at once cover with 95 % only if nothing is rejected (then they are
Bonferroni's).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from runs.analysis.estimates.estimates import FloatArray

HIGHER, LOWER = "higher", "lower"
UNDECIDED = "cannot be told apart"
IDENTICAL = "identical"
SIGNIFICANCE = 0.05
"""Family-wise error at which, after Holm's adjustment, a difference is called one."""


def compute_holm_p_values(p: npt.ArrayLike) -> FloatArray:
    """Return Holm's adjusted p values, shape of p; NaN stays NaN and is not one of the tests.

    Source: Holm 1979, Scandinavian Journal of Statistics 6, 65-70; the same as statsmodels', which
    the tests hold against it and which takes a second to import.
    """
    adjusted = np.array(p, dtype=float)
    order = np.argsort(adjusted)[: count_tests(adjusted)]  # NaN is sorted last
    raised = np.maximum.accumulate(adjusted[order] * np.arange(len(order), 0, -1))
    adjusted[order] = np.minimum(raised, 1.0)
    return adjusted


def count_tests(p: npt.ArrayLike) -> int:
    """Return the number of tests in a family: the p values that are not NaN."""
    return int(np.count_nonzero(~np.isnan(np.asarray(p, dtype=float))))


def compute_holm_levels(p: npt.ArrayLike) -> FloatArray:
    """Return the error level at which Holm's procedure judges each test; NaN where p is NaN.

    The smallest p is compared with SIGNIFICANCE over the number of tests m, the next with
    SIGNIFICANCE over m - 1, and so on until one fails; its level then holds for all the remaining
    ones. Equal p have one level, that of the first of them.
    """
    known = np.array(p, dtype=float)
    order, rejected = (
        np.argsort(known)[: count_tests(known)],
        compute_holm_p_values(known) < SIGNIFICANCE,
    )
    size, stopped = len(order), int(rejected.sum())
    levels = np.full(len(known), np.nan)
    first = np.searchsorted(known[order], known[order])
    levels[order] = SIGNIFICANCE / np.maximum(size - np.minimum(first, stopped), 1)
    return levels


def judge_effects(effect: npt.ArrayLike, p_holm: npt.ArrayLike) -> list[str]:
    """Return the verdict on each effect: "higher" or "lower" (its sign) where its adjusted p is
    below SIGNIFICANCE, else, and for NaN, "cannot be told apart".
    """
    decided = np.asarray(p_holm, dtype=float) < SIGNIFICANCE
    ways = np.where(np.asarray(effect, dtype=float) > 0, HIGHER, LOWER)
    return [str(word) for word in np.where(decided, ways, UNDECIDED)]


def count_decided_verdicts(verdicts: Sequence[str]) -> int:
    """Return how many of the verdicts are "higher" or "lower", not "cannot be told apart"."""
    return sum(word in (HIGHER, LOWER) for word in verdicts)


def compute_critical_t(n: npt.ArrayLike, alpha: npt.ArrayLike) -> FloatArray:
    """Return the two-sided t quantile at error level alpha (1 - coverage) with n - 1 degrees of
    freedom, elementwise; NaN below n = 2.
    """
    from scipy.special import stdtrit

    freedom = np.asarray(n, float) - 1
    reach = stdtrit(np.maximum(freedom, 1), 1 - np.asarray(alpha, float) / 2)
    return np.asarray(np.where(freedom >= 1, reach, np.nan))


def compute_binomial_limits(
    hits: npt.ArrayLike, misses: npt.ArrayLike, alpha: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return the exact lower and upper limits of the share hits / (hits + misses) at error level
    alpha (1 - coverage), elementwise, in [0, 1].

    One half lies outside them exactly where the exact two-sided binomial test of one half has a p
    below alpha. Source: Clopper and Pearson 1934, Biometrika 26, 404-413.
    """
    from scipy.special import betaincinv

    up, down, tail = (np.asarray(part, float) for part in (hits, misses, alpha))
    low = np.where(up > 0, betaincinv(np.maximum(up, 1), down + 1, tail / 2), 0.0)
    high = np.where(down > 0, betaincinv(up + 1, np.maximum(down, 1), 1 - tail / 2), 1.0)
    return low, high


def compute_critical_z(alpha: npt.ArrayLike) -> FloatArray:
    """Return the two-sided normal quantile at error level alpha (1 - coverage), elementwise."""
    from scipy.special import ndtri

    return np.asarray(ndtri(1 - np.asarray(alpha, float) / 2))
