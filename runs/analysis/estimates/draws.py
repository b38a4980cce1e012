"""How far a figure reaches over the draws of a fit, freed of the luck of the runs within a draw.

A draw is one set of parameters; the figures of its few runs differ from those of another draw by
luck as well. How much is luck, the one-way analysis of variance says (Searle, Casella and
McCulloch 1992, Variance Components, ch. 3): a normal distribution of the draws' true figures with
the rest of the variance begins, and is brought nearer to what the draws show by STEPS of the EM
algorithm (Laird and Louis 1991, Computational Statistics & Data Analysis 12: 27-37, smoothing by
roughening). Shares have the binomial likelihood, other means a normal one with the error within
draws. Where draws differ by no more than luck, the distribution is a point.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from runs.analysis.estimates.estimates import LEVEL, FloatArray, Interval
from runs.analysis.estimates.variance_of_draws import compute_equal_means_p_value, split_variance

DRAW, FIT = "draw", "fit"
"""Columns of the outcomes of a batch with a fit: the draw that a run plays, and the fit's name."""
LOW, HIGH = "draws_low", "draws_high"
SIGN, P, TURNS = "draws_sign", "draws_p", "turns"
"""Columns of results: the interval over draws; of differences also the share of draws that have the
sign of the estimate, the p value of no difference between draws, and whether the sign turns."""
SURE = 0.95
"""Share of draws below which a sign turns with the assumptions."""
STEPS = 40
GRID = 161
"""Values at which a distribution is known."""
RUNS = 2
"""Runs that a draw must have on average: of one run a draw, luck cannot be told from parameters."""
REACH = 4.0
"""Standard deviations to which the grid extends beyond the mean."""
UNBOUNDED = (-np.inf, np.inf)


class Distribution(NamedTuple):
    """Ascending values of a figure over draws (sets of parameters) and their shares, (size,)."""

    values: FloatArray
    shares: FloatArray
    p: float
    """Of the test that the draws do not differ (F, one-way analysis of variance)."""

    def find_interval(self, estimate: float) -> Interval:
        """Return the central 95 % of the figure over draws, widened to contain the estimate."""
        if len(self.values) == 1:
            return Interval(estimate, estimate)
        reached = np.cumsum(self.shares)
        tails = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
        places = np.minimum(np.searchsorted(reached, tails), len(reached) - 1)
        low, high = (float(self.values[place]) for place in places)
        return Interval(min(low, estimate), max(high, estimate))

    def compute_share_at_least(self, value: float) -> float:
        """Return the share of draws in which the figure is at least `value`."""
        return float(self.shares[self.values >= value - 1e-12].sum())

    def compute_sign_share(self, estimate: float) -> float:
        """Return the share of draws in which the figure has the sign of the estimate; NaN for 0."""
        if estimate == 0:
            return np.nan
        return float(self.shares[self.values * np.sign(estimate) > 0].sum())


def has_enough_runs(runs: float, draws: int) -> bool:
    """Say whether there are, on average, at least RUNS runs for each of the draws."""
    return runs >= RUNS * draws


def estimate_distribution(
    total: npt.ArrayLike,
    runs: npt.ArrayLike,
    squared_deviations: float,
    bounds: tuple[float, float] = UNBOUNDED,
    yes_no: bool = False,
) -> Distribution | None:
    """Return a mean's distribution over draws; None for one draw, or below RUNS runs per draw.

    Args:
        total: sum of the values of each draw's runs, shape (draws,).
        runs: number of runs of each draw, (draws,); draws without a run are left out.
        squared_deviations: of the runs' values from the overall mean, summed over all runs.
        bounds: lowest and highest value that the mean of a draw can take.
        yes_no: whether values are 0 or 1.
    """
    sums, n = np.asarray(total, float), np.asarray(runs, float)
    sums, n = sums[n > 0], n[n > 0]
    if len(n) < 2 or not has_enough_runs(n.sum(), len(n)):
        return None
    mean = sums.sum() / n.sum()
    between, within = split_variance(sums, n, squared_deviations)
    p = compute_equal_means_p_value(sums, n, squared_deviations)
    if not between > 1e-12 * (between + within) or not squared_deviations > 0:
        return Distribution(np.array([mean]), np.ones(1), p)
    pairs, count = np.unique(np.stack([sums, n]), axis=1, return_counts=True)
    grid = _make_value_grid(pairs[0] / pairs[1], mean, float(np.sqrt(between)), bounds)
    if yes_no:
        rest = pairs[1] - pairs[0]
        logs = np.outer(pairs[0], np.log(grid)) + np.outer(rest, np.log1p(-grid))
    else:
        noise = np.maximum(within / pairs[1], (grid[1] - grid[0]) ** 2)
        logs = -(((pairs[0] / pairs[1])[:, None] - grid) ** 2) / (2 * noise[:, None])
    likelihood = np.exp(logs - logs.max(axis=1, keepdims=True))
    shares = np.exp(-((grid - mean) ** 2) / (2 * between))
    for _ in range(STEPS):
        shares /= shares.sum()
        shares = shares * ((count / (likelihood @ shares)) @ likelihood)
    return Distribution(grid, shares / shares.sum(), p)


