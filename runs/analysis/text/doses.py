"""How a metric responds to a lever, in words, from its lowest value to its highest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.estimates.draws import TURNS as TURNS_OF_DRAWS
from runs.analysis.estimates.estimates import Estimate, extract_estimate
from runs.analysis.text.differences import ADJUSTED, name_difference_unit
from runs.analysis.text.names import write_parameters_phrase
from runs.analysis.text.numbers import (
    ERROR,
    format_draw_interval,
    format_estimate,
    format_interval_ends,
    format_missing_interval,
    format_simulation_error,
    get_unit,
    has_interval,
)
from runs.analysis.text.over_draws import TURNING
from runs.analysis.text.pieces import INTERVAL, write_interval_prefix
from runs.analysis.text.rounding import add_plus_sign

RISES, FALLS = "the estimate rises at every step", "the estimate falls at every step"
TURNS = "the estimate does not go one way"
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
    signed = add_plus_sign(format_estimate(change).value)
    interval = format_missing_interval(change)
    if has_interval(change):
        interval = _write_change_interval(last, change, len(table) > 2)
    known = "" if last["apart"] else ", which cannot be told from none"
    trend = _describe_trend(table)
    if known and trend != LEVEL:  # of estimates that may be no different
        trend = ""
    tail = f"; {trend}" if trend else ""
    return f"{told}, a difference of {signed} {name} ({interval}){known}{tail}."


def _write_value_and_estimate(row: pd.Series, lever: str, unit: str, full: bool) -> str:
    """Return "46 of 100 runs at 0.5 (95 % interval 33 to 60; n = 200)"; without unit, name of the
    interval and n unless `full`.
    """
    estimate = extract_estimate(row, unit=unit)
    name = f" {get_unit(unit).name}".rstrip()
    ends = f"{write_interval_prefix(estimate, full)}{format_interval_ends(estimate, full)}"
    shown = ends if has_interval(estimate) else format_missing_interval(estimate)
    runs = f"; n = {int(row['n']):,}" if full else ""
    return (
        f"{format_estimate(estimate).value}{name if full else ''} at {row[lever]} ({shown}{runs})"
    )


def _write_change_interval(row: pd.Series, change: Estimate, adjusted: bool) -> str:
    """Return the interval of the last value's difference from the first, named (as adjusted for
    several differences or not); with a fit the one over its draws, then simulation error.
    """
    if not change.fit:
        return f"{ADJUSTED if adjusted else INTERVAL} {format_interval_ends(change)}"
    error = format_simulation_error(change, f"{ERROR}, adjusted," if adjusted else ERROR)
    if change.parameters is None:
        return error
    over = f"{format_draw_interval(change)} over {write_parameters_phrase(change.fit)}"
    return f"{over}{f': {TURNING}' if row[TURNS_OF_DRAWS] else ''}; {error}"


def _describe_trend(table: pd.DataFrame) -> str:
    """Return in words whether the estimates rise or fall from row to row, or go both ways; empty
    where some stay and the others go one way.
    """
    signs = np.sign(np.diff(table["estimate"].to_numpy(dtype=float)))
    if (signs == 0).all():
        return LEVEL
    if (signs > 0).any() and (signs < 0).any():
        return TURNS
    return "" if (signs == 0).any() else RISES if (signs > 0).all() else FALLS
