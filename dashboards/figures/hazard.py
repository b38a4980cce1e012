"""When contact is most likely: the daily chance among runs still waiting, beside the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboards import links, words
from dashboards.figures.grammar import (
    INK,
    VARIANT_COLOURS,
    Drawn,
    draw,
    ends_of,
    with_intervals,
)
from dashboards.figures.waiting import duration_column
from dashboards.tables import largest

FEW = 0.05
"""Share of run-days below which a window is too thin to be called the highest."""


class Dated(NamedTuple):
    """An entry of the calendar, on its day of the run."""

    day: int
    title: str
    kind: str


def hazard_and_calendar(
    table: pd.DataFrame, dated: Sequence[Dated], variant: str, stage: str = "leader"
) -> Drawn:
    """Draw the daily chance of contact among runs still waiting, with the calendar's entries.

    table: day, days, at_risk, events, estimate, low, high (analysis.hazard).
    """
    table = table.assign(runs=_links(table, variant, stage))
    thick = table[table["at_risk"] >= table["at_risk"].max() * FEW]
    top = float(thick["high"].max())
    chance = with_intervals(
        ends_of(table),
        table["day"] + (table["days"] - 1) / 2,
        (VARIANT_COLOURS[0], "circle"),
        upright=True,
        size=6,
        name="chance of contact a day",
        customdata=table["runs"],
        hovertemplate="about day %{x:.0f}: %{y:.3f} a day<extra></extra>",
    )
    figure = draw(
        [chance, _entries(dated, top)],
        shapes=_lines(dated),
        xaxis={"title": {"text": "day"}, "range": [0, int(table["day"].max()) + 6]},
        yaxis={"title": {"text": "chance of contact a day"}, "range": [0, top * 1.1]},
    )
    peak = largest(thick, "estimate")
    window = f"days {int(peak['day'])} to {int(peak['day'] + peak['days'] - 1)}"
    said = words.interval(peak["estimate"], peak["low"], peak["high"], 100)
    return Drawn(
        "When is the contact most likely, and what is on the calendar then?",
        f"{words.IN_THIS_MODEL}the chance is highest in {window}: {said} in 100 a day among runs "
        "still waiting.",
        "Thin lines: 95 % Wilson intervals (Monte-Carlo error). Triangles: scheduled events. The "
        "highest is "
        "sought where at least a twentieth of the runs still wait.",
        figure,
        table[["day", "days", "at_risk", "events", "estimate", "low", "high", "runs"]],
    )


def _links(table: pd.DataFrame, variant: str, stage: str) -> list[str]:
    column = duration_column(stage)
    observed = column.replace("duration", "event_observed")
    return [
        links.runs(variant, {column: (day, day + days - 1), observed: "true"})
        for day, days in zip(table["day"], table["days"], strict=True)
    ]


def _entries(dated: Sequence[Dated], top: float) -> go.Scatter:
    return go.Scatter(
        x=[entry.day for entry in dated],
        y=[top * 1.04] * len(dated),
        mode="markers",
        name="calendar",
        marker={"symbol": "triangle-down", "size": 9, "color": INK},
        text=[f"{entry.title} ({entry.kind})" for entry in dated],
        hovertemplate="day %{x}: %{text}<extra></extra>",
    )


def _lines(dated: Sequence[Dated]) -> list[dict[str, Any]]:
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
        for entry in dated
    ]
