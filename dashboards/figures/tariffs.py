"""Tariffs as two step lines, pressure and outrage over days, and pressure at the contact."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts
from dashboards.figures.days import (
    GRID,
    UNNAMED,
    append_medians,
    make_band_traces,
    make_panel_layout,
    make_side_panels,
    write_side_medians,
)
from dashboards.figures.grammar import (
    Drawn,
    draw_figure,
    make_interval_marks,
    to_rgba,
)
from dashboards.figures.palette import find_colour, find_marker
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.text import labels, links
from dashboards.text.rows import to_records
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_number

QUESTIONS = {
    "tariffs": "How high do tariffs rise, and when?",
    "pressure": "How much pressure do leaders feel?",
    "call": "How much pressure did each side feel at contact?",
}


def draw_tariffs(
    bands: pd.DataFrame, peaks: pd.DataFrame, ends: pd.DataFrame, variant: str, start: str
) -> Drawn:
    """Draw both sides' additional tariffs in per cent, day by day, beside the runs' own peaks.

    Args:
        bands: variable, day, q05..q95, n, bin_width (analysis.compute_daily_quantiles) of
            tariff_<side>.
        peaks: variable, estimate, low, high, q05..q95, n (analysis.compute_medians) of
            tariff_<side>_peak.
        ends: the same of tariff_<side>_end; from the rows and not from bins.
        variant: its name, for the links.
        start: date of day 1.
    """
    horizon = int(bands["day"].max())
    panels = make_side_panels({"tariff_{}": ""}, steps=True, per=100.0, unit=" %")
    places = make_panel_layout(panels, horizon, start, "per cent")
    figure = draw_figure(
        [*make_band_traces(bands, panels, variant), *_make_peak_marks(peaks, variant)],
        height=420,
        **(places | _make_peak_axes(places) | UNNAMED),
    )
    told, at_end = write_side_medians(peaks, "rate"), write_side_medians(ends, "rate", spread=False)
    return Drawn(
        QUESTIONS["tariffs"],
        f"{labels.IN_THIS_MODEL}the median of the runs’ own highest additional tariffs is {told}; "
        f"the median of day {horizon} is {at_end}.",
        _describe_bands(bands) + " On the right: each run’s own peak, whenever it comes; marks "
        "are medians over runs, thin lines their 95 % intervals (Monte-Carlo error), bands as "
        "before. Where runs peak on different days, the lines stay below the peaks.",
        figure,
        append_medians(bands, peaks, ends),
    )


def _make_peak_marks(peaks: pd.DataFrame, variant: str) -> list[go.Scatter]:
    """Return each side's median peak with its interval, over the spread of the runs' peaks."""
    marks = []
    for row in to_records(peaks):
        side = str(row["variable"]).split("_")[1]
        own = {
            "xaxis": "x3",
            "yaxis": "y3",
            "showlegend": False,
        }
        label = labels.get_short_side_name(side)
        for low, high, opacity in (("q05", "q95", 0.15), ("q25", "q75", 0.3)):
            shade = {"color": to_rgba(find_colour(side), opacity), "width": 14}
            ends = [row[low] * 100, row[high] * 100]
            marks.append(
                go.Scatter(x=[label] * 2, y=ends, mode="lines", line=shade, hoverinfo="skip", **own)
            )
        behind = pd.DataFrame([row])
        places = {key: own[key] for key in ("xaxis", "yaxis")}
        marks += make_spread_bars(behind, [label], find_colour(side), 100, True, **places)
        at = [[row[end] * 100] for end in ("low", "estimate", "high")]
        marks.append(
            make_interval_marks(
                (at[0], at[1], at[2]),
                [label],
                (find_colour(side), find_marker(side)),
                upright=True,
                customdata=[links.link_to_runs(variant)],
                text=format_hover_texts(behind, "rate"),
                hovertemplate="median of the runs’ own peaks: %{text}<extra>"
                + labels.format_label(side)
                + "</extra>",
                **own,
            )
        )
    return marks


def _make_peak_axes(axes: dict[str, Any]) -> dict[str, Any]:
    """Return the axes of both sides' days and, on their right, of the peaks; all of one height."""
    return {
        "xaxis": {**axes["xaxis"], "domain": [0.0, 0.39]},
        "xaxis2": {**axes["xaxis2"], "domain": [0.43, 0.82]},
        "xaxis3": {
            "type": "category",
            "domain": [0.86, 1.0],
            "anchor": "y3",
            "tickangle": 0,
            "tickfont": {"size": 10},
            "title": {"text": "peaks"},
        },
        "yaxis2": {**axes["yaxis2"], "matches": "y", "showticklabels": False, "title": None},
        "yaxis3": {**GRID, "anchor": "x3", "matches": "y", "showticklabels": False},
        "annotations": [note | {"x": left}
                        for note, left in zip(axes["annotations"], (0.0, 0.43), strict=True)],
    }  # fmt: skip


