"""Rows of tables as text: the outcomes of a variant, and the difference of two variants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from runs.analysis.comparison.families import UNDECIDED
from runs.analysis.comparison.shares import list_shown_movers
from runs.analysis.estimates.draws import FIT, LOW, TURNS
from runs.analysis.estimates.estimates import Estimate, extract_estimate
from runs.analysis.metric import StoredMetric
from runs.analysis.sides import find_side, get_dyad
from runs.analysis.text.names import format_count, write_parameters_phrase
from runs.analysis.text.numbers import (
    NO_SPREAD,
    TOO_FEW,
    choose_decimals,
    format_draw_interval,
    format_estimate,
    format_missing_interval,
    format_number,
    format_parameter_interval,
    format_simulation_error,
    format_with_interval,
    get_unit,
    has_interval,
)
from runs.analysis.text.over_draws import TURNING, format_sign_share
from runs.analysis.text.rounding import round_alone

DIFFERENCES = ("metric", "A", "B", "B minus A (adjusted interval)", "pairs", "verdict")
DIFFERENCES_OVER_DRAWS = (
    *DIFFERENCES[:3], "B minus A (over draws; simulation error)", *DIFFERENCES[4:],
    "this sign, of 100 draws",
)  # fmt: skip
WITHOUT_DRAWS = "B minus A (simulation error, adjusted)"
ROUNDED = "A, B and B minus A are each rounded, so that the last digits need not add up."
ABOVE = (
    "Who calls first, of 100 runs, and the day by which half of the runs have had their first "
    "leader contact"
)
NOT_APART = "not told apart"
MEDIAN = "half have called by day"


def format_difference_cells(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the cells of a row of `compute_paired_differences`, in the order of DIFFERENCES; with
    a fit, of DIFFERENCES_OVER_DRAWS. Empty cells where no pair has a value.
    """
    if row["n_pairs"] == 0:
        none = (row["label"], "", "", "no pair of runs has it", "0", "")
        return (*none, "") if FIT in row else none
    change = extract_estimate(row, "effect", row["unit"], "adjusted_")
    places, per = choose_decimals(change), get_unit(row["unit"]).per
    keep = round_alone if places is None else float
    values = (format_number(keep(row[f"value_{side}"] * per), places) for side in "ab")
    unit = get_unit(row["unit"]).name
    verdict = NOT_APART if row["verdict"] == UNDECIDED else row["verdict"]
    label = f"{row['label']}, {unit}" if unit else row["label"]
    cells = (label, *values, format_with_interval(change), f"{row['n_pairs']:,}", verdict)
    if FIT not in row:
        return cells
    return (*cells[:-1], f"{verdict}: {TURNING}" if row[TURNS] else verdict, format_sign_share(row))


def list_difference_heads(table: pd.DataFrame) -> tuple[str, ...]:
    """Return the heads of the columns of `format_difference_cells`; table: of
    `compute_paired_differences`.
    """
    if FIT not in table:
        return DIFFERENCES
    if table[LOW].notna().any():
        return DIFFERENCES_OVER_DRAWS
    return (*DIFFERENCES[:3], WITHOUT_DRAWS, *DIFFERENCES_OVER_DRAWS[4:])


def write_pairs_note(rows: Sequence[dict[str, Any]]) -> str:
    """Return a sentence on why some rows have fewer pairs than others; empty where none has.

    rows: of `compute_paired_differences`, for all its metrics.
    """
    numbers = [int(row["n_pairs"]) for row in rows]
    fewer = sum(n < max(numbers) for n in numbers)
    if not fewer:
        return ""
    return (
        f"{format_count(fewer, 'metric')} with fewer than {max(numbers):,} pairs: only those in "
        "which the run under A and the run under B both have a value."
    )


def format_outcome_rows(table: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    """Yield the head, then the cells of each row of `overview.summarise_variants`, as texts.

    A cell has the value on one line and its interval on the next. Both sides come first; a broker,
    calls on one day and nobody only where any variant has such a run.
    """
    movers = list_shown_movers({mover: table[f"p_{mover}"].sum() for mover in get_dyad().movers})
    yield ("variant", *(make_mover_column_head(mover) for mover in movers), MEDIAN)
    for row in table.to_dict("records"):
        shares = (format_cell(extract_estimate(row, f"p_{mover}", "share")) for mover in movers)
        yield (f"{row['variant']}\nn = {row['n']:,}", *shares, _format_median_cell(row))


def format_metric_rows(
    table: pd.DataFrame, metrics: Sequence[StoredMetric]
) -> Iterator[tuple[str, ...]]:
    """Yield the head, then the cells of each row of `overview.summarise_variants`, for metrics of
    the user's own: a column each, with its unit.
    """
    heads = ((of.label, get_unit(of.unit).name) for of in metrics)
    yield ("variant", *(f"{label}, {unit}" if unit else label for label, unit in heads))
    for row in table.to_dict("records"):
        values = [extract_estimate(row, of.name, of.unit) for of in metrics]
        cells = (format_cell(one) if np.isfinite(one.value) else "no run has it" for one in values)
        yield (f"{row['variant']}\nn = {row['n']:,}", *cells)


def write_intervals_note(table: pd.DataFrame) -> str:
    """Return the note under a table of outcomes on what its intervals are.

    table: of `overview.summarise_variants`; it may lack figures that are not shown.
    """
    own = "each over its 95 % interval, which is simulation error"
    if FIT not in table:
        return own
    ends = table[[name for name in table if str(name).endswith(LOW)]].to_numpy(dtype=float)
    if not np.isfinite(ends).any():
        return f"{own}; {TOO_FEW}"
    fit = str(table[FIT].iloc[0])
    return f"each over 95 % of {write_parameters_phrase(fit)}, then simulation error"


def make_mover_column_head(mover: str) -> str:
    """Return the column head for a first mover: a side's short name and "first", or the mover in
    words.
    """
    side = find_side(mover)
    return f"{side.short} first" if side else {"simultaneous": "same day"}.get(mover, mover)


def format_cell(estimate: Estimate) -> str:
    """Return an estimate in its written unit, its interval on a second line, and with a fit its
    simulation error on a third.
    """
    value, low, high = format_parameter_interval(estimate) or format_estimate(estimate)
    ends = f"{low}–{high}" if has_interval(estimate) else format_missing_interval(estimate)
    ends = NO_SPREAD if format_draw_interval(estimate) == NO_SPREAD else ends
    error = f"\n{format_simulation_error(estimate)}" if estimate.parameters else ""
    return f"{value}\n{ends}{error}"


def _format_median_cell(row: dict[Any, Any]) -> str:
    """Return the median day with its interval below; a day beyond the horizon reads "> 300"."""
    beyond = f"> {row['horizon']:,}"
    estimate = extract_estimate(row, "median", "day")
    ends = format_parameter_interval(estimate) or format_estimate(estimate)
    value, low, high = (beyond if text == "not reached" else text for text in ends)
    error = f"\n{format_simulation_error(estimate)}" if estimate.parameters else ""
    error = error.replace("not reached", beyond)
    return value if low == beyond else f"{value}\n{low} to {high}{error}"
