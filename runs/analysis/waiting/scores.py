"""Proper scores of a distribution of waiting times, given what happened.

A forecast is F, the probability of a contact by the end of day d, for d = 0 to last (days after the
beginning); 1 - F[last] is what lies later. Days are whole, so sums stand for integrals:

- log score: the logarithm of the probability given to the day, or, if the waiting is censored at
  day c, to every day after c (Gneiting and Raftery 2007, doi:10.1198/016214506000001437);
- CRPS: the sum over days of (F(d) - 1{d >= day})^2, up to the last day known. For a censored
  waiting it runs to c alone, where the outcome is known (Avati et al. 2020, arXiv:1806.08324).
  Without censoring it equals mean |X - y| - mean |X - X'| / 2 over a sample X (the same, eq. 21).

No score says that a forecast is right: a handful of histories cannot.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from runs.analysis.estimates.estimates import FloatArray, IntArray

HALF_COUNT = 0.5
"""Added to the count of each day and of "later": no day is held impossible for want of runs."""


class ObservedWait(NamedTuple):
    """An observed wait: contact on `day` (0 is the first day) or, if censored, none up to it;
    weight is its weight among several waits.
    """

    day: int
    censored: bool = False
    weight: float = 1.0

    def censor_at(self, last: int) -> ObservedWait:
        """Return what is known of this wait on day `last`: censored there if it ends later."""
        return self if self.day <= last else self._replace(day=last, censored=True)


def count_contact_days(days: IntArray, event: npt.NDArray[np.bool_], last: int) -> FloatArray:
    """Return the number of runs by day of contact, (last + 2,), float: days 0..last, then "later or
    never".

    days: each run's last day; event: whether it ended with a contact; both (runs,).
    """
    place = np.where(event & (days <= last), days, last + 1)
    return np.bincount(place, minlength=last + 2).astype(float)


def compute_contact_cdf(counts: FloatArray) -> FloatArray:
    """Return the probability of contact by the end of each day 0..last, (last + 1,).

    counts: (last + 2,), the number of runs by day of contact; the last element is "later or never".
    """
    shares: FloatArray = np.cumsum(counts[:-1]) / counts.sum()
    return shares


def compute_smoothed_cdf(counts: FloatArray) -> FloatArray:
    """Return the probability of contact by the end of each day 0..last, (last + 1,), from counts by
    day as of `count_contact_days`, with half a count added to every day and to "later".
    """
    return compute_contact_cdf(counts + HALF_COUNT)


def compute_log_score(forecast: FloatArray, observed: ObservedWait) -> float:
    """Return ln P(what happened) in nats under a forecast; minus infinity where P is 0.

    forecast: P(contact by the end of day 0, 1, ...), cumulative; (days,). A wait that is longer
    than the forecast is censored at its last day.
    """
    seen = observed.censor_at(len(forecast) - 1)
    before = forecast[seen.day - 1] if seen.day > 0 else 0.0
    by = forecast[seen.day]
    chance = 1.0 - by if seen.censored else by - before
    return math.log(chance) if chance > 0 else -math.inf


def compute_crps(forecast: FloatArray, observed: ObservedWait) -> float:
    """Return the continuous ranked probability score of a forecast in days; 0 is best.

    It is the sum over days of the squared difference between the forecast and whether contact has
    happened by then (0 or 1); for a censored wait it ends at the day of censoring. forecast:
    P(contact by the end of day 0, 1, ...), cumulative; (days,).
    """
    seen = observed.censor_at(len(forecast) - 1)
    if seen.censored:
        return float(np.sum(forecast[: seen.day + 1] ** 2))
    happened = np.arange(len(forecast)) >= seen.day
    return float(np.sum((forecast - happened) ** 2))


def compute_quantile_rank(forecast: FloatArray, observed: ObservedWait) -> float:
    """Return the quantile of a forecast at which an observed day falls, 0 to 1.

    P(earlier) + P(that day) / 2; of a censored wait P(contact by that day), a lower bound.
    forecast: P(contact by the end of day 0, 1, ...), cumulative; (days,).
    """
    seen = observed.censor_at(len(forecast) - 1)
    by = float(forecast[seen.day])
    if seen.censored:
        return by
    before = float(forecast[seen.day - 1]) if seen.day > 0 else 0.0
    return 0.5 * (before + by)


def find_quantile(forecast: FloatArray, level: float) -> int | None:
    """Return the first day, from 0, on which a cumulative forecast, (days,), reaches `level` (0 to
    1); None if it never does.
    """
    reached = np.flatnonzero(forecast >= level - 1e-12)
    return int(reached[0]) if len(reached) else None


def fit_exponential_rate(waits: Sequence[ObservedWait]) -> float | None:
    """Return the contacts per day of waiting, estimated by maximum likelihood with censoring and
    weights; None without a contact or without a day of waiting.
    """
    contacts = sum(one.weight for one in waits if not one.censored)
    waited = sum(one.weight * one.day for one in waits)
    return contacts / waited if contacts > 0 and waited > 0 else None


def compute_exponential_cdf(rate: float, last: int) -> FloatArray:
    """Return P(contact by the end of day 0..last), (last + 1,), for exponential waits of this rate
    a day.

    Day d stands for the time from d - 1/2 to d + 1/2.
    """
    reached: FloatArray = -np.expm1(-rate * (np.arange(last + 1) + 0.5))
    return reached


def estimate_pooled_cdf(waits: Sequence[ObservedWait], last: int) -> FloatArray | None:
    """Return P(contact by the end of day 0..last), (last + 1,), from weighted waits by Kaplan-Meier
    (statsmodels); zeros if all are censored, None if there is no wait.
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    if not any(not one.censored for one in waits):
        return np.zeros(last + 1) if waits else None
    days = np.array([float(one.day) for one in waits])
    status = np.array([0.0 if one.censored else 1.0 for one in waits])
    weights = np.array([one.weight for one in waits])
    with np.errstate(divide="ignore", invalid="ignore"):  # a last day on which all have met
        fit = SurvfuncRight(days, status, freq_weights=weights)
    place = np.searchsorted(fit.surv_times, np.arange(last + 1), side="right")
    reached: FloatArray = 1.0 - np.r_[1.0, fit.surv_prob][place]
    return reached


def compute_weighted_mean(values: Sequence[float], weights: Sequence[float]) -> float | None:
    """Return the weighted mean of values, minus infinity if a value is; None if the weights sum to
    0.
    """
    total = sum(weights)
    return sum(v * w for v, w in zip(values, weights, strict=True)) / total if total > 0 else None
