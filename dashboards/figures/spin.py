"""What telling it otherwise pays: paired differences in belief and in face, each in its unit."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import links, words
from dashboards.figures.grammar import (
    COLOURS,
    VARIANT_COLOURS,
    Drawn,
    draw,
    ends_of,
    with_intervals,
)
from dashboards.tables import in_pairs, records

QUESTION = "What does it pay to tell it otherwise?"
APART = ("higher", "lower")
BELIEF = ("share", "probability")


def spin(table: pd.DataFrame, names: tuple[str, str], told: str) -> Drawn:
    """Draw the paired differences of the metrics that spin is meant to move.

    Args:
        table: metric, label, unit, effect, low, high, verdict, n_pairs (analysis.paired).
        names: the baseline and the other variant.
        told: the sentence on what differs in what is told.
    """
    rows = in_pairs(table)
    belief = rows["unit"].isin(BELIEF)
    traces = [
        _marks(part[part["verdict"].isin(APART) == apart], names, apart, suffix, per)
        for part, suffix, per in ((rows[belief], "", 100.0), (rows[~belief], "2", 1.0))
        for apart in (True, False)
    ]
    decided = int(rows["verdict"].isin(APART).sum())
    a, b = names
    return Drawn(
        QUESTION,
        f"{words.IN_THIS_MODEL}{decided} of {len(rows)} figures of belief and face differ between "
        f"{a} and {b}, Holm-adjusted. {told}",
        f"n = up to {int(rows['n_pairs'].max()):,} pairs. Thin lines: 95 % intervals of paired "
        "differences (Monte-Carlo error), not adjusted; verdicts Holm-adjusted over these rows.",
        draw([trace for trace in traces if len(trace.y)], height=470, **_panels(names)),
        table.drop(columns=["boot_low", "boot_high"]),
    )


def _marks(
    rows: pd.DataFrame, names: tuple[str, str], apart: bool, suffix: str, per: float
) -> go.Scatter:
    look = (VARIANT_COLOURS[0], "diamond") if apart else (COLOURS["nobody"], "circle-open")
    said = [words.interval(row["effect"], row["low"], row["high"], per) for row in records(rows)]
    return with_intervals(
        ends_of(rows, per, "effect"),
        rows["label"],
        look,
        name="differs (Holm-adjusted)" if apart else "cannot be told apart, or identical",
        legendgroup=str(apart),
        showlegend=not suffix,
        customdata=[links.compare(*names, metric) for metric in rows["metric"]],
        text=said,
        hovertemplate="%{y}: %{text}<extra></extra>",
        xaxis=f"x{suffix}",
        yaxis=f"y{suffix}",
    )


def _panels(names: tuple[str, str]) -> dict[str, Any]:
    change = f"{names[1]} minus {names[0]}"
    lines: dict[str, Any] = {"autorange": "reversed", "type": "category", "automargin": True}
    grid = {"gridcolor": "rgba(118,118,118,.25)", "zeroline": True, "rangemode": "tozero"}
    return {
        "xaxis": {**grid, "title": {"text": f"{change} (points of 100)"}, "anchor": "y"},
        "xaxis2": {**grid, "title": {"text": f"{change} (face, W)"}, "anchor": "y2"},
        "yaxis": {**lines, "domain": [0.55, 1.0], "anchor": "x"},
        "yaxis2": {**lines, "domain": [0.0, 0.33], "anchor": "x2"},
    }
