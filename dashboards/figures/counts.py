"""The text of a mark: its estimate with interval and unit, and the number of runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from dashboards.text.rows import to_records
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import (
    format_estimate,
    format_in_brackets,
    get_unit,
    has_interval,
    with_minus_signs,
)

NAMED = 4
"""Variants up to which each is named where their numbers differ."""
POINTS = "points of 100"
"""Unit of a difference of shares."""


def format_sample_sizes(names: Iterable[object], counts: Iterable[int], noun: str = "run") -> str:
    """Return "n = 2,000 runs each", or the number of each variant if they differ.

    Args:
        names: the variants (or metrics, points, ...) that are drawn.
        counts: the number of runs (or of `noun`) of each; of many only the smallest and the
            largest are named.
        noun: what is counted.
    """
    numbers = [int(number) for number in counts]
    if len(numbers) == 1:
        return f"n = {format_count(numbers[0], noun)}"
    if len(set(numbers)) == 1:
        return f"n = {format_count(numbers[0], noun)} each"
    if len(numbers) > NAMED:
        return f"n = {min(numbers):,} to {max(numbers):,} {noun}s, each one’s in the table"
    (name, number), *others = zip(names, numbers, strict=True)
    rest = [f"{more:,} of “{other}”" for other, more in others]
    return f"n = {format_count(number, noun)} of “{name}”, {', '.join(rest)}"


def get_difference_unit(unit: str) -> str:
    """Return the unit of a difference between two values in `unit`: points of 100 for shares,
    percentage points for rates, else the same unit.
    """
    return {"share": POINTS, "rate": "percentage points"}.get(unit, unit)


def format_hover_texts(
    rows: pd.DataFrame,
    unit: str = "",
    column: str = "estimate",
    noun: str = "run",
    shown_unit: str | None = None,
) -> list[str]:
    """Return the hover text of each row: "42 [40, 45] of 100 runs (n = 2,000 runs)".

    Args:
        rows: the estimate (in `column`), low, high and n or n_pairs.
        unit: how the estimate is stored ("share", "rate", ...).
        column: of the estimate.
        noun: what n counts.
        shown_unit: the unit in the text; by default that of `unit`.
    """
    name = get_unit(unit).name if shown_unit is None else shown_unit
    found = []
    for row in to_records(rows):
        one = replace(extract_estimate(row, column, unit, ""), counted=noun)
        n, named = format_count(one.n, noun), f" {name}" if name else ""
        if has_interval(one):
            found.append(f"{format_in_brackets(one)}{named} (n = {n})")
        else:
            found.append(
                with_minus_signs(f"{format_estimate(one).value}{named}, no interval (n = {n})")
            )
    return found
