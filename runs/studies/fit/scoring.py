"""The score of each row: its forecast against what happened, and against the rivals' forecasts.

One row of the table is one datum: a row of the record at one stage. A row that cannot be composed
is scored with the pool of the other clusters and counted; none is left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.studies.fit.evidence import Evidence
from runs.studies.fit.recorded_wait import RecordedWait, compute_cluster_weights
from runs.studies.fit.rivals import RIVALS, compute_asker_base_rate, make_rival_forecasts
from runs.studies.fit.simulated import compute_asker_probability
from runs.studies.fit.window import (
    compute_crps,
    compute_even_forecast_weight,
    compute_log_score,
    compute_quantile_rank,
    find_quantile,
)

LOW, HIGH = 0.1, 0.9
Row = dict[str, Any]


class Forecast(NamedTuple):
    """The forecast of one recorded contact.

    `days`: probabilities of days 0..last and of later, (last + 2,); `askers`: (3,) numbers of runs
    with the contact, by who asked (first side, second, other); `runs`: the effective number of
    independent runs; `pareto_k`: how reliable their weights are, NaN without weights.
    """

    days: FloatArray
    askers: FloatArray
    runs: float
    left_out: bool = False
    """Whether the draws were weighed as if the datum's cluster had not been learned from."""
    pareto_k: float = math.nan


def make_score_rows(
    data: Sequence[RecordedWait],
    forecasts: Mapping[str, Forecast],
    known: Sequence[RecordedWait],
    evidence: Evidence,
    last_day_without: int = -1,
) -> list[Row]:
    """Return for each recorded contact what happened and the scores of its forecast and rivals.

    Args:
        data: the recorded contacts to score.
        forecasts: by the contact's key; one that was not simulated gets the rivals' pool.
        known: contacts the rivals learn from, without the cluster (act, standoff) being scored.
        evidence: window of days that count as a hit, last scored day, reliability of who asked.
        last_day_without: forecasts are conditional on no contact up to this day; -1 for none.
    """
    runs = max((one.runs for one in forecasts.values()), default=1.0)
    even = compute_even_forecast_weight(evidence, runs)
    weights = compute_cluster_weights(data)
    found = []
    for datum, weight in zip(data, weights, strict=True):
        rivals = make_rival_forecasts(datum, known, evidence, last_day_without)
        own = forecasts.get(datum.key)
        days = rivals["pool"] if own is None else own.days
        row: Row = {
            "id": datum.id, "title": datum.title, "stage": datum.stage, "cluster": datum.cluster,
            "weight": weight, "composed": own is not None, "observed": datum.day,
            "censored": datum.censored, **_describe_forecast(days, datum),
            "log_score": compute_log_score(days, datum, evidence, even),
            "crps": compute_crps(days, datum),
        }  # fmt: skip
        for name in RIVALS:
            row[f"log_score_{name}"] = compute_log_score(rivals[name], datum, evidence, even)
            row[f"crps_{name}"] = compute_crps(rivals[name], datum)
            row[f"median_{name}"] = find_quantile(rivals[name], 0.5)
        row |= _score_asker(datum, own, known)
        row |= {"left_out": own is not None and own.left_out,
                "pareto_k": None if own is None else own.pareto_k}  # fmt: skip
        found.append(row)
    return found


def _describe_forecast(days: FloatArray, datum: RecordedWait) -> Row:
    """Return a forecast's median, low80 and high80 (days; infinity if beyond the horizon), covered
    (`_is_covered`) and quantile (of the real day).
    """
    low, high = find_quantile(days, LOW), find_quantile(days, HIGH)
    return {
        "median": find_quantile(days, 0.5),
        "low80": low,
        "high80": high,
        "covered": _is_covered(datum, low, high),
        "quantile": compute_quantile_rank(days, datum),
    }


def _is_covered(datum: RecordedWait, low: float, high: float) -> bool | None:
    """Say whether the real day lies in the interval; None if it is censored before the interval's
    end.
    """
    if not datum.censored:
        return low <= datum.day <= high
    if math.isinf(high):
        return True
    return False if datum.day >= high else None


def _score_asker(
    datum: RecordedWait, forecast: Forecast | None, known: Sequence[RecordedWait]
) -> Row:
    """Return asker (first, second, other), p_asker (the forecast's probability of that),
    log_score_asker and log_score_asker_base (base rate in other clusters), both in nats.

    Without a forecast the base rate is scored. All are None if the asker is unknown.
    """
    keys = ("asker", "p_asker", "log_score_asker", "log_score_asker_base")
    if datum.asker is None:
        return dict.fromkeys(keys)
    base = compute_asker_base_rate(datum, known)
    p = base
    if forecast is not None:
        chance, _ = compute_asker_probability(forecast.askers, forecast.askers.sum(), datum.asker)
        p = float(chance)
    where = ("first", "second", "other")[datum.asker.place]
    return dict(zip(keys, (where, p, math.log(p), math.log(base)), strict=True))


def compute_paired_difference(
    rows: Sequence[Mapping[str, Any]], column: str, subtracted: str, by_cluster: bool = True
) -> Row:
    """Return the mean difference of two columns of scores: one and other (their names), by, n,
    difference (mean of `column` - `subtracted`), low and high (95 % t interval). NaN for n = 0, the
    interval for n < 2; rows lacking either score are left out.

    by_cluster: whether the rows have their `weight`, so that the difference is that of the weighted
    means (`summary.compute_weighted_mean`), and the interval is the cluster-robust one over n
    clusters; else each row counts once, and as independent.
    """
    from scipy.stats import t

    held = [row for row in rows if row[column] is not None and row[subtracted] is not None]
    values = np.array([float(row[column]) - float(row[subtracted]) for row in held])
    weights = np.array([float(row["weight"]) if by_cluster else 1.0 for row in held])
    groups = [str(row["cluster"]) if by_cluster else place for place, row in enumerate(held)]
    n, total = len(set(groups)), weights.sum()
    mean = float(weights @ values / total) if n else math.nan
    apart = dict.fromkeys(groups, 0.0)
    for group, one in zip(groups, weights * (values - mean), strict=True):
        apart[group] += one
    spread = math.sqrt(sum(one**2 for one in apart.values()))
    half = (
        float(t.ppf(0.975, n - 1)) * math.sqrt(n / (n - 1)) * spread / total if n > 1 else math.nan
    )
    return {"one": column, "other": subtracted, "by": "cluster" if by_cluster else "row", "n": n,
            "difference": mean, "low": mean - half, "high": mean + half}  # fmt: skip
