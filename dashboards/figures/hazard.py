"""When contact is most likely: the daily chance among runs still waiting, with the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import (
    INK,
    VARIANT_COLOURS,
    Drawn,
    draw_figure,
    extract_interval_ends,
    make_interval_marks,
)
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.figures.waiting import get_duration_column
from dashboards.text import labels, links
from dashboards.text.rows import find_largest_row, to_record, to_records
from runs.analysis.comparison.highest import can_be_highest, compute_joint_share_limits
from runs.analysis.estimates.draws import HIGH, select_with_draw_interval
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_in_brackets

FEW = 0.05
"""Share of run-days below which a window is too thin to be called the highest."""


OF = "of 100 runs still waiting"


class CalendarMark(NamedTuple):
    """A calendar entry, on its day of the run."""

    day: int
    title: str
    kind: str


def draw_hazard_and_calendar(
    table: pd.DataFrame,
    calendar: Sequence[CalendarMark],
    variant: str,
    n: int,
    stage: str = "leader",
) -> Drawn:
    """Draw the daily chance of contact among runs still waiting, with the calendar's entries.

    Args:
        table: day (first of a window), days (in it), at_risk (run-days), events, estimate, low and
            high (analysis.compute_hazard).
        calendar: entries of the calendar.
        variant: its name, for the links.
        n: runs of the variant.
        stage: whose contact, leader or envoy.
    """
    table = table.assign(runs=_make_window_links(table, variant, stage))
    thick = table[table["at_risk"] >= table["at_risk"].max() * FEW].reset_index(drop=True)
    top = float(thick[[name for name in ("high", HIGH) if name in thick]].max(axis=None)) * 100
    return Drawn(
        "When is contact likeliest, and what is scheduled then?",
        labels.IN_THIS_MODEL + _write_peak_sentence(thick),
        f"n = {format_count(n, 'run')}; a window is over the run-days still without contact "
        "(table). "
        "Thin lines: 95 % Wilson intervals of each window alone (Monte-Carlo error). Triangles: "
        "scheduled events. The highest is sought where at least a twentieth of the runs still "
        "wait, and said only where limits for all of these windows at once leave it one.",
        _draw_hazard_figure(table, calendar, top),
        select_with_draw_interval(
            table, ["day", "days", "at_risk", "events", "estimate", "low", "high", "runs"]
        ),
    )


def _draw_hazard_figure(
    table: pd.DataFrame, calendar: Sequence[CalendarMark], top: float
) -> go.Figure:
    """Return the figure, its vertical axis scaled to `top`, the highest chance with enough runs."""
    middles = table["day"] + (table["days"] - 1) / 2
    chance = make_interval_marks(
        extract_interval_ends(table, 100),
        middles,
        (VARIANT_COLOURS[0], "circle"),
        upright=True,
        size=6,
        name="chance of contact a day",
        customdata=table["runs"],
        text=[_write_hover_text(row) for row in to_records(table)],
        hovertemplate="%{text}<extra></extra>",
    )
    last = int(table["day"].max() + table["days"].max())
    return draw_figure(
        [
            *make_spread_bars(table, middles, VARIANT_COLOURS[0], 100, upright=True),
            chance,
            _make_calendar_marks(calendar, top),
        ],
        shapes=_make_calendar_lines(calendar),
        xaxis={"title": {"text": "day"}, "range": [0, last]},
        yaxis={"title": {"text": "a day, of 100 runs waiting"}, "range": [0, top * 1.1]},
    )


def _write_hover_text(row: dict[str, Any]) -> str:
    """Return the hover text of a window of days: its daily chance, contacts and run-days."""
    share = format_in_brackets(extract_estimate(row, unit="share"))
    of = f"{format_count(int(row['events']), 'contact')}; n = {int(row['at_risk']):,} run-days"
    return f"{_format_window(row)}: {share} {OF}, a day ({of})"


def _format_window(row: dict[str, Any]) -> str:
    """Return the days of a row in words: "days 8 to 14"."""
    first, days = int(row["day"]), int(row["days"])
    return f"day {first}" if days == 1 else f"days {first} to {first + days - 1}"


def _write_peak_sentence(windows: pd.DataFrame) -> str:
    """Return which windows of days may have the highest chance, by limits that hold for all at
    once.

    windows: those with enough runs.
    """
    if not windows["events"].sum():
        return f"no run of those waiting has its contact in any of {len(windows)} windows."
    peak = find_largest_row(windows, "estimate")
    said = f"{format_in_brackets(extract_estimate(peak, unit='share'))} {OF}, a day"
    if len(windows) == 1:
        return f"the chance in {_format_window(peak)} is {said}."
    could = windows[can_be_highest(*compute_joint_share_limits(windows))]
    others = len(could) - 1
    if not others:
        return (
            f"the chance is highest in {_format_window(peak)}: {said}; that of each of the "
            f"{format_count(len(windows) - 1, 'other window')} is lower, by limits for all at once."
        )
    places = could.index.to_numpy()
    if places[-1] - places[0] == others < len(windows) - 1:
        first, last = to_record(could.iloc[0]), to_record(could.iloc[-1])
        return (
            f"the chance is highest somewhere in days {int(first['day'])} to "
            f"{int(last['day'] + last['days'] - 1)}, by limits for all windows at once; the "
            f"highest seen there, {_format_window(peak)}, is {said}."
        )
    return (
        f"no window stands out: the highest chance seen, in {_format_window(peak)}, is {said}, and "
        f"{others} of {format_count(len(windows) - 1, 'other window')} cannot be told from it."
    )


def _make_window_links(table: pd.DataFrame, variant: str, stage: str) -> list[str]:
    """Return, for each row (a window of days), the link to the runs with contact in it."""
    column = get_duration_column(stage)
    observed = column.replace("duration", "event_observed")
    return [
        links.link_to_runs(variant, {column: (day, day + days - 1), observed: "true"})
        for day, days in zip(table["day"], table["days"], strict=True)
    ]


def _make_calendar_marks(calendar: Sequence[CalendarMark], top: float) -> go.Scatter:
    """Return the triangles on the days of calendar entries, above `top` (of 100 runs)."""
    return go.Scatter(
        x=[entry.day for entry in calendar],
        y=[top * 1.04] * len(calendar),
        mode="markers",
        name="calendar",
        marker={"symbol": "triangle-down", "size": 9, "color": INK},
        text=[f"{entry.title} ({entry.kind})" for entry in calendar],
        hovertemplate="day %{x:d}: %{text}<extra></extra>",
    )


def _make_calendar_lines(calendar: Sequence[CalendarMark]) -> list[dict[str, Any]]:
    """Return a vertical line, as a Plotly shape, at the day of each calendar entry."""
    line = {"color": INK, "width": 0.6, "dash": "dot"}
    return [
        {
            "type": "line",
            "x0": entry.day,
            "x1": entry.day,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": line,
        }
        for entry in calendar
    ]
