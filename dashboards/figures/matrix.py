"""A metric over two levers: a cell for each pair of values, framed if it does not differ from the
first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts, format_sample_sizes
from dashboards.figures.grammar import SEQUENTIAL, Drawn, draw_figure
from dashboards.text import labels
from dashboards.text.rows import compute_reach, find_largest_row, to_record, to_records
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import (
    format_estimate,
    format_in_brackets,
    format_plus_minus,
    get_unit,
    with_minus_signs,
)

QUESTION = "What comes out where, over two levers?"
KEYS = ("estimate", "text", "told", "runs")


class Lever(NamedTuple):
    """One axis: its name in words, and its values as shown, in order."""

    name: str
    values: tuple[str, ...]


def draw_lever_matrix(
    table: pd.DataFrame,
    levers: tuple[Lever, Lever],
    label_and_unit: tuple[str, str],
    note: str = "",
) -> Drawn:
    """Draw a metric over two levers; cells that do not differ from the first have a dotted frame.

    Args:
        table: x and y (values as in `levers`), cell (name of the point or variant), runs (link), n,
            estimate, low, high, apart (differs from the first cell: compare_points_with_base or
            factorial.compare_cells); a combination of values may lack its row.
        levers: along x and along y.
        label_and_unit: of the metric.
        note: on further levers.
    """
    label, unit = label_and_unit
    return Drawn(
        QUESTION,
        _write_highest_and_lowest(table, levers, label, unit),
        f"{format_sample_sizes(table['cell'], table['n'])}, all cells in "
        "the same random worlds. Cells: estimate ± farther end of its 95 % interval, of the cell "
        "alone (Monte-Carlo error); the highest and the lowest of so many are lucky besides. "
        f"Framed: the paired difference from the first cell is undecided (Holm).{note}",
        draw_figure(
            [_make_metric_heatmap(table, levers, unit)],
            height=140 + 62 * len(levers[1].values),
            xaxis={"title": {"text": levers[0].name}, "type": "category"},
            yaxis={"title": {"text": levers[1].name}, "type": "category"},
            shapes=_make_undecided_frames(table, levers),
            showlegend=False,
        ),
        table,
        clicks="Click a cell for its runs.",
    )


def _write_highest_and_lowest(
    table: pd.DataFrame, levers: tuple[Lever, Lever], label: str, unit: str
) -> str:
    """Return a sentence on the cells of the highest and lowest estimate, and on how many others do
    not differ from the first cell.
    """
    best = find_largest_row(table, "estimate")
    worst = find_largest_row(table.assign(less=-table["estimate"]), "less")
    first, of = to_record(table.iloc[0]), get_unit(unit).name
    alike = int((~table["apart"]).sum()) - 1
    high, low = (format_in_brackets(extract_estimate(row, unit=unit)) for row in (best, worst))
    if best["estimate"] == worst["estimate"]:
        cells = format_count(len(table), "cell")
        return f"{labels.IN_THIS_MODEL}“{label}” is seen alike in {cells}: {high} {of}."
    return (
        f"{labels.IN_THIS_MODEL}“{label}” is seen highest at {_format_lever_values(best, levers)}, "
        f"with {high}, and lowest at {_format_lever_values(worst, levers)}, with {low} {of}; "
        f"{alike} of {len(table) - 1} other cells cannot be told from "
        f"{_format_lever_values(first, levers)}."
    )


def _format_lever_values(row: dict[str, Any], levers: tuple[Lever, Lever]) -> str:
    """Return the values of both levers in a cell, in words."""
    return f"{levers[0].name} {row['x']}, {levers[1].name} {row['y']}"


def _make_metric_heatmap(table: pd.DataFrame, levers: tuple[Lever, Lever], unit: str) -> go.Heatmap:
    """Return the heat map of estimates over both levers; a combination without a row is blank."""
    cells = table.assign(
        text=[_format_cell(row, unit) for row in to_records(table)],
        told=[
            f"{told}{'' if apart else ', not told from the first cell'}"
            for told, apart in zip(format_hover_texts(table, unit), table["apart"], strict=True)
        ],
    )
    across, down = (lever.values for lever in levers)
    wide = {key: cells.pivot(index="y", columns="x", values=key).reindex(down, columns=across)
            for key in KEYS}  # fmt: skip
    words = {key: wide[key].fillna("").to_numpy().tolist() for key in KEYS[1:]}
    return go.Heatmap(
        z=np.asarray(wide["estimate"], dtype=float) * get_unit(unit).per,
        x=across,
        y=down,
        colorscale=SEQUENTIAL,
        text=words["text"],
        texttemplate="%{text}",
        hovertext=words["told"],
        customdata=words["runs"],
        colorbar={"title": {"text": get_unit(unit).name}, "outlinewidth": 0},
        hovertemplate=f"{levers[0].name} %{{x}}, {levers[1].name} %{{y}}: "
        "%{hovertext}<extra></extra>",
        xgap=2,
        ygap=2,
    )


def _format_cell(row: dict[str, Any], unit: str) -> str:
    """Return a cell's estimate ± the distance to the farther end of its interval, as text; the
    estimate alone without an interval.
    """
    half = compute_reach(row)
    if not np.isfinite(half):
        return with_minus_signs(format_estimate(extract_estimate(row, unit=unit)).value)
    return with_minus_signs(format_plus_minus(row["estimate"], half, unit))


def _make_undecided_frames(table: pd.DataFrame, levers: Sequence[Lever]) -> list[dict[str, Any]]:
    """Return a dotted frame for each cell that does not differ from the first significantly."""
    middle = (table["estimate"].max() + table["estimate"].min()) / 2
    frames = []
    for cell in to_records(table[~table["apart"]]):
        x, y = (lever.values.index(cell[key]) for lever, key in zip(levers, "xy", strict=True))
        colour = "#FFFFFF" if cell["estimate"] > middle else "#111111"
        line = {"color": colour, "width": 2, "dash": "dot"}
        ends = {"x0": x - 0.46, "x1": x + 0.46, "y0": y - 0.42, "y1": y + 0.42}
        frames.append({"type": "rect", "name": "undecided", "line": line, **ends})
    return frames
