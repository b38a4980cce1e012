"""What was true, what each side said and whom each audience believes: three things, kept apart."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import links, words
from dashboards.figures.days import Line, Panel, layout, traces
from dashboards.figures.flows import sankey
from dashboards.figures.grammar import (
    COLOURS,
    INK,
    Drawn,
    draw,
    ends_of,
    translucent,
    with_intervals,
)
from dashboards.tables import largest, records

QUESTIONS = {
    "flow": "What was true, what was claimed, and who was believed?",
    "truth": "How often does each audience believe the truth?",
    "days": "Whom does each audience expect to ask, day by day?",
    "distance": "How far are the audiences apart once there has been contact?",
}
STATIONS = {"truth": "true: ", "claim": "says: ", "belief": "believes: "}
LOOKS = {
    "us_home": (COLOURS["us"], "circle", "solid"),
    "china_home": (COLOURS["china"], "square", "dash"),
    "world": (COLOURS["broker"], "diamond", "dot"),
}


def flow(table: pd.DataFrame, variant: str, side: str, audience: str) -> Drawn:
    """Draw the flow of runs from the truth over one side's claim to one audience's belief.

    table: truth, claim, belief, k, n, estimate, low, high (analysis.belief_flow), one variant.
    """
    some = table.sort_values("k", ascending=False, ignore_index=True)
    some["runs"] = [links.runs(variant, _path(row, side, audience)) for row in records(some)]
    asked = some[some["truth"].isin(["us", "china"])]
    right = int(asked.loc[asked["belief"] == asked["truth"], "k"].sum())
    total = int(asked["k"].sum())
    share = f"{right / total * 100:.0f} of 100" if total else "none"
    return Drawn(
        QUESTIONS["flow"],
        f"{words.IN_THIS_MODEL}of {words.count(total, 'run')} in which one of the two sides asked, "
        f"{words.name(audience)} ends up believing the truth in {right:,} ({share}).",
        f"n = {int(some['n'].iloc[0]):,} runs. From left to right: who was first, whom "
        f"{words.name(side)} names, whom {words.name(audience)} believes. Width: share of runs "
        "(spread); each share’s 95 % Wilson interval (Monte-Carlo error) stands in the table.",
        draw([sankey(some, STATIONS)], height=400, margin={"l": 12, "r": 12, "t": 12, "b": 12}),
        some[["truth", "claim", "belief", "k", "n", "estimate", "low", "high", "runs"]],
    )


def _path(row: dict[str, Any], side: str, audience: str) -> dict[str, links.Condition]:
    return {
        "first_mover_true": row["truth"],
        f"claimed_{side}": row["claim"],
        f"believed_{audience}": row["belief"],
    }


def by_truth(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw in what share of the runs with a truth each audience believes it.

    table: truth, audience, belief, k, n, estimate, low, high (analysis.belief_table), one variant.
    """
    table = table.copy()
    table["runs"] = [links.runs(variant, _believers(row)) for row in records(table)]
    own = table[table["truth"].isin(["us", "china"]) & (table["belief"] == table["truth"])].copy()
    own["group"] = [f"{words.short(row['truth'])} asked (n = {row['n']:,})" for row in records(own)]
    marks = [_audience_marks(str(name), rows) for name, rows in own.groupby("audience", sort=False)]
    figure = draw(
        marks,
        height=180 + 60 * own["group"].nunique(),
        xaxis={"title": {"text": "of 100 runs: the audience believes it"}, "range": [-2, 102]},
        yaxis={"autorange": "reversed", "type": "category"},
        scattermode="group",
    )
    return Drawn(
        QUESTIONS["truth"],
        _truth_said(own),
        "n stands at each row. Thin lines: 95 % Wilson intervals (Monte-Carlo error). The table "
        "has every truth, audience and belief.",
        figure,
        table[["truth", "audience", "belief", "k", "n", "estimate", "low", "high", "runs"]],
    )


def _believers(row: dict[str, Any]) -> dict[str, links.Condition]:
    return {"first_mover_true": row["truth"], f"believed_{row['audience']}": row["belief"]}


