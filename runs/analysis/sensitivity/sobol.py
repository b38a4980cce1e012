"""Sobol indices of a noisy outcome: how much of its variance each lever explains, noise removed.

A run's outcome varies with its point and with its random world. The indices here are those of the
expected outcome at a point. Wherever an estimator multiplies two outcomes, they are taken from
different replications, every pair of them: the noise of two worlds is independent, so that its
products vanish on average instead of adding to the levers' variance. Without noise the estimates
are SALib's own: Saltelli et al. (2010, Computer Physics Communications 181: 259-270), first order
by their table 2 (b), total order by (f), Jansen's.

All points share their random worlds. A dummy lever simulated as further rows would repeat rows bit
for bit and give exactly 0. Its index is therefore estimated from the existing rows, as Khorashadi
Zadeh et al. (2017, Environmental Modelling & Software 91: 210-222) do: the lever that changes
nothing turns A into A, so that first order is the covariance of f(A) and f(B), and total order 1
minus the variance of f(B), both over the variance. They are 0 but for sampling error, and cost no
run. Estimated otherwise than the levers', they err on the wide side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.estimates.resampling import compute_percentile_limits, resample_counts

FEWEST_WORLDS = 4
"""Replications from which the bootstrap resamples worlds too; of fewer, resamples say little."""


class SaltelliOutcomes(NamedTuple):
    """Outcomes of Saltelli's samples: a and b (base, replications), ab (levers, base,
    replications).
    """

    a: FloatArray
    b: FloatArray
    ab: FloatArray


class Indices(NamedTuple):
    """Sobol indices by lever, and the share of variance that is noise.

    table: first, first_low, first_high, total, total_low, total_high, one row a lever, at the end
    that of the dummy (a lever without effect). noise: share of a single run's variance that is the
    random world's; NaN with one replication. mean: mean outcome over points and runs.
    """

    table: pd.DataFrame
    noise: float
    mean: float


def split_saltelli_rows(values: FloatArray, levers: int) -> SaltelliOutcomes:
    """Return the outcomes of a design in SALib's order, each world's mean over the points
    subtracted.

    values: shape (points, replications). ValueError where the points are not blocks of levers + 2.
    """
    if len(values) % (levers + 2):
        raise ValueError(f"{len(values)} points are no blocks of {levers + 2}")
    centred = (values - values.mean(axis=0)).reshape(-1, levers + 2, values.shape[1])
    return SaltelliOutcomes(centred[:, 0], centred[:, -1], np.moveaxis(centred[:, 1:-1], 1, 0))


def compute_sobol_indices(values: FloatArray, levers: int) -> Indices:
    """Return the first-order and total-order indices of each lever, and of a dummy, with 95 %
    percentile intervals from a bootstrap.

    Rows of the base sample are resampled and, with FEWEST_WORLDS replications or more, worlds
    independently of them (Owen 2007, Annals of Applied Statistics 1: 386-411), which is cautious.
    Indices and limits are NaN where points differ by no more than luck.

    Args:
        values: shape (points, replications), points in SALib's order.
        levers: number of levers.
    """
    rows = split_saltelli_rows(values, levers)
    one = np.ones((1, len(rows.a))), np.ones((1, values.shape[1]))
    found = _estimate_indices_per_resample(rows, *one)[0]
    drawn = np.concatenate(
        [
            _estimate_indices_per_resample(rows, *counts)
            for counts in _iterate_resamples(*rows.a.shape)
        ]
    )
    known = np.where(np.isnan(found), np.nan, 1.0)  # some resamples may differ where all do not
    low, high = (ends * known for ends in compute_percentile_limits(drawn))
    names = ["first", "total"]
    table = pd.DataFrame(found.reshape(2, -1).T, columns=names)
    for name, ends in (("low", low), ("high", high)):
        table[[f"{order}_{name}" for order in names]] = ends.reshape(2, -1).T
    both = np.concatenate([values.reshape(-1, levers + 2, values.shape[1])[:, i] for i in (0, -1)])
    variance = _compute_variance(rows, *one)[0]
    share = 1.0 - variance / both.var() if values.shape[1] > 1 and both.var() > 0 else np.nan
    order = [f"{one}{end}" for one in names for end in ("", "_low", "_high")]
    return Indices(table[order], float(share), float(values.mean()))


def compute_dummy_threshold(table: pd.DataFrame, order: str) -> float:
    """Return the larger absolute limit of the interval of the dummy (a lever without effect): an
    index up to this may be noise.

    table: of `Indices`; order: "first" or "total".
    """
    dummy = table.iloc[-1]
    return float(max(abs(dummy[f"{order}_low"]), abs(dummy[f"{order}_high"])))


def find_influential_levers(table: pd.DataFrame) -> list[bool]:
    """Return for each lever (the dummy left out) whether the lower limit of its total index lies
    above the dummy's threshold. table: of `Indices`.
    """
    return [
        bool(low > compute_dummy_threshold(table, "total")) for low in table["total_low"].iloc[:-1]
    ]


def compute_cross_world_product(x: FloatArray, y: FloatArray, worlds: FloatArray) -> FloatArray:
    """Return the mean of x in one world times y in another, over all pairs of different worlds.

    Args:
        x: shape (rows, replications).
        y: shape (rows, replications).
        worlds: shape (resamples, replications), how often each world occurs. A world that occurs
            twice is no pair with itself.

    Returns:
        shape (rows, resamples); the plain product with one replication, NaN for a resample with a
        single world.
    """
    if x.shape[1] == 1:
        return np.repeat(x * y, len(worlds), axis=1)
    pairs = worlds.sum(axis=1) ** 2 - (worlds**2).sum(axis=1)
    summed = (x @ worlds.T) * (y @ worlds.T) - (x * y) @ (worlds**2).T
    return np.asarray(summed / np.where(pairs > 0, pairs, np.nan))


def _estimate_indices_per_resample(
    rows: SaltelliOutcomes, counts: FloatArray, worlds: FloatArray
) -> FloatArray:
    """Return first-order, then total-order indices of each resample, dummy last in each:
    (resamples, 2 levers + 2).

    counts: shape (resamples, base), how often each row occurs; worlds: (resamples, replications).
    """

    def compute_mean_product(x: FloatArray, y: FloatArray) -> FloatArray:
        """Return the mean over rows of x in one world times y in another, (resamples,)."""
        return np.asarray(
            (counts * compute_cross_world_product(x, y, worlds).T).sum(axis=1) / counts.sum(axis=1)
        )

    variance = _compute_variance(rows, counts, worlds)
    first = [compute_mean_product(rows.b, ab - rows.a) for ab in rows.ab]
    total = [0.5 * compute_mean_product(rows.a - ab, rows.a - ab) for ab in rows.ab]
    first.append(compute_mean_product(rows.a, rows.b) - _compute_squared_mean(rows, counts, worlds))
    total.append(
        variance
        - (compute_mean_product(rows.b, rows.b) - _compute_squared_mean(rows, counts, worlds))
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(variance > 1e-12, np.array([*first, *total]) / variance, np.nan).T


def _compute_variance(rows: SaltelliOutcomes, counts: FloatArray, worlds: FloatArray) -> FloatArray:
    """Return the variance over points of the expected outcome, from samples A and B: (resamples,).

    counts, worlds: as of `_estimate_indices_per_resample`.
    """
    squares = compute_cross_world_product(rows.a, rows.a, worlds) + compute_cross_world_product(
        rows.b, rows.b, worlds
    )
    mean = (counts * squares.T).sum(axis=1) / counts.sum(axis=1) / 2
    return np.asarray(mean - _compute_squared_mean(rows, counts, worlds))


def _compute_squared_mean(
    rows: SaltelliOutcomes, counts: FloatArray, worlds: FloatArray
) -> FloatArray:
    """Return the square of the mean outcome of samples A and B, as a product over different worlds,
    so that noise adds nothing: (resamples,). counts, worlds: as of `_compute_variance`.
    """
    means = counts @ (rows.a + rows.b) / counts.sum(axis=1, keepdims=True) / 2
    if means.shape[1] == 1:
        return np.asarray(means[:, 0] ** 2)
    pairs = worlds.sum(axis=1) ** 2 - (worlds**2).sum(axis=1)
    summed = (means * worlds).sum(axis=1) ** 2 - (means**2 * worlds**2).sum(axis=1)
    return np.asarray(summed / np.where(pairs > 0, pairs, np.nan))


def _iterate_resamples(base: int, replications: int) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Yield blocks of resamples: how often each row and how often each world occurs, (resamples,
    base) and (resamples, replications).
    """
    drawn = resample_counts(pd.DataFrame({"replication": np.arange(replications)}))
    worlds = np.concatenate(list(drawn))
    if replications < FEWEST_WORLDS:
        worlds = np.ones_like(worlds)
    done = 0
    for counts in resample_counts(pd.DataFrame({"row": np.arange(base)})):
        yield counts, worlds[done : done + len(counts)]
        done += len(counts)
