"""Panels over days: the median over runs of a daily variable, and bands that hold most runs.

The line joins medians of single days and is not a run: what a run has once (its peak, its wait)
cannot be read off it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import INK, make_spread_band
from dashboards.figures.palette import find_colour, find_dash
from dashboards.text import labels, links
from dashboards.text.rows import to_records
from runs.analysis.estimates.draws import select_with_draw_interval
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.sides import get_dyad
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import (
    choose_decimals,
    format_estimate,
    format_interval_ends,
    format_missing_interval,
    format_number,
    get_unit,
    has_interval,
    with_minus_signs,
)
from runs.analysis.text.pieces import write_interval_prefix
from runs.analysis.text.rounding import format_to_bin_width

OF_THE_DAY = "daily median"

BANDS = (("q05", "q95", 0.11), ("q25", "q75", 0.22))
COLUMNS = ["variable", "day", "q05", "q25", "median", "q75", "q95", "n"]
UNNAMED: dict[str, Any] = {
    "showlegend": False, "margin": {"l": 60, "r": 14, "t": 30, "b": 60},
}  # fmt: skip
"""Layout of panels whose titles name their lines."""
GRID = {"gridcolor": "rgba(118,118,118,.25)", "zerolinecolor": INK}


class PanelLine(NamedTuple):
    """One line of a panel: its variable, label, colour and dash."""

    variable: str
    label: str
    colour: str
    dash: str


class Panel(NamedTuple):
    """One panel: title, lines, whether lines are steps, a factor on the values, and the unit for
    hover texts.
    """

    title: str
    lines: tuple[PanelLine, ...]
    steps: bool = False
    per: float = 1.0
    unit: str = ""


def format_median_label(side: str) -> str:
    """Return the label of a side's line of medians."""
    return f"{labels.format_label(side)}, {OF_THE_DAY}"


def write_hover_texts(rows: pd.DataFrame, unit: str = "") -> list[str]:
    """Return the hover text of each day: median, middle half of the runs, n, and width of bins.

    rows: q25, median, q75, n, bin_width (analysis.compute_daily_quantiles); no more digits than the
    bins have.
    """
    found = []
    for row in to_records(rows):
        width = row["bin_width"]
        low, middle, high = (
            format_to_bin_width(row[key], width) for key in ("q25", "median", "q75")
        )
        n = f"n = {format_count(int(row['n']), 'run')}; {format_bin_width(width)}{unit}"
        half = f"half of the runs {low} to {high}{unit}; " if row["n"] > 1 else ""
        told = f"{middle}{unit} ({half}{n})"
        found.append(with_minus_signs(told))
    return found


def format_bin_width(width: float) -> str:
    """Return the width of bins in words: "bins of 0.05"."""
    return f"bins of {format_number(width)}"


def write_side_medians(medians: pd.DataFrame, unit: str = "", spread: bool = True) -> str:
    """Return "2.4 for one side (95 % interval 2.0 to 2.9; half of the runs ...) and ...".

    Args:
        medians: variable, estimate, low, high, q25, q75, n (analysis.compute_medians), a row per
            side: of a quantity that each run has once, from the rows and not from bins.
        unit: of the variables, as `text.numbers` writes it.
        spread: whether to name the range of the middle half of the runs.
    """
    per, name = get_unit(unit).per, get_unit(unit).name
    named = f" {name}" if name else ""
    parts: list[str] = []
    for row in to_records(medians):
        side = next(side for side in get_dyad().keys if f"_{side}_" in str(row["variable"]))
        one = extract_estimate(row, unit=unit)
        ends = format_missing_interval(one)
        if has_interval(one):
            ends = f"{write_interval_prefix(one, True)}{format_interval_ends(one, not parts)}"
        half = " to ".join(
            format_number(row[key] * per, choose_decimals(one)) for key in ("q25", "q75")
        )
        more = f"; half of the runs {half}{named}" if spread and row["n"] > 1 else ""
        parts.append(
            f"{format_estimate(one).value}{named} for {labels.format_name(side)} ({ends}{more})"
        )
    return with_minus_signs(" and ".join(parts))


def append_medians(bands: pd.DataFrame, *medians: pd.DataFrame) -> pd.DataFrame:
    """Return the bands by day and the medians with their intervals as rows of one frame."""
    once = ["variable", "low", "high", *COLUMNS[2:]]
    return pd.concat([bands[COLUMNS], *(select_with_draw_interval(one, once) for one in medians)])


