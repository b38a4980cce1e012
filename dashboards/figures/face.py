"""What it costs in face: the books over time, where the sum comes from, and who is believed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import links, words
from dashboards.figures.grammar import (
    COLOURS,
    DASHES,
    INK,
    MARKERS,
    Drawn,
    band,
    draw,
    error_bars,
    translucent,
    with_intervals,
)
from dashboards.tables import largest, records

SOURCES = {
    "contact": "the contact",
    "refusal": "refusals",
    "message": "messages",
    "material": "material acts",
    "claim": "claims",
    "envoy": "envoys",
    "embarrassment": "embarrassment",
    "home": "home elites",
    "mockery": "mockery abroad",
}
AUDIENCES = (
    ("", "all audiences"),
    ("_home", "at home"),
    ("_other_home", "in the other’s home"),
    ("_world", "in the world"),
)


def books_over_days(bands: pd.DataFrame, variant: str) -> Drawn:
    """Draw each side's face in its own book over days, one panel an audience, with bands.

    bands: variable, day, q05, q25, median, q75, q95, n (analysis.bands) of one variant.
    """
    panels = [(key, title) for key, title in AUDIENCES if f"face_us{key}" in set(bands["variable"])]
    traces: list[go.Scatter] = []
    for place, (key, _) in enumerate(panels, start=1):
        for side in ("us", "china"):
            rows = bands[bands["variable"] == f"face_{side}{key}"]
            traces.extend(_band_and_median(rows, side, place, variant))
    horizon = int(bands["day"].max())
    layout = _panel_layout([title for _, title in panels])
    figure = draw(traces, height=400, **layout)
    ends = bands[(bands["day"] == horizon) & bands["variable"].isin(["face_us", "face_china"])]
    told = "; ".join(_end_said(row) for row in records(ends))
    return Drawn(
        "How does each side’s face stand in its own book, day by day?",
        f"{words.IN_THIS_MODEL}on day {horizon} the middle run has, by its own book: {told}.",
        f"n = {int(bands['n'].max()):,} runs, from daily histograms with bins of "
        f"{bands['bin_width'].iloc[0]:.2g}. Bands: half and nine tenths of the runs (spread; it "
        "does not "
        "shrink with more runs).",
        figure,
        bands[["variable", "day", "q05", "q25", "median", "q75", "q95", "n"]],
    )


def _end_said(row: dict[str, Any]) -> str:
    low, middle, high = (words.number(row[key], 1) for key in ("q25", "median", "q75"))
    return f"{words.name(row['variable'][5:])} {middle} (half of the runs between {low} and {high})"


def _band_and_median(rows: pd.DataFrame, side: str, place: int, variant: str) -> list[go.Scatter]:
    where = {
        "xaxis": "x" if place == 1 else f"x{place}",
        "yaxis": "y" if place == 1 else f"y{place}",
    }
    colour = COLOURS[side]
    line = go.Scatter(
        x=rows["day"],
        y=rows["median"],
        mode="lines",
        name=f"{words.short(side)}, middle run",
        line={"color": colour, "dash": DASHES[side], "width": 2},
        showlegend=place == 1,
        legendgroup=side,
        customdata=[links.runs(variant)] * len(rows),
        hovertemplate="day %{x}: %{y:.2f}<extra>" + words.short(side) + "</extra>",
        **where,
    )
    bands = [
        band(rows, low, high, colour, opacity=opacity, showlegend=False, legendgroup=side, **where)
        for low, high, opacity in (("q05", "q95", 0.13), ("q25", "q75", 0.22))
    ]
    return [*bands, line]


def _panel_layout(titles: list[str]) -> dict[str, object]:
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
                else {"title": {"text": "face"}}
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


def from_its_sources(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw each side's face at the end as a waterfall of its sources.

    table: side, source, estimate, low, high, start, stop, n (analysis.waterfall), one variant.
    """
    bars = [_steps(str(side), rows, variant) for side, rows in table.groupby("side", sort=False)]
    axis = {"title": {"text": "face at the end, own book"}}
    told = [_total_said(str(side), rows) for side, rows in table.groupby("side", sort=False)]
    return Drawn(
        "Where does each side’s face come from?",
        f"{words.IN_THIS_MODEL}{'; '.join(told)}.",
        f"n = {int(table['n'].max()):,} runs; means. The sources sum to the simulated total. Thin "
        "lines: 95 % t "
        "intervals (Monte-Carlo error).",
        draw(bars, barmode="group", yaxis=axis),
        table[["side", "source", "estimate", "low", "high", "start", "stop", "n"]],
    )


