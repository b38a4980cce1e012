"""Waiting times of many variants at once, from counts by day: the table of variants' column.

The product-limit estimate and Greenwood's error are one line each on counts. statsmodels, which
draws every curve that is shown (`waiting`), takes one variant at a time: with 5,000 variants
their medians alone would take longer than a page may. Tests hold the two equal. Over the points of
a design errors are those of shares by world (`cluster_errors`), which with the horizon as the only
censoring is what Greenwood's are of independent runs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from runs.analysis.estimates.cluster_errors import WorldSums, compute_effective_runs
from runs.analysis.estimates.estimates import (
    N_MOVERS,
    FloatArray,
    IntArray,
    compute_normal_quantile,
    compute_t_quantile,
    wilson,
)
from runs.analysis.estimates.tallies import Tallies


class DayCounts(NamedTuple):
    """Numbers of runs of each variant: `events` by the day of their contact, shape (variants,
    days), a column for each day from 1; `censored`, those without a contact up to `horizon`, the
    day of censoring, both of shape (variants,).
    """

    events: IntArray
    censored: IntArray
    horizon: IntArray

    @property
    def runs(self) -> IntArray:
        """Number of runs of each variant, shape (variants,)."""
        return np.asarray(self.events.sum(axis=1) + self.censored, dtype=np.int64)


def count_contacts_by_day(tallies: Tallies, stage: str, horizon: int | None = None) -> DayCounts:
    """Return each variant's number of contacts on each day up to the horizon, and of runs without
    one.

    horizon: days; later contacts are censored at it. Default, for each variant: the day on which
    its runs without contact end, or its last contact if every run has one. stage: "leader" or
    "envoy", whose contact counts.
    """
    own, leader = tallies.days[stage], tallies.days["leader"]
    size = max(own.shape[2], leader.shape[2], 1 if horizon is None else horizon + 1)
    seen = _pad_counts(own[:, N_MOVERS:].sum(axis=1), size)
    last = np.full(len(tallies.names), 0 if horizon is None else horizon, dtype=np.int64)
    if horizon is None:
        unseen = _find_last_day(_pad_counts(leader[:, :N_MOVERS].sum(axis=1), size))
        ever = [_find_last_day(_pad_counts(counts.sum(axis=1), size)) for counts in (own, leader)]
        last = np.where(unseen > 0, unseen, np.maximum(*ever))
    events = np.where(np.arange(size) <= last[:, None], seen, 0)
    return DayCounts(events[:, 1:], own.sum(axis=(1, 2)) - events.sum(axis=1), last)


def _pad_counts(counts: IntArray, size: int) -> IntArray:
    """Return counts, (rows, days), with columns of zeros added up to `size` columns."""
    return np.pad(counts, ((0, 0), (0, max(0, size - counts.shape[1]))))


def _find_last_day(counts: IntArray) -> IntArray:
    """Return the last day with a run, (variants,), 0 if there is none; counts: (variants, days)."""
    size = counts.shape[1]
    return np.where(counts.any(axis=1), size - 1 - np.argmax(counts[:, ::-1] > 0, axis=1), 0)


def sum_waits_over_worlds(tallies: Tallies, stage: str, contacts: DayCounts) -> WorldSums | None:
    """Return, for each variant, the sums over random worlds of the days that a world's runs waited
    (up to the horizon) and of their number, shape (variants,); None where the runs are independent
    (they are not of several points of a design). contacts: of the same runs and stage.
    """

    def sum_days_and_runs(days: IntArray, variant: IntArray) -> tuple[IntArray, IntArray]:
        """Return the days that each world's runs waited in all, and their number, each
        (worlds,).
        """
        seen = days[:, N_MOVERS:, 1:].sum(axis=1)
        day, last = np.arange(1, days.shape[2]), contacts.horizon[variant]
        seen = np.where(day <= last[:, None], seen, 0)
        runs = days.sum(axis=(1, 2))
        return (seen * day).sum(axis=1) + (runs - seen.sum(axis=1)) * last, runs

    return tallies.sum_over_worlds(stage, sum_days_and_runs)


def compute_effective_runs_by_day(
    tallies: Tallies, stage: str, contacts: DayCounts
) -> FloatArray | None:
    """Return the number of independent runs that each day's share without contact is worth,
    (variants, days); None where the runs are independent (not of several points of a design).

    contacts: of the same runs and stage.
    """
    found = sum_waiting_runs_over_worlds(tallies, stage, contacts.events.shape[1])
    return None if found is None else compute_effective_runs(found)


def sum_waiting_runs_over_worlds(tallies: Tallies, stage: str, last: int) -> WorldSums | None:
    """Return the sums over random worlds of the runs still without contact after each day 1 ..
    last, and of all runs, shape (variants, last); None where the runs are independent (not of
    several points of a design).
    """

    def count_still_waiting(days: IntArray, _: IntArray) -> tuple[IntArray, IntArray]:
        """Return each world's runs still waiting, (worlds, last), and its runs in all, (worlds,
        1).
        """
        ended = np.cumsum(_pad_counts(days[:, N_MOVERS:].sum(axis=1), last + 1), axis=1)
        runs = days.sum(axis=(1, 2))[:, None]
        return runs - ended[:, 1 : last + 1], runs

    return tallies.sum_over_worlds(stage, count_still_waiting)


def compute_product_limit(counts: DayCounts) -> tuple[FloatArray, FloatArray]:
    """Return P(no contact by the end of day t) and its standard error by Greenwood, each (variants,
    days); NaN errors once every run has had its contact.
    """
    ended = np.cumsum(counts.events, axis=1)
    at_risk = counts.runs[:, None] - ended + counts.events
    left = at_risk - counts.events
    daily = np.where(at_risk > 0, left / np.maximum(at_risk, 1), 1.0)
    survival = np.asarray(np.cumprod(daily, axis=1), dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(counts.events > 0, counts.events / (at_risk * left), 0.0)
        error = survival * np.sqrt(np.cumsum(terms, axis=1))
    return survival, error


def compute_share_errors(estimate: FloatArray, effective: FloatArray) -> FloatArray:
    """Return the standard error of shares, elementwise; effective: the number of independent runs
    that each is worth.
    """
    return np.sqrt(np.maximum(estimate * (1 - estimate), 0.0) / effective)


def compute_incidence_limits(
    share: FloatArray, error: FloatArray, n: int
) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper 95 % Wilson limits of shares, each (days,), within 0 and 1.

    share, error: the shares and their standard errors, (days,); each share gets the interval of as
    many runs as would have its error, or of n runs where the error is 0 or NaN or the share 0 or 1.
    """
    share = np.clip(share, 0.0, 1.0)
    usable = np.isfinite(error) & (error > 1e-12) & (share > 0) & (share < 1)
    runs = np.full(len(share), float(n))
    runs[usable] = share[usable] * (1 - share[usable]) / error[usable] ** 2
    low, high = wilson(share * runs, runs)
    return np.minimum(low, share), np.maximum(high, share)


