"""Who is believed: what was true, what each side claimed, and what each audience believes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts
from dashboards.figures.days import (
    COLUMNS,
    Panel,
    PanelLine,
    format_bin_width,
    make_band_traces,
    make_panel_layout,
)
from dashboards.figures.flows import make_sankey
from dashboards.figures.grammar import (
    Drawn,
    draw_figure,
    extract_interval_ends,
    make_interval_marks,
)
from dashboards.figures.palette import find_colour, find_dash, find_marker
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.text import labels, links
from dashboards.text.rows import find_largest_row, to_records
from runs.analysis.comparison.highest import (
    can_be_highest,
    can_be_lowest,
    compute_joint_share_limits,
)
from runs.analysis.estimates.draws import select_with_draw_interval
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.sides import get_dyad, get_sides
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_in_brackets, format_number
from runs.analysis.text.rounding import format_to_bin_width

QUESTIONS = {
    "flow": "What was true, claimed and believed?",
    "truth": "How often does each audience believe the truth?",
    "days": "Whom does each audience expect to ask?",
    "distance": "How far apart are the audiences after contact?",
}
STATIONS = {"truth": "true: ", "claim": "says: ", "belief": "believes: "}


def _list_audience_styles() -> dict[str, tuple[str, str, str]]:
    """Return audience -> colour, marker and dash: those of its side; the world has its own."""
    drawn_as = zip(get_dyad().audiences, (*get_dyad().keys, "broker"), strict=True)
    return {name: (find_colour(as_), find_marker(as_), find_dash(as_)) for name, as_ in drawn_as}


def draw_belief_flow(table: pd.DataFrame, variant: str, side: str, audience: str) -> Drawn:
    """Draw the flow of runs from who truly asked first over one side's claim to one audience's
    belief.

    table: truth, claim, belief, k, n, estimate, low, high (analysis.tabulate_belief_flow) of one
        variant; ValueError if neither side asked in any run.
    """
    some = table.sort_values("k", ascending=False, ignore_index=True)
    some["runs"] = [
        links.link_to_runs(variant, _make_flow_conditions(row, side, audience))
        for row in to_records(some)
    ]
    asked = some[some["truth"].isin(get_dyad().keys)]
    right = int(asked.loc[asked["belief"] == asked["truth"], "k"].sum())
    total = int(asked["k"].sum())
    if not total:
        raise ValueError("in no run of this variant did one of the two sides ask.")
    share = format_number(right / total * 100, 0)
    return Drawn(
        QUESTIONS["flow"],
        f"{labels.IN_THIS_MODEL}of {format_count(total, 'run')} in which one of the two sides "
        f"asked, {labels.format_name(audience)} ends up believing the truth in {right:,} ({share} "
        "of 100).",
        f"n = {format_count(int(some['n'].iloc[0]), 'run')}. From left to right: who was first, "
        f"whom {labels.format_name(side)} names, whom {labels.format_name(audience)} believes. "
        "Width: share of runs (spread); each share’s 95 % Wilson interval (Monte-Carlo error) "
        "stands in the table.",
        draw_figure(
            [make_sankey(some, STATIONS)], height=400, margin={"l": 12, "r": 12, "t": 12, "b": 12}
        ),
        select_with_draw_interval(
            some, ["truth", "claim", "belief", "k", "n", "estimate", "low", "high", "runs"]
        ),
    )


def _make_flow_conditions(
    row: dict[str, Any], side: str, audience: str
) -> dict[str, links.Condition]:
    """Return outcome column -> value that selects the runs of a ribbon: who was first, what a side
    claims and what an audience believes; row: the ribbon's truth, claim and belief.
    """
    return {
        "first_mover_true": row["truth"],
        f"claimed_{side}": row["claim"],
        f"believed_{audience}": row["belief"],
    }


def draw_belief_by_truth(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw, for each side that truly asked, the share of runs in which each audience believes so.

    table: truth, audience, belief, k, n, estimate, low, high (analysis.tabulate_beliefs), of one
    variant; ValueError if neither side asked in any run.
    """
    table = table.copy()
    table["runs"] = [
        links.link_to_runs(variant, _make_believer_conditions(row)) for row in to_records(table)
    ]
    own = table[table["truth"].isin(get_dyad().keys) & (table["belief"] == table["truth"])].copy()
    own["group"] = [
        f"{labels.format_label(row['truth'])} asked (n = {row['n']:,})" for row in to_records(own)
    ]
    marks = [
        mark
        for name, rows in own.groupby("audience", sort=False)
        for mark in _make_audience_marks(str(name), rows)
    ]
    figure = draw_figure(
        marks,
        height=180 + 60 * own["group"].nunique(),
        xaxis={"title": {"text": "of 100 such runs: the audience believes it"}, "range": [-2, 102]},
        yaxis={"autorange": "reversed", "type": "category"},
        scattermode="group",
    )
    return Drawn(
        QUESTIONS["truth"],
        _write_most_and_least_believed_truth(own),
        "n stands at each row. Thin lines: 95 % Wilson intervals (Monte-Carlo error). The table "
        "has every truth, audience and belief.",
        figure,
        select_with_draw_interval(
            table, ["truth", "audience", "belief", "k", "n", "estimate", "low", "high", "runs"]
        ),
    )


