"""The error of a figure pooled over the points of a design, whose runs are not independent.

The points of a design are chosen, not drawn, and all are played in the same random worlds. So a
pooled figure is about these points, and what would be drawn afresh is a world: runs are summed by
world, the primary sampling unit, and the error is that of a ratio of sums over worlds, linearised
(Kish 1965, Survey Sampling, ch. 6; the cluster-robust error of a mean). A share gets Wilson's
interval of as many independent runs as its runs are worth (n over Kish's design effect), fewer yet
as few worlds know their own spread badly (Korn and Graubard 1998, Survey Methodology 24: 193-201).
Rows of one point have a world each: there the plain formulas hold, and nothing here is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from runs.analysis.estimates import estimates
from runs.analysis.estimates.draws import DRAW, FIT, estimate_mean_distribution, tabulate_intervals
from runs.analysis.estimates.estimates import (
    Estimate,
    FloatArray,
    IntArray,
    compute_normal_quantile,
    compute_t_quantile,
    wilson,
)


class WorldSums(NamedTuple):
    """Sums over random worlds of each world's total and number of runs (and their products), for
    one or more figures: all that a pooled mean and its error need.
    """

    total: FloatArray
    runs: FloatArray
    squares: FloatArray
    """Of the worlds' totals."""
    cross: FloatArray
    """Of totals times runs."""
    sizes: FloatArray
    """Of the worlds' squared numbers of runs."""
    worlds: FloatArray
    """Worlds with a run."""

    def __add__(self, other: WorldSums) -> WorldSums:  # type: ignore[override]  # not a longer tuple
        return WorldSums(*(mine + its for mine, its in zip(self, other, strict=True)))

    def select_figures(self, index: Any) -> WorldSums:
        """Return the sums of some of the figures; index: any NumPy index into the arrays."""
        return WorldSums(*(part[index] for part in self))

    @property
    def estimate(self) -> FloatArray:
        """The pooled mean, total over runs; NaN without a run."""
        return np.where(self.runs > 0, self.total / np.maximum(self.runs, 1), np.nan)

    @property
    def error(self) -> FloatArray:
        """The standard error of the pooled mean; NaN below two worlds."""
        mean = self.estimate
        spread = self.squares - 2 * mean * self.cross + mean**2 * self.sizes
        spread = np.where(spread > 1e-12 * self.squares, spread, 0.0)  # rounding is no spread
        between = self.worlds / np.maximum(self.worlds - 1, 1)
        error = np.sqrt(between * spread) / np.maximum(self.runs, 1)
        return np.where(self.worlds > 1, error, np.nan)


def sum_over_worlds(total: FloatArray | IntArray, runs: FloatArray | IntArray) -> WorldSums:
    """Return the sums over worlds of each world's total and number of runs (`total`, `runs`: the
    worlds on the first axis), in the shape of one world's.
    """
    return WorldSums(*(part.sum(axis=0) for part in _compute_moments_by_world(total, runs)))


def sum_by_group(
    total: FloatArray | IntArray, runs: FloatArray | IntArray, group: IntArray, groups: int
) -> WorldSums:
    """Return the sums over the worlds of each group, arrays of shape (groups, ...).

    total, runs: a world's total and number of runs, worlds on the first axis; group: each world's
    group, 0 .. groups - 1, in ascending order.
    """
    starts = np.flatnonzero(np.r_[True, np.diff(group) != 0])
    parts = []
    for term in _compute_moments_by_world(total, runs):
        part = np.zeros((groups, *term.shape[1:]))
        part[group[starts]] = np.add.reduceat(term, starts, axis=0)
        parts.append(part)
    return WorldSums(*parts)


def compute_running_sums(total: FloatArray | IntArray, runs: FloatArray | IntArray) -> WorldSums:
    """Return the sums over the first 1, 2, ... worlds, in arrays of shape (worlds, ...); total,
    runs: as of `sum_over_worlds`.
    """
    return WorldSums(*(np.cumsum(part, axis=0) for part in _compute_moments_by_world(total, runs)))


def _compute_moments_by_world(
    total: FloatArray | IntArray, runs: FloatArray | IntArray
) -> Sequence[FloatArray]:
    """Return the six fields of `WorldSums`, world by world on the first axis, before summing."""
    whole, size = np.broadcast_arrays(np.asarray(total, float), np.asarray(runs, float))
    return whole, size, whole**2, whole * size, size**2, (size > 0).astype(float)


def compute_effective_runs(sums: WorldSums) -> FloatArray:
    """Return the number of independent runs that would give a share the same error, in the shape of
    the figures: at most the number of runs, at least the effective number of worlds (sum squared
    over sum of squares).
    """
    share, error = sums.estimate, sums.error
    some = (error > 0) & (share > 0) & (share < 1)
    scale = (compute_normal_quantile() / compute_t_quantile(sums.worlds)) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(some, share * (1 - share) / error**2 * scale, 0.0)
        alone = np.where(sums.runs > 0, sums.runs**2 / sums.sizes, 0.0)
    flat = (error == 0) & (share > 0) & (share < 1)  # each world gave exactly the same share
    return np.clip(np.where(flat, sums.runs, effective), alone, np.maximum(sums.runs, alone))


