"""Wide light bars behind marks: how far a figure reaches over the draws of a fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import to_rgba
from runs.analysis.estimates.draws import HIGH, LOW


def make_spread_bars(
    rows: pd.DataFrame,
    at: Iterable[Any],
    colour: str,
    per: float = 1.0,
    upright: bool = False,
    **trace: Any,
) -> list[go.Scatter]:
    """Return a trace of wide light bars to be drawn behind marks: intervals over the draws of a
    fit.

    rows: draws_low and draws_high, in the order of `at`; without them no trace. Other arguments: as
    of `make_interval_marks`.
    """
    if LOW not in rows:
        return []
    across: list[Any] = []
    along: list[Any] = []
    for low, high, place in zip(rows[LOW] * per, rows[HIGH] * per, at, strict=True):
        across += [low, high, None]
        along += [place, place, None]
    x, y = (along, across) if upright else (across, along)
    line = {"color": to_rgba(colour, 0.3), "width": 9}
    return [
        go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False, **trace)
    ]