def compute_log_log_limits(
    estimate: FloatArray, error: FloatArray, n: FloatArray | IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper 95 % limits of a survival curve, elementwise.

    error: its standard error; n: number of runs, which broadcasts against the curve. The log-log
    interval is undefined while no run, or once every run, has had its contact: there Wilson's
    interval of 0 events (or of all) is used, so the width is never zero.
    """
    low, high = wilson(np.round(estimate) * n, n)
    inner = (estimate > 0) & (estimate < 1)
    inside = estimate[inner]
    half = compute_normal_quantile() * error[inner] / (inside * -np.log(inside))
    low[inner], high[inner] = inside ** np.exp(half), inside ** np.exp(-half)
    return low, high


def find_medians(
    counts: DayCounts, effective: FloatArray | None = None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return each variant's median day and its lower and upper 95 % limit, each (variants,), NaN
    where not reached by the horizon.

    The median is the first day by which at least half of the runs have had their contact; a limit
    is the first day on which that limit of the survival curve is at most one half. effective:
    result of `compute_effective_runs_by_day`; None for independent runs.
    """
    estimate, error = compute_product_limit(counts)
    runs: FloatArray | IntArray = counts.runs[:, None]
    if effective is not None:
        runs, error = effective, compute_share_errors(estimate, effective)
    low, high = compute_log_log_limits(estimate, error, runs)
    days = np.arange(1, estimate.shape[1] + 1)
    within = days <= counts.horizon[:, None]
    found = []
    for curve in (estimate, low, high):
        below = (curve <= 0.5 + 1e-12) & within
        found.append(np.where(below.any(axis=1), np.argmax(below, axis=1) + 1.0, np.nan))
    return found[0], found[1], found[2]


def estimate_restricted_means(
    counts: DayCounts, sums: WorldSums | None = None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return each variant's mean days without contact up to its horizon and its lower and upper 95
    % t limit, each (variants,), within 1 and the horizon.

    sums: result of `sum_waits_over_worlds`; if given, the error is that over worlds. The mean is of
    whole numbers, so exact. Where every run waited equally long, the interval allows for the share
    of other runs that so many could have missed (Wilson's limit of zero events).
    """
    n, last = counts.runs, counts.horizon
    days = np.arange(1, counts.events.shape[1] + 1)
    total = (counts.events * days).sum(axis=1) + counts.censored * last
    squared = (counts.events * days**2).sum(axis=1) + counts.censored * last**2
    estimate = total / n
    spread = n * squared - total**2  # n (n - 1) times the variance, a whole number
    half = compute_t_quantile(n) * np.sqrt(spread / np.maximum(n - 1, 1)) / n
    if sums is not None:
        n, spread = sums.worlds.astype(np.int64), sums.error
        half = compute_t_quantile(n) * sums.error
    missed = wilson(0, n)[1]
    low = np.where(spread > 0, estimate - half, estimate - missed * (estimate - 1))
    high = np.where(spread > 0, estimate + half, estimate + missed * (last - estimate))
    return estimate, np.maximum(low, 1.0), np.minimum(high, last)
