"""Days to contact as numbers: median, restricted mean, hazard by day, quantile dots."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.estimates import mean, variants, wilson
from runs.analysis.waiting import at_risk, survival_of, waits


def median_days(
    frame: pd.DataFrame, stage: str = "leader", horizon: int | None = None
) -> pd.DataFrame:
    """Return the first day by which more than half of the runs have had their contact.

    The interval inverts the log-log band (Brookmeyer and Crowley 1982). NaN stands for "not
    reached by the horizon", in the estimate or in an end of the interval.

    Returns:
        variant, estimate, low, high (days or NaN), n (runs), horizon (days).
    """
    rows_out = []
    for name, rows in variants(frame):
        wait = waits(rows, stage, horizon)
        curve = survival_of(wait)
        places = [
            _first_day(curve[limit].to_numpy() < 0.5 - 1e-12)
            for limit in ("estimate", "low", "high")
        ]
        rows_out.append((name, *places, len(rows), wait.horizon))
    return pd.DataFrame(rows_out, columns=["variant", "estimate", "low", "high", "n", "horizon"])


def _first_day(below: np.ndarray) -> float:
    return float(np.argmax(below) + 1) if below.any() else np.nan


def rmst(frame: pd.DataFrame, horizon: int | None = None, stage: str = "leader") -> pd.DataFrame:
    """Return the restricted mean: expected days without contact within the horizon.

    E[min(T, horizon)], the area under the Kaplan-Meier curve from day 0 to the horizon. Runs
    are censored by the horizon alone, so it is a plain mean with a t interval. Where every run
    waited equally long, the interval allows for the share of other runs that so many could
    have missed (Wilson's limit of zero events).

    Args:
        frame: outcomes of one or more variants.
        horizon: days; at most the days simulated (ValueError). Default: all of them.
        stage: "leader" or "envoy".

    Returns:
        variant, estimate, low, high (days, 1..horizon), n (runs), horizon (days).
    """
    rows_out = []
    for name, rows in variants(frame):
        whole = waits(rows, stage)
        if horizon is not None and horizon > whole.horizon and (whole.cause == 0).any():
            raise ValueError(f"{name} was simulated for {whole.horizon} days, not {horizon}")
        last = whole.horizon if horizon is None else horizon
        days = np.minimum(whole.day, last).astype(float)
        estimate, low, high, n = mean(days)
        if days.min() == days.max():
            missed = float(wilson(0, n)[1])
            low, high = estimate - missed * (estimate - 1), estimate + missed * (last - estimate)
        rows_out.append((name, estimate, max(low, 1.0), min(high, float(last)), n, last))
    return pd.DataFrame(rows_out, columns=["variant", "estimate", "low", "high", "n", "horizon"])


def hazard(frame: pd.DataFrame, stage: str = "leader", window: int = 1) -> pd.DataFrame:
    """Return the chance of contact per day, among runs still without it.

    Args:
        frame: outcomes of one or more variants.
        stage: "leader" or "envoy".
        window: days put together (events and run-days are summed over them).

    Returns:
        variant, day (first of the window), days (in the window), at_risk (run-days), events,
        estimate, low, high (probability a day, Wilson). Windows in which nobody is left are
        left out.
    """
    parts = []
    for name, rows in variants(frame):
        wait = waits(rows, stage)
        starts = np.arange(0, wait.horizon, window)
        events = np.bincount(wait.day[wait.cause > 0], minlength=wait.horizon + 1)[1:]
        exposed = np.add.reduceat(at_risk(wait), starts)
        hits = np.add.reduceat(events, starts)
        low, high = wilson(hits, exposed)
        part = pd.DataFrame(
            {
                "variant": name,
                "day": starts + 1,
                "days": np.minimum(window, wait.horizon - starts),
                "at_risk": exposed,
                "events": hits,
                "estimate": hits / np.maximum(exposed, 1),
                "low": low,
                "high": high,
            }
        )
        parts.append(part[part["at_risk"] > 0])
    return pd.concat(parts, ignore_index=True)


def quantile_dots(frame: pd.DataFrame, dots: int = 50, stage: str = "leader") -> pd.DataFrame:
    """Return `dots` equally likely days of contact (Kay et al. 2016): spread, not error.

    Dot i is the day by which the share (i - 1/2) / dots of the runs has had contact; NaN when
    that is not reached by the horizon.

    Returns:
        variant, dot (1..dots), day.
    """
    shares = (np.arange(dots) + 0.5) / dots
    parts = []
    for name, rows in variants(frame):
        called = 1.0 - survival_of(waits(rows, stage))["estimate"].to_numpy()
        place = np.searchsorted(called, shares - 1e-12)
        day = np.where(place < len(called), place + 1.0, np.nan)
        parts.append(pd.DataFrame({"variant": name, "dot": np.arange(1, dots + 1), "day": day}))
    return pd.concat(parts, ignore_index=True)
