"""Tariffs as two step lines, pressures and outrage over days, and pressure when contact came."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import links, words
from dashboards.figures.days import Line, Panel, layout, traces
from dashboards.figures.grammar import (
    COLOURS,
    DASHES,
    MARKERS,
    Drawn,
    draw,
    translucent,
    with_intervals,
)
from dashboards.tables import largest, records

QUESTIONS = {
    "tariffs": "How high do the tariffs rise, and when?",
    "pressure": "How much pressure do the leaders feel, day by day?",
    "call": "How much pressure did each side feel when they came into contact?",
}
SHOWN = ["variable", "day", "q05", "q25", "median", "q75", "q95", "n"]


def _sides(stem: str) -> tuple[Line, ...]:
    return tuple(
        Line(f"{stem}_{side}", f"{words.short(side)}, middle run", COLOURS[side], DASHES[side])
        for side in ("us", "china")
    )


def tariffs(bands: pd.DataFrame, variant: str, start: str) -> Drawn:
    """Draw both sides' additional tariffs in per cent, as steps, with bands over runs.

    bands: variable, day, q05..q95, n, bin_width (analysis.bands) of tariff_us and tariff_china.
    """
    horizon = int(bands["day"].max())
    panels = [Panel("additional tariff", _sides("tariff"), steps=True, per=100.0)]
    figure = draw(
        traces(bands, panels, variant), height=420, **layout(panels, horizon, start, "per cent")
    )
    told = "; ".join(_peak_said(bands, side, horizon) for side in ("us", "china"))
    return Drawn(
        QUESTIONS["tariffs"],
        f"{words.IN_THIS_MODEL}the middle run’s additional tariffs are: {told}.",
        _about(bands),
        figure,
        bands[SHOWN],
    )


def _peak_said(bands: pd.DataFrame, side: str, horizon: int) -> str:
    """Return the highest median of a side's tariff, its day, and the median at the end."""
    rows = bands[bands["variable"] == f"tariff_{side}"]
    top = largest(rows, "median")
    end = float(rows.loc[rows["day"] == horizon, "median"].iloc[0])
    return (
        f"{words.short(side)}, at most {top['median'] * 100:.0f} % (day {int(top['day'])}) and "
        f"{end * 100:.0f} % on day {horizon}"
    )


def _about(bands: pd.DataFrame) -> str:
    widths = bands.drop_duplicates("variable").set_index("variable")["bin_width"]
    named = [f"{str(name).partition('_')[0]} {width:.2g}" for name, width in widths.items()]
    fine = ", ".join(dict.fromkeys(named))
    return (
        f"n = {int(bands['n'].max()):,} runs, from daily histograms (bins: {fine}). Lines: middle "
        "run of each day. Bands: half and nine tenths of the runs (spread; it does not shrink with "
        "more runs)."
    )


def pressure(bands: pd.DataFrame, variant: str, start: str) -> Drawn:
    """Draw both leaders' pressure, outrage at home, and need as the other sees it, over days."""
    horizon = int(bands["day"].max())
    titles = {"pressure": "pressure, log-odds", "outrage": "outrage", "need": "need, as seen"}
    panels = [Panel(title, _sides(stem)) for stem, title in titles.items()]
    figure = draw(traces(bands, panels, variant), height=400, **layout(panels, horizon, start, ""))
    last = bands[(bands["day"] == horizon) & bands["variable"].str.startswith("pressure_")]
    told = "; ".join(_end_said(row) for row in records(last))
    return Drawn(
        QUESTIONS["pressure"],
        f"{words.IN_THIS_MODEL}on day {horizon} the middle run’s pressure is {told}.",
        _about(bands) + " Pressure is the weighted sum of what a side’s groups feel, below.",
        figure,
        bands[SHOWN],
    )


def _end_said(row: dict[str, Any]) -> str:
    low, middle, high = (words.number(row[key], 1) for key in ("q25", "median", "q75"))
    side = str(row["variable"]).partition("_")[2]
    return f"{middle} for {words.name(side)} (half of the runs between {low} and {high})"


def at_call(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw each side's pressure on the day of contact, by who was first.

    table: mover, side, estimate, low, high, q25, median, q75, n (analysis.pressure_at_call).
    """
    table = table.copy()
    table["runs"] = [
        links.runs(variant, {"first_mover_true": mover, "event_observed": "true"})
        for mover in table["mover"]
    ]
    table["group"] = [_group(row) for row in records(table)]
    marks = [
        trace
        for side, rows in table.groupby("side", sort=False)
        for trace in _side_marks(str(side), rows)
    ]
    figure = draw(
        marks,
        height=150 + 52 * table["mover"].nunique(),
        xaxis={"title": {"text": "pressure on the day of contact (log-odds)"}},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    return Drawn(
        QUESTIONS["call"],
        _call_said(table),
        "Runs with contact only; n stands at each row. Thin lines: 95 % t intervals of the mean "
        "(Monte-Carlo error), none below two runs; bands: half of the runs (spread).",
        figure,
        table.drop(columns="group"),
    )


def _group(row: dict[str, Any]) -> str:
    return f"first: {words.short(row['mover'])} (n = {row['n']:,})"


def _side_marks(side: str, rows: pd.DataFrame) -> list[go.Scatter]:
    colour = COLOURS[side]
    spread: dict[str, list[Any]] = {"x": [], "y": []}
    for row in records(rows):
        spread["x"] += [row["q25"], row["q75"], None]
        spread["y"] += [row["group"]] * 2 + [None]
    shade = {"color": translucent(colour, 0.25), "width": 12}
    low, high = (rows[end].fillna(rows["estimate"]) for end in ("low", "high"))
    return [
        go.Scatter(**spread, mode="lines", line=shade, hoverinfo="skip", showlegend=False),
        with_intervals(
            (low, rows["estimate"], high),
            rows["group"],
            (colour, MARKERS[side]),
            name=f"{words.short(side)}: mean",
            customdata=rows["runs"],
            hovertemplate="%{y}: %{x:.3g}<extra></extra>",
        ),
    ]


def _call_said(table: pd.DataFrame) -> str:
    own = table[(table["mover"] == table["side"]) & (table["n"] > 1)]
    told = []
    for row in records(own):
        said = words.interval(row["estimate"], row["low"], row["high"])
        told.append(f"{words.name(row['side'])} feels {said} where it is first")
    return f"{words.IN_THIS_MODEL}{' and '.join(told) or 'neither side is first in 2 runs'}."