def _describe_bands(bands: pd.DataFrame) -> str:
    """Return the note on method: n, the width of bins, and what bands are."""
    widths = bands.drop_duplicates("variable").set_index("variable")["bin_width"]
    named = [
        f"{str(name).partition('_')[0]} {format_number(width)}" for name, width in widths.items()
    ]
    fine = ", ".join(dict.fromkeys(named))
    return (
        f"n = {format_count(int(bands['n'].max()), 'run')}, from daily histograms (bins: {fine}). "
        "Lines: medians of each day over runs, no single run. Bands: half and nine tenths of the "
        "runs (spread; it does not shrink with more runs)."
    )


def draw_pressure(bands: pd.DataFrame, ends: pd.DataFrame, variant: str, start: str) -> Drawn:
    """Draw by day the pressure on both leaders, outrage at home, and need as the other side sees
    it.

    bands: of the daily variables (analysis.compute_daily_quantiles); ends: medians of
    pressure_<side>_end over runs (analysis.compute_medians), for the sentence.
    """
    horizon = int(bands["day"].max())
    titles = {"pressure": "pressure", "outrage": "outrage", "need": "need, as seen"}
    panels = make_side_panels({f"{stem}_{{}}": title for stem, title in titles.items()})
    figure = draw_figure(
        make_band_traces(bands, panels, variant),
        height=480,
        **(make_panel_layout(panels, horizon, start, "", rows=2) | UNNAMED),
    )
    return Drawn(
        QUESTIONS["pressure"],
        f"{labels.IN_THIS_MODEL}on day {horizon} the median over runs of the pressure is "
        f"{write_side_medians(ends)}.",
        _describe_bands(bands)
        + " Pressure is the weighted sum of what a side’s groups feel, below.",
        figure,
        append_medians(bands, ends),
    )


def draw_pressure_at_contact(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw each side's pressure on the day of contact, by who was first.

    table: mover, side, estimate, low, high, q25, median, q75, n
        (analysis.compute_pressure_at_contact).
    """
    table = table.copy()
    table["runs"] = [
        links.link_to_runs(variant, {"first_mover_true": mover, "event_observed": "true"})
        for mover in table["mover"]
    ]
    table["group"] = [_format_group_label(row) for row in to_records(table)]
    marks = [
        trace
        for side, rows in table.groupby("side", sort=False)
        for trace in _make_pressure_marks(str(side), rows)
    ]
    figure = draw_figure(
        marks,
        height=150 + 52 * table["mover"].nunique(),
        xaxis={"title": {"text": "pressure on the day of contact"}},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    return Drawn(
        QUESTIONS["call"],
        _write_pressure_at_call(table),
        "Runs with contact only; n stands at each row. Thin lines: 95 % t intervals of the mean "
        "(Monte-Carlo error), none below two runs; bands: half of the runs (spread).",
        figure,
        table.drop(columns="group"),
    )


def _format_group_label(row: dict[str, Any]) -> str:
    return f"first: {labels.format_label(row['mover'])} (n = {row['n']:,})"


def _make_pressure_marks(side: str, rows: pd.DataFrame) -> list[go.Scatter]:
    """Return a side's mean pressure with its interval, over the middle half of the runs, by row."""
    colour = find_colour(side)
    spread: dict[str, list[Any]] = {"x": [], "y": []}
    for row in to_records(rows):
        spread["x"] += [row["q25"], row["q75"], None]
        spread["y"] += [row["group"]] * 2 + [None]
    shade = {"color": to_rgba(colour, 0.25), "width": 12}
    low, high = (rows[end].fillna(rows["estimate"]) for end in ("low", "high"))
    return [
        go.Scatter(**spread, mode="lines", line=shade, hoverinfo="skip", showlegend=False),
        *make_spread_bars(rows, rows["group"], colour),
        make_interval_marks(
            (low, rows["estimate"], high),
            rows["group"],
            (colour, find_marker(side)),
            name=f"{labels.format_label(side)}: mean",
            customdata=rows["runs"],
            text=format_hover_texts(rows, "index"),
            hovertemplate="%{y}: %{text}<extra>" + labels.format_label(side) + "</extra>",
        ),
    ]


def _write_pressure_at_call(table: pd.DataFrame) -> str:
    """Return a sentence on each side's pressure at the contact, in runs in which it
    called first.
    """
    own = table[(table["mover"] == table["side"]) & (table["n"] > 1)]
    told = [
        f"{labels.format_name(row['side'])} feels {labels.format_row_interval(row)} where it is "
        "first"
        for row in to_records(own)
    ]
    said = " and ".join(told) or "neither side is first in more than one run"
    return f"{labels.IN_THIS_MODEL}{said}."
