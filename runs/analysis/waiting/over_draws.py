"""Days to contact over the draws of a fit: medians, means and curves by day, freed of luck."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from runs.analysis.estimates.draws import (
    FIT,
    HIGH,
    LOW,
    SIGN,
    SURE,
    TURNS,
    Distribution,
    P,
    estimate_distribution,
    estimate_mean_distribution,
    estimate_share_distribution,
    tabulate_change_over_draws,
    tabulate_draw_intervals,
)
from runs.analysis.estimates.estimates import LEVEL, N_MOVERS, FloatArray, IntArray
from runs.analysis.estimates.over_draws import iterate_day_counts_by_draw
from runs.analysis.estimates.tallies import Tallies
from runs.analysis.waiting.curves import DayCounts

DAYS = 25
"""Days on which the interval over draws of a curve is computed."""


def tabulate_median_over_draws(
    tallies: Tallies, stage: str, counts: DayCounts
) -> dict[str, FloatArray]:
    """Return draws_low, draws_high, each (variants,): the median day's interval over draws of a
    fit. counts: the contacts of the same runs and stage.

    The limits are the first days by which half of the runs or more are in contact in 2.5 % and in
    97.5 % of the draws. NaN: not by the horizon, or too few runs per draw.
    """
    tails = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    by_draw = zip(iterate_day_counts_by_draw(tallies, stage), counts.horizon.tolist(), strict=True)
    found = [
        [_find_day_of_draws_past_median(days, last, tail) for tail in tails]
        for days, last in by_draw
    ]
    limits = np.array(found, dtype=float).reshape(-1, 2)
    return {LOW: limits[:, 0], HIGH: limits[:, 1]}


def _find_day_of_draws_past_median(days: IntArray, last_day: int, share: float) -> float:
    """Return the first day by which at least `share` of the draws have half of their runs in
    contact, NaN if none is by `last_day`; days: runs by draw, kind and day.
    """
    reached = np.cumsum(days[:, N_MOVERS:].sum(axis=1), axis=1)
    runs = days.sum(axis=(1, 2))
    low, high = 0, min(last_day, reached.shape[1] - 1)  # not by the one; by the other, or never
    if not _compute_share_past_median(reached[:, high], runs) >= share:
        return np.nan
    while high - low > 1:
        middle = (low + high) // 2
        enough = _compute_share_past_median(reached[:, middle], runs) >= share
        low, high = (low, middle) if enough else (middle, high)
    return float(high)


def _compute_share_past_median(reached: IntArray, runs: IntArray) -> float:
    """Return the share of draws in which `reached` is half of `runs` or more; NaN if unknown."""
    found = estimate_share_distribution(reached, runs)
    return np.nan if found is None else found.compute_share_at_least(0.5)


def choose_curve_days(last_day: int, extra_days: Sequence[int] = ()) -> IntArray:
    """Return the days, ascending, on which a curve over 1 .. last_day has its interval over draws
    computed: DAYS of them, evenly spaced, and `extra_days`.
    """
    even = np.linspace(1, last_day, min(last_day, DAYS)).round().astype(np.int64)
    return np.union1d(even, np.asarray(extra_days, dtype=np.int64))


def interpolate_days(days: IntArray, values: FloatArray, last_day: int) -> FloatArray:
    """Return values known on some `days` as values of all days, (last_day,), on straight lines
    between these days; NaN beside an unknown one.
    """
    return np.interp(np.arange(1, last_day + 1), days, values)


def tabulate_curve_over_draws(
    hits: IntArray, runs: IntArray, estimate: FloatArray, fit: str
) -> dict[str, Any]:
    """Return draws_low, draws_high, each (days,), and fit of the shares of a curve, day by day.

    The interval is computed on the days of `choose_curve_days`; between them it is on a straight
    line, widened if necessary to contain the estimate.

    Args:
        hits: runs by draw (set of parameters of the fit) up to each day, (draws, days).
        runs: all runs by draw, (draws,).
        estimate: the share on each day, (days,).
        fit: its name.
    """
    days = choose_curve_days(len(estimate))
    found = [estimate_share_distribution(hits[:, day - 1], runs) for day in days]
    return _tabulate_interpolated(found, days, estimate, fit)


def tabulate_daily_means_over_draws(values: FloatArray, draw: IntArray, fit: str) -> dict[str, Any]:
    """Return draws_low, draws_high, each (days,), and fit of a quantity's daily mean over runs.

    values: (days, runs); draw: of each run, (runs,); fit: its name.
    """
    days = choose_curve_days(len(values))
    found = [estimate_mean_distribution(values[day - 1], draw) for day in days]
    return _tabulate_interpolated(found, days, values.mean(axis=1), fit)


def _tabulate_interpolated(
    distributions: Sequence[Distribution | None], days: IntArray, estimate: FloatArray, fit: str
) -> dict[str, Any]:
    """Return draws_low, draws_high, (all days,), and fit from the distributions of some days."""
    ends = tabulate_draw_intervals(distributions, estimate[days - 1], fit)
    low, high = (
        interpolate_days(days, np.asarray(ends[end]), len(estimate)) for end in (LOW, HIGH)
    )
    return {LOW: np.minimum(low, estimate), HIGH: np.maximum(high, estimate), FIT: fit}


def count_contacts_by_draw(days: IntArray, last: int) -> IntArray:
    """Return the runs with contact by the end of each day 1 .. last: (draws, N_MOVERS, last).

    days: one variant's runs by draw, kind of end and day, of `iterate_day_counts_by_draw`.
    """
    seen = np.cumsum(days[:, N_MOVERS:, 1 : last + 1], axis=2)
    return np.pad(seen, ((0, 0), (0, 0), (0, last - seen.shape[2])), mode="edge")


def add_draw_interval_to_incidence(
    table: pd.DataFrame, days: IntArray, causes: Sequence[str], fit: str
) -> pd.DataFrame:
    """Return one variant's incidence with draws_low, draws_high and fit added.

    Args:
        table: day, cause and estimate, of `waiting.compute_cumulative_incidence`.
        days: the variant's runs by draw, kind of end and day.
        causes: those of contact in the order of the kinds, then that of no contact.
        fit: its name.
    """
    runs = days.sum(axis=(1, 2))
    seen = count_contacts_by_draw(days, int(table["day"].max()))
    parts = []
    for cause, rows in table.groupby("cause", sort=False):
        place = causes.index(str(cause))
        hits = seen[:, place] if place < N_MOVERS else runs[:, None] - seen.sum(axis=1)
        own = tabulate_curve_over_draws(hits, runs, rows["estimate"].to_numpy(), fit)
        parts.append(rows.assign(**own))
    return pd.concat(parts)


def add_draw_interval_to_survival(table: pd.DataFrame, days: IntArray, fit: str) -> pd.DataFrame:
    """Return one variant's survival curve with draws_low, draws_high and fit added.

    table: of `waiting.compute_variant_survival`; days: runs by draw, kind of end and day.
    """
    runs, curve = days.sum(axis=(1, 2)), table["estimate"].to_numpy()
    still = runs[:, None] - count_contacts_by_draw(days, len(curve)).sum(axis=1)
    return table.assign(**tabulate_curve_over_draws(still, runs, curve, fit))


def tabulate_hazard_over_draws(
    days: IntArray, edges: IntArray, run_days: IntArray, fit: str
) -> dict[str, Any]:
    """Return draws_low, draws_high, (windows,), and fit of the chance of contact a day.

    A run that is still waiting as a window begins has its contact in it or not: of these runs the
    share is taken by draw, and then scaled to a chance a day.

    Args:
        days: one variant's runs by draw, kind of end and day.
        edges: last day before each window, from 0, then the end of the last, (windows + 1,).
        run_days: days that all runs wait in each window, (windows,).
        fit: the fit's name.
    """
    seen = count_contacts_by_draw(days, int(edges[-1])).sum(axis=1)
    by = np.pad(seen, ((0, 0), (1, 0)))
    runs = days.sum(axis=(1, 2))[:, None] - by[:, edges[:-1]]
    hits = np.diff(by[:, edges], axis=1)
    found = [estimate_share_distribution(*pair) for pair in zip(hits.T, runs.T, strict=True)]
    whole = np.maximum(runs.sum(axis=0), 1)
    ends = tabulate_draw_intervals(found, hits.sum(axis=0) / whole, fit)
    scale = whole / np.maximum(run_days, 1)
    low, high = (np.asarray(ends[end]) * scale for end in (LOW, HIGH))
    return {LOW: low, HIGH: high, FIT: fit}


def estimate_waits_over_draws(
    tallies: Tallies, stage: str, counts: DayCounts
) -> list[Distribution | None]:
    """Return each variant's distribution over draws of mean days waited; None: too few runs."""
    found = []
    for days, last in zip(
        iterate_day_counts_by_draw(tallies, stage), counts.horizon.tolist(), strict=True
    ):
        day = np.arange(days.shape[2])
        seen = np.where((day >= 1) & (day <= last), days[:, N_MOVERS:].sum(axis=1), 0)
        runs = days.sum(axis=(1, 2))
        rest = runs - seen.sum(axis=1)
        total = seen @ day + rest * last
        squares = float((seen @ day**2 + rest * last**2).sum())
        deviations = squares - float(total.sum()) ** 2 / float(runs.sum())
        found.append(estimate_distribution(total, runs, deviations, (0.0, float(last))))
    return found


