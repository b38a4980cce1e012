"""How a metric responds to a lever, in words, from its lowest value to its highest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.text.differences import ADJUSTED, name_difference_unit
from runs.analysis.text.numbers import (
    format_estimate,
    format_interval_ends,
    format_missing_interval,
    get_unit,
    has_interval,
)
from runs.analysis.text.pieces import INTERVAL

RISES, FALLS, TURNS = "it rises at every step", "it falls at every step", "it does not go one way"
LEVEL = "it is the same at every value"


def write_dose_sentence(table: pd.DataFrame, lever: str, label_and_unit: tuple[str, str]) -> str:
    """Return a sentence on how a metric changes along one lever.

    Args:
        table: one row per value of the lever, in order: the value (column `lever`), estimate, low,
            high, n; effect, adjusted_low, adjusted_high and apart (whether the difference is
            significant) against the first row.
        lever: name of the lever, and of its column.
        label_and_unit: of the metric.
    """
    (label, unit), first, last = label_and_unit, table.iloc[0], table.iloc[-1]
    ends = [
        _write_value_and_estimate(row, lever, unit, full)
        for row, full in ((first, True), (last, False))
    ]
    told = f"along {lever}, {label}: {ends[0]} and {ends[1]}"
    if len(table) < 2:
        return f"{told[: told.rindex(' and ')]}."
    change = extract_estimate(last, "effect", unit, "adjusted_")
    name = name_difference_unit(unit)
    value = format_estimate(change).value
    signed = value if change.value < 0 else f"+{value}"
    between = ADJUSTED if len(table) > 2 else INTERVAL
    interval = format_missing_interval(change)
    if has_interval(change):
        interval = f"{between} {format_interval_ends(change)}"
    known = "" if last["apart"] else ", which cannot be told from none"
    trend = _describe_trend(table)
    if known and trend in (RISES, FALLS):  # of estimates that may be no different
        trend = ""
    tail = f"; {trend}" if trend else ""
    return f"{told}, a difference of {signed} {name} ({interval}){known}{tail}."


def _write_value_and_estimate(row: pd.Series, lever: str, unit: str, full: bool) -> str:
    """Return "46 of 100 runs at 0.5 (95 % interval 33 to 60; n = 200)"; without unit, name of the
    interval and n unless `full`.
    """
    estimate = extract_estimate(row, unit=unit)
    name = f" {get_unit(unit).name}".rstrip()
    ends = f"{INTERVAL if full else ''} {format_interval_ends(estimate)}".strip()
    shown = ends if has_interval(estimate) else format_missing_interval(estimate)
    runs = f"; n = {int(row['n']):,}" if full else ""
    return (
        f"{format_estimate(estimate).value}{name if full else ''} at {row[lever]} ({shown}{runs})"
    )


def _describe_trend(table: pd.DataFrame) -> str:
    """Return in words whether the estimates rise or fall from row to row, or go both ways."""
    steps = np.diff(table["estimate"].to_numpy(dtype=float))
    signs = np.sign(steps)
    if (signs == 0).all():
        return LEVEL
    return RISES if (signs > 0).all() else FALLS if (signs < 0).all() else TURNS
