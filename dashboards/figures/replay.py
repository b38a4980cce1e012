"""One run, day by day: a lane of marks for each side above small lines of face, tariff, pressure.

All panels share one axis of days and one cursor (the figure's first shape), which the page moves
without asking the server. A second shape marks the day on which two runs part. A mark's link is
`day:<number>`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import INK, VARIANT_COLOURS, Drawn, draw_figure
from dashboards.figures.palette import COLOURS, find_colour, find_dash, find_marker
from dashboards.text import labels
from runs.analysis.sides import get_dyad

Panel = tuple[str, str, tuple[tuple[str, str], ...]]
OF_SIDES = (
    ("Face", "own book", "face"),
    ("Tariff", "", "tariff"),
    ("Pressure", "at home", "pressure"),
)
"""Title, unit and stem of the panels in which each side has a line."""
CURSOR = VARIANT_COLOURS[0]
LINE_PLACES = 4
HEIGHT, TOP, FOOT, LEFT, RIGHT = 200, 4, 20, 112, 12
LANE, PANEL, GAP = 15, 34, 9
"""All in pixels: the slider above it has the same left and right (assets/replay.css)."""
LARGE = ("contact", "reply")
"""Slots whose marks stand out: asking, and answering."""
ABOUT = (
    "One run, simulated again from its seed: no interval, no spread. Marks: filled in public, "
    "hollow in private, large where it asks or answers; triangles: events. The table has every "
    "daily value."
)


def draw_timeline(
    trace: Mapping[str, Any],
    sentence: str,
    other_trace: Mapping[str, Any] | None = None,
    divergence_day: int | None = None,
) -> Drawn:
    """Draw a run over its days: a row of signals for each side and one for others, then small
    lines.

    trace: of runs.studies.replay.replay; other_trace: of the other run shown, for common scales;
    divergence_day: on which the two diverge, a dotted line.
    """
    series: Mapping[str, Sequence[float]] = trace["series"]
    panels, days = _list_panels(series), list(range(1, len(next(iter(series.values()))) + 1))
    marks = [_make_signal_marks(trace["signals"], side) for side in (*get_dyad().keys, "")]
    lines = [
        _make_series_line(days, series[name], name, side, place)
        for place, (*_, drawn) in enumerate(panels, start=2)
        for name, side in drawn
    ]
    layout = _make_timeline_layout(panels, days[-1])
    if other_trace:
        for axis, ends in _compute_axis_ranges(panels, (trace, other_trace)).items():
            layout[axis]["range"] = ends
    if divergence_day is not None:
        layout["shapes"].append(_make_divergence_line(divergence_day))
    events = _make_event_marks(trace["events"])
    figure = draw_figure([*marks, events, *lines], height=HEIGHT, **layout)
    figure.update_yaxes(automargin=False, ticks="")
    return Drawn(
        "What happened, day by day?",
        sentence,
        ABOUT
        + (" Dotted: the day on which the two runs part." if divergence_day is not None else ""),
        figure,
        pd.DataFrame({"day": days, **{name: list(values) for name, values in series.items()}}),
        cursor=True,
        clicks="Click a mark to go to its day.",
    )


def _list_panels(series: Mapping[str, Any]) -> list[Panel]:
    """Return (title, unit, lines) of the panels that have data; a line is (variable, side)."""
    keys = get_dyad().keys
    known = [
        (title, unit, tuple((f"{stem}_{key}", key) for key in keys))
        for title, unit, stem in OF_SIDES
    ]
    return [one for one in known if all(name in series for name, _ in one[2])]


def _make_signal_marks(signals: Sequence[Mapping[str, Any]], side: str) -> go.Scatter:
    """Return a side's signals as marks on their days."""
    own = [signal for signal in signals if str(signal.get("side") or "") == side]
    return go.Scatter(
        x=[signal["day"] for signal in own],
        y=[_name_signal_row(side)] * len(own),
        mode="markers",
        marker={
            "color": find_colour(side, COLOURS["broker"]),
            "symbol": [_choose_symbol(side, signal) for signal in own],
            "size": [9 if signal["slot"] in LARGE else 6 for signal in own],
        },
        text=[signal.get("title") or signal["kind"] for signal in own],
        customdata=[f"day:{signal['day']}" for signal in own],
        hovertemplate="day %{x:d}: %{text}<extra></extra>",
        showlegend=False,
    )


def _name_signal_row(side: str) -> str:
    """Return the name of a side's row of signals; of others' for an empty side."""
    return labels.format_label(side) if side else "Others, events"


def _choose_symbol(side: str, signal: Mapping[str, Any]) -> str:
    """Return the marker of a signal: of its side's shape, hollow unless public."""
    shape = find_marker(side, "diamond")
    return shape if signal.get("public") else f"{shape}-open"