def _steps(side: str, rows: pd.DataFrame, variant: str) -> go.Bar:
    colour = COLOURS[side]
    fills = [colour if last else translucent(colour, 0.5) for last in rows["source"] == "total"]
    down, up = rows["estimate"] - rows["low"], rows["high"] - rows["estimate"]
    said = [words.interval(*ends) for ends in zip(*ends_of_rows(rows), strict=True)]
    return go.Bar(
        x=[SOURCES.get(source, source) for source in rows["source"]],
        y=rows["stop"] - rows["start"],
        base=rows["start"],
        name=words.short(side),
        offsetgroup=side,
        marker={
            "color": fills,
            "line": {"color": colour, "width": 1.5},
            "pattern": {"shape": "" if side == "us" else "/", "fgcolor": colour},
        },
        error_y={**error_bars(rows["stop"] - down, rows["stop"], rows["stop"] + up), "color": INK},
        customdata=[links.runs(variant)] * len(rows),
        text=said,
        textposition="none",
        hovertemplate="%{x}: %{text}<extra>" + words.short(side) + "</extra>",
    )


def ends_of_rows(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return estimate, low and high of a table."""
    return rows["estimate"], rows["low"], rows["high"]


def _total_said(side: str, rows: pd.DataFrame) -> str:
    total = rows[rows["source"] == "total"].iloc[0]
    parts = rows[rows["source"] != "total"]
    main = largest(parts, "estimate", magnitude=True)
    said = words.interval(total["estimate"], total["low"], total["high"])
    source = SOURCES.get(main["source"], main["source"])
    return f"{words.name(side)} ends at {said}, the largest part from {source}"


def by_who_was_believed(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw each side's face at the call by whom an audience believes to have asked.

    table: audience, side, belief, estimate, low, high, n (analysis.face_by_belief, stacked).
    """
    table = table[table["n"] > 0].copy()
    pairs = list(zip(table["audience"], table["belief"], strict=True))
    table["runs"] = [links.runs(variant, {f"believed_{who}": belief}) for who, belief in pairs]
    table["group"] = [f"{words.name(who)} believes:<br>{words.short(of)}" for who, of in pairs]
    figure = draw(
        [_face_marks(str(side), rows) for side, rows in table.groupby("side", sort=False)],
        height=150 + 44 * table["group"].nunique(),
        xaxis={"title": {"text": "face at the call, own book"}},
        yaxis={"autorange": "reversed"},
    )
    return Drawn(
        "What is the call worth in face, by who is believed to have asked?",
        _believed_said(table),
        "Runs with a call only; n differs by group (table). Thin lines: 95 % t intervals "
        "(Monte-Carlo error), "
        "none below two runs.",
        figure,
        table[["audience", "side", "belief", "estimate", "low", "high", "n", "runs"]],
    )


def _face_marks(side: str, rows: pd.DataFrame) -> go.Scatter:
    low, high = (rows[end].fillna(rows["estimate"]) for end in ("low", "high"))
    return with_intervals(
        (low, rows["estimate"], high),
        rows["group"],
        (COLOURS[side], MARKERS[side]),
        name="US face" if side == "us" else "Chinese face",
        customdata=rows["runs"],
        text=[f"n = {n:,}" for n in rows["n"]],
        hovertemplate="%{x:.3g} (%{text})<extra></extra>",
    )


def _believed_said(table: pd.DataFrame) -> str:
    world = table[(table["audience"] == "world") & (table["side"] == "us")]
    told = []
    for row in records(world[world["belief"].isin(["us", "china"])]):
        said = words.interval(row["estimate"], row["low"], row["high"])
        told.append(f"{said} where the world believes that {words.name(row['belief'])} asked")
    return f"{words.IN_THIS_MODEL}US face at the call is {' and '.join(told) or 'not observed'}."
