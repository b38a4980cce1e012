"""One run, day by day: lanes of signals above books, tariffs, pressures, tension and beliefs.

All panels share one axis of days and one cursor (the figure's first shape), which the page moves
without asking the server. A second shape marks the day on which two runs part. A mark's link is
`day:<number>`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import (
    INK,
    Drawn,
    draw_figure,
)
from dashboards.figures.palette import COLOURS, find_colour, find_dash, find_marker
from dashboards.text import labels
from runs.analysis.sides import get_dyad

SLOTS = ("contact", "material", "message", "reply", "readout", "envoy")
OF_SIDES = (
    ("face, own book", "face"),
    ("tariff", "tariff"),
    ("pressure", "pressure"),
    ("need, as the other sees it", "need"),
)
"""Title and stem of the panels in which each side has a line."""
OF_BOTH = ("tension, goodwill", (("tension", "broker"), ("goodwill", "simultaneous")))
LINE_PLACES = 4
LANES_SHARE = 0.36
GAP = 0.012


def draw_timeline(
    trace: Mapping[str, Any],
    said: str,
    beside: Mapping[str, Any] | None = None,
    parts: int | None = None,
) -> Drawn:
    """Draw the run: a lane for each side and slot, then the panels, all over days.

    Args:
        trace: the run.
        said: its sentence.
        beside: the run drawn beside it, with which it shares lanes and scales.
        parts: the day on which the two part, marked by a dotted line.
    """
    series: Mapping[str, Sequence[float]] = trace["series"]
    panels = _list_panels(series)
    days = list(range(1, len(next(iter(series.values()))) + 1))
    lanes = _list_lane_names([*trace["signals"], *(beside["signals"] if beside else [])])
    traces = [*_make_signal_marks(trace["signals"], lanes), _make_event_marks(trace["events"])]
    for place, (_, lines) in enumerate(panels, start=2):
        for name, side in lines:
            traces.append(_make_series_line(days, series[name], name, side, place))
    layout = _make_layout(panels, [*lanes, "events"], days[-1])
    if beside:
        for axis, ends in _compute_axis_ranges(panels, (trace, beside)).items():
            layout[axis]["range"] = ends
    if parts is not None:
        layout["shapes"].append(_make_parting_line(parts))
    return Drawn(
        "What happened, day by day?",
        said,
        "One run, simulated again from its seed: no interval, no spread. Lines: rounded to four "
        "decimals, the table is exact."
        + (" Dotted: the day on which the two runs part." if parts is not None else ""),
        draw_figure(traces, height=860, **layout),
        pd.DataFrame({"day": days, **{name: list(values) for name, values in series.items()}}),
        cursor=True,
        clicks="Click a mark to go to its day.",
    )


def _list_panels(series: Mapping[str, Any]) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return title and lines, each a variable and the code it is drawn as, of those there are."""
    keys = get_dyad().keys
    known = [(title, tuple((f"{stem}_{key}", key) for key in keys)) for title, stem in OF_SIDES]
    return [one for one in (*known, OF_BOTH) if all(name in series for name, _ in one[1])]


def _format_lane_name(signal: Mapping[str, Any]) -> str:
    side = labels.format_label(str(signal.get("side") or "others"))
    return f"{side}: {signal.get('slot') or 'other'}"


def _list_lane_names(signals: Sequence[Mapping[str, Any]]) -> list[str]:
    used = {_format_lane_name(signal) for signal in signals}
    known = [f"{labels.format_label(side)}: {slot}" for side in get_dyad().keys for slot in SLOTS]
    return [lane for lane in known if lane in used] + sorted(used - set(known))


def _make_signal_marks(
    signals: Sequence[Mapping[str, Any]], lanes: Sequence[str]
) -> list[go.Scatter]:
    marks = []
    for lane in lanes:
        own = [signal for signal in signals if _format_lane_name(signal) == lane]
        side = str(own[0].get("side") or "") if own else ""
        marks.append(
            go.Scatter(
                x=[signal["day"] for signal in own],
                y=[lane] * len(own),
                mode="markers",
                marker={
                    "color": find_colour(side, COLOURS["broker"]),
                    "symbol": [_choose_symbol(side, signal) for signal in own],
                    "size": 8,
                },
                text=[signal.get("title") or signal["kind"] for signal in own],
                customdata=[f"day:{signal['day']}" for signal in own],
                hovertemplate="day %{x:d}: %{text}<extra></extra>",
                showlegend=False,
            )
        )
    return marks


