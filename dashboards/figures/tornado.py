"""The ends of each lever of a one-at-a-time design, the farthest-reaching first."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards import words
from dashboards.figures.grammar import (
    VARIANT_COLOURS,
    VARIANT_DASHES,
    VARIANT_MARKERS,
    Drawn,
    draw,
    with_intervals,
)
from dashboards.figures.sweep import QUESTIONS, opened, scale

MOST = 24
"""Levers that are drawn."""


def ends(table: pd.DataFrame, said: tuple[str, str], variant: str) -> Drawn:
    """Draw what each lever does at its lower and its upper end, the farthest-reaching first.

    table: lever, end, value, point, effect, effect_low, effect_high, apart, n (analysis.tornado).
    """
    label, unit = said
    per = scale(unit)[0]
    table = table.assign(runs=opened(variant, table["point"]))
    names = list(dict.fromkeys(table["lever"]))[:MOST]
    shown = table[table["lever"].isin(names)]
    looks = zip(("lower", "upper"), VARIANT_COLOURS, VARIANT_MARKERS, VARIANT_DASHES, strict=False)
    traces = [
        _end_marks(shown[shown["end"] == end], (colour, symbol), end, per)
        for end, colour, symbol, _ in looks
    ]
    apart = int(table.groupby("lever")["apart"].any().sum())
    total = table["lever"].nunique()
    cut = f" {len(names)} of {total} levers drawn." if total > len(names) else ""
    top = table.iloc[int(table["effect"].abs().argmax())]
    said_top = words.interval(top["effect"], top["effect_low"], top["effect_high"], per)
    points = "points of 100" if per > 1 else unit
    return Drawn(
        QUESTIONS["tornado"],
        f"{words.IN_THIS_MODEL}{apart} of {words.count(total, 'lever')}, moved alone, can be told "
        f"from the configuration in: {label}; most {top['lever']} at {top['value']:g}, by "
        f"{said_top} {points}.",
        f"n = {int(table['n'].max()):,} pairs a mark, in the same random worlds. Thin lines: 95 % "
        f"intervals of the paired difference (Monte-Carlo error); told apart by Holm.{cut}",
        draw(
            traces,
            height=150 + 26 * len(names),
            xaxis={"title": {"text": f"{label}: difference ({points})"}, "zeroline": True},
            yaxis={"autorange": "reversed", "type": "category", "categoryarray": names},
        ),
        table,
    )


def _end_marks(rows: pd.DataFrame, look: tuple[str, str], end: str, per: float) -> go.Scatter:
    shapes = [look[1] if apart else f"{look[1]}-open" for apart in rows["apart"]]
    columns = ("effect_low", "effect", "effect_high")
    low, middle, high = (rows[key].astype(float) * per for key in columns)
    marks = with_intervals(
        (low, middle, high),
        rows["lever"],
        look,
        name=f"{end} end (open: cannot be told apart)",
        customdata=rows["runs"],
        text=[f"{value:g}" for value in rows["value"]],
        hovertemplate="%{y} = %{text}: %{x:.3g}<extra></extra>",
    )
    marks.marker.symbol = shapes
    return marks