def _make_event_marks(events: Sequence[Mapping[str, Any]]) -> go.Scatter:
    """Return the events of a run as marks on their days."""
    return go.Scatter(
        x=[event["day"] for event in events],
        y=[_name_signal_row("")] * len(events),
        mode="markers",
        marker={
            "color": [find_colour(str(event.get("side"))) for event in events],
            "symbol": "triangle-down",
            "size": 7,
        },
        text=[str(event.get("text") or event["kind"]) for event in events],
        customdata=[f"day:{event['day']}" for event in events],
        hovertemplate="day %{x:d}: %{text}<extra></extra>",
        showlegend=False,
    )


def _make_series_line(
    days: list[int], values: Sequence[float], name: str, side: str, panel_index: int
) -> go.Scatter:
    """Return a daily value of a side as a line in one of the panels.

    panel_index: number in the name of its vertical axis, from 2.
    """
    return go.Scatter(
        x=days,
        y=[round(value, LINE_PLACES) for value in values],
        yaxis=f"y{panel_index}",
        mode="lines",
        name=labels.format_label(side),
        line={
            "color": find_colour(side),
            "dash": find_dash(side),
            "width": 2,
            "shape": "hv" if name.startswith("tariff") else "linear",
        },
        showlegend=False,
        customdata=[f"day:{day}" for day in days],
        hovertemplate="day %{x:d}: %{y:.3g}<extra>" + labels.format_label(side) + "</extra>",
    )


GRID = {"gridcolor": "rgba(118,118,118,.25)", "zerolinecolor": INK, "ticks": ""}


def _make_timeline_layout(panels: Sequence[Panel], horizon: int) -> dict[str, Any]:
    """Return axes, margins, the day cursor, and the names of signal rows and panels."""
    inside = HEIGHT - TOP - FOOT
    names = [_name_signal_row(side) for side in ("", *reversed(get_dyad().keys))]
    lanes = {"type": "category", "categoryorder": "array", "categoryarray": names}
    layout: dict[str, Any] = {
        "xaxis": {**GRID, "range": [0.5, horizon + 0.5], "anchor": f"y{len(panels) + 1}"},
        "yaxis": {**GRID, **lanes, "showticklabels": False, "range": [-0.5, 2.5],
                  "domain": [1 - 3 * LANE / inside, 1]},
        "margin": {"l": LEFT, "r": RIGHT, "t": TOP, "b": FOOT},
        "shapes": [_make_day_cursor(1)],
    }  # fmt: skip
    notes = [
        _make_annotation(name, 1 - (2.5 - row) * LANE / inside, "middle")
        for row, name in enumerate(names)
    ]
    for place, (title, unit, _) in enumerate(panels):
        top = 1 - (3 * LANE + GAP + place * (PANEL + GAP)) / inside
        domain = [max(0.0, top - PANEL / inside), top]
        layout[f"yaxis{place + 2}"] = {**GRID, "domain": domain, "nticks": 4}
        text = f"<b>{title}</b>" + (f"<br>{unit}" if unit else "")
        notes.append(_make_annotation(text, top, "top"))
    return layout | {"annotations": notes}


def _compute_axis_ranges(
    panels: Sequence[Panel], traces: Sequence[Mapping[str, Any]]
) -> dict[str, list[float]]:
    """Return vertical axis -> [low, high] for each panel, which fits the values of all runs with a
    margin.
    """
    ends = {}
    for place, (_, _, lines) in enumerate(panels, start=2):
        values = [v for trace in traces for name, _ in lines for v in trace["series"].get(name, [])]
        low, high = min(values), max(values)
        margin = 0.05 * (high - low) or 0.05
        ends[f"yaxis{place}"] = [low - margin, high + margin]
    return ends


def _make_annotation(text: str, height: float, anchor: str) -> dict[str, Any]:
    """Return the name of a row of signals or of a panel, left of its axis, as a Plotly annotation.

    height: share of the plot's height; anchor: which edge of the text stands there.
    """
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "xshift": -LEFT,
        "y": height,
        "xanchor": "left",
        "yanchor": anchor,
        "align": "left",
        "showarrow": False,
        "font": {"size": 12},
    }


def _make_day_cursor(day: int) -> dict[str, Any]:
    """Return the vertical line, as a Plotly shape, at the day shown."""
    return {
        "type": "line",
        "name": "cursor",
        "x0": day,
        "x1": day,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": CURSOR, "width": 2},
    }


def _make_divergence_line(day: int) -> dict[str, Any]:
    """Return a dotted vertical line, as a Plotly shape, at the day on which two runs diverge."""
    return _make_day_cursor(day) | {
        "name": "parting",
        "line": {"color": INK, "width": 2, "dash": "dot"},
        "layer": "below",
    }