def stack_sums(parts: Sequence[WorldSums | None]) -> WorldSums | None:
    """Return the sums of several quantities, one after the other along the first axis; None if one
    of the parts is None, or there are no parts.
    """
    held = [part for part in parts if part is not None]
    if len(held) < len(parts) or not held:
        return None
    return WorldSums(
        *(np.concatenate([np.atleast_1d(one) for one in each]) for each in zip(*held, strict=True))
    )


def compute_share_limits(
    k: npt.ArrayLike, n: npt.ArrayLike, sums: WorldSums | None
) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper 95 % Wilson limits of k of n runs, elementwise, in 0 to 1.

    sums: the sums over random worlds of these runs, whose effective number of runs replaces n; None
    if the runs are independent (not of several points of a design).
    """
    if sums is None:
        return wilson(k, n)
    effective = compute_effective_runs(sums)
    return wilson(np.asarray(k) / np.maximum(n, 1) * effective, effective)


def is_pooled(rows: pd.DataFrame) -> bool:
    """Say whether the rows are of several points of a design."""
    if "point" not in rows or not len(rows):
        return False
    points = rows["point"].to_numpy()
    return bool((points != points[0]).any())


def find_fit_name(frame: pd.DataFrame) -> str:
    """Return the name of the fit whose draws (sets of parameters) the rows use; empty without a
    fit, and where rows are of several points of a design (they share their worlds).
    """
    if DRAW not in frame or not len(frame) or is_pooled(frame):
        return ""
    return str(frame[FIT].iloc[0])


def identify_worlds(rows: pd.DataFrame) -> IntArray:
    """Return a number for each row, shape (rows,), equal for rows of one random world; it is the
    replication if all rows have one seed.
    """
    replication = rows["replication"].to_numpy(dtype=np.int64)
    seed = pd.factorize(rows["seed"])[0] if "seed" in rows else np.zeros(1, dtype=np.int64)
    return replication + seed * (int(replication.max()) + 1)


def sum_cells_over_worlds(
    rows: pd.DataFrame, cells: IntArray, n_cells: int, block: int | None = None
) -> WorldSums | None:
    """Return the sums over random worlds of the number of rows in each cell (category) and of all
    rows, shape (n_cells,); None if all rows are of one design point.

    cells: each row's cell, 0 .. n_cells - 1, shape (rows,). block: shares are taken within blocks
    of so many successive cells (default: of all rows).
    """
    if not is_pooled(rows):
        return None
    world, names = pd.factorize(identify_worlds(rows))
    counts = np.bincount(world * n_cells + cells, minlength=len(names) * n_cells)
    counts = counts.reshape(len(names), -1, block or n_cells)
    found = sum_over_worlds(counts, counts.sum(axis=2, keepdims=True))
    return WorldSums(*(part.ravel() for part in found))


def sum_values_over_worlds(rows: pd.DataFrame, values: FloatArray) -> WorldSums:
    """Return the sums over random worlds of values, (rows,), and of their number, for one figure
    (scalars); NaN marks a run without a value.
    """
    world, names = pd.factorize(identify_worlds(rows))
    known = ~np.isnan(values)
    total = np.bincount(world, np.where(known, values, 0.0), len(names))
    return sum_over_worlds(total, np.bincount(world, known, len(names)))


def compute_mean_limits(sums: WorldSums) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper 95 % limits of pooled means: t, one degree of freedom fewer than
    worlds; NaN below two worlds.
    """
    half = compute_t_quantile(sums.worlds) * sums.error
    return sums.estimate - half, sums.estimate + half


def compute_mean(rows: pd.DataFrame, values: FloatArray) -> Estimate:
    """Return the mean of values, (rows,), NaN left out, with its 95 % interval: over worlds if rows
    (the same runs' point, draw ...) are of several points of a design; else, with a fit,
    `parameters` is the interval over its draws (sets of parameters).
    """
    plain = estimates.compute_mean(values)
    if fit := find_fit_name(rows):
        of = estimate_mean_distribution(np.asarray(values, float), rows[DRAW].to_numpy())
        return replace(plain, parameters=of and of.find_interval(plain.value), fit=fit)
    if not is_pooled(rows):
        return plain
    low, high = compute_mean_limits(sum_values_over_worlds(rows, np.asarray(values, float)))
    return replace(plain, low=float(low), high=float(high))


def compute_means(frame: pd.DataFrame, columns: list[str], by: str | list[str]) -> pd.DataFrame:
    """Return the mean of each column in each group: the columns of `by`, column, estimate, low,
    high (95 %), n (runs with a value), one row a group and column.

    The limits are over worlds if there are several points of a design; with a fit also draws_low,
    draws_high (over its sets of parameters) and fit.
    """
    table, fit = estimates.compute_means(frame, columns, by), find_fit_name(frame)
    if not (fit or is_pooled(frame)):
        return table
    keys = [by] if isinstance(by, str) else list(by)
    limits = {}
    for name, rows in frame.groupby(keys, sort=False, observed=True):
        for column in columns:
            limits[(*name, column)] = compute_mean(
                rows, rows[column].to_numpy(float, na_value=np.nan)
            )
    found = [limits[tuple(row)] for row in table[[*keys, "column"]].itertuples(index=False)]
    if fit:
        return table.assign(**tabulate_intervals([one.parameters for one in found], fit))
    return table.assign(low=[one.low for one in found], high=[one.high for one in found])
