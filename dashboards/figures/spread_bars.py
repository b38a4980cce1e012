"""Wide light bars behind marks, and wide light lines beside curves: how far a figure reaches over
the draws of a fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import to_rgba
from runs.analysis.estimates.draws import HIGH, LOW
from runs.analysis.text.numbers import TOO_FEW


def make_spread_bars(
    rows: pd.DataFrame,
    positions: Iterable[Any],
    colour: str,
    per: float = 1.0,
    upright: bool = False,
    **trace: Any,
) -> list[go.Scatter]:
    """Return a trace of wide light bars, to be drawn behind marks: intervals over a fit's parameter
    sets.

    rows: draws_low and draws_high, in the order of `positions` (of the marks); without
    these columns [] is returned. Other arguments: as of `make_interval_marks`.
    """
    if LOW not in rows:
        return []
    across: list[Any] = []
    along: list[Any] = []
    for low, high, place in zip(rows[LOW] * per, rows[HIGH] * per, positions, strict=True):
        across += [low, high, None]
        along += [place, place, None]
    x, y = (along, across) if upright else (across, along)
    line = {"color": to_rgba(colour, 0.3), "width": 9}
    return [
        go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False, **trace)
    ]


def make_spread_lines(
    table: pd.DataFrame, colour: str, per: float = 1.0, along: str = "day", **trace: Any
) -> list[go.Scatter]:
    """Return two wide light lines, along both ends of a curve's interval over a fit's parameter
    sets.

    table: draws_low, draws_high and `along`, the column of the horizontal axis; [] is returned if
    it has no draws_low. per: a factor on both ends.
    """
    if LOW not in table:
        return []
    line = make_spread_line_look(colour, "hv" if along == "day" else "linear")
    look = {"mode": "lines", "line": line, "hoverinfo": "skip", "showlegend": False, **trace}
    return [go.Scatter(x=table[along], y=table[end] * per, **look) for end in (LOW, HIGH)]


def make_spread_line_look(colour: str, shape: str) -> dict[str, Any]:
    """Return the look, for Plotly, of a wide light line; shape: "hv" for steps, or "linear"."""
    return {"color": to_rgba(colour, 0.3), "width": 5, "shape": shape}


def describe_missing_bars(table: pd.DataFrame) -> list[str]:
    """Return why some numbers of a figure's table have no interval over a fit's parameter sets; []
    if all have one.
    """
    numbers = [name for name in ("estimate", "effect") if name in table]
    if LOW not in table or not numbers:
        return []
    missing = table[LOW].isna() & table[HIGH].isna() & table[numbers[0]].notna()
    return [f"Where nothing wide and pale is drawn, {TOO_FEW}."] if missing.any() else []
