"""The score of a forecast of days: the probability it gives to a window around the real day.

A forecast is a probability for each day 0..last of the record and for "later", (last + 2,). What
happened is 0 or 1 for each of these: whether a run that ends on that day is a run in which it
happened. The same holds for the model and for every rival.
"""

from __future__ import annotations

import math

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.studies.fit.evidence import Evidence
from runs.studies.fit.recorded_wait import RecordedWait

HALF = 0.5
"""Of a day: a whole day d stands for what lies between d - 1/2 and d + 1/2."""


def find_window(datum: RecordedWait, evidence: Evidence) -> tuple[int, int]:
    """Return the first and the last day that count as having met a recorded contact's day; last + 1
    stands for later. For a censored one: all days after its last day without contact.
    """
    if datum.censored:
        return datum.day + 1, evidence.last_day + 1
    reach = max(evidence.least.value, evidence.window.value * datum.day)
    return max(0, math.ceil(datum.day - reach)), min(
        evidence.last_day, math.floor(datum.day + reach)
    )


def mark_window_days(datum: RecordedWait, evidence: Evidence) -> FloatArray:
    """Return (last + 2,) ones and zeros for days 0..last and later: 1 where a run with its contact
    on that day counts as a run in which the recorded contact (censored at the horizon) happened.
    """
    first, end = find_window(datum, evidence)
    days = np.arange(evidence.last_day + 2)
    return np.asarray((days >= first) & (days <= end), dtype=float)


def find_last_day_of_interest(in_window: FloatArray) -> int:
    """Return the last day up to which it matters when a run has its contact; 0 if it never matters.
    in_window: what `mark_window_days` returns.
    """
    return (
        int(np.flatnonzero(in_window != in_window[-1])[-1])
        if (in_window != in_window[-1]).any()
        else 0
    )


def compute_even_forecast(evidence: Evidence) -> FloatArray:
    """Return the forecast that is uniform over log(1 + day) up to the longest wait: probabilities
    of days 0..last and of later, (last + 2,).
    """
    edges = np.log1p(np.arange(evidence.last_day + 2, dtype=float))
    whole = math.log1p(evidence.longest.value)
    shares = np.diff(edges) / whole
    return np.append(shares, 1.0 - shares.sum())


def compute_even_forecast_weight(evidence: Evidence, runs: float) -> float:
    """Return the weight, 0 to 1, of the even forecast in a mixture with the shares of `runs`
    runs.
    """
    return evidence.count.value / (evidence.count.value + runs)


def compute_log_score(
    forecast: FloatArray, datum: RecordedWait, evidence: Evidence, even: float
) -> float:
    """Return the log of the probability that a forecast gives to the window around the recorded
    day (if censored: to all later days), in nats: 0 or less, higher is better.

    Args:
        forecast: probabilities of days 0..last and of "later", (last + 2,).
        datum: the recorded wait.
        evidence: gives the last day, the width of the window and the even forecast.
        even: 0..1, weight of the even forecast (`compute_even_forecast`) that is mixed in, the same
            for the model and its rivals; above 0, or a forecast of 0 raises ValueError.
    """
    event = mark_window_days(datum, evidence)
    mixed = (1.0 - even) * forecast + even * compute_even_forecast(evidence)
    return math.log(float(event @ mixed))


def compute_crps(forecast: FloatArray, datum: RecordedWait) -> float:
    """Return the continuous ranked probability score of a forecast, (last + 2,), on log(1 + days);
    0 is best.

    The integral of (F - 1{x >= y})^2 up to the horizon, F a step at each whole day; for a standoff
    that had no contact while it was observed, up to its last observed day (docs/fit.md).
    """
    by = np.cumsum(forecast[:-1])
    widths = np.diff(np.log1p(np.arange(len(forecast), dtype=float)))
    known = len(by) if not datum.censored else datum.day + 1
    happened = np.zeros(len(by)) if datum.censored else (np.arange(len(by)) >= datum.day)
    return float((((by - happened) ** 2) * widths)[:known].sum())


def find_quantile(forecast: FloatArray, level: float) -> float:
    """Return the first day by which a cumulated forecast, (last + 2,), reaches a level (0 to 1);
    infinity if it never does.
    """
    reached = np.flatnonzero(np.cumsum(forecast[:-1]) >= level - 1e-12)
    return float(reached[0]) if len(reached) else math.inf


def compute_quantile_rank(forecast: FloatArray, datum: RecordedWait) -> float:
    """Return the quantile, 0 to 1, of a forecast, (last + 2,), at which the real day falls:
    P(earlier) + P(that day) / 2; for a censored one P(by that day).
    """
    by = np.cumsum(forecast[:-1])
    rank = by[datum.day] - (0.0 if datum.censored else HALF * forecast[datum.day])
    return min(1.0, max(0.0, float(rank)))  # a sum of shares may end a rounding above 1
