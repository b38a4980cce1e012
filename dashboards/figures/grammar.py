"""The one factory of figures: palette, grammar of uncertainty, sentence, table, privacy.

Two things are never drawn alike. Monte-Carlo error, which shrinks with more runs, is a thin
line (`make_error_bars`, `make_interval_lines`); behind it, wide and light, is the interval over
the draws of a fit (`make_spread_bars`). The spread of outcomes, which does not shrink, is a band or
small dots (`make_spread_band`, `make_dot_marker`). Every mark may link to its runs.

A figure is made before the width of its screen is known: what a narrow one takes (titles wrapped to
their axis, few ticks, panels one under another) is done there, for all alike (assets/narrow.js).

Colours have roles, and each is at least 3:1 on white and on #111: blue and orange are the two sides
and nothing else (dashboards.figures.palette); variants, verdicts, model and record have their own,
and all are told apart by marker and dash as well. A dark page draws them in its own palette
(assets/charts.css).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go

INK = "#767676"
"""Lines and text that belong to no side: readable on white and on #111."""
VARIANT_COLOURS = ("#6B6F76", "#8F5BD0", "#1F8A94", "#80803C", "#767676")
"""Of variants: the baseline ink, then purple and teal; of no side, no verdict and no record."""
HOLDS, TURNS = "#6B6F77", "#A07514"
"""Of verdicts: what holds, and what does not or turns."""
MODEL, RECORD = "#8A8F98", "#6B6F78"
"""Of what is simulated and of what was observed."""
SEQUENTIAL = (
    (0.0, "#EDEFF0"), (0.25, "#C9D0D6"), (0.5, "#97A3AF"), (0.75, "#5D6D7E"), (1.0, "#24313F"),
)  # fmt: skip
"""From low to high: dark is high on white; on a dark ground the page turns it round."""
DIVERGING = ((0.0, "#A07514"), (0.5, "#F4F4F4"), (1.0, "#3F5468"))
"""Below, at and above no difference."""
FONT = (
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", '
    '"DejaVu Sans Condensed", system-ui, sans-serif'
)
VARIANT_MARKERS = ("circle", "square", "diamond", "cross", "triangle-up")
VARIANT_DASHES = ("solid", "dash", "dot", "dashdot", "longdash")

MONTE_CARLO = "thin: simulation error (95 %)"
OVER_DRAWS = "wide: over the parameters (middle 95 %)"
SPREAD = "band or dots: spread"

TITLE = 32
"""Characters of an axis title in a line: more are cut off on a phone."""
CONFIG: Any = {
    "showSendToCloud": False,
    "displaylogo": False,
    "displayModeBar": False,
    "responsive": True,
    "doubleClick": "reset",
    "scrollZoom": False,
}


Ends = tuple[Iterable[float], Iterable[float], Iterable[float]]
"""Low, estimate, high of some marks."""


@dataclass(frozen=True)
class Drawn:
    """A figure with its question, its sentence, its note on method and its table."""

    question: str
    sentence: str
    about: str
    """n, and what the interval or band is."""
    figure: go.Figure
    table: pd.DataFrame
    """The numbers drawn; a column `runs` holds links."""
    cursor: bool = field(default=False)
    """Whether it carries the day cursor of a replay."""
    clicks: str = ""
    """What a click does; a report, which has no links, leaves it out."""


_AXIS = {
    "gridcolor": "rgba(118,118,118,.2)",
    "linecolor": INK,
    "zerolinecolor": INK,
    "ticks": "outside",
    "tickcolor": INK,
    "automargin": True,
    "title": {"standoff": 8, "font": {"size": 12}},
}


@cache
def _make_house_style() -> go.layout.Template:
    """Return the Plotly template of all figures and of each of their axes."""
    style = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": INK},
        "hoverlabel": {"namelength": -1},
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.01, "x": 0},
        "colorway": list(VARIANT_COLOURS),
        "xaxis": _AXIS,
        "yaxis": _AXIS,
    }
    return go.layout.Template(layout=style)


def draw_figure(traces: Sequence[Any], height: int = 360, **layout: Any) -> go.Figure:
    """Return a Plotly figure of these traces in the house style; layout: further layout keys."""
    frame: dict[str, Any] = {
        "template": _make_house_style(),
        "height": height,
        "autosize": True,
        "margin": _compute_margins(traces, layout),
        "hovermode": "closest",
    }
    figure = go.Figure(list(traces), frame | layout)
    for one in (*figure.select_xaxes(), *figure.select_yaxes()):
        if one.title.text and "<br>" not in one.title.text:
            one.title.text = "<br>".join(textwrap.wrap(one.title.text, TITLE))
    return figure


