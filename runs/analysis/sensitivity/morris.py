"""Elementary effects of a noisy outcome: which levers matter at all, after Morris.

An elementary effect is the change of the outcome along one step of one lever, over the step as a
share of the lever's range. mu* is the mean of their absolute values, sigma their standard deviation
(Morris 1991, Technometrics 33: 161-174; Campolongo et al. 2007, Environmental Modelling & Software
22: 1509-1518), of the outcome averaged over replications.

Noise makes absolute values larger, and a dummy lever played as further steps would give exactly 0,
because all points share their random worlds. So each lever has a dummy of its own, which costs no
run: half the difference between its effect in one half of the worlds and in the other. Its
expectation is 0 whatever the lever does, and its noise is that of the lever's own effect.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.estimates.resampling import compute_percentile_limits, resample_means


class Screening(NamedTuple):
    """Elementary effects, one row a lever.

    table: mu, mu_star, sigma, dummy (the mu* that noise alone gives this lever), then the 95 %
    limits of the last three, mu_star_low, mu_star_high, sigma_low, sigma_high, dummy_low,
    dummy_high; NaN in the dummy's columns with one replication. noise: share of the effects' mean
    square that is due to the random worlds; NaN with one replication. mean: mean outcome over
    points and replications.
    """

    table: pd.DataFrame
    noise: float
    mean: float


def compute_elementary_effects(unit: FloatArray, values: FloatArray) -> FloatArray:
    """Return the elementary effects, shape (trajectories, levers, replications).

    Args:
        unit: the design on the unit cube, shape (points, levers).
        values: outcomes, shape (points, replications).

    Raises:
        ValueError: the points do not make trajectories that move each lever once.
    """
    levers = unit.shape[1]
    if len(unit) % (levers + 1):
        raise ValueError(f"{len(unit)} points are no trajectories of {levers + 1}")
    steps = np.diff(unit.reshape(-1, levers + 1, levers), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    if (np.sort(moved, axis=1) != np.arange(levers)).any():
        raise ValueError("a trajectory does not move each lever once")
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)
    changes = np.diff(values.reshape(-1, levers + 1, values.shape[1]), axis=1) / size
    return np.asarray(np.take_along_axis(changes, np.argsort(moved, axis=1)[:, :, None], axis=1))


def screen_levers(unit: FloatArray, values: FloatArray) -> Screening:
    """Return mu, mu* and sigma of each lever with 95 % percentile intervals over trajectories.

    Args:
        unit: the design on the unit cube, shape (points, levers).
        values: outcomes, shape (points, replications).

    Raises:
        ValueError: the points do not make trajectories that move each lever once.
    """
    every = compute_elementary_effects(unit, values)
    mean = every.mean(axis=2)
    half = values.shape[1] // 2
    luck = np.full_like(mean, np.nan)
    if half:
        luck = (every[:, :, : 2 * half : 2] - every[:, :, 1 : 2 * half : 2]).mean(axis=2) / 2
    levers = mean.shape[1]
    keys = pd.DataFrame({"trajectory": np.arange(len(mean))})
    drawn = resample_means(np.hstack([np.abs(mean), np.abs(luck), mean, mean**2]), keys)
    stars, dummies, means, squares = (drawn[:, i * levers : (i + 1) * levers] for i in range(4))
    correction = len(mean) / (len(mean) - 1)
    sigmas = np.sqrt(np.maximum(squares - means**2, 0.0) * correction)
    table = pd.DataFrame({"mu": mean.mean(axis=0), "mu_star": np.abs(mean).mean(axis=0)})
    table["sigma"], table["dummy"] = mean.std(axis=0, ddof=1), np.abs(luck).mean(axis=0)
    for name, resampled in (("mu_star", stars), ("sigma", sigmas), ("dummy", dummies)):
        table[f"{name}_low"], table[f"{name}_high"] = compute_percentile_limits(resampled)
    square = float((mean**2).mean())
    noise = float((luck**2).mean()) / square if half and square > 0 else np.nan
    return Screening(table, noise, float(values.mean()))


def find_influential_levers(table: pd.DataFrame) -> list[bool]:
    """Return for each lever whether its mu* is clearly more than noise: its lower limit exceeds the
    upper limit of its dummy (0 without a dummy). table: of `Screening`.
    """
    return [bool(one) for one in table["mu_star_low"] > table["dummy_high"].fillna(0.0)]
