"""What the pages ought to show, computed apart: pandas and statsmodels over an exported CSV.

Nothing here comes from runs.analysis. A number is written with no digit finer than the leading
digit of its error, as the house rule has it.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

Interval = tuple[float, float, float]
"""Estimate, low, high."""


def written(found: Interval, per: float = 1.0, whole: bool = False) -> tuple[str, str, str]:
    """Return an interval in the digits that its half-width allows; a whole day has no decimals."""
    places = -math.floor(math.log10((found[2] - found[1]) * per / 2) + 1e-9)
    places = min(places, 0) if whole else places
    rounded = [round(number * per, places) + 0.0 for number in found]
    texts = [f"{number:,.{max(places, 0)}f}".replace("-", "−") for number in rounded]
    return texts[0], texts[1], texts[2]


def cell(found: Interval, per: float = 1.0, whole: bool = False) -> str:
    """Return it as a cell of a table."""
    return "{} [{}, {}]".format(*written(found, per, whole))


def share(chosen: pd.Series) -> Interval:
    """Return a share with its Wilson interval."""
    low, high = proportion_confint(chosen.sum(), len(chosen), method="wilson")
    return float(chosen.mean()), float(low), float(high)


def average(values: pd.Series) -> Interval:
    """Return a mean with its t interval; what a run has not is left out."""
    known = values.dropna()
    half = float(stats.t.ppf(0.975, len(known) - 1)) * known.std() / math.sqrt(len(known))
    return float(known.mean()), float(known.mean() - half), float(known.mean() + half)


def median(rows: pd.DataFrame) -> Interval:
    """Return the median day of contact, its interval from the log-log band (statsmodels)."""
    fit = SurvfuncRight(rows["duration"], rows["event_observed"].astype(int))
    low, high = fit.quantile_ci(0.5)
    return float(fit.quantile(0.5)), float(low), float(high)


def incidence(rows: pd.DataFrame, mover: str, day: int) -> Interval:
    """Return the Aalen-Johansen incidence by a day (statsmodels), and its Wilson interval.

    With the horizon as the only censoring it is a plain share, whose interval is Wilson's.
    """
    movers = [name for name in rows["first_mover_true"].unique() if name != "nobody"]
    codes = {name: code for code, name in enumerate(sorted(movers), start=1)}
    fit = CumIncidenceRight(rows["duration"], rows["first_mover_true"].map(codes).fillna(0))
    curve = np.r_[0.0, fit.cinc[codes[mover] - 1]]
    estimate = float(curve[np.searchsorted(fit.times, day, side="right")])
    _, low, high = share((rows["first_mover_true"] == mover) & (rows["duration"] <= day))
    return estimate, low, high


def hazard(rows: pd.DataFrame, first: int, last: int) -> Interval:
    """Return the chance of contact a day within some days, among runs still waiting."""
    waited = sum(int((rows["duration"] >= day).sum()) for day in range(first, last + 1))
    events = int((rows["event_observed"] & rows["duration"].between(first, last)).sum())
    low, high = proportion_confint(events, waited, method="wilson")
    return events / waited, float(low), float(high)


def difference(a: pd.DataFrame, b: pd.DataFrame, column: str, value: str | None = None) -> Interval:
    """Return the paired mean difference, b less a, with its t interval."""
    first, second = (
        rows.set_index(["point", "seed", "replication"])[column].sort_index() for rows in (a, b)
    )
    if value is not None:
        first, second = (found == value for found in (first, second))
    return average(second.astype(float) - first.astype(float))
