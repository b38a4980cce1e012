"""Limits of the gap between two curves from few pairs, by flips of the signs of their differences.

Where nothing differs, the two runs of a pair could change places, so that every pattern of signs of
the differences is equally likely: a test of that is exact however few the pairs are, where a
bootstrap of few calls too many gaps real. Only pairs that differ on some day count, whatever the
number of pairs. Source: Westfall and Young 1993, Resampling-Based Multiple Testing, ch. 2.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.comparison.paired_tests import compute_bonett_price_limits
from runs.analysis.estimates.estimates import LEVEL, FloatArray
from runs.analysis.estimates.resampling import make_sign_patterns

FEW = 40
"""Pairs that differ on some day below which limits are those of sign flips."""
_TIE = 1e-9
"""Nearer to 0 a limit is 0: a deviation as large as the one allowed is not beyond it."""


def has_few_differing_pairs(change: FloatArray) -> bool:
    """Say whether fewer than FEW pairs differ on any day, so that a bootstrap would be too narrow.

    change: differences of the pairs, shape (pairs, days).
    """
    return bool((change != 0).any(axis=1).sum() < FEW)


def compute_sign_flip_limits(
    change: FloatArray, keys: pd.DataFrame
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return low, high, band_low, band_high of the mean difference on each day, each (days,).

    low and high leave 0 out exactly where the sign-flip test of that day alone has p <= 0.05; the
    band does where the test of that day's deviation among the largest of all days has. Where 0 is
    possible, they are never inside Bonett and Price's limits: few flips say little of how far a gap
    may reach.

    Args:
        change: differences of the pairs, shape (pairs, days).
        keys: the pairs' keys (integers), shape (pairs, any number of columns); they seed the
            random choice of sign patterns where there are too many to use all.
    """
    edges = compute_bonett_price_limits(
        (change > 0).sum(axis=0), (change < 0).sum(axis=0), len(change)
    )
    effect = change.mean(axis=0)
    ends = []
    for reach in _compute_half_widths(change, keys):
        low, high = (np.where(np.abs(end) < _TIE, 0.0, end)
                     for end in (effect - reach, effect + reach))  # fmt: skip
        open_ = (low <= 0) & (high >= 0)
        ends += [np.where(open_, np.minimum(low, edges[0]), low),
                 np.where(open_, np.maximum(high, edges[1]), high)]  # fmt: skip
    low, high, band_low, band_high = ends
    return low, high, band_low, band_high


def _compute_half_widths(change: FloatArray, keys: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return two half-widths, (days,), in the unit of `change`: how far a day's mean difference
    must lie from 0 to be significant for that day alone, and among all days together.

    change: paired differences, (pairs, days); keys: what names each pair, a row a pair, from which
    the random flips of their signs are drawn. Each day is divided by its root sum of squares, which
    no flip changes, so that the noisiest day does not decide for all.
    """
    differ = (change != 0).any(axis=1)
    moved, pairs = change[differ], len(change)
    scale = np.sqrt((moved**2).sum(axis=0))
    size = np.abs(make_sign_patterns(keys[differ]) @ (moved / np.where(scale > 0, scale, 1.0)))
    each, largest = (
        _compute_critical_sizes(one) for one in (size, size.max(axis=1, keepdims=True))
    )
    return each * scale / pairs, largest * scale / pairs


def _compute_critical_sizes(size: FloatArray) -> FloatArray:
    """Return for each column, (columns,), the largest size that more than 1 - LEVEL of the sign
    patterns reach: a larger one is significant.

    size: absolute sums of the flipped differences, shape (patterns, columns).
    """
    beyond = int((1 - LEVEL) * len(size) + _TIE)
    place = len(size) - 1 - beyond
    return np.asarray(np.partition(size, place, axis=0)[place])
