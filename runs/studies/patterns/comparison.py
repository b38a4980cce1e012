"""The table of patterns: the observed beside the simulated, one row per datum.

The simulated 80 % interval runs from the 10 % to the 90 % quantile of runs (of replicates, on
composed beginnings: replicate r is run r of every row), the smallest value with at least that share
at or below it, so that "never" may be an end. Beside its width is that of a random caller: both
leaders choosing by lot among their options.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.studies.patterns.pattern import Datum, Pattern

LOW, HIGH = 0.1, 0.9
TableRow = dict[str, Any]


class SimulatedValues(NamedTuple):
    """The values of a datum: `model` and `random_caller`, (rows, runs), and `observed`, (rows,).

    Rows are those of the record, named by `row_ids`; a pattern on a single beginning has one row.
    """

    model: FloatArray
    random_caller: FloatArray
    observed: FloatArray
    row_ids: Sequence[str] = ()


def make_table_row(pattern: Pattern, datum: Datum, values: SimulatedValues | None) -> TableRow:
    """Return one row of the table: id, title, measure, unit, observed, simulated, low80, high80,
    width80, width80_random_caller (of leaders who choose by lot), p (two-sided), n, used_to_learn,
    rows, source, absent. Figures are NaN if `values` is None, as the model lacks the quantity.
    """
    row: TableRow = {
        "id": pattern.id if len(pattern.data) == 1 else f"{pattern.id}.{datum.name}",
        "title": pattern.title, "measure": datum.measure,
        "unit": datum.unit, "observed": datum.observed, "simulated": np.nan, "low80": np.nan,
        "high80": np.nan, "width80": np.nan, "width80_random_caller": np.nan, "p": np.nan,
        "n": 0, "used_to_learn": pattern.used_to_learn, "rows": [], "source": datum.source,
        "absent": datum.absent,
    }  # fmt: skip
    if values is None:
        return row
    replicates = compute_statistic_over_rows(datum, values.model, values.observed)
    random_caller = compute_statistic_over_rows(datum, values.random_caller, values.observed)
    observed = datum.observed
    if observed is None:
        observed = float(
            compute_statistic_over_rows(datum, values.observed[:, None], values.observed)[0]
        )
    low, high = compute_interval(replicates)
    return row | {
        "observed": observed,
        "simulated": _compute_central_value(datum, values, replicates),
        "low80": low,
        "high80": high,
        "width80": _subtract_or_zero(high, low),
        "width80_random_caller": _subtract_or_zero(*compute_interval(random_caller)[::-1]),
        "p": compute_predictive_probability(replicates, observed),
        "n": int((~np.isnan(replicates)).sum()),
        "rows": list(values.row_ids),
    }


def compute_statistic_over_rows(
    datum: Datum, values: FloatArray, observed: FloatArray
) -> FloatArray:
    """Return for each run the statistic (mean, lower median or rank correlation with `observed`)
    over the rows of `values`, (rows, runs), NaN left out; (runs,), NaN without a value.

    observed: (rows,), what was observed; rows in which it is NaN are left out if the quantity is
    read from rows.
    """
    known = ~np.isnan(observed) if datum.observed_in is not None else np.ones(len(values), bool)
    chosen = values[known]
    if datum.statistic == "rank_correlation":
        return np.array([compute_rank_correlation(run, observed[known]) for run in chosen.T])
    if len(chosen) == 1:
        return np.asarray(chosen[0])
    count = (~np.isnan(chosen)).sum(axis=0)
    if datum.statistic == "mean":
        return np.where(count > 0, np.nansum(chosen, axis=0) / np.maximum(count, 1), np.nan)
    ordered = np.sort(chosen, axis=0)  # NaN last
    return np.where(
        count > 0, np.take_along_axis(ordered, np.maximum(count - 1, 0)[None] // 2, 0)[0], np.nan
    )


def compute_rank_correlation(values: FloatArray, observed: FloatArray) -> float:
    """Return Spearman's correlation of two arrays, (rows,), over the rows where both are known; NaN
    for fewer than three, or if either is constant.
    """
    from scipy.stats import rankdata

    known = ~np.isnan(values) & ~np.isnan(observed)
    if known.sum() < 3:
        return np.nan
    one, other = rankdata(values[known]), rankdata(observed[known])
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return np.nan
    return float(np.corrcoef(one, other)[0, 1])


def compute_interval(values: FloatArray) -> tuple[float, float]:
    """Return (lower, upper) end of the central 80 % interval of the values that are not NaN; NaN if
    all are.
    """
    held = values[~np.isnan(values)]
    if not len(held):
        return (np.nan, np.nan)
    low, high = np.quantile(held, [LOW, HIGH], method="inverted_cdf")
    return float(low), float(high)


def compute_predictive_probability(values: FloatArray, observed: float) -> float:
    """Return the two-sided predictive probability of the observed value, at most 1; NaN if it or
    all values are NaN.

    Twice the smaller of the shares of simulated values at or below it and at or above it.
    """
    held = values[~np.isnan(values)]
    if not len(held) or np.isnan(observed):
        return np.nan
    below, above = float((held <= observed).mean()), float((held >= observed).mean())
    return min(1.0, 2.0 * min(below, above))


def _compute_central_value(datum: Datum, values: SimulatedValues, replicates: FloatArray) -> float:
    """Return the median over replicates, or the share of runs for a yes/no measure on one
    beginning; NaN without a value.

    For a rank correlation it is that of the rows' medians with the observed values.
    """
    held = replicates[~np.isnan(replicates)]
    if not len(held):
        return np.nan
    if datum.statistic == "rank_correlation":
        medians = np.array([_compute_median(row) for row in values.model])
        return compute_rank_correlation(medians, values.observed)
    if len(values.model) == 1 and bool(np.isin(held, (0.0, 1.0)).all()):
        return float(held.mean())
    return _compute_median(held)


def _compute_median(values: FloatArray) -> float:
    """Return the lower median of the values that are not NaN; NaN if all are."""
    held = values[~np.isnan(values)]
    return float(np.quantile(held, 0.5, method="inverted_cdf")) if len(held) else np.nan


def _subtract_or_zero(high: float, low: float) -> float:
    """Return high - low; 0 if they are equal, also where both are infinite."""
    return 0.0 if high == low else high - low


def count_narrower_intervals(rows: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Return (number of table rows whose 80 % interval is narrower than that of leaders who choose
    by lot, number of rows that have both intervals).
    """
    held = [row for row in rows if row["n"] and not np.isnan(row["width80_random_caller"])]
    return sum(row["width80"] < row["width80_random_caller"] for row in held), len(held)
