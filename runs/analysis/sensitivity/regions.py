"""Regional splits: a shallow regression tree over the levers, checked on other points and worlds.

Each split is the one that reduces the squared error of the mean outcome at a point most (Breiman et
al. 1984, Classification and Regression Trees). A tree of a few leaves is forty lines; the library
that has it weighs 40 MB for the same splits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.sensitivity.prim import Box, DesignHalves

DEPTH = 2
SMALLEST = 0.05
"""Share of the points a leaf keeps at least."""


class Leaf(NamedTuple):
    """A region, with the number of points and the mean outcome where it was found, and on the fresh
    half: other points in other worlds, NaN without a point there.
    """

    box: Box
    points: int
    mean: float
    fresh_points: int
    fresh_mean: float
    fresh_error: float
    """Standard deviation of the fresh points' means over the root of their number."""


def grow_tree(halves: DesignHalves, depth: int = DEPTH) -> list[Leaf]:
    """Return the leaves of the regression tree, in the order of its splits, lower ends first.

    depth: number of splits from the root to a leaf, at most.
    """
    levers, mean = halves.levers, halves.cases.mean(axis=1)
    fresh = halves.fresh_cases.mean(axis=1)
    start = np.tile([-np.inf, np.inf], (levers.shape[1], 1))
    found = []
    for limits in _iterate_leaf_limits(levers, mean, start, depth):
        box = Box(limits)
        own, other = (
            box.mark_points_inside(levers) > 0,
            box.mark_points_inside(halves.fresh_levers) > 0,
        )
        there = fresh[other]
        error = float(there.std(ddof=1) / np.sqrt(len(there))) if len(there) > 1 else np.nan
        level = float(there.mean()) if len(there) else np.nan
        found.append(
            Leaf(box, int(own.sum()), float(mean[own].mean()), int(other.sum()), level, error)
        )
    return found


def compute_explained_variance(leaves: list[Leaf], halves: DesignHalves) -> float:
    """Return the share of the fresh points' variance that the tree's means explain, at most 1; NaN
    without variance.

    It is below 0 if the tree explains nothing. Both sides are centred, since other worlds may have
    another mean, which no lever explains. The noise of a point's runs stays unexplained.
    """
    fresh = halves.fresh_cases.mean(axis=1)
    guess = np.zeros(len(fresh))
    for leaf in leaves:
        guess += leaf.mean * leaf.box.mark_points_inside(halves.fresh_levers)
    fresh, guess = fresh - fresh.mean(), guess - guess.mean()
    total = float((fresh**2).sum())
    return 1.0 - float(((fresh - guess) ** 2).sum()) / total if total > 0 else np.nan


def _iterate_leaf_limits(
    levers: FloatArray, mean: FloatArray, limits: FloatArray, depth: int
) -> Iterator[FloatArray]:
    """Yield the limits of each leaf below a node, (levers, 2); limits: those of the node; depth:
    splits down to a leaf, at most.
    """
    inside = Box(limits).mark_points_inside(levers) > 0
    best = _find_best_split(levers[inside], mean[inside], SMALLEST * len(levers)) if depth else None
    if best is None:
        yield limits
        return
    lever, edge = best
    for end in (1, 0):
        part = limits.copy()
        part[lever, end] = edge if end else np.nextafter(edge, np.inf)
        yield from _iterate_leaf_limits(levers, mean, part, depth - 1)


def _find_best_split(
    levers: FloatArray, mean: FloatArray, min_points: float
) -> tuple[int, float] | None:
    """Return (lever, edge) of the split that leaves the least squared error (values up to the edge
    go low); None if none is left.

    levers: values, (points, levers); mean: mean outcome of each point; min_points: number of points
    that each part must have.
    """
    best, gain = None, 1e-12
    for lever, values in enumerate(levers.T):
        order = np.argsort(values, kind="stable")
        ordered, outcome = values[order], mean[order] - mean.mean()
        low = np.arange(1, len(ordered))
        sums = np.cumsum(outcome)[:-1]
        fits = (ordered[1:] > ordered[:-1]) & (np.minimum(low, len(ordered) - low) >= min_points)
        taken = np.where(fits, sums**2 / low + sums**2 / (len(ordered) - low), 0.0)
        if len(taken) and taken.max() > gain:
            place = int(np.argmax(taken))
            best = (lever, float((ordered[place] + ordered[place + 1]) / 2))
            gain = float(taken.max())
    return best
