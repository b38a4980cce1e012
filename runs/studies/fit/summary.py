"""The means of a table of scores: each cluster counts once; differences are paired, with
intervals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from runs.studies.fit.rivals import RIVALS
from runs.studies.fit.scoring import Row, compute_paired_difference

STAGES = ("leader", "envoy")
PAIRS = (
    *(("log_score", f"log_score_{name}") for name in RIVALS),
    *(("crps", f"crps_{name}") for name in RIVALS),
    ("log_score_asker", "log_score_asker_base"),
)


def summarise_scores(rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return mean scores as dicts, one for the leaders' contact, one for the envoys' and one for
    both, without those that have no rows: stage, rows, clusters, not_composed (number of rows
    scored as the pool), covered80 (share of 80 % intervals that hold the real day),
    rank_correlation, rank_correlation_regression, the weighted mean of each column in PAIRS, and
    differences (`compute_paired_difference`, by row and by cluster).
    """
    found = []
    for stage in (*STAGES, "both"):
        own = [row for row in rows if stage in (row["stage"], "both")]
        if own:
            found.append(_summarise_stage(stage, own))
    return found


def _summarise_stage(stage: str, rows: Sequence[Mapping[str, Any]]) -> Row:
    """Return the mean scores of rows of one stage or of both (keys: `summarise_scores`)."""
    columns = [one for pair in PAIRS for one in pair]
    means = {name: compute_weighted_mean(rows, name) for name in dict.fromkeys(columns)}
    differences = [
        compute_paired_difference(rows, one, other, by_cluster)
        for one, other in PAIRS for by_cluster in (False, True)
    ]  # fmt: skip
    return {
        "stage": stage,
        "rows": len(rows),
        "clusters": len({row["cluster"] for row in rows}),
        "not_composed": sum(not row["composed"] for row in rows),
        "covered80": compute_weighted_mean(rows, "covered"),
        "rank_correlation": compute_rank_correlation_of_days(rows, "median"),
        "rank_correlation_regression": compute_rank_correlation_of_days(rows, "median_regression"),
        **means,
        "differences": differences,
    }


def compute_weighted_mean(rows: Sequence[Mapping[str, Any]], name: str) -> float:
    """Return the mean of a column over the rows where it is not None, by their `weight`; NaN if
    none.
    """
    held = [(float(row[name]), float(row["weight"])) for row in rows if row[name] is not None]
    total = sum(weight for _, weight in held)
    return sum(value * weight for value, weight in held) / total if total else math.nan


def compute_rank_correlation_of_days(rows: Sequence[Mapping[str, Any]], name: str) -> float:
    """Return Spearman's correlation of a column of days with the real days; NaN for fewer than
    three rows, or if either is constant.

    Standoffs that lasted to the last day observed or beyond are ties at the end, as are infinite
    days of the column; those observed for less are left out.
    """
    from scipy.stats import rankdata

    last = max((row["observed"] for row in rows), default=0)
    held = [row for row in rows if not row["censored"] or row["observed"] == last]
    real = [math.inf if row["censored"] else float(row["observed"]) for row in held]
    seen = [float(row[name]) for row in held]
    if len(held) < 3 or min(seen) == max(seen) or min(real) == max(real):
        return math.nan
    return float(np.corrcoef(rankdata(real), rankdata(seen))[0, 1])