def draw_blank_figure(height: int = 80) -> go.Figure:
    """Return a Plotly figure without traces and axes."""
    return draw_figure([], height, xaxis={"visible": False}, yaxis={"visible": False})


def _compute_margins(traces: Sequence[Any], layout: Mapping[str, Any]) -> dict[str, int]:
    """Return margins that fit the axis titles and a legend.

    They are fixed in advance, since Plotly would redraw all marks if it found a margin too narrow.
    """
    named = [trace for trace in traces if _has_marks(trace) and trace.showlegend is not False]
    legend = layout.get("showlegend", len(named) > 1)
    return {"l": 56, "r": 24, "t": 44 if legend else 16, "b": 56}


def _has_marks(trace: Any) -> bool:
    """Say whether a trace draws anything that a legend shows."""
    return trace.type in ("scatter", "bar") and trace.x is not None and len(trace.x) > 0


def make_error_bars(
    low: Iterable[float], estimate: Iterable[float], high: Iterable[float]
) -> dict[str, Any]:
    """Return Plotly error bars for an interval: a thin line without caps."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [h - e for h, e in zip(high, estimate, strict=True)],
        "arrayminus": [e - w for e, w in zip(estimate, low, strict=True)],
        "thickness": 1.3,
        "width": 0,
    }


def make_interval_marks(
    ends: Ends,
    positions: Iterable[Any],
    style: tuple[str, str],
    upright: bool = False,
    **trace: Any,
) -> go.Scatter:
    """Return one trace: a marker for each estimate, and a thin line for its interval.

    Args:
        ends: low, estimate and high of each marker.
        positions: the other coordinate of each marker.
        style: colour and symbol.
        upright: whether the estimate is drawn as height instead of along x.
        trace: further keys of the trace; `size` is the marker's.
    """
    colour, symbol = style
    size = trace.pop("size", 10)
    marker = {"color": colour, "symbol": symbol, "size": size, "line": {"width": 0}}
    bars = {**make_error_bars(*ends), "color": colour}
    along = (
        {"x": positions, "y": ends[1], "error_y": bars}
        if upright
        else {"x": ends[1], "y": positions, "error_x": bars}
    )
    return go.Scatter(mode="markers", marker=marker, **along, **trace)


def extract_interval_ends(
    rows: pd.DataFrame, per: float = 1.0, column: str = "estimate", ends: str = ""
) -> Ends:
    """Return low, estimate and high of a table, each times `per`.

    column: that of the estimate; ends: prefix of the columns low and high.
    """
    low, high = (rows[f"{ends}{end}"] for end in ("low", "high"))
    return low * per, rows[column] * per, high * per


def make_interval_lines(
    table: pd.DataFrame, colour: str, columns: tuple[str, str] = ("low", "high"), **trace: Any
) -> list[go.Scatter]:
    """Return thin lines along both ends of a curve's interval (`columns`), over column day."""
    line = {"color": colour, "width": 1, "shape": "hv"}
    return [
        go.Scatter(
            x=table["day"],
            y=table[column],
            mode="lines",
            line=line,
            hoverinfo="skip",
            showlegend=False,
            **trace,
        )
        for column in columns
    ]


def make_spread_band(
    table: pd.DataFrame, low: str, high: str, colour: str, **trace: Any
) -> go.Scatter:
    """Return the area between columns `low` and `high` over `day`, filled, without an outline."""
    days = [*table["day"], *table["day"][::-1]]
    edge = [*table[high], *table[low][::-1]]
    opacity = trace.pop("opacity", 0.22)
    return go.Scatter(
        x=days,
        y=edge,
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=to_rgba(colour, opacity),
        hoverinfo="skip",
        **trace,
    )


def to_rgba(colour: str, opacity: float) -> str:
    """Return a colour `#RRGGBB` as CSS text "rgba(...)" of that opacity."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def make_dot_marker(
    colour: str, symbol: str, size: int = 7, opacity: float = 0.55
) -> dict[str, Any]:
    """Return the marker style of single runs (or of equal shares of runs): spread, not error."""
    return {"color": colour, "symbol": symbol, "size": size, "opacity": opacity}
