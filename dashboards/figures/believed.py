"""What was true, what each side said and whom each audience believes: three things, kept apart."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import mark_texts
from dashboards.figures.days import COLUMNS, Line, Panel, bins_text, layout, traces
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
from dashboards.text import labels, links
from dashboards.text.rows import largest, records
from runs.analysis.comparison.highest import (
    could_be_highest,
    could_be_lowest,
    means_at_once,
    shares_at_once,
)
from runs.analysis.estimates.estimates import estimate_of
from runs.analysis.text.names import count_text
from runs.analysis.text.numbers import bracket_text, format_binned, number_text

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
    if not total:
        raise ValueError("in no run of this variant did one of the two sides ask.")
    share = number_text(right / total * 100, 0)
    return Drawn(
        QUESTIONS["flow"],
        f"{labels.IN_THIS_MODEL}of {count_text(total, 'run')} in which one of the two sides asked, "
        f"{labels.name(audience)} ends up believing the truth in {right:,} ({share} of 100).",
        f"n = {int(some['n'].iloc[0]):,} runs. From left to right: who was first, whom "
        f"{labels.name(side)} names, whom {labels.name(audience)} believes. Width: share of runs "
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
    own["group"] = [
        f"{labels.short(row['truth'])} asked (n = {row['n']:,})" for row in records(own)
    ]
    marks = [_audience_marks(str(name), rows) for name, rows in own.groupby("audience", sort=False)]
    figure = draw(
        marks,
        height=180 + 60 * own["group"].nunique(),
        xaxis={"title": {"text": "of 100 such runs: the audience believes it"}, "range": [-2, 102]},
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
        name=labels.capital(labels.name(name)),
        offsetgroup=name,
        customdata=rows["runs"],
        text=mark_texts(rows, "share", of="of 100 such runs"),
        hovertemplate="%{y}: %{text}<extra>" + labels.name(name) + "</extra>",
    )


def _truth_said(own: pd.DataFrame) -> str:
    if own.empty:
        raise ValueError("in no run of this variant did one of the two sides ask.")
    ends = shares_at_once(own)
    most, least = own[could_be_highest(*ends)], own[could_be_lowest(*ends)]
    told = [
        f"the truth is {_one_or_seen(rows, word)} by {_who_believes(rows, sign)}"
        for rows, word, sign in ((most, "most", 1), (least, "least", -1))
    ]
    return f"{labels.IN_THIS_MODEL}{'; '.join(told)} (limits for all {len(own)} at once)."


def _one_or_seen(rows: pd.DataFrame, word: str) -> str:
    return f"believed {word}" if len(rows) == 1 else f"seen to be believed {word}"


def _who_believes(rows: pd.DataFrame, sign: int) -> str:
    """Return the highest (sign 1) or lowest of some shares, and how many cannot be told from it."""
    row = largest(rows.assign(place=sign * rows["estimate"]), "place")
    alike = f", from which {len(rows) - 1} more cannot be told" if len(rows) > 1 else ""
    share = bracket_text(estimate_of(row, unit="share"))
    who = f"{labels.name(row['audience'])} where {labels.name(row['truth'])} asked"
    return f"{who}, in {share} of 100 such runs{alike}"


def over_days(bands: pd.DataFrame, variant: str, start: str) -> Drawn:
    """Draw the probability each audience gives to the US asking, day by day, with bands.

    bands: variable, day, q05..q95, n, bin_width (analysis.bands) of belief_<audience>.
    """
    horizon = int(bands["day"].max())
    panels = [
        Panel(labels.capital(labels.name(name)), (_line(name, look),))
        for name, look in LOOKS.items()
    ]
    figure = draw(
        traces(bands, panels, variant),
        height=360,
        showlegend=False,
        **layout(panels, horizon, start, "P(the US asks)"),
    )
    figure.update_yaxes(range=[0, 1])
    last, width = bands[bands["day"] == horizon], float(bands["bin_width"].iloc[0])
    us, china = (
        format_binned(float(last.loc[last["variable"] == f"belief_{who}", "median"].iloc[0]), width)
        for who in ("us_home", "china_home")
    )
    return Drawn(
        QUESTIONS["days"],
        f"{labels.IN_THIS_MODEL}on day {horizon} the US public gives {us}, the Chinese public "
        f"{china} to the United States being the one that asks (medians over runs, each public’s "
        f"own, from {bins_text(width)}).",
        f"n = {int(bands['n'].max()):,} runs, from daily histograms ("
        f"{bins_text(width)}). Lines: medians of each day over runs, no single "
        "run. Bands: half and nine tenths of the runs (spread). The distance within a run is not "
        "kept by day; it is below, at the contact.",
        figure,
        bands[COLUMNS],
    )


def _line(name: str, look: tuple[str, str, str]) -> Line:
    return Line(f"belief_{name}", labels.capital(labels.name(name)), look[0], look[2])


def distance(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw how far each two audiences are apart in belief at the contact.

    table: one, other, estimate, low, high, q25, median, q75, n (analysis.belief_distances).
    """
    table = table.copy()
    table["runs"] = links.runs(variant, {"event_observed": "true"})
    names = [f"{labels.name(row['one'])} – {labels.name(row['other'])}" for row in records(table)]
    spread: dict[str, list[Any]] = {"x": [], "y": []}
    for name, low, high in zip(names, table["q25"], table["q75"], strict=True):
        spread["x"] += [low, high, None]
        spread["y"] += [name, name, None]
    shade = {"color": translucent(INK, 0.3), "width": 14}
    marks = with_intervals(
        ends_of(table), names, (INK, "circle"), name="mean", customdata=table["runs"],
        text=mark_texts(table, of="of probability"), hovertemplate="%{y}: %{text}<extra></extra>",
    )  # fmt: skip
    half = go.Scatter(
        **spread, mode="lines", line=shade, hoverinfo="skip", name="half of the runs (spread)"
    )
    return Drawn(
        QUESTIONS["distance"],
        labels.IN_THIS_MODEL + _farthest_said(table),
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


def _farthest_said(table: pd.DataFrame) -> str:
    """Return which two audiences are farthest apart, as far as that can be told."""
    far = largest(table, "estimate")
    names = f"{labels.name(far['one'])} and {labels.name(far['other'])}"
    said = f"{bracket_text(estimate_of(far))} in the probability that the United States asked"
    alike = int(could_be_highest(*means_at_once(table)).sum()) - 1
    if alike:
        told = f"{alike} of {len(table) - 1} other pairs cannot be told from them"
        return f"{names} are seen farthest apart, by {said}; {told}."
    return f"{names} are farthest apart: by {said}."
