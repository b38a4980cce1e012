"""Repeated confidence intervals for a share that is checked several times while runs are added.

Whoever stops as soon as an ordinary 95 % interval is narrow enough, or shows a result, has checked
more often than once, and all checks together miss more often than one. Repeated confidence
intervals (Jennison and Turnbull 1989, J. R. Stat. Soc. B 51, 305-361) widen every interval by the
same constant, so that with probability 95 % *all* of them cover, whichever one stops at. The
constant is Pocock's (1977, Biometrika 64, 191-199) for the number of runs at each check. It is
found by the recursion of Armitage, McPherson and Rowe (1969, J. R. Stat. Soc. A 132, 235-244) on
the normal approximation; here the interval of each check is Wilson's, with it in place of 1.96.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from runs.analysis.estimates.estimates import LEVEL, FloatArray

NODES = 240
"""Gauss-Legendre nodes of each step: the constants of the literature come out to five digits."""


def schedule_looks(first: int, growth: float, last: int) -> tuple[int, ...]:
    """Return the ascending numbers of runs after which a sequential estimate is checked: `first`,
    then `growth` times as many each time (at least one more), and at the end `last`.
    """
    runs = [first]
    while runs[-1] < last:
        runs.append(min(last, max(runs[-1] + 1, math.ceil(growth * runs[-1]))))
    return tuple(runs)


def compute_critical_value(runs: Sequence[int]) -> float:
    """Return the constant c by which repeated intervals are widened: P(|Z_k| < c for every k) =
    LEVEL.

    Z_k is the standardised mean of the first `runs[k]` runs; `runs` must rise strictly.
    """
    from scipy.optimize import brentq

    return float(brentq(lambda c: _compute_joint_coverage(c, runs) - LEVEL, 1.5, 8.0, xtol=1e-10))


def _compute_joint_coverage(c: float, runs: Sequence[int]) -> float:
    """Return the probability that a random walk of standard normal steps stays within c sqrt(n)
    after each number n of steps in `runs`.
    """
    base, weight = np.polynomial.legendre.leggauss(NODES)
    ends = c * np.sqrt(np.asarray(runs, float) / runs[0])
    steps = np.diff(np.asarray(runs, float) / runs[0])
    at = ends[0] * base
    density = np.exp(-0.5 * at**2) / math.sqrt(2 * math.pi)
    for step, before, end in zip(steps, ends[:-1], ends[1:], strict=True):
        reached = end * base
        move = (reached[:, None] - at[None, :]) / math.sqrt(step)
        kernel = np.exp(-0.5 * move**2) / math.sqrt(2 * math.pi * step)
        density = (kernel * (before * weight * density)).sum(axis=1)
        at = reached
    return float((ends[-1] * weight * density).sum())


def compute_wilson_limits(
    k: npt.ArrayLike, n: npt.ArrayLike, c: float
) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper Wilson limits of a share, elementwise, for k successes in n > 0
    trials and a normal quantile c (1.96 for 95 %).
    """
    hits, trials = np.asarray(k, float), np.asarray(n, float)
    share, square = hits / trials, c * c
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    spread = np.sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    half = c * spread / (1 + square / trials)
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)
