"""What the pages ought to show, computed apart: pandas and statsmodels over an exported CSV.

Nothing here comes from runs.analysis. Half the width of an interval keeps two digits, and its ends
are rounded outwards, as the house rule has it.
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


def write_interval(found: Interval, per: float = 1.0, whole: bool = False) -> tuple[str, str, str]:
    """Return an interval with two digits of its half-width, its ends outwards; a day is whole.

    Days and runs in a hundred are not rounded to tens, and no end reads as the estimate unless it
    is that.
    """
    value, low, high = (number * per for number in found)
    places = 0 if whole else 1 - int(f"{(high - low) / 2:.1e}"[4:])
    least = places = max(places, 0)
    while True:
        step = 10.0**-places
        ends = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
        middle = math.floor(value / step + 0.5 + 1e-9) * step
        rounded = (round(middle, places), round(ends[0], places), round(ends[1], places))
        texts = [f"{number + 0.0:,.{max(places, 0)}f}".replace("-", "−") for number in rounded]
        beside = any(
            end and not float(text.replace(",", "").replace("−", "-"))
            for end, text in zip((low, high), texts[1:], strict=True)
        )
        if (texts[0] not in texts[1:] or value in (low, high)) and (
            whole or not beside or places >= least + 4
        ):
            return texts[0], texts[1], texts[2]
        places += 1


def cell(found: Interval, per: float = 1.0, whole: bool = False) -> str:
    """Return it as a cell of a table."""
    return "{} [{}, {}]".format(*write_interval(found, per, whole))


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


FAMILY: tuple[tuple[str, str | None], ...] = (
    *(("first_mover_true", who) for who in ("us", "china", "broker", "simultaneous", "nobody")),
    *((column, None) for column in ("duration", "tension_end", "goodwill_end", "terms_us")),
    *((f"believed_{public}", "us") for public in ("us_home", "china_home", "world")),
    *((f"belief_{public}", None) for public in ("us_home", "china_home", "world")),
    *((f"face_{side}_{side}_{when}", None) for side in ("us", "china") for when in ("end", "call")),
    *((f"tariff_{side}_{when}", None) for side in ("us", "china") for when in ("peak", "end")),
    *(
        (f"{what}_{side}{when}", None)
        for side in ("us", "china")
        for what, when in (
            *(("pressure", "_end"), ("pain", "_end"), ("outrage", "_end")),
            *(("asks", ""), ("hints", ""), ("refusals", "")),
        )
    ),
    *((column, None) for column in ("envoy_event_observed", "deniable", "embarrassment", "visits")),
)
"""Column of each metric that is judged together with the others, and the value that is a yes."""
YES_NO = {"envoy_event_observed", "deniable", "embarrassment"}


def changes(a: pd.DataFrame, b: pd.DataFrame, column: str, value: str | None) -> pd.Series:
    """Return b less a of each pair in which both have a value."""
    first, second = (
        rows.set_index(["point", "seed", "replication"])[column].sort_index() for rows in (a, b)
    )
    if value is not None:
        first, second = (found == value for found in (first, second))
    return (second.astype(float) - first.astype(float)).dropna()


def p_of(change: pd.Series, yes_no: bool) -> float:
    """Return the p value of no difference: exact McNemar of a yes/no outcome, else paired t."""
    up, down = int((change > 0).sum()), int((change < 0).sum())
    if len(change) < 2:
        return math.nan
    if not up + down:
        return 1.0
    if yes_no:
        return float(stats.binomtest(up, up + down, 0.5).pvalue)
    return float(stats.ttest_1samp(change, 0.0).pvalue)


def error_allowed(p: float, family: list[float]) -> float:
    """Return the error at which Holm's steps judge a p value of a family without NaN.

    The smallest is held to 0.05 over all, the next to 0.05 over one fewer, until one is not below.
    """
    left = len(family)
    for smallest in sorted(family):
        if smallest >= 0.05 / left or smallest == p:
            break
        left -= 1
    return 0.05 / left


def difference(
    a: pd.DataFrame, b: pd.DataFrame, column: str, value: str | None = None
) -> tuple[Interval, int]:
    """Return the paired mean difference, b less a, with its adjusted t interval, and the pairs.

    The interval is taken at the error at which Holm's steps judged the metric. Where it and exact
    McNemar disagree on 0, the end next to 0 is that of the exact test (Clopper and Pearson's of the
    discordant pairs).
    """
    every = {key: changes(a, b, *key) for key in FAMILY}
    tests = {key: p_of(own, bool(key[1]) or key[0] in YES_NO) for key, own in every.items()}
    key = column, value
    change, p = every[key], tests[key]
    error = error_allowed(p, [known for known in tests.values() if not math.isnan(known)])
    middle, count = float(change.mean()), len(change)
    half = float(stats.t.ppf(1 - error / 2, count - 1)) * change.std() / math.sqrt(count)
    low, high = middle - half, middle + half
    if (value is not None or column in YES_NO) and (low > 0 or high < 0) != (p < error):
        up, moved = int((change > 0).sum()), int((change != 0).sum())
        exact = stats.binomtest(up, moved, 0.5).proportion_ci(1 - error, method="exact")
        ends = [(2 * end - 1) * moved / count for end in (exact.low, exact.high)]
        low, high = (ends[0], high) if middle > 0 else (low, ends[1])
    return (middle, low, high), count
