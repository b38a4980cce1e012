"""Who calls first: a hundred outcomes as dots, and how they come about over the days."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import links, words
from dashboards.figures.grammar import (
    COLOURS,
    MARKERS,
    Drawn,
    draw,
    side_colour,
    translucent,
    with_intervals,
)
from dashboards.tables import largest, records

ACROSS = 20
VERBS = {"broker": "brings them together", "simultaneous": "call", "nobody": "calls"}
NOT_YET = "no call yet"


def hundred_outcomes(
    hundred: pd.DataFrame, shares: pd.DataFrame, variant: str, column: str = "first_mover_true"
) -> Drawn:
    """Draw a hundred runs as dots by first mover, and beside them the shares with intervals.

    Args:
        hundred: mover, runs (analysis.hundred) of one variant.
        shares: mover, k, n, estimate, low, high (analysis.proportions) of the same variant.
        variant: name of the variant, for the links.
        column: the outcome column counted.
    """
    table = shares[["mover", "k", "n", "estimate", "low", "high"]].copy()
    table["runs"] = [links.runs(variant, {column: mover}) for mover in table["mover"]]
    figure = draw(
        [*_dot_marks(hundred, table), *_share_marks(table)],
        height=300,
        showlegend=False,
        **_two_panels(),
    )
    top = largest(table, "estimate")
    mover = str(top["mover"])
    told = words.of_hundred(top["estimate"], top["low"], top["high"])
    return Drawn(
        "Who calls first?",
        f"{words.IN_THIS_MODEL}{words.name(mover)} {VERBS.get(mover, 'calls first')} in {told}.",
        f"n = {int(top['n']):,} runs. Dots: the runs as a hundred (spread). Thin lines: 95 % "
        "Wilson intervals of "
        "the shares (Monte-Carlo error). Click a mark for its runs.",
        figure,
        table,
    )


def _look(mover: str) -> tuple[str, str]:
    return COLOURS[mover], MARKERS.get(mover, "circle-open")


def _dot_marks(hundred: pd.DataFrame, table: pd.DataFrame) -> list[go.Scatter]:
    link = dict(zip(table["mover"], table["runs"], strict=True))
    place, marks = 0, []
    for mover, runs in zip(hundred["mover"], hundred["runs"], strict=True):
        spots = range(place, place + int(runs))
        place += int(runs)
        colour, symbol = _look(mover)
        marks.append(
            go.Scatter(
                x=[spot % ACROSS for spot in spots],
                y=[-(spot // ACROSS) for spot in spots],
                mode="markers",
                marker={"color": colour, "symbol": symbol, "size": 13},
                customdata=[link[mover]] * int(runs),
                hovertemplate=f"{words.short(mover)}: {runs} of 100<extra></extra>",
            )
        )
    return marks


def _share_marks(table: pd.DataFrame) -> list[go.Scatter]:
    marks = []
    for row in records(table):
        ends = [[row[key] * 100] for key in ("low", "estimate", "high")]
        said = words.interval(row["estimate"], row["low"], row["high"], 100)
        label = words.short(row["mover"])
        marks.append(
            with_intervals(
                (ends[0], ends[1], ends[2]),
                [label],
                _look(row["mover"]),
                xaxis="x2",
                yaxis="y2",
                customdata=[row["runs"]],
                hovertemplate=f"{label}: {said} of 100<extra></extra>",
            )
        )
    return marks


def _two_panels() -> dict[str, Any]:
    hidden = {"visible": False, "fixedrange": True}
    return {
        "xaxis": {**hidden, "domain": [0, 0.5], "range": [-0.8, ACROSS - 0.2]},
        "yaxis": {**hidden, "range": [-4.8, 0.8]},
        "xaxis2": {
            "domain": [0.66, 1],
            "title": {"text": "of 100 runs"},
            "range": [-2, 102],
            "gridcolor": "rgba(118,118,118,.25)",
            "anchor": "y2",
        },
        "yaxis2": {"autorange": "reversed", "anchor": "x2", "ticks": ""},
    }


def incidence(table: pd.DataFrame, variant: str, stage: str, horizon: int) -> Drawn:
    """Draw the cumulative incidence of each mover, stacked to 1 with "no call yet".

    Args:
        table: day, cause, estimate, low, high, base, top, at_risk (analysis).
        variant: name of the variant, for the links.
        stage: leader or envoy.
        horizon: last day simulated.
    """
    traces = [
        _layer(str(cause), rows, variant, stage)
        for cause, rows in table.groupby("cause", sort=False)
        if rows["estimate"].max() > 0
    ]
    risk = table[table["cause"] == table["cause"].iloc[0]]
    figure = draw(
        traces,
        height=380,
        xaxis={
            "title": {"text": "day (number below: runs still without a call)"},
            "range": [1, horizon],
            **_risk_ticks(risk, horizon),
        },
        yaxis={"title": {"text": "share of runs"}, "range": [0, 1]},
    )
    return Drawn(
        f"Through whom has the first {stage} contact come about, by each day?",
        _incidence_said(table, horizon),
        f"n = {int(risk['at_risk'].iloc[0]):,} runs. Aalen-Johansen cumulative incidence, stacked: "
        "the spread of "
        "runs. The 95 % intervals (Monte-Carlo error) stand in the table.",
        figure,
        table[["day", "cause", "estimate", "low", "high", "at_risk"]],
    )


def _layer(cause: str, rows: pd.DataFrame, variant: str, stage: str) -> go.Scatter:
    colour, label = side_colour(cause), words.short(cause)
    opened = [links.runs(variant, _by_day(cause, stage, int(day))) for day in rows["day"]]
    return go.Scatter(
        x=rows["day"],
        y=rows["estimate"],
        stackgroup="one",
        mode="lines",
        name=label,
        line={"color": colour, "width": 1.5, "shape": "hv"},
        fillcolor=translucent(colour, 0.15 if cause == NOT_YET else 0.6),
        customdata=opened,
        hovertemplate="day %{x}: %{y:.2f}<extra>" + label + "</extra>",
    )


def _by_day(cause: str, stage: str, day: int) -> dict[str, links.Condition]:
    """Return the conditions of runs in contact through `cause` by a day, or without contact yet."""
    before = "envoy_" if stage == "envoy" else ""
    if cause == NOT_YET:
        return {f"{before}duration": (day, 100_000)}
    mover = "nobody" if cause == "unasked" else cause
    return {f"{before}first_mover_true": mover, f"{before}duration": (1, day)}


def _incidence_said(table: pd.DataFrame, horizon: int) -> str:
    last = table[(table["day"] == horizon) & (table["cause"] != NOT_YET)]
    told = [
        f"{words.name(row['cause'])} in "
        f"{words.interval(row['estimate'], row['low'], row['high'], 100)}"
        for row in records(last.sort_values("estimate", ascending=False))
        if row["estimate"] > 0
    ]
    if not told:
        return f"{words.IN_THIS_MODEL}nobody has called by day {horizon}."
    ways = "; ".join(told)
    return f"{words.IN_THIS_MODEL}contact by day {horizon} comes through {ways} of 100 runs."


def _risk_ticks(risk: pd.DataFrame, horizon: int) -> dict[str, Any]:
    step = max(1, horizon // 6)
    days = [day for day in range(1, horizon + 1) if day == 1 or day % step == 0]
    known = dict(zip(risk["day"], risk["at_risk"], strict=True))
    return {"tickvals": days, "ticktext": [f"{day}<br>{known.get(day, 0):,}" for day in days]}
