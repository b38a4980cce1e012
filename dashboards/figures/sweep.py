"""A sweep over a design: a map of two levers, a figure against each lever, ends of each lever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards import links, words
from dashboards.figures.grammar import (
    INK,
    VARIANT_COLOURS,
    Drawn,
    draw,
    error_bars,
)
from dashboards.tables import records
from runs.analysis.rounding import decimals

QUESTIONS = {
    "map": "What comes out where, over two levers?",
    "slices": "What does each lever do, along its values?",
    "tornado": "Which lever, moved alone, moves the outcome most?",
}
PANELS = 6
FEW = 64
"""Points up to which each has its interval drawn."""


def none(question: str, why: str) -> Drawn:
    """Return the figure of a batch that has nothing of the kind, saying why."""
    about = "0 points of this kind: there is neither Monte-Carlo error nor spread to draw."
    return Drawn(question, why, about, draw([], height=80), pd.DataFrame({"said": [why]}))


def scale(unit: str) -> tuple[float, str]:
    """Return what a metric of a unit is multiplied by, and what is said of it."""
    return (100.0, "of 100 runs") if unit == "share" else (1.0, unit)


def opened(variant: str, points: pd.Series) -> list[str]:
    """Return the links to the runs of points."""
    return [links.runs(variant, {"point": (int(at), int(at))}) for at in points]


def two_levers(
    table: pd.DataFrame, levers: tuple[str, str], said: tuple[str, str], variant: str, held: str
) -> Drawn:
    """Draw a metric over a grid of two levers, a diagonal through cells like the first point.

    Args:
        table: x and y (levers' values), point, n, estimate, low, high, apart (analysis.at_points).
        levers: paths along x and along y.
        said: the metric's label and unit.
        variant: its name, for the links.
        held: what is said of further levers.
    """
    label, unit = said
    per, of = scale(unit)
    table = table.assign(runs=opened(variant, table["point"]))
    return Drawn(
        QUESTIONS["map"],
        _map_said(table, levers, label, (per, of)),
        f"n = {int(table['n'].max()):,} runs a cell, all cells in the same random worlds. Cells: "
        "estimate ± half of its 95 % interval (Monte-Carlo error). A diagonal crosses the cells "
        f"whose paired difference from the first point is undecided (Holm).{held}",
        draw(
            [_cells(table, per, of), _hatching(table)],
            height=140 + 62 * table["y"].nunique(),
            xaxis={"title": {"text": levers[0]}, "type": "category"},
            yaxis={"title": {"text": levers[1]}, "type": "category"},
            showlegend=False,
        ),
        table,
    )


def _map_said(
    table: pd.DataFrame, levers: tuple[str, str], label: str, scale: tuple[float, str]
) -> str:
    per, of = scale
    best, worst = (table.loc[getattr(table["estimate"], end)()] for end in ("idxmax", "idxmin"))
    first = table.iloc[0]
    alike = int((~table["apart"]).sum()) - 1
    return (
        f"{words.IN_THIS_MODEL}“{label}” is highest at {_at(best, levers)}, with "
        f"{_said(best, per)}, and lowest at {_at(worst, levers)}, with {_said(worst, per)} {of}; "
        f"{alike} of {len(table) - 1} other cells cannot be told from {_at(first, levers)}."
    )


def _cells(table: pd.DataFrame, per: float, of: str) -> go.Heatmap:
    text = [_cell(row, per) for row in records(table)]
    wide = {
        key: table.assign(text=text).pivot(index="y", columns="x", values=key).to_numpy()
        for key in ("estimate", "text", "runs")
    }
    return go.Heatmap(
        z=np.asarray(wide["estimate"], dtype=float) * per,
        x=[f"{x:g}" for x in sorted(table["x"].unique())],
        y=[f"{y:g}" for y in sorted(table["y"].unique())],
        colorscale="Cividis",
        text=wide["text"],
        texttemplate="%{text}",
        customdata=wide["runs"].tolist(),
        colorbar={"title": {"text": of}, "outlinewidth": 0},
        hovertemplate="%{x}, %{y}: %{text}<extra></extra>",
        xgap=2,
        ygap=2,
    )


def _cell(row: dict[str, Any], per: float) -> str:
    places = decimals(row["low"] * per, row["high"] * per)
    half = words.number((row["high"] - row["low"]) / 2 * per, places or 0)
    return f"{words.number(row['estimate'] * per, places or 0)} ± {half}"


def _said(row: Any, per: float) -> str:
    return words.interval(row["estimate"], row["low"], row["high"], per)


def _at(row: Any, levers: tuple[str, str]) -> str:
    return f"{levers[0]} = {row['x']:g}, {levers[1]} = {row['y']:g}"


def _hatching(table: pd.DataFrame) -> go.Scatter:
    open_ = table[~table["apart"]]
    return go.Scatter(
        x=[f"{x:g}" for x in open_["x"]],
        y=[f"{y:g}" for y in open_["y"]],
        mode="markers",
        marker={
            "symbol": "line-ne-open",
            "size": 46,
            "color": INK,
            "opacity": 0.6,
            "line": {"width": 1.5},
        },
        hoverinfo="skip",
    )


def slices(
    table: pd.DataFrame, levers: Sequence[str], said: tuple[str, str], variant: str
) -> Drawn:
    """Draw a metric against each lever: every point a dot, a mean and interval at each value.

    Args:
        table: one column a lever, point, n, estimate, low, high.
        levers: paths, the first PANELS are drawn.
        said: the metric's label and unit.
        variant: its name, for the links.
    """
    label, unit = said
    per, of = scale(unit)
    table = table.assign(runs=opened(variant, table["point"]))
    shown = list(levers)[:PANELS]
    traces, layout = [], _panels(shown, of)
    for place, path in enumerate(shown, start=1):
        traces.append(_along(table, path, "" if place == 1 else str(place), per))
    ranks = table[list(levers)].rank().corrwith(table["estimate"].rank()).fillna(0.0)
    top = str(ranks.abs().idxmax())
    more = f" {len(shown)} of {len(levers)} levers drawn." if len(levers) > len(shown) else ""
    return Drawn(
        QUESTIONS["slices"],
        f"{words.IN_THIS_MODEL}over {words.count(len(table), 'point')}, “{label}” goes most with "
        f"{top} (rank correlation {words.number(float(ranks[top]), 2)}).",
        f"n = {int(table['n'].max()):,} runs a point. Dots: points of the design, the other levers "
        "moving as well (spread); thin lines, up to 64 points: 95 % intervals (Monte-Carlo error)."
        + more,
        draw(traces, height=360, showlegend=False, **layout),
        table,
    )


def _along(table: pd.DataFrame, path: str, suffix: str, per: float) -> go.Scatter:
    bars = error_bars(*(table[key] * per for key in ("low", "estimate", "high")))
    return go.Scatter(
        x=table[path],
        y=table["estimate"] * per,
        mode="markers",
        marker={"color": VARIANT_COLOURS[0], "size": 6},
        error_y={**bars, "color": VARIANT_COLOURS[0]} if len(table) <= FEW else None,
        customdata=table["runs"],
        hovertemplate=path + " = %{x:.3g}: %{y:.3g}<extra></extra>",
        xaxis=f"x{suffix}",
        yaxis=f"y{suffix}",
    )


def _panels(levers: Sequence[str], of: str) -> dict[str, Any]:
    gap, layout = 0.05, {}
    width = (1 - gap * (len(levers) - 1)) / len(levers)
    for place, path in enumerate(levers):
        suffix, left = "" if place == 0 else str(place + 1), place * (width + gap)
        layout[f"xaxis{suffix}"] = {
            "title": {"text": path}, "domain": [left, left + width], "anchor": f"y{suffix}",
        }  # fmt: skip
        axis: dict[str, Any] = {"anchor": f"x{suffix}"}
        if place:
            axis |= {"matches": "y", "showticklabels": False}
        else:
            axis["title"] = {"text": of}
        layout[f"yaxis{suffix}"] = axis
    return layout