def _audience_marks(name: str, rows: pd.DataFrame) -> go.Scatter:
    colour, symbol, _ = LOOKS[name]
    return with_intervals(
        ends_of(rows, 100),
        rows["group"],
        (colour, symbol),
        name=words.capital(words.name(name)),
        offsetgroup=name,
        customdata=rows["runs"],
        hovertemplate="%{y}: %{x:.3g} of 100<extra>" + words.name(name) + "</extra>",
    )


def _truth_said(own: pd.DataFrame) -> str:
    if own.empty:
        return "In 0 runs one of the two sides asked."
    best, worst = largest(own, "estimate"), largest(own.assign(miss=-own["estimate"]), "miss")
    told = [
        f"{words.name(row['audience'])} where {words.name(row['truth'])} asked, in "
        f"{words.interval(row['estimate'], row['low'], row['high'], 100)} of 100 runs"
        for row in (best, worst)
    ]
    return f"{words.IN_THIS_MODEL}the truth is believed most by {told[0]}, and least by {told[1]}."


def over_days(bands: pd.DataFrame, variant: str, start: str) -> Drawn:
    """Draw the probability each audience gives to the US asking, day by day, with bands.

    bands: variable, day, q05..q95, n, bin_width (analysis.bands) of belief_<audience>.
    """
    horizon = int(bands["day"].max())
    panels = [
        Panel(words.capital(words.name(name)), (_line(name, look),)) for name, look in LOOKS.items()
    ]
    figure = draw(
        traces(bands, panels, variant),
        height=360,
        showlegend=False,
        **layout(panels, horizon, start, "P(the US asks)"),
    )
    figure.update_yaxes(range=[0, 1])
    last = bands[bands["day"] == horizon].set_index("variable")["median"]
    gap = float(last["belief_us_home"] - last["belief_china_home"])
    return Drawn(
        QUESTIONS["days"],
        f"{words.IN_THIS_MODEL}on day {horizon} the middle run’s US public gives "
        f"{last['belief_us_home']:.2f}, its Chinese public {last['belief_china_home']:.2f} to the "
        f"United States being the one that asks: {abs(gap):.2f} apart.",
        f"n = {int(bands['n'].max()):,} runs, from daily histograms (bins of "
        f"{bands['bin_width'].iloc[0]:.2g}). Bands: half and nine tenths of the runs (spread). The "
        "distance within a run is not kept by day; it is below, at the contact.",
        figure,
        bands[["variable", "day", "q05", "q25", "median", "q75", "q95", "n"]],
    )


def _line(name: str, look: tuple[str, str, str]) -> Line:
    return Line(f"belief_{name}", words.capital(words.name(name)), look[0], look[2])


def distance(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw how far each two audiences are apart in belief at the contact.

    table: one, other, estimate, low, high, q25, median, q75, n (analysis.belief_distances).
    """
    table = table.copy()
    table["runs"] = links.runs(variant, {"event_observed": "true"})
    names = [f"{words.name(row['one'])} – {words.name(row['other'])}" for row in records(table)]
    spread: dict[str, list[Any]] = {"x": [], "y": []}
    for name, low, high in zip(names, table["q25"], table["q75"], strict=True):
        spread["x"] += [low, high, None]
        spread["y"] += [name, name, None]
    shade = {"color": translucent(INK, 0.3), "width": 14}
    marks = with_intervals(
        ends_of(table), names, (INK, "circle"), name="mean", customdata=table["runs"],
        hovertemplate="%{y}: %{x:.3g}<extra></extra>",
    )  # fmt: skip
    half = go.Scatter(
        **spread, mode="lines", line=shade, hoverinfo="skip", name="half of the runs (spread)"
    )
    far = largest(table, "estimate")
    said = words.interval(far["estimate"], far["low"], far["high"])
    return Drawn(
        QUESTIONS["distance"],
        f"{words.IN_THIS_MODEL}{words.name(far['one'])} and {words.name(far['other'])} are "
        f"farthest apart: by {said} in the probability that the United States asked.",
        f"n = {int(table['n'].max()):,} runs with contact. Thin lines: 95 % t intervals of the "
        "mean distance (Monte-Carlo error). Bands: half of the runs (spread).",
        draw(
            [half, marks],
            height=250,
            xaxis={"title": {"text": "distance in probability"}, "rangemode": "tozero"},
            yaxis={"autorange": "reversed", "type": "category"},
        ),
        table,
    )