def _make_believer_conditions(row: dict[str, Any]) -> dict[str, links.Condition]:
    """Return the conditions of the runs with a row's truth and belief, for the link to them."""
    return {"first_mover_true": row["truth"], f"believed_{row['audience']}": row["belief"]}


def _make_audience_marks(name: str, rows: pd.DataFrame) -> list[go.Scatter]:
    """Return the shares of runs in which an audience believes so, each a mark over its interval."""
    colour, symbol, _ = _list_audience_styles()[name]
    behind = make_spread_bars(rows, rows["group"], colour, 100, offsetgroup=name, orientation="h")
    mark = make_interval_marks(
        extract_interval_ends(rows, 100),
        rows["group"],
        (colour, symbol),
        name=labels.capitalize_sentence(labels.format_name(name)),
        offsetgroup=name,
        orientation="h",
        customdata=rows["runs"],
        text=format_hover_texts(rows, "share", shown_unit="of 100 such runs"),
        hovertemplate="%{y}: %{text}<extra>" + labels.format_name(name) + "</extra>",
    )
    return [*behind, mark]


def _write_most_and_least_believed_truth(rows: pd.DataFrame) -> str:
    """Return in words which audience most and which least often believes the truth; ValueError
    without rows, which are those whose belief is the truth.
    """
    if rows.empty:
        raise ValueError("in no run of this variant did one of the two sides ask.")
    ends = compute_joint_share_limits(rows)
    if rows["estimate"].nunique() == 1 < len(rows):  # none is most and none least
        row = find_largest_row(rows.assign(place=-rows["n"]), "place")
        share = format_in_brackets(extract_estimate(row, unit="share"))
        return f"{labels.IN_THIS_MODEL}all believe the truth alike, in {share} of 100 such runs."
    most, least = rows[can_be_highest(*ends)], rows[can_be_lowest(*ends)]
    told = [
        f"the truth is {_write_rank_phrase(chosen, word)} by {_write_extreme_share(chosen, sign)}"
        for chosen, word, sign in ((most, "most", 1), (least, "least", -1))
    ]
    return f"{labels.IN_THIS_MODEL}{'; '.join(told)} (limits for all {len(rows)} at once)."


def _write_rank_phrase(rows: pd.DataFrame, word: str) -> str:
    """Return "believed WORD" (most or least), softened if several rows may be it."""
    return f"believed {word}" if len(rows) == 1 else f"seen to be believed {word}"


def _write_extreme_share(rows: pd.DataFrame, sign: int) -> str:
    """Return the highest (sign 1) or lowest (-1) of some shares, and the number of others that do
    not differ from it significantly.
    """
    row = find_largest_row(rows.assign(place=sign * rows["estimate"]), "place")
    alike = f", from which {len(rows) - 1} more cannot be told" if len(rows) > 1 else ""
    share = format_in_brackets(extract_estimate(row, unit="share"))
    who = f"{labels.format_name(row['audience'])} where {labels.format_name(row['truth'])} asked"
    return f"{who}, in {share} of 100 such runs{alike}"


def draw_belief_by_day(bands: pd.DataFrame, variant: str, start: str) -> Drawn:
    """Draw the probability each audience gives to the first side asking, day by day, with bands.

    bands: variable, day, q05..q95, n, bin_width (analysis.compute_daily_quantiles) of
        belief_<audience>.
    """
    first, horizon = get_sides()[0], int(bands["day"].max())
    panels = [
        Panel(
            labels.capitalize_sentence(labels.format_name(name)), (_make_belief_line(name, look),)
        )
        for name, look in _list_audience_styles().items()
    ]
    figure = draw_figure(
        make_band_traces(bands, panels, variant),
        height=360,
        showlegend=False,
        **make_panel_layout(
            panels, horizon, start, f"P({labels.format_short_name_in_sentence(first.key)} asks)"
        ),
    )
    figure.update_yaxes(range=[0, 1])
    last, width = bands[bands["day"] == horizon], float(bands["bin_width"].iloc[0])
    medians = last.set_index("variable")["median"]
    homes = get_dyad().audiences[:2]
    one, other = (format_to_bin_width(float(medians[f"belief_{who}"]), width) for who in homes)
    who, whose = (labels.format_name(name) for name in homes)
    return Drawn(
        QUESTIONS["days"],
        f"{labels.IN_THIS_MODEL}on day {horizon} {who} gives {one}, {whose} {other} "
        f"to {first.title} being the one that asks (medians over runs, each public’s "
        f"own, from {format_bin_width(width)}).",
        f"n = {format_count(int(bands['n'].max()), 'run')}, from daily histograms ("
        f"{format_bin_width(width)}). Lines: medians of each day over runs, no single "
        "run. Bands: half and nine tenths of the runs (spread). The distance within a run is not "
        "kept by day; it is below, at the contact.",
        figure,
        bands[COLUMNS],
    )


def _make_belief_line(audience: str, style: tuple[str, str, str]) -> PanelLine:
    return PanelLine(
        f"belief_{audience}",
        labels.capitalize_sentence(labels.format_name(audience)),
        style[0],
        style[2],
    )