def tabulate_gap_over_draws(
    change: FloatArray, draw: IntArray, significant: npt.ArrayLike, fit: str
) -> dict[str, Any]:
    """Return draws_low, draws_high, fit, draws_sign and turns of a difference of shares, each
    (days,).

    They are those of `draws.tabulate_change_over_draws` on the days of `choose_curve_days` and on
    that of the widest difference; between them, limits and the share of draws are on straight
    lines. Where the draws cannot be told apart the interval is the difference itself: with few
    pairs that differ, the tails of a distribution over draws are luck.

    Args:
        change: the difference of each pair on each day, (pairs, days).
        draw: the draw of each pair, (pairs,).
        significant: whether the difference is significant, day by day.
        fit: its name.
    """
    effect = change.mean(axis=0)
    last, widest = len(effect), int(np.abs(effect).argmax())
    days = choose_curve_days(last, [widest + 1])
    some = days - 1
    signs = tabulate_change_over_draws(
        change[:, some], draw, effect[some], [(-1.0, 1.0)] * len(some), np.ones(len(some)), fit
    )
    alike = np.asarray(signs[P]) >= 1.0 - LEVEL
    points = {LOW: effect[some], HIGH: effect[some], SIGN: np.where(effect[some], 1.0, np.nan)}
    low, high, sign = (
        interpolate_days(days, np.where(alike, point, np.asarray(signs[name])), last)
        for name, point in points.items()
    )
    turns = (sign < SURE) & np.asarray(significant, bool)
    ends = {LOW: np.minimum(low, effect), HIGH: np.maximum(high, effect)}
    return {**ends, FIT: fit, SIGN: sign, TURNS: turns}
