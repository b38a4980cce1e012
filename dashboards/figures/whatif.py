"""The first figure of What-if: who calls first over a whole lever."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import INK, VARIANT_COLOURS, Drawn, draw_figure, make_error_bars
from dashboards.figures.palette import find_colour, find_dash, find_marker
from dashboards.figures.spread_bars import make_spread_lines
from dashboards.text import labels
from dashboards.text.rows import to_records
from runs.analysis.estimates.draws import FIT, HIGH, LOW
from runs.analysis.sides import get_sides
from runs.analysis.text.pieces import format_share

QUESTIONS = {"over": "Who calls first over the whole lever?", "soon": "How soon is there contact?"}
CURSOR = 1
"""Which shape of the first figure stands at the value chosen; a script moves it."""
ROOM = 6.0
"""Of 100 runs: nearer ends of lines have their labels moved from one another."""
Answer = Mapping[str, Any]
PALE = " Wide and pale: 95 % of the parameters."


def fill_unknown(row: Answer) -> Answer:
    """Return a row with NaN in place of None."""
    return {name: math.nan if value is None else value for name, value in row.items()}


def draw_lever_shares(answer: Answer, index: int) -> Drawn:
    """Draw the shares of first movers at each value of a lever; `index`: of the chosen value.

    answer: of `runs.studies.whatif.process.Player.answer`.
    """
    table = _tabulate_shares(answer)
    seen = table.groupby("mover", sort=False)["k"].sum()
    shown = [(table[table["mover"] == mover], mover) for mover in seen.index[seen > 0]]
    behind = [
        line
        for rows, mover in shown
        for line in make_spread_lines(rows, find_colour(mover), 100, "value")
        if rows[LOW].notna().any()
    ]
    lines = [*behind, *(_make_share_line(rows, mover) for rows, mover in shown)]
    values, base = answer["values"], answer["base"]
    wide = values[0] > 0 and values[-1] / values[0] > 1000
    figure = draw_figure(
        lines,
        height=300,
        margin={"l": 40, "r": 104, "t": 22, "b": 48},
        showlegend=False,
        shapes=[_make_vertical_line(base, INK, "dot", 1.5), _make_vertical_line(
            values[index], VARIANT_COLOURS[1], "solid", 2)],
        annotations=[*_make_end_labels(table, list(seen.index[seen > 0])),
                     _make_annotation(base, "baseline")],
        xaxis={"title": {"text": labels.format_setting_name(answer["lever"])},
               "type": "log" if wide else "linear", "zeroline": False},
        yaxis={"rangemode": "tozero", "nticks": 5},
    )  # fmt: skip
    return Drawn(
        QUESTIONS["over"],
        _write_lever_sentence(answer, table),
        f"n = {answer['runs']:,} runs at each of {len(values)} values, all in the same random "
        "worlds; between them nothing is computed. Thin lines: 95 % Wilson intervals (simulation "
        f"error).{PALE if behind else ''}",
        figure,
        table,
    )


def _tabulate_shares(answer: Answer) -> pd.DataFrame:
    """Return the shares of first movers at each value of a lever: value, mover, k, n, estimate,
    low, high; with a fit also draws_low, draws_high and fit.
    """
    columns = ("mover", "k", "n", "estimate", "low", "high", LOW, HIGH, FIT)
    return pd.DataFrame([
        {"value": value, **fill_unknown({name: row[name] for name in columns if name in row})}
        for value, one in zip(answer["values"], answer["settings"], strict=True)
        for row in one["movers"]
    ])  # fmt: skip


def _make_share_line(rows: pd.DataFrame, mover: str) -> go.Scatter:
    """Return a mover's share over the values of the lever, with intervals."""
    ends = (100 * rows["low"], 100 * rows["estimate"], 100 * rows["high"])
    name, colour = labels.format_label(mover), find_colour(mover)
    return go.Scatter(
        x=rows["value"].tolist(),
        y=ends[1].round(2).tolist(),
        mode="lines+markers",
        name=name,
        line={"color": colour, "dash": find_dash(mover), "width": 2.5},
        marker={"color": colour, "symbol": find_marker(mover), "size": 6},
        error_y={**make_error_bars(*ends), "color": colour},
        hovertemplate=f"{name}: %{{y:.1f}} of 100 runs at %{{x}}<extra></extra>",
    )


def _make_vertical_line(value: float, colour: str, dash: str, width: float) -> dict[str, Any]:
    line = {"color": colour, "dash": dash, "width": width}
    return {"type": "line", "x0": value, "x1": value, "yref": "paper", "y0": 0, "y1": 1,
            "line": line}  # fmt: skip


def _make_annotation(value: float, text: str) -> dict[str, Any]:
    return {"x": value, "yref": "paper", "y": 1.0, "yanchor": "bottom", "text": text,
            "showarrow": False}  # fmt: skip


def _make_end_labels(table: pd.DataFrame, movers: Sequence[str]) -> list[dict[str, Any]]:
    """Return the annotations that name the movers' lines at their right ends, moved apart."""
    last = table[table["value"] == table["value"].max()].set_index("mover")["estimate"] * 100
    heights = _move_labels_apart([float(last[mover]) for mover in movers])
    return [
        {"xref": "paper", "x": 1.01, "xanchor": "left", "y": height, "showarrow": False,
         "text": f"<b>{labels.format_label(mover)}</b>", "font": {"color": find_colour(mover)}}
        for mover, height in zip(movers, heights, strict=True)
    ]  # fmt: skip


def _move_labels_apart(heights: Sequence[float]) -> list[float]:
    """Return heights (of 100 runs) in the same order, moved up to be at least `ROOM` apart."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    moved = list(heights)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + ROOM)
    return moved


def _write_lever_sentence(answer: Answer, table: pd.DataFrame) -> str:
    """Return a sentence on both sides' shares at the lowest and the highest value of the lever."""
    values = answer["values"]
    rows = {(str(row["mover"]), row["value"]): row for row in to_records(table)}
    ends = [[rows[side.key, value] for value in (values[0], values[-1])] for side in get_sides()]
    each = [
        f"{side.title} calls first in {format_share(first, full=not place, with_n=False)} to "
        f"{format_share(last)}"
        for place, (side, (first, last)) in enumerate(zip(get_sides(), ends, strict=True))
    ]
    low, high = (labels.format_lever_value(values[place]) for place in (0, -1))
    return (
        f"{labels.IN_THIS_MODEL}from {labels.format_setting_name(answer['lever'])} {low} to "
        f"{high}, {' and '.join(each)}."
    )
