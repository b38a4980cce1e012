"""What the contact costs in face: the books over time, the sources of the sum, and who is
believed.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts
from dashboards.figures.days import (
    UNNAMED,
    append_medians,
    format_bin_width,
    make_band_traces,
    make_panel_layout,
    make_side_panels,
    write_side_medians,
)
from dashboards.figures.grammar import (
    Drawn,
    draw_figure,
    make_interval_marks,
)
from dashboards.figures.palette import find_colour, find_marker
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.text import labels, links
from dashboards.text.rows import to_records
from runs.analysis.estimates.draws import select_with_draw_interval
from runs.analysis.sides import get_dyad, get_sides
from runs.analysis.text.names import format_count

AUDIENCES = (
    ("", "all audiences"),
    ("_home", "at home"),
    ("_other_home", "in the other’s home"),
    ("_world", "in the world"),
)


def draw_face_by_day(bands: pd.DataFrame, ends: pd.DataFrame, variant: str, start: str) -> Drawn:
    """Draw each side's face in its own book by day, a row of panels a side, one panel an audience.

    Args:
        bands: variable, day, q05, q25, median, q75, q95, n, bin_width
            (analysis.compute_daily_quantiles) of one variant; bands are quantiles over runs.
        ends: medians of face_<side>_<side>_end over runs (analysis.compute_medians), for the
            sentence; from the rows and not from bins.
        variant: its name, for the links.
        start: date of day 1.
    """
    sides, held = get_dyad().keys, set(bands["variable"])
    titles = {f"face_{{}}{key}": title for key, title in AUDIENCES
              if f"face_{sides[0]}{key}" in held}  # fmt: skip
    panels, horizon = make_side_panels(titles, unit=" W"), int(bands["day"].max())
    layout = make_panel_layout(panels, horizon, start, "face, W", rows=2) | UNNAMED
    figure = draw_figure(make_band_traces(bands, panels, variant), height=520, **layout)
    return Drawn(
        "How does face stand in each side’s own book?",
        f"{labels.IN_THIS_MODEL}on day {horizon} the median over runs of a side’s face in its own "
        f"book is {write_side_medians(ends, 'W')}.",
        f"n = {format_count(int(bands['n'].max()), 'run')}, from daily histograms with "
        f"{format_bin_width(bands['bin_width'].iloc[0])}. Lines: medians of each day over runs, "
        "no single "
        "run. Bands: half and nine tenths of the runs (spread; it does not shrink with more runs).",
        figure,
        append_medians(bands, ends),
    )


def draw_face_by_belief(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw each side's face at the call, by whom an audience believes to have asked.

    table: audience, side, belief, estimate, low, high, n (analysis.compute_face_by_belief);
    ValueError if no run has a call.
    """
    table = table[table["n"] > 0].copy()
    if table.empty:
        raise ValueError("no run of this variant has a call.")
    pairs = list(zip(table["audience"], table["belief"], strict=True))
    table["runs"] = [
        links.link_to_runs(variant, {f"believed_{who}": belief}) for who, belief in pairs
    ]
    table["group"] = [
        f"{labels.format_name(who)} believes:<br>{labels.format_label(of)}" for who, of in pairs
    ]
    figure = draw_figure(
        [
            trace
            for side, rows in table.groupby("side", sort=False)
            for trace in (
                *make_spread_bars(rows, rows["group"], find_colour(str(side))),
                _make_face_marks(str(side), rows),
            )
        ],
        height=150 + 44 * table["group"].nunique(),
        xaxis={"title": {"text": "face at the call, own book"}},
        yaxis={"autorange": "reversed"},
    )
    return Drawn(
        "What is the call worth, by who is believed to have asked?",
        _describe_beliefs(table),
        "Runs with a call only; n differs by group (table). Thin lines: 95 % t intervals "
        "(Monte-Carlo error), "
        "none below two runs.",
        figure,
        select_with_draw_interval(
            table, ["audience", "side", "belief", "estimate", "low", "high", "n", "runs"]
        ),
    )


def _make_face_marks(side: str, rows: pd.DataFrame) -> go.Scatter:
    """Return a side's mean face with its interval, a mark for each row (a belief)."""
    low, high = (rows[end].fillna(rows["estimate"]) for end in ("low", "high"))
    return make_interval_marks(
        (low, rows["estimate"], high),
        rows["group"],
        (find_colour(side), find_marker(side)),
        name=f"{labels.get_side_adjective(side)} face",
        customdata=rows["runs"],
        text=format_hover_texts(rows, "W"),
        hovertemplate="%{text}<extra></extra>",
    )


def _describe_beliefs(table: pd.DataFrame) -> str:
    """Return in a sentence the first side's mean face at the call, by whom the world believes to
    have asked.
    """
    first = get_sides()[0]
    world = table[(table["audience"] == "world") & (table["side"] == first.key)]
    told = []
    for row in to_records(world[world["belief"].isin(get_dyad().keys)]):
        said = labels.format_row_interval(row)
        told.append(
            f"{said} where the world believes that {labels.format_name(row['belief'])} asked"
        )
    if not told:
        return f"{labels.IN_THIS_MODEL}the world believes of neither side that it asked in any run."
    return f"{labels.IN_THIS_MODEL}mean {first.adjective} face at the call is {' and '.join(told)}."