def _choose_symbol(side: str, signal: Mapping[str, Any]) -> str:
    shape = find_marker(side, "diamond")
    return shape if signal.get("public") else f"{shape}-open"


def _make_event_marks(events: Sequence[Mapping[str, Any]]) -> go.Scatter:
    return go.Scatter(
        x=[event["day"] for event in events],
        y=["events"] * len(events),
        mode="markers",
        marker={
            "color": [find_colour(str(event.get("side"))) for event in events],
            "symbol": "triangle-down",
            "size": 9,
        },
        text=[str(event.get("text") or event["kind"]) for event in events],
        customdata=[f"day:{event['day']}" for event in events],
        hovertemplate="day %{x:d}: %{text}<extra></extra>",
        showlegend=False,
    )


def _make_series_line(
    days: list[int], values: Sequence[float], name: str, side: str, place: int
) -> go.Scatter:
    named = name if side in ("broker", "simultaneous") else side
    return go.Scatter(
        x=days,
        y=[round(value, LINE_PLACES) for value in values],
        yaxis=f"y{place}",
        mode="lines",
        name=labels.format_label(named),
        line={
            "color": find_colour(side),
            "dash": find_dash(side),
            "width": 2,
            "shape": "hv" if name.startswith("tariff") else "linear",
        },
        legendgroup=named,
        showlegend=place == 2 or side in ("broker", "simultaneous"),
        customdata=[f"day:{day}" for day in days],
        hovertemplate="day %{x:d}: %{y:.3g}<extra>" + labels.format_label(named) + "</extra>",
    )


GRID = {"gridcolor": "rgba(118,118,118,.25)", "zerolinecolor": INK, "automargin": True}


def _make_layout(
    panels: Sequence[tuple[str, Any]], lanes: Sequence[str], horizon: int
) -> dict[str, Any]:
    each = (1 - LANES_SHARE) / max(1, len(panels))
    lane_axis = {"type": "category", "categoryorder": "array", "categoryarray": list(lanes)[::-1]}
    layout: dict[str, Any] = {
        "xaxis": {**GRID, "range": [0.5, horizon + 0.5], "title": {"text": "day"}},
        "yaxis": {**GRID, **lane_axis, "domain": [1 - LANES_SHARE + GAP, 1]},
        "margin": {"l": 150, "r": 16, "t": 40, "b": 48},
        "shapes": [_make_cursor(1)],
    }
    layout["xaxis"]["anchor"] = f"y{len(panels) + 1}" if panels else "y"
    notes = []
    for place, (title, _) in enumerate(panels):
        top = 1 - LANES_SHARE - place * each
        domain = [top - each + GAP, top - 0.022]
        layout[f"yaxis{place + 2}"] = {**GRID, "domain": domain, "nticks": 4}
        notes.append(_make_annotation(title, top))
    return layout | {"annotations": notes}


def _compute_axis_ranges(
    panels: Sequence[tuple[str, Any]], traces: Sequence[Mapping[str, Any]]
) -> dict[str, list[float]]:
    """Return for each panel's axis the ends that hold the values of all runs, with a margin."""
    ends = {}
    for place, (_, lines) in enumerate(panels, start=2):
        values = [v for trace in traces for name, _ in lines for v in trace["series"].get(name, [])]
        low, high = min(values), max(values)
        margin = 0.05 * (high - low) or 0.05
        ends[f"yaxis{place}"] = [low - margin, high + margin]
    return ends


def _make_annotation(title: str, top: float) -> dict[str, Any]:
    return {
        "text": title,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": top,
        "xanchor": "left",
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 12},
    }


def _make_cursor(day: int) -> dict[str, Any]:
    return {
        "type": "line",
        "name": "cursor",
        "x0": day,
        "x1": day,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": COLOURS["simultaneous"], "width": 2},
    }


def _make_parting_line(day: int) -> dict[str, Any]:
    return _make_cursor(day) | {
        "name": "parting",
        "line": {"color": INK, "width": 2, "dash": "dot"},
        "layer": "below",
    }