def make_side_panels(
    variables: Mapping[str, str], steps: bool = False, per: float = 1.0, unit: str = ""
) -> list[Panel]:
    """Return a panel of one line for each side and variable, all of the first side before those of
    the second.

    variables: name with `{}` for the side -> title; steps, per, unit: as in `Panel`.
    """
    return [
        Panel(
            f"<b>{labels.format_label(side)}</b>" + (f", {title}" if title else ""),
            (PanelLine(stem.format(side), format_median_label(side), find_colour(side),
                       find_dash(side)),),
            steps, per, unit,
        )
        for side in get_dyad().keys
        for stem, title in variables.items()
    ]  # fmt: skip


def make_band_traces(
    bands: pd.DataFrame, panels: Sequence[Panel], variant: str
) -> list[go.Scatter]:
    """Return the traces of all panels, the first on the axes x and y.

    bands: variable, day, q05, q25, median, q75, q95 (analysis.compute_daily_quantiles) of one
        variant.
    """
    return [
        trace
        for place, panel in enumerate(panels, start=1)
        for line in panel.lines
        for trace in _make_line_traces(
            bands[bands["variable"] == line.variable], line, panel, place, variant
        )
    ]


def _make_line_traces(
    rows: pd.DataFrame, line: PanelLine, panel: Panel, panel_number: int, variant: str
) -> list[go.Scatter]:
    suffix = "" if panel_number == 1 else str(panel_number)
    own: dict[str, Any] = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}", "legendgroup": line.label}
    scaled = rows.assign(
        **{
            key: rows[key] * panel.per
            for key in ("q05", "q25", "median", "q75", "q95", "bin_width")
        }
    )
    shape = "hv" if panel.steps else "linear"
    middle = go.Scatter(
        x=scaled["day"],
        y=scaled["median"],
        mode="lines",
        name=line.label,
        line={"color": line.colour, "dash": line.dash, "width": 2.2, "shape": shape},
        showlegend=panel_number == 1,
        customdata=[links.link_to_runs(variant)] * len(scaled),
        text=write_hover_texts(scaled, panel.unit),
        hovertemplate="day %{x:d}: %{text}<extra>" + line.label + "</extra>",
        **own,
    )
    spread = [
        make_spread_band(scaled, low, high, line.colour, opacity=opacity, showlegend=False, **own)
        for low, high, opacity in BANDS
    ]
    for shade in spread:
        shade.line.shape = shape
    return [*spread, middle]


def make_panel_layout(
    panels: Sequence[Panel], horizon: int, start: str, unit: str, rows: int = 1
) -> dict[str, Any]:
    """Return the layout of panels row by row, their days dated from the start.

    unit: beside the first panel of each row; rows: their number. Panels of a column share a scale.
    """
    columns, found = len(panels) // rows, {"annotations": []}  # type: int, dict[str, Any]
    gap, high = (0.07 if rows == 1 else 0.05), (1 - 0.16 * (rows - 1)) / rows
    width = (1 - gap * (columns - 1)) / columns
    ticks = make_date_ticks(horizon, start, 6 if columns < 2 else 4 if columns < 4 else 2)
    for index, panel in enumerate(panels):
        suffix = "" if index == 0 else str(index + 1)
        row, column = divmod(index, columns)
        left, top = column * (width + gap), 1 - row * (high + 0.16)
        found[f"xaxis{suffix}"] = {
            **GRID,
            **ticks,
            "anchor": f"y{suffix}",
            "domain": [left, left + width],
            "range": [1, horizon],
        }
        found[f"yaxis{suffix}"] = {
            **GRID,
            **({"title": {"text": unit}} if column == 0 else {}),
            **({"matches": f"y{column + 1 if column else ''}"} if row else {}),
            "anchor": f"x{suffix}",
            "domain": [max(0.0, top - high), top],
            "rangemode": "tozero",
        }
        found["annotations"].append(_make_panel_title(panel.title, left, top))
    legend = {"orientation": "h", "yanchor": "bottom", "y": 1.08, "x": 0}
    return found | {"legend": legend, "margin": {"l": 60, "r": 14, "t": 62, "b": 60}}


def _make_panel_title(text: str, left: float, top: float) -> dict[str, Any]:
    place = {"x": left, "y": top, "xref": "paper", "yref": "paper", "showarrow": False}
    return {"text": text, "xanchor": "left", "yanchor": "bottom", **place}


def make_date_ticks(horizon: int, start: str, most: int) -> dict[str, Any]:
    """Return some ticks (about `most`) of an axis of days, with dates; day 1 is the start date."""
    step = max(1, round(horizon / most / 10) * 10 or 1)
    days = [1, *range(step, horizon + 1, step)]
    first = date.fromisoformat(start)
    dates = [first + timedelta(days=day - 1) for day in days]
    texts = [f"day {day}<br>{when.day} {when:%b}" for day, when in zip(days, dates, strict=True)]
    return {"tickvals": days, "ticktext": texts}
