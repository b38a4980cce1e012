"""Designs of parameter sets: hypercubes, Saltelli's samples, trajectories, full crossings.

A design is a function of its arguments alone: the generator is built inside, from a seed given.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from runs.analysis.estimates.estimates import FloatArray, IntArray


def get_lever_end_points(lever: int) -> tuple[int, int]:
    """Return the numbers of the two points at which a one-at-a-time design sets a lever (its
    number, from 0) to its low and its high value; point 0 is the configuration itself.
    """
    return 1 + 2 * lever, 2 + 2 * lever


def sample_log_hypercube(levers: int, points: int, spread: float, seed: int) -> FloatArray:
    """Return factors by which to multiply numbers: a Latin hypercube on their logarithms.

    Args:
        levers: number of columns.
        points: number of rows, at least 1.
        spread: factors lie in 1/spread to spread.
        seed: 0 or more; the design is a function of it.

    Returns:
        shape (points, levers).
    """
    unit = sample_hypercube(levers, points, seed)
    return np.asarray(np.exp((2.0 * unit - 1.0) * np.log(spread)))


def sample_hypercube(levers: int, points: int, seed: int) -> FloatArray:
    """Return a Latin hypercube (SciPy) on the unit cube, shape (points, levers); the same arguments
    give the same points.
    """
    from scipy.stats.qmc import LatinHypercube

    generator = np.random.default_rng(seed)
    return np.asarray(LatinHypercube(d=levers, rng=generator).random(points))


def sample_saltelli(levers: int, base: int, seed: int) -> FloatArray:
    """Return Saltelli's crossed samples on the unit cube, from SALib, shape (base x (levers + 2),
    levers).

    They come in `base` blocks: a point of sample A, then A with each lever in turn from sample B,
    then the point of B.
    """
    from SALib.sample import sobol

    generator = np.random.default_rng(seed)
    drawn = sobol.sample(_make_unit_problem(levers), base, calc_second_order=False, seed=generator)
    return np.asarray(drawn, dtype=float)


def sample_trajectories(levers: int, count: int, levels: int, seed: int) -> FloatArray:
    """Return `count` trajectories of Morris on the unit cube, from SALib, shape (count x (levers +
    1), levers).

    Each has levers + 1 points on a grid of `levels` values; from one point to the next a single
    lever moves, by levels / 2 of the levels - 1 steps.
    """
    from SALib.sample import morris

    generator = np.random.default_rng(seed)
    drawn = morris.sample(_make_unit_problem(levers), count, num_levels=levels, seed=generator)
    return np.asarray(drawn, dtype=float)


def _make_unit_problem(levers: int) -> dict[str, Any]:
    """Return the unit cube as SALib's problem: num_vars, names, bounds."""
    names = [f"x{i}" for i in range(levers)]
    return {"num_vars": levers, "names": names, "bounds": [[0.0, 1.0]] * levers}


def cross_factors(factors: Mapping[str, Sequence[float]]) -> dict[str, FloatArray]:
    """Return every combination of the factors' values, the first factor varying slowest: name ->
    (combinations,).
    """
    rows = np.array(list(itertools.product(*factors.values())), dtype=float)
    return {name: rows[:, column] for column, name in enumerate(factors)}


def find_strongest_factor(effects: FloatArray, factors: FloatArray) -> tuple[int, float]:
    """Return the column of `factors`, (sets, levers), with the largest absolute rank correlation
    with `effects`, (sets,), and that correlation; (-1, NaN) where there is no column or the effects
    do not vary.
    """
    from scipy.stats import rankdata

    if factors.shape[1] == 0 or effects.min() == effects.max():
        return -1, np.nan
    ranks = rankdata(effects)
    columns = rankdata(factors, axis=0)
    ranks, columns = ranks - ranks.mean(), columns - columns.mean(axis=0)
    scale = np.sqrt((ranks**2).sum() * (columns**2).sum(axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        rho = np.where(scale > 0, (ranks[:, None] * columns).sum(axis=0) / scale, 0.0)
    best = int(np.argmax(np.abs(rho)))
    return best, float(rho[best])


def compare_variance_shares(
    values: FloatArray, sizes: tuple[int, int], keys: IntArray
) -> FloatArray:
    """Return the first group's share of variance minus the second's in a crossed design,
    bootstrapped.

    A group's share is the variance, over its settings, of the mean over the other group's settings,
    divided by the variance over all points (Sobol's closed index of the group). Each variance is
    the covariance of two halves of the replications, so that the noise of single runs does not
    enter.

    Args:
        values: shape (points, replications), points crossed with the first group slowest.
        sizes: number of settings of the first and of the second group.
        keys: shape (replications,), seeds the resampling.

    Returns:
        shape (1 + RESAMPLES,): the estimate, then one value a resample; NaN where nothing varies.
    """
    from runs.analysis.estimates.resampling import resample_means

    half = values.shape[1] // 2
    draws = []
    for part in (slice(0, half), slice(half, 2 * half)):
        whole = values[:, part].mean(axis=1, keepdims=True).T
        again = resample_means(values[:, part].T, pd.DataFrame({"replication": keys[part]}))
        draws.append(np.concatenate([whole, again]).reshape(-1, *sizes))
    first, second = draws

    def compute_covariance(one: FloatArray, other: FloatArray) -> FloatArray:
        """Return the covariance over all but the first axis (resamples), (1 + RESAMPLES,)."""
        rows = one.reshape(len(one), -1), other.reshape(len(other), -1)
        centred = [row - row.mean(axis=1, keepdims=True) for row in rows]
        return np.asarray((centred[0] * centred[1]).mean(axis=1))

    total = compute_covariance(first, second)
    gap = compute_covariance(first.mean(axis=2), second.mean(axis=2))
    gap = gap - compute_covariance(first.mean(axis=1), second.mean(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 1e-12, gap / total, np.nan)
