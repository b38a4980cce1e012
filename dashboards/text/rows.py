"""Rows of a data frame as plain dictionaries, from which sentences and labels are written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd


def to_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame, each as column -> value."""
    return [
        {str(column): value for column, value in row.items()} for row in frame.to_dict("records")
    ]


def to_record(row: pd.Series) -> dict[str, Any]:
    """Return one row of a frame as column -> value."""
    return {str(column): value for column, value in row.items()}


def select_paired_metrics(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of paired differences whose metric has a value in at least two pairs of runs.

    Raises ValueError if there is none.
    """
    rows = table[table["n_pairs"] > 1].reset_index(drop=True)
    if rows.empty:
        raise ValueError("no metric has a value in two pairs of runs.")
    return rows


def find_largest_row(frame: pd.DataFrame, column: str, magnitude: bool = False) -> dict[str, Any]:
    """Return the row with the largest value of a column, the first if several; NaN is ignored.
    ValueError if there is no other value.

    magnitude: whether to ignore the sign.
    """
    values = pd.to_numeric(frame[column])
    place = int((values.abs() if magnitude else values).argmax())
    return to_record(frame.iloc[place])


def use_adjusted_limits(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a copy of rows whose low and high are their adjusted_low and adjusted_high, with which
    their verdicts agree.
    """
    return rows.assign(low=rows["adjusted_low"], high=rows["adjusted_high"])


def compute_reach(row: Mapping[Any, Any] | pd.Series, name: str = "estimate") -> float:
    """Return the distance of a row's value, in column `name`, from the farther of its limits, low
    and high; NaN if one is NaN.
    """
    reach = [abs(row[end] - row[name]) for end in ("low", "high")]
    return math.nan if any(map(math.isnan, reach)) else max(reach)
