"""A metric along the values of a lever: a line with intervals, one for each value of a second
lever.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts, format_sample_sizes
from dashboards.figures.grammar import (
    VARIANT_COLOURS,
    VARIANT_DASHES,
    VARIANT_MARKERS,
    Drawn,
    draw_figure,
    extract_interval_ends,
    make_interval_marks,
)
from dashboards.figures.matrix import Lever
from runs.analysis.text.numbers import get_unit

QUESTION = "What does the lever do, value by value?"
LINES = len(VARIANT_COLOURS)
"""Lines that can be told apart."""


def draw_dose_response(
    table: pd.DataFrame, levers: tuple[Lever, ...], label_and_unit: tuple[str, str], sentence: str
) -> Drawn:
    """Draw a metric along a lever, with a thin line for each value's interval.

    Args:
        table: x (values of the first lever as shown), number (the same if they are numbers, else
            NaN), y (value of the second, if there is one), cell (variant or design point), runs
            (link), n, estimate, low, high.
        levers: the one along x and, if there are two, the one that has a line for each of its
            values.
        label_and_unit: of the metric.
        sentence: the figure's sentence.
    """
    label, unit = label_and_unit
    along, *others = levers
    values = list(others[0].values) if others else [""]
    is_number = bool(table["number"].notna().all())
    traces = [
        _make_dose_line(table[table["y"] == value], place, is_number, unit, levers)
        for place, value in enumerate(values[:LINES])
    ]
    cut = f" {LINES} of {len(values)} lines drawn." if len(values) > LINES else ""
    return Drawn(
        QUESTION,
        sentence,
        f"{format_sample_sizes(table['cell'], table['n'])}, all in the same random worlds. Thin "
        f"lines: 95 % intervals of each value alone (Monte-Carlo error).{cut}",
        draw_figure(
            traces,
            height=380,
            showlegend=bool(others),
            xaxis={"title": {"text": along.name}} | ({} if is_number else {"type": "category"}),
            yaxis={"title": {"text": f"{label} ({get_unit(unit).name})".replace(" ()", "")}},
        ),
        table,
        clicks="Click a mark for its runs.",
    )


def _make_dose_line(
    rows: pd.DataFrame, index: int, is_number: bool, unit: str, levers: tuple[Lever, ...]
) -> go.Scatter:
    """Return the marks at one value of the second lever, joined if the first lever's values are
    numbers.

    index: of that value among those of the second lever, which sets the look; 0 without one.
    """
    along, *others = levers
    named = f"{others[0].name} {rows['y'].iloc[0]}" if others and len(rows) else ""
    colour = VARIANT_COLOURS[index]
    joined: dict[str, Any] = {"line": {"color": colour, "dash": VARIANT_DASHES[index], "width": 2}}
    trace = make_interval_marks(
        extract_interval_ends(rows, get_unit(unit).per),
        rows["number"] if is_number else rows["x"],
        (colour, VARIANT_MARKERS[index]),
        upright=True,
        name=named,
        customdata=rows["runs"],
        text=[f"{along.name} {value}: {told}" for value, told in
              zip(rows["x"], format_hover_texts(rows, unit), strict=True)],
        hovertemplate="%{text}<extra>" + named + "</extra>",
    )  # fmt: skip
    return trace.update(mode="lines+markers", **joined) if is_number else trace
