"""Which of many estimates is the highest, as far as limits that hold for all of them at once allow.

The highest of many estimates is in part the luckiest. With joint limits (Bonferroni) the true
highest is, with 95 % confidence, among those whose upper limit reaches the highest lower limit; if
there is only one, it is that one.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from runs.analysis.estimates.estimates import LEVEL, FloatArray, compute_normal_quantile


def compute_joint_share_limits(table: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper Wilson limits that hold for all shares of a table at once with 95 %
    confidence, each of shape (rows,).

    table: estimate, low, high, of which the last two are Wilson's 95 % limits of each share alone.
    They are the roots of (1 + a) x^2 - (2 p + a) x + p^2 with p the share and a = z^2 / n, so that
    a follows from them, whether runs are independent or not; at another level of confidence the
    normal quantile z is another.
    """
    share, low, high = (table[key].to_numpy(dtype=float) for key in ("estimate", "low", "high"))
    upper = share >= 0.5
    ends = np.where(upper, low * high, (1 - low) * (1 - high))
    whole = np.where(upper, share, 1 - share) ** 2
    a = (
        np.maximum(whole / np.maximum(ends, 1e-300) - 1, 0.0)
        * _compute_bonferroni_factor(len(table)) ** 2
    )
    middle = (2 * share + a) / (2 * (1 + a))
    half = np.sqrt(np.maximum(middle**2 - share**2 / (1 + a), 0.0))
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)


def compute_joint_mean_limits(table: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return lower and upper t limits that hold for all means of a table at once with 95 %
    confidence, each of shape (rows,); NaN for a mean without limits.

    table: estimate, low, high (95 % t limits of each mean alone) and n.
    """
    mean, low, high = (table[key].to_numpy(dtype=float) for key in ("estimate", "low", "high"))
    freedom = np.maximum(table["n"].to_numpy(dtype=float) - 1, 1)
    level = 1 - (1 - LEVEL) / (2 * max(len(table), 1))
    stretch = stdtrit(freedom, level) / stdtrit(freedom, (1 + LEVEL) / 2)
    return mean - (mean - low) * stretch, mean + (high - mean) * stretch


def can_be_highest(low: FloatArray, high: FloatArray) -> np.ndarray:
    """Return which of the estimates could be the highest, shape (rows,), bool: those whose upper
    limit reaches the highest lower limit.

    low, high: limits that hold for all estimates at once, of `compute_joint_share_limits` or
    `compute_joint_mean_limits`. An estimate without limits (NaN) could always be the highest.
    """
    known = low[~np.isnan(low)]
    return np.isnan(high) | (high >= (known.max() if len(known) else -np.inf))


def can_be_lowest(low: FloatArray, high: FloatArray) -> np.ndarray:
    """Return which of the estimates could be the lowest, shape (rows,), bool.

    low, high: joint limits, as of `can_be_highest`; an estimate without limits (NaN) always could
    be.
    """
    return can_be_highest(-high, -low)


def _compute_bonferroni_factor(estimates: int) -> float:
    """Return how much wider normal intervals must be to hold for so many estimates at once."""
    return float(ndtri(1 - (1 - LEVEL) / (2 * max(estimates, 1)))) / compute_normal_quantile()