def estimate_share_distribution(hits: npt.ArrayLike, runs: npt.ArrayLike) -> Distribution | None:
    """Return the distribution over draws of a share hits / runs, both numbers by draw, (draws,);
    None as of `estimate_distribution`.
    """
    k, n = float(np.sum(hits)), float(np.sum(runs))
    return estimate_distribution(hits, runs, k * (1 - k / n) if n else 0.0, (0.0, 1.0), True)


def _make_value_grid(
    draw_means: FloatArray, mean: float, spread: float, bounds: tuple[float, float]
) -> FloatArray:
    """Return (GRID,) evenly spaced values at which a distribution over draws is computed.

    They reach from the lowest to the highest of the means of single draws, `draw_means`, and at
    least REACH standard deviations (`spread`) either side of the mean of all; never beyond the
    bounds.
    """
    low = max(bounds[0], min(float(draw_means.min()), mean - REACH * spread))
    high = min(bounds[1], max(float(draw_means.max()), mean + REACH * spread))
    return np.linspace(low, high, GRID + 2)[1:-1]


def estimate_mean_distribution(
    values: FloatArray, draw: npt.NDArray[np.integer], bounds: tuple[float, float] = UNBOUNDED
) -> Distribution | None:
    """Return the distribution over draws of the mean of values; None if too few runs have a value.

    values, draw: the value (NaN for none) and the draw of each run, shape (runs,); bounds: lowest
    and highest value that the mean of a draw can take.
    """
    known = ~np.isnan(values)
    held, place = values[known], draw[known]
    if not len(held):
        return None
    return estimate_distribution(
        np.bincount(place, held), np.bincount(place), float(held.var() * len(held)), bounds
    )


def estimate_run_share_distribution(
    hits: npt.ArrayLike, draw: npt.NDArray[np.integer]
) -> Distribution | None:
    """Return the distribution over draws of a share; None if there are too few runs per draw.

    hits (0 or 1), draw: of each run, shape (runs,).
    """
    return estimate_share_distribution(np.bincount(draw, np.asarray(hits)), np.bincount(draw))


def select_with_draw_interval(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the columns `names` of a table, and draws_low, draws_high and fit if it has them."""
    return table[[*names, *(name for name in (LOW, HIGH, FIT) if name in table)]]


def tabulate_draw_intervals(
    distributions: Sequence[Distribution | None],
    estimate: npt.ArrayLike,
    fit: str,
    prefix: str = "",
) -> dict[str, Any]:
    """Return draws_low, draws_high (the interval over draws of each distribution, NaN for None) and
    fit, as columns.

    estimate: of each distribution, contained in its interval; prefix: put before draws_low and
    draws_high with a "_".
    """
    values = np.asarray(estimate, float)
    pairs = list(zip(distributions, values, strict=True))
    return tabulate_intervals([of and of.find_interval(value) for of, value in pairs], fit, prefix)


def tabulate_intervals(
    intervals: Sequence[Interval | None], fit: str, prefix: str = ""
) -> dict[str, Any]:
    """Return draws_low, draws_high (the limits of the intervals, NaN for None) and fit, as columns;
    prefix: as of `tabulate_draw_intervals`.
    """
    before = f"{prefix}_" if prefix else ""
    ends = [Interval(np.nan, np.nan) if one is None else one for one in intervals]
    low, high = ([one[end] for one in ends] for end in (0, 1))
    return {before + LOW: low, before + HIGH: high, FIT: fit}


def tabulate_change_over_draws(
    change: FloatArray,
    draw: npt.NDArray[np.integer],
    effect: npt.ArrayLike,
    bounds: Sequence[tuple[float, float]],
    significant: npt.ArrayLike,
    fit: str,
) -> dict[str, Any]:
    """Return columns of paired differences: draws_low, draws_high, fit, draws_sign (share of draws
    with the sign of the effect), draws_p (of no difference between draws) and turns.

    turns is true if fewer than SURE of the draws have the sign of the effect, where the effect
    differs significantly from 0 or the draws differ by more than noise.

    Args:
        change: the difference of each pair, NaN for none, shape (pairs, differences).
        draw: the draw of each pair, shape (pairs,).
        effect: the mean differences, shape (differences,).
        bounds: lowest and highest possible value of each difference.
        significant: whether each differs significantly from 0.
        fit: the name of the fit.
    """
    found = [
        estimate_mean_distribution(one, draw, ends)
        for one, ends in zip(change.T, bounds, strict=True)
    ]
    pairs = list(zip(found, np.asarray(effect, float), strict=True))
    sign = np.array([np.nan if of is None else of.compute_sign_share(v) for of, v in pairs])
    p = np.array([np.nan if of is None else of.p for of in found])
    turns = (sign < SURE) & (np.asarray(significant, bool) | (p < 1 - LEVEL))
    return tabulate_draw_intervals(found, effect, fit) | {SIGN: sign, P: p, TURNS: turns}


def find_shared_fit_name(a: pd.DataFrame, b: pd.DataFrame) -> str:
    """Return the name of the fit if both frames (paired rows) use the same draws of it; else ""."""
    if DRAW not in a or DRAW not in b or not len(a):
        return ""
    same = str(a[FIT].iloc[0]) == str(b[FIT].iloc[0])
    return str(a[FIT].iloc[0]) if same and (a[DRAW].array == b[DRAW].array).all() else ""
