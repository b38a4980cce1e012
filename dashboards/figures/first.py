"""Who calls first: a hundred outcomes as dots, and how they come about over the days."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import mark_texts
from dashboards.figures.grammar import (
    COLOURS,
    MARKERS,
    Drawn,
    draw,
    side_colour,
    translucent,
    with_intervals,
)
from dashboards.figures.waiting import without_contact
from dashboards.text import labels, links
from dashboards.text.rows import records
from runs.analysis.comparison.shares import movers_to_show
from runs.analysis.estimates.estimates import SIDES, estimate_of
from runs.analysis.text.names import count_text
from runs.analysis.text.numbers import ends_text, texts

ACROSS = 20
VERBS = {"broker": "brings them together", "simultaneous": "call", "nobody": "calls"}
NOT_YET = "no call yet"
CONTACT = {"leader": "a call", "envoy": "an envoys’ meeting"}


def draw_hundred_runs(
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
    table["dots"] = list(hundred["runs"])
    table["runs"] = [links.runs(variant, {column: mover}) for mover in table["mover"]]
    movers = movers_to_show(dict(zip(table["mover"], table["k"], strict=True)))
    drawn = table[table["mover"].isin(movers)]
    figure = draw(
        [*_dot_marks(drawn), *_share_marks(drawn)],
        height=300,
        showlegend=False,
        **_two_panels(),
    )
    return Drawn(
        "Who calls first?",
        labels.IN_THIS_MODEL + _describe_shares(table),
        f"n = {count_text(int(table['n'].iloc[0]), 'run')}. Dots: the runs as a hundred (spread), "
        f"{_dots_said(table)}. Thin lines: 95 % Wilson intervals of the shares (Monte-Carlo "
        "error). Click a mark for its runs.",
        figure,
        table,
    )


def _describe_shares(table: pd.DataFrame) -> str:
    """Return the shares of both sides, in their order, and where the dots must differ from them."""
    rows = {str(row["mover"]): row for row in records(table)}
    told = []
    for side in ("us", "china"):
        row = rows[side]
        one = estimate_of(row, unit="share")
        first = " calls first" if side == "us" else ""
        of = " of 100 runs (95 % interval " if side == "us" else " ("
        rounded_away = row["dots"] != round(row["estimate"] * 100)
        drawn = f"; drawn as {row['dots']} dots" if rounded_away else ""
        told.append(f"{labels.name(side)}{first} in {texts(one).value}{of}{ends_text(one)}{drawn})")
    return f"{' and '.join(told)}."


def _dots_said(table: pd.DataFrame) -> str:
    """Return how many dots each mover has, and why one may differ from its share."""
    used = [f"{row['dots']} {labels.short(row['mover'])}" for row in records(table) if row["dots"]]
    return f"{', '.join(used)}: whole dots that make a hundred, so that one may be rounded away"


def _look(mover: str) -> tuple[str, str]:
    return COLOURS[mover], MARKERS.get(mover, "circle-open")


def _dot_marks(table: pd.DataFrame) -> list[go.Scatter]:
    place, marks = 0, []
    for row, said in zip(records(table), mark_texts(table, "share"), strict=True):
        dots = int(row["dots"])
        spots = range(place, place + dots)
        place += dots
        colour, symbol = _look(row["mover"])
        marks.append(
            go.Scatter(
                x=[spot % ACROSS for spot in spots],
                y=[-(spot // ACROSS) for spot in spots],
                mode="markers",
                marker={"color": colour, "symbol": symbol, "size": 13},
                customdata=[row["runs"]] * dots,
                hovertemplate=f"{labels.short(row['mover'])}: {said}, drawn as {dots} of 100 dots"
                "<extra></extra>",
            )
        )
    return marks


def _share_marks(table: pd.DataFrame) -> list[go.Scatter]:
    marks = []
    for row, said in zip(records(table), mark_texts(table, "share"), strict=True):
        ends = [[row[key] * 100] for key in ("low", "estimate", "high")]
        label = labels.short(row["mover"])
        marks.append(
            with_intervals(
                (ends[0], ends[1], ends[2]),
                [label],
                _look(row["mover"]),
                xaxis="x2",
                yaxis="y2",
                customdata=[row["runs"]],
                text=[said],
                hovertemplate="%{y}: %{text}<extra></extra>",
            )
        )
    return marks


def _two_panels() -> dict[str, Any]:
    hidden = {"visible": False, "fixedrange": True}
    return {
        "xaxis": {**hidden, "domain": [0, 0.44], "range": [-0.8, ACROSS - 0.2]},
        "yaxis": {**hidden, "range": [-4.8, 0.8]},
        "xaxis2": {
            "domain": [0.74, 1],
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
        _layer(str(cause), rows, variant, stage, horizon)
        for cause, rows in table.groupby("cause", sort=False)
        if rows["estimate"].max() > 0
    ]
    n = int(table["at_risk"].iloc[0])
    figure = draw(
        traces,
        height=380,
        xaxis={
            "title": {"text": f"day; below: runs without {CONTACT[stage]} at its end"},
            "range": [1, horizon],
            **_ticks_with_runs(table[table["cause"] == NOT_YET], n, horizon),
        },
        yaxis={"title": {"text": "of 100 runs"}, "range": [0, 100]},
    )
    return Drawn(
        f"Through whom has the first {stage} contact come about, by each day?",
        _incidence_said(table, horizon),
        f"n = {n:,} runs. Aalen-Johansen cumulative incidence, stacked: the spread of runs. The 95 "
        "% intervals (Monte-Carlo error) stand in the table; at_risk there counts the runs without "
        "contact at the beginning of a day.",
        figure,
        table[["day", "cause", "estimate", "low", "high", "at_risk"]],
    )


def _layer(cause: str, rows: pd.DataFrame, variant: str, stage: str, horizon: int) -> go.Scatter:
    colour, label = side_colour(cause), labels.short(cause)
    opened = [links.runs(variant, _by_day(cause, stage, int(day), horizon)) for day in rows["day"]]
    n = int(rows["at_risk"].iloc[0])
    return go.Scatter(
        x=rows["day"],
        y=rows["estimate"] * 100,
        stackgroup="one",
        mode="lines",
        name=label,
        line={"color": colour, "width": 1.5, "shape": "hv"},
        fillcolor=translucent(colour, 0.15 if cause == NOT_YET else 0.6),
        customdata=opened,
        text=mark_texts(rows.assign(n=n), "share"),
        hovertemplate="by day %{x:d}: %{text}<extra>" + label + "</extra>",
    )


def _by_day(cause: str, stage: str, day: int, horizon: int) -> dict[str, links.Condition]:
    """Return the conditions of runs in contact through `cause` by a day, or without contact yet."""
    before = "envoy_" if stage == "envoy" else ""
    if cause == NOT_YET:
        return without_contact(stage, day, horizon)
    mover = "nobody" if cause == "unasked" else cause
    return {f"{before}first_mover_true": mover, f"{before}duration": (1, day)}


def _incidence_said(table: pd.DataFrame, horizon: int) -> str:
    last = table[(table["day"] == horizon) & (table["cause"] != NOT_YET)]
    told = [
        f"{labels.name(row['cause'])} in {labels.interval(row, unit='share')}"
        for row in records(last)
        if row["estimate"] > 0 or row["cause"] in SIDES
    ]
    if not last["estimate"].any():
        return f"{labels.IN_THIS_MODEL}nobody has called by day {horizon}."
    ways = "; ".join(told)
    return f"{labels.IN_THIS_MODEL}contact by day {horizon} comes through {ways} of 100 runs."


def _ticks_with_runs(waiting: pd.DataFrame, n: int, horizon: int) -> dict[str, Any]:
    """Return ticks of some days, and under each the runs without contact at its end.

    waiting: day and estimate of "no call yet", the share of the n runs that the figure shows too.
    """
    days = sorted({1, *(max(1, horizon * i // 4) for i in range(1, 5))})  # more collide on a phone
    left = dict(zip(waiting["day"], (waiting["estimate"] * n).round().astype(int), strict=True))
    return {"tickvals": days, "ticktext": [f"{day}<br>{left.get(day, 0):,}" for day in days]}
