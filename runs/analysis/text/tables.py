"""Rows of tables as text: the outcomes of a variant, and the difference of two variants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from runs.analysis.comparison.families import UNDECIDED
from runs.analysis.comparison.shares import movers_to_show
from runs.analysis.estimates.estimates import MOVERS, Estimate, estimate_of
from runs.analysis.text.names import count_text
from runs.analysis.text.numbers import (
    decimals,
    has_interval,
    interval_text,
    number_text,
    texts,
    unit_of,
    without_interval,
)

DIFFERENCES = ("metric", "A", "B", "B minus A (adjusted interval)", "pairs", "verdict")
NOT_APART = "not told apart"
HEADS = {"us": "US first", "china": "China first", "broker": "broker", "simultaneous": "same day",
         "nobody": "nobody"}  # fmt: skip
MEDIAN = "half have called by day"


def difference_cells(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the cells DIFFERENCES of a row of `pairs.paired`."""
    if row["n_pairs"] == 0:
        return (row["label"], "", "", "no pair of runs has it", "0", "")
    change = estimate_of(row, "effect", row["unit"], "adjusted_")
    places, per = decimals(change), unit_of(row["unit"]).per
    values = (number_text(row[f"value_{side}"] * per, places) for side in "ab")
    unit = unit_of(row["unit"]).name
    verdict = NOT_APART if row["verdict"] == UNDECIDED else row["verdict"]
    label = f"{row['label']}, {unit}" if unit else row["label"]
    return (label, *values, interval_text(change), f"{row['n_pairs']:,}", verdict)


def pairs_note(rows: Sequence[dict[str, Any]]) -> str:
    """Return why rows of one comparison rest on unequal numbers of pairs; empty where they do not.

    rows: of `pairs.paired`, of all its metrics.
    """
    numbers = [int(row["n_pairs"]) for row in rows]
    fewer = sum(n < max(numbers) for n in numbers)
    if not fewer:
        return ""
    return (
        f"{count_text(fewer, 'metric')} with fewer than {max(numbers):,} pairs: only those in "
        "which the run under A and the run under B both have a value."
    )


def outcome_rows(table: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    """Yield the head, then a row a variant of `overview.summary`, its cells in two lines.

    The value stands over its interval; both sides come first, a broker, calls on one day and
    nobody where any variant has such a run. A variant without runs has no row.
    """
    movers = movers_to_show({mover: table[f"p_{mover}"].sum() for mover in MOVERS})
    yield ("variant", *(HEADS[mover] for mover in movers), MEDIAN)
    for row in table.to_dict("records"):
        shares = (_cell(estimate_of(row, f"p_{mover}", "share")) for mover in movers)
        yield (f"{row['variant']}\nn = {row['n']:,}", *shares, _median_cell(row))


def _cell(estimate: Estimate) -> str:
    value, low, high = texts(estimate)
    return f"{value}\n{f'{low}–{high}' if has_interval(estimate) else without_interval(estimate)}"


def _median_cell(row: dict[Any, Any]) -> str:
    """Return the median day over its interval; a day beyond the horizon as "> 300"."""
    beyond = f"> {row['horizon']:,}"
    ends = texts(estimate_of(row, "median", "day"))
    value, low, high = (beyond if text == "not reached" else text for text in ends)
    return value if low == beyond else f"{value}\n{low} to {high}"
