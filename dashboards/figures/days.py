"""Panels over days: the middle run of a daily variable and the bands of the others around it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboards import links
from dashboards.figures.grammar import INK, band

BANDS = (("q05", "q95", 0.11), ("q25", "q75", 0.22))
GRID = {"gridcolor": "rgba(118,118,118,.25)", "zerolinecolor": INK}


class Line(NamedTuple):
    """One variable: its name in the bands, label, colour and dash."""

    variable: str
    label: str
    colour: str
    dash: str


class Panel(NamedTuple):
    """One panel: its title and lines, whether they step, and what they are multiplied by."""

    title: str
    lines: tuple[Line, ...]
    steps: bool = False
    per: float = 1.0


def traces(bands: pd.DataFrame, panels: Sequence[Panel], variant: str) -> list[go.Scatter]:
    """Return the traces of all panels, the first on the axes x and y.

    bands: variable, day, q05, q25, median, q75, q95 (analysis.bands) of one variant.
    """
    return [
        trace
        for place, panel in enumerate(panels, start=1)
        for line in panel.lines
        for trace in _line(bands[bands["variable"] == line.variable], line, panel, place, variant)
    ]


def _line(
    rows: pd.DataFrame, line: Line, panel: Panel, place: int, variant: str
) -> list[go.Scatter]:
    suffix = "" if place == 1 else str(place)
    own: dict[str, Any] = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}", "legendgroup": line.label}
    scaled = rows.assign(
        **{key: rows[key] * panel.per for key in ("q05", "q25", "median", "q75", "q95")}
    )
    shape = "hv" if panel.steps else "linear"
    middle = go.Scatter(
        x=scaled["day"],
        y=scaled["median"],
        mode="lines",
        name=line.label,
        line={"color": line.colour, "dash": line.dash, "width": 2.2, "shape": shape},
        showlegend=place == 1,
        customdata=[links.runs(variant)] * len(scaled),
        hovertemplate="day %{x}: %{y:.3g}<extra>" + line.label + "</extra>",
        **own,
    )
    spread = [
        band(scaled, low, high, line.colour, opacity=opacity, showlegend=False, **own)
        for low, high, opacity in BANDS
    ]
    for shade in spread:
        shade.line.shape = shape
    return [*spread, middle]


def layout(panels: Sequence[Panel], horizon: int, start: str, unit: str) -> dict[str, Any]:
    """Return the layout of panels side by side, their days dated from the start."""
    gap = 0.07
    width = (1 - gap * (len(panels) - 1)) / len(panels)
    found: dict[str, Any] = {"annotations": [], "margin": {"l": 60, "r": 14, "t": 62, "b": 60}}
    ticks = dated_ticks(horizon, start, 6 if len(panels) < 2 else 4)
    for place, panel in enumerate(panels):
        suffix, left = "" if place == 0 else str(place + 1), place * (width + gap)
        found[f"xaxis{suffix}"] = {
            **GRID,
            **ticks,
            "anchor": f"y{suffix}",
            "domain": [left, left + width],
            "range": [1, horizon],
        }
        title = {"title": {"text": unit}} if place == 0 else {}
        found[f"yaxis{suffix}"] = {**GRID, **title, "anchor": f"x{suffix}", "rangemode": "tozero"}
        found["annotations"].append(_note(panel.title, left))
    found["legend"] = {"orientation": "h", "yanchor": "bottom", "y": 1.08, "x": 0}
    return found


def _note(text: str, left: float) -> dict[str, Any]:
    place = {"x": left, "y": 1.0, "xref": "paper", "yref": "paper", "showarrow": False}
    return {"text": text, "xanchor": "left", "yanchor": "bottom", **place}


def dated_ticks(horizon: int, start: str, most: int) -> dict[str, Any]:
    """Return ticks of the days of a run with their dates below; day 1 is the start."""
    step = max(1, round(horizon / most / 10) * 10 or 1)
    days = [1, *range(step, horizon + 1, step)]
    first = date.fromisoformat(start)
    dates = [first + timedelta(days=day - 1) for day in days]
    texts = [f"day {day}<br>{when.day} {when:%b}" for day, when in zip(days, dates, strict=True)]
    return {"tickvals": days, "ticktext": texts}
