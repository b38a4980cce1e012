"""Boxes in which an outcome gathers: the patient rule induction method, checked on fresh halves.

From the box of the whole design, the step that raises the mean outcome most cuts a small share of
the points off one end of one lever, until the box is small (Friedman and Fisher 1999, Statistics
and Computing 9: 123-143). Coverage is the share of all cases inside the box, density the share of
its runs that are cases; quasi-p says how likely a restriction's gain is by chance (Bryant and
Lempert 2010, Technological Forecasting and Social Change 77: 34-49).

A box fits the luck of the runs it was found on. It is therefore found on one half of the points in
one half of the worlds, and all that is told of it is counted on the other points in the other
worlds. The method is fifty lines of peeling; the library that has it brings seaborn, scikit-learn
and an optimiser along, and does not hold out worlds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from runs.analysis.estimates.estimates import FloatArray, IntArray
from runs.analysis.estimates.resampling import compute_percentile_limits, resample_counts

PEEL = 0.05
"""Share of a box's points cut off by a step, Friedman and Fisher's advice."""
SMALLEST = 0.05
"""Share of the points a box keeps at least."""


class DesignHalves(NamedTuple):
    """Levers (points, levers) and cases (points, replications) of two halves of points and worlds:
    one to find boxes on, one to assess them on.
    """

    levers: FloatArray
    cases: FloatArray
    fresh_levers: FloatArray
    fresh_cases: FloatArray


class Box(NamedTuple):
    """A region of lever values: lower and upper limit of each lever, shape (levers, 2), infinite if
    unrestricted.
    """

    limits: FloatArray

    @property
    def restricted(self) -> IntArray:
        """The numbers of the levers that the box restricts, ascending, shape (restricted
        levers,).
        """
        return np.flatnonzero(np.isfinite(self.limits).any(axis=1))

    def mark_points_inside(self, levers: FloatArray) -> FloatArray:
        """Return 1 for each point inside the box, 0 for others, shape (points,); levers: (points,
        levers).
        """
        inside = (levers >= self.limits[:, 0]) & (levers <= self.limits[:, 1])
        return inside.all(axis=1).astype(float)


def split_halves(levers: FloatArray, cases: FloatArray, block: int, seed: int = 0) -> DesignHalves:
    """Return a design split into two halves, each with half of the points and half of the worlds.

    A single world is in both halves.

    Args:
        levers: shape (points, levers).
        cases: shape (points, replications), 1 where a run is a case.
        block: number of successive points that stay together, because they share coordinates.
        seed: decides which half a block is in.
    """
    blocks = np.arange(len(levers)) // block
    order = np.random.default_rng(seed).permutation(blocks[-1] + 1)
    chosen = np.isin(blocks, order[: len(order) // 2])
    half = cases.shape[1] // 2
    worlds = (slice(0, half), slice(half, None)) if half else (slice(None), slice(None))
    return DesignHalves(
        levers[chosen], cases[chosen][:, worlds[0]], levers[~chosen], cases[~chosen][:, worlds[1]]
    )


def peel_boxes(levers: FloatArray, cases: FloatArray) -> list[Box]:
    """Return the successive boxes of one peeling, from the whole design to the smallest; the first
    alone if no step raises the share of cases.

    Args:
        levers: shape (points, levers).
        cases: shape (points, replications), 1 where a run is a case.
    """
    mean = cases.mean(axis=1)
    limits = np.tile([-np.inf, np.inf], (levers.shape[1], 1))
    found, inside = [Box(limits)], np.ones(len(levers), dtype=bool)
    while True:
        best = _find_best_peel(levers, mean, inside)
        if best is None or best[0] <= mean[inside].mean():
            return found
        _, lever, end, edge = best
        limits = limits.copy()
        limits[lever, end] = edge
        found.append(Box(limits))
        inside = found[-1].mark_points_inside(levers) > 0


def _find_best_peel(
    levers: FloatArray, mean: FloatArray, inside: npt.NDArray[np.bool_]
) -> tuple[float, int, int, float] | None:
    """Return the step that raises the mean most, as (mean afterwards, lever, end (0 low, 1 high),
    new limit); None if no step leaves enough points.

    levers: (points, levers); mean: share of cases at each point; inside: whether it is in the box.
    """
    best = None
    for lever, values in enumerate(levers[inside].T):
        for end, edge in ((0, np.quantile(values, PEEL)), (1, np.quantile(values, 1 - PEEL))):
            left = values > edge if end == 0 else values < edge
            if left.all() or left.sum() < max(1.0, SMALLEST * len(levers)):
                continue
            after = float(mean[inside][left].mean())
            limit = float(values[left].min() if end == 0 else values[left].max())
            if best is None or after > best[0]:
                best = (after, lever, end, limit)
    return best


def choose_box(boxes: list[Box], levers: FloatArray, cases: FloatArray) -> Box:
    """Return the box with the largest harmonic mean of coverage (share of cases inside) and density
    (share of the runs inside that are cases), the first of equals.

    levers, cases: the half of the design on which the boxes were found; the other half is kept for
    assessment.
    """
    scores = [_compute_f_score(box, levers, cases) for box in boxes]
    return boxes[int(np.argmax(scores))]


def _compute_f_score(box: Box, levers: FloatArray, cases: FloatArray) -> float:
    """Return the harmonic mean of a box's coverage and density, 0 to 1; 0 without a case or a point
    inside.
    """
    inside = box.mark_points_inside(levers) > 0
    total = cases.sum()
    if not total or not inside.any():
        return 0.0
    coverage, density = cases[inside].sum() / total, cases[inside].mean()
    return float(2 * coverage * density / (coverage + density)) if density else 0.0


def score_box(box: Box, levers: FloatArray, cases: FloatArray, block: int) -> dict[str, float]:
    """Return points (number inside), mass (their share), cases (runs inside that are cases),
    coverage (share of all cases that are inside), density (share of the runs inside that are
    cases; NaN without a point) and base_rate (share of all runs that are cases), the last three
    with <name>_low and <name>_high.

    Percentile intervals from a bootstrap over blocks of points and, independently, worlds.

    Args:
        box: the box.
        levers: shape (points, levers), points it was not found on.
        cases: shape (points, replications), in worlds it was not found in.
        block: as in `split_halves`.
    """
    inside = box.mark_points_inside(levers)
    both = np.stack([inside[:, None] * cases, np.repeat(inside[:, None], cases.shape[1], 1), cases])
    blocks = both.reshape(3, -1, block, cases.shape[1]).sum(axis=2)
    drawn = np.concatenate(list(_resample_totals(blocks)))
    one = blocks.sum(axis=(1, 2))[None, :]
    size = float(block * len(blocks[0]) * cases.shape[1])
    told = {"points": float(inside.sum()), "mass": float(inside.mean()), "cases": float(one[0, 0])}
    for name, over, under in (("coverage", 0, 2), ("density", 0, 1), ("base_rate", 2, None)):
        with np.errstate(invalid="ignore", divide="ignore"):
            value, sample = (
                sums[:, over] / (size if under is None else sums[:, under]) for sums in (one, drawn)
            )
        low, high = compute_percentile_limits(sample[:, None])
        told |= {name: float(value[0]), f"{name}_low": float(low[0])}
        told[f"{name}_high"] = float(high[0])
    return told


def _resample_totals(blocks: FloatArray) -> Iterator[FloatArray]:
    """Yield, in blocks of resamples (over points and worlds), the totals of three quantities,
    (resamples of the block, 3).

    blocks: their values, shape (3, blocks of points, replications).
    """
    _, count, worlds = blocks.shape
    drawn = resample_counts(pd.DataFrame({"replication": np.arange(worlds)}))
    weights, done = np.concatenate(list(drawn)), 0
    for counts in resample_counts(pd.DataFrame({"block": np.arange(count)})):
        own = weights[done : done + len(counts)]
        done += len(counts)
        yield np.stack([((counts @ values) * own).sum(axis=1) for values in blocks], axis=1)


def compute_quasi_p(box: Box, levers: FloatArray, cases: FloatArray) -> dict[int, float]:
    """Return number of a restricted lever -> quasi-p: how likely so many cases are in the box if
    that restriction had no effect.

    It is the binomial probability of at least as many cases among the box's points if their density
    were that of the box without the restriction. A point counts with the mean of its runs.
    """
    from scipy.stats import binom

    mean, found = cases.mean(axis=1), {}
    inside = box.mark_points_inside(levers) > 0
    for lever in box.restricted:
        limits = box.limits.copy()
        limits[lever] = -np.inf, np.inf
        wider = Box(limits).mark_points_inside(levers) > 0
        number = int(np.floor(mean[inside].sum()))
        chance = float(mean[wider].mean()) if wider.any() else 0.0
        found[int(lever)] = float(binom.sf(number - 1, int(inside.sum()), chance))
    return found
