"""What the contact costs in face: the books over time, the sources of the sum, and who is believed.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts
from dashboards.figures.days import (
    append_medians,
    format_bin_width,
    format_median_label,
    write_hover_texts,
    write_side_medians,
)
from dashboards.figures.grammar import (
    INK,
    Drawn,
    draw_figure,
    make_interval_marks,
    make_spread_band,
)
from dashboards.figures.palette import find_colour, find_dash, find_marker
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.text import labels, links
from dashboards.text.rows import to_records
from runs.analysis.estimates.draws import select_with_spread
from runs.analysis.sides import get_dyad, get_sides

AUDIENCES = (
    ("", "all audiences"),
    ("_home", "at home"),
    ("_other_home", "in the other’s home"),
    ("_world", "in the world"),
)


def draw_face_by_day(bands: pd.DataFrame, ends: pd.DataFrame, variant: str) -> Drawn:
    """Draw each side's face in its own book over days, one panel per audience, with bands.

    Args:
        bands: variable, day, q05, q25, median, q75, q95, n, bin_width
            (analysis.compute_daily_quantiles) of one variant.
        ends: medians of face_<side>_<side>_end over runs (analysis.compute_medians), for the
            sentence; from the rows and not from bins.
        variant: its name, for the links.
    """
    sides, held = get_dyad().keys, set(bands["variable"])
    panels = [(key, title) for key, title in AUDIENCES if f"face_{sides[0]}{key}" in held]
    traces: list[go.Scatter] = []
    for place, (key, _) in enumerate(panels, start=1):
        for side in sides:
            rows = bands[bands["variable"] == f"face_{side}{key}"]
            traces.extend(_make_band_and_median(rows, side, place, variant))
    horizon = int(bands["day"].max())
    layout = _make_panel_layout([title for _, title in panels])
    figure = draw_figure(traces, height=400, **layout)
    return Drawn(
        "How does each side’s face stand in its own book, day by day?",
        f"{labels.IN_THIS_MODEL}on day {horizon} the median over runs of a side’s face in its own "
        f"book is {write_side_medians(ends, 'W')}.",
        f"n = {int(bands['n'].max()):,} runs, from daily histograms with "
        f"{format_bin_width(bands['bin_width'].iloc[0])}. Lines: medians of each day over runs, "
        "no single "
        "run. Bands: half and nine tenths of the runs (spread; it does not shrink with more runs).",
        figure,
        append_medians(bands, ends),
    )


def _make_band_and_median(
    rows: pd.DataFrame, side: str, place: int, variant: str
) -> list[go.Scatter]:
    where = {
        "xaxis": "x" if place == 1 else f"x{place}",
        "yaxis": "y" if place == 1 else f"y{place}",
    }
    colour = find_colour(side)
    line = go.Scatter(
        x=rows["day"],
        y=rows["median"],
        mode="lines",
        name=format_median_label(side),
        line={"color": colour, "dash": find_dash(side), "width": 2},
        showlegend=place == 1,
        legendgroup=side,
        customdata=[links.link_to_runs(variant)] * len(rows),
        text=write_hover_texts(rows, " W"),
        hovertemplate="day %{x:d}: %{text}<extra>" + format_median_label(side) + "</extra>",
        **where,
    )
    bands = [
        make_spread_band(
            rows, low, high, colour, opacity=opacity, showlegend=False, legendgroup=side, **where
        )
        for low, high, opacity in (("q05", "q95", 0.13), ("q25", "q75", 0.22))
    ]
    return [*bands, line]


def _make_panel_layout(titles: list[str]) -> dict[str, object]:
    count, gap = len(titles), 0.035
    width = (1 - gap * (count - 1)) / count
    layout: dict[str, object] = {"annotations": [], "margin": {"l": 56, "r": 12, "t": 56, "b": 48}}
    notes = []
    for place, title in enumerate(titles, start=1):
        left = (place - 1) * (width + gap)
        suffix = "" if place == 1 else str(place)
        grid = {"gridcolor": "rgba(118,118,118,.25)", "zerolinecolor": INK}
        layout[f"xaxis{suffix}"] = {
            "anchor": f"y{suffix}",
            **grid,
            "domain": [left, left + width],
            "title": {"text": "day"},
        }
        layout[f"yaxis{suffix}"] = {
            **grid,
            "anchor": f"x{suffix}",
            **(
                {"matches": "y", "showticklabels": False}
                if place > 1
                else {"title": {"text": "face, W"}}
            ),
        }
        notes.append(
            {
                "text": title,
                "x": left,
                "y": 1.0,
                "xref": "paper",
                "yref": "paper",
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
            }
        )
    layout["annotations"] = notes
    layout["legend"] = {"orientation": "h", "yanchor": "bottom", "y": 1.08, "x": 0}
    return layout


def draw_face_by_belief(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw each side's face at the call, by whom an audience believes to have asked.

    table: audience, side, belief, estimate, low, high, n (analysis.compute_face_by_belief,
    stacked).
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
        "What is the call worth in face, by who is believed to have asked?",
        _describe_beliefs(table),
        "Runs with a call only; n differs by group (table). Thin lines: 95 % t intervals "
        "(Monte-Carlo error), "
        "none below two runs.",
        figure,
        select_with_spread(
            table, ["audience", "side", "belief", "estimate", "low", "high", "n", "runs"]
        ),
    )


def _make_face_marks(side: str, rows: pd.DataFrame) -> go.Scatter:
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
