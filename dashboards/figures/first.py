"""Who calls first: a hundred outcomes as dots, and how they accumulate over the days."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts
from dashboards.figures.grammar import (
    Drawn,
    draw_figure,
    make_interval_marks,
    to_rgba,
)
from dashboards.figures.palette import find_colour, find_marker, order_movers
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.figures.waiting import make_no_contact_conditions
from dashboards.text import labels, links
from dashboards.text.rows import to_records
from runs.analysis.comparison.shares import list_shown_movers
from runs.analysis.estimates.draws import FIT, HIGH, LOW, select_with_draw_interval
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.sides import get_dyad
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_estimate, format_interval_ends
from runs.analysis.text.pieces import write_interval_prefix

ACROSS, SQUARES = 10, 100
VERBS = {"broker": "brings them together", "simultaneous": "call", "nobody": "calls"}
NOT_YET = "no call yet"
CONTACT = {"leader": "a call", "envoy": "an envoys’ meeting"}


def draw_hundred_runs(
    hundred: pd.DataFrame, shares: pd.DataFrame, variant: str, column: str = "first_mover_true"
) -> Drawn:
    """Draw a hundred runs as dots by first mover, and beside them the shares with intervals.

    Args:
        hundred: mover, runs (analysis.count_movers_per_hundred) of one variant.
        shares: mover, k, n, estimate, low, high (analysis.compute_mover_shares) of the same
            variant.
        variant: name of the variant, for the links.
        column: the outcome column counted.
    """
    known = ["mover", "k", "n", "estimate", "low", "high", LOW, HIGH, FIT]
    table = shares[[name for name in known if name in shares]].copy()
    table["dots"] = list(hundred["runs"])
    table["runs"] = [links.link_to_runs(variant, {column: mover}) for mover in table["mover"]]
    movers = list_shown_movers(dict(zip(table["mover"], table["k"], strict=True)))
    drawn = table[table["mover"].isin(movers)]
    figure = draw_figure(
        [*_make_dot_marks(drawn), *_make_share_marks(drawn)],
        height=300,
        showlegend=False,
        **_make_panel_layout(),
    )
    return Drawn(
        "Who calls first?",
        labels.IN_THIS_MODEL + _describe_shares(table),
        f"n = {format_count(int(table['n'].iloc[0]), 'run')}. Dots: the runs as a hundred "
        f"(spread), {_write_dot_counts(table)}. Thin lines: 95 % Wilson intervals of the shares "
        "(Monte-Carlo error).",
        figure,
        table,
        clicks="Click a mark for its runs.",
    )


def _describe_shares(table: pd.DataFrame) -> str:
    """Return the shares of both sides in words, and where the numbers of dots differ from them."""
    rows = {str(row["mover"]): row for row in to_records(table)}
    told = []
    for index, side in enumerate(get_dyad().keys):
        row = rows[side]
        one = extract_estimate(row, unit="share")
        first = " calls first" if index == 0 else ""
        of = f" of 100 runs ({write_interval_prefix(one, index == 0)}" if index == 0 else " ("
        rounded_away = row["dots"] != round(row["estimate"] * 100)
        drawn = f"; drawn as {row['dots']} dots" if rounded_away else ""
        told.append(
            f"{labels.format_name(side)}{first} in "
            f"{format_estimate(one).value}{of}{format_interval_ends(one, index == 0)}{drawn})"
        )
    return f"{' and '.join(told)}."


def _write_dot_counts(table: pd.DataFrame) -> str:
    """Return the number of dots of each mover, and why it may differ from its share."""
    rows = [row for row in to_records(table) if row["dots"]]
    used = [f"{row['dots']} {labels.format_label(row['mover'])}" for row in rows]
    return f"{', '.join(used)}: whole dots that make a hundred, so that one may be rounded away"


def _make_dot_marks(table: pd.DataFrame) -> list[go.Scatter]:
    count, marks = 0, []
    rows = zip(to_records(table), format_hover_texts(table, "share"), strict=True)
    by_mover = {str(row["mover"]): (row, said) for row, said in rows}
    for row, said in (by_mover[mover] for mover in order_movers(by_mover)):
        dots = int(row["dots"])
        spots = range(count, count + dots)
        count += dots
        colour, symbol = (find_colour(row["mover"]), find_marker(row["mover"]))
        marks.append(
            go.Scatter(
                x=[spot % ACROSS for spot in spots],
                y=[-(spot // ACROSS) for spot in spots],
                mode="markers",
                marker={"color": colour, "symbol": symbol, "size": 13},
                customdata=[row["runs"]] * dots,
                hovertemplate=f"{labels.format_label(row['mover'])}: {said}, "
                f"drawn as {dots} of 100 dots<extra></extra>",
            )
        )
    return marks


def _make_share_marks(table: pd.DataFrame) -> list[go.Scatter]:
    marks = []
    for row, said in zip(to_records(table), format_hover_texts(table, "share"), strict=True):
        ends = [[row[key] * 100] for key in ("low", "estimate", "high")]
        label = labels.format_label(row["mover"])
        behind, colour = pd.DataFrame([row]), find_colour(row["mover"])
        marks += make_spread_bars(behind, [label], colour, 100, xaxis="x2", yaxis="y2")
        marks.append(
            make_interval_marks(
                (ends[0], ends[1], ends[2]),
                [label],
                (find_colour(row["mover"]), find_marker(row["mover"])),
                xaxis="x2",
                yaxis="y2",
                customdata=[row["runs"]],
                text=[said],
                hovertemplate="%{y}: %{text}<extra></extra>",
            )
        )
    return marks


def _make_panel_layout() -> dict[str, Any]:
    hidden = {"visible": False, "fixedrange": True}
    return {
        "xaxis": {**hidden, "domain": [0, 0.44], "range": [-0.8, ACROSS - 0.2]},
        "yaxis": {**hidden, "range": [0.2 - SQUARES // ACROSS, 0.8]},
        "xaxis2": {
            "domain": [0.74, 1],
            "title": {"text": "of 100 runs"},
            "range": [-2, 102],
            "gridcolor": "rgba(118,118,118,.25)",
            "anchor": "y2",
        },
        "yaxis2": {"autorange": "reversed", "anchor": "x2", "ticks": ""},
    }


def draw_cumulative_incidence(table: pd.DataFrame, variant: str, stage: str, horizon: int) -> Drawn:
    """Draw the cumulative incidence of each mover, stacked to 1 with "no call yet".

    Args:
        table: day, cause (mover), estimate, low, high, base and top (of the layer), at_risk.
        variant: name of the variant, for the links.
        stage: whose contact, leader or envoy.
        horizon: last day simulated.
    """
    traces = [
        _make_incidence_layer(str(cause), rows, variant, stage, horizon)
        for cause, rows in table.groupby("cause", sort=False)
        if rows["estimate"].max() > 0
    ]
    n = int(table["at_risk"].iloc[0])
    figure = draw_figure(
        traces,
        height=380,
        xaxis={
            "title": {"text": f"day; below: runs without {CONTACT[stage]} at its end"},
            "range": [1, horizon],
            **_make_run_count_ticks(table[table["cause"] == NOT_YET], n, horizon),
        },
        yaxis={"title": {"text": "of 100 runs"}, "range": [0, 100]},
    )
    return Drawn(
        f"Through whom has the first {stage} contact come about, by each day?",
        _write_incidence_sentence(table, horizon),
        f"n = {format_count(n, 'run')}. Aalen-Johansen cumulative incidence, stacked: the spread "
        "of runs. The 95 % intervals (Monte-Carlo error) stand in the table; at_risk there counts "
        "the runs without contact at the beginning of a day.",
        figure,
        select_with_draw_interval(table, ["day", "cause", "estimate", "low", "high", "at_risk"]),
    )


def _make_incidence_layer(
    cause: str, rows: pd.DataFrame, variant: str, stage: str, horizon: int
) -> go.Scatter:
    colour, label = find_colour(cause), labels.format_label(cause)
    opened = [
        links.link_to_runs(variant, _make_incidence_conditions(cause, stage, int(day), horizon))
        for day in rows["day"]
    ]
    n = int(rows["at_risk"].iloc[0])
    return go.Scatter(
        x=rows["day"],
        y=rows["estimate"] * 100,
        stackgroup="one",
        mode="lines",
        name=label,
        line={"color": colour, "width": 1.5, "shape": "hv"},
        fillcolor=to_rgba(colour, 0.15 if cause == NOT_YET else 0.6),
        customdata=opened,
        text=format_hover_texts(rows.assign(n=n), "share"),
        hovertemplate="by day %{x:d}: %{text}<extra>" + label + "</extra>",
    )


def _make_incidence_conditions(
    cause: str, stage: str, day: int, horizon: int
) -> dict[str, links.Condition]:
    """Return column -> condition: in contact through `cause` by a day; for NOT_YET, in none yet."""
    before = "envoy_" if stage == "envoy" else ""
    if cause == NOT_YET:
        return make_no_contact_conditions(stage, day, horizon)
    mover = "nobody" if cause == "unasked" else cause
    return {f"{before}first_mover_true": mover, f"{before}duration": (1, day)}


def _write_incidence_sentence(table: pd.DataFrame, horizon: int) -> str:
    last = table[(table["day"] == horizon) & (table["cause"] != NOT_YET)]
    told = [
        f"{labels.format_name(row['cause'])} in {labels.format_row_interval(row, unit='share')}"
        for row in to_records(last)
        if row["estimate"] > 0 or row["cause"] in get_dyad().keys
    ]
    if not last["estimate"].any():
        return f"{labels.IN_THIS_MODEL}nobody has called by day {horizon}."
    ways = "; ".join(told)
    return f"{labels.IN_THIS_MODEL}contact by day {horizon} comes through {ways} of 100 runs."


def _make_run_count_ticks(waiting: pd.DataFrame, n: int, horizon: int) -> dict[str, Any]:
    """Return ticks for some days, with the number of runs without contact at the end of each below
    it.

    waiting: day and estimate of "no call yet", the share of the n runs.
    """
    days = sorted({1, *(max(1, horizon * i // 4) for i in range(1, 5))})  # more collide on a phone
    left = dict(zip(waiting["day"], (waiting["estimate"] * n).round().astype(int), strict=True))
    return {"tickvals": days, "ticktext": [f"{day}<br>{left.get(day, 0):,}" for day in days]}
