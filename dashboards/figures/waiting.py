"""How long until they talk: survival curves, and days of contact that are equally likely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import links, words
from dashboards.figures.grammar import (
    INK,
    VARIANT_COLOURS,
    VARIANT_DASHES,
    Drawn,
    dots,
    draw,
    error_curve,
)
from dashboards.tables import records


def duration_column(stage: str) -> str:
    """Return the outcome column that holds the days to contact of leaders or of envoys."""
    return "envoy_duration" if stage == "envoy" else "duration"


def survival_curves(table: pd.DataFrame, median: pd.DataFrame, stage: str = "leader") -> Drawn:
    """Draw P(no contact by the end of each day), one curve a variant.

    Args:
        table: variant, day, estimate, low, high, at_risk (analysis.survival).
        median: variant, estimate, low, high, n, horizon (analysis.median_days).
        stage: leader or envoy.
    """
    traces: list[go.Scatter] = []
    for place, (variant, rows) in enumerate(table.groupby("variant", sort=False)):
        traces.extend(_curve(str(variant), rows, place, duration_column(stage)))
    several = len(median) > 1
    figure = draw(
        traces,
        xaxis={"title": {"text": "day"}},
        yaxis={"title": {"text": "share of runs without contact"}, "range": [0, 1.02]},
        showlegend=several,
    )
    told = "; ".join(_median_said(row, several) for row in records(median))
    return Drawn(
        f"How long until {'leaders' if stage == 'leader' else 'envoys'} are in contact?",
        f"{words.IN_THIS_MODEL}half of the runs have had contact {told}.",
        f"n = {int(median['n'].iloc[0]):,} runs a variant. Kaplan-Meier; thin lines: 95 % log-log "
        "interval "
        "(Monte-Carlo error). The horizon is censoring, not peace.",
        figure,
        table[["variant", "day", "estimate", "low", "high", "at_risk", "events"]],
    )


def _curve(variant: str, rows: pd.DataFrame, place: int, column: str) -> list[go.Scatter]:
    colour = VARIANT_COLOURS[place % len(VARIANT_COLOURS)]
    dash = VARIANT_DASHES[place % len(VARIANT_DASHES)]
    horizon = int(rows["day"].max())
    line = go.Scatter(
        x=rows["day"],
        y=rows["estimate"],
        mode="lines",
        name=variant,
        line={"color": colour, "dash": dash, "width": 2.5, "shape": "hv"},
        customdata=[links.runs(variant, {column: (day + 1, horizon)}) for day in rows["day"]],
        hovertemplate="day %{x}: %{y:.2f} without contact<extra></extra>",
    )
    return [*error_curve(rows, colour), line]


def _median_said(row: Mapping[str, Any], named: bool) -> str:
    prefix = f"({row['variant']}) " if named else ""
    if not words.known(row["estimate"]):
        return f"{prefix}at no day up to the horizon of {row['horizon']}"
    last = words.number(row["high"], 0) if words.known(row["high"]) else "beyond the horizon"
    ends = f"{words.number(row['low'], 0)} to {last}"
    return f"{prefix}by day {words.number(row['estimate'], 0)} (95 % interval {ends})"


def equally_likely_days(
    table: pd.DataFrame, variant: str, n: int, horizon: int, stage: str = "leader"
) -> Drawn:
    """Draw fifty equally likely days of contact of n runs as stacked dots (Kay et al. 2016).

    table: dot, day (analysis.quantile_dots; NaN = not reached by the horizon).
    """
    width = max(1, round(horizon / 36))
    reached = table["day"].dropna()
    never = len(table) - len(reached)
    marks = [
        _reached_dots(reached, width, variant, duration_column(stage)),
        _never_dots(never, horizon + 2 * width, variant, duration_column(stage)),
    ]
    figure = draw(
        marks,
        height=320,
        xaxis={
            "title": {"text": f"day of contact (columns of {width} days)"},
            "range": [0, horizon + 4 * width],
        },
        yaxis={"title": {"text": "dots"}, "rangemode": "tozero", "dtick": 2},
        showlegend=never > 0,
    )
    share = f"{len(reached)} of {len(table)} equally likely outcomes"
    said = f"{words.IN_THIS_MODEL}{share} have contact by day {horizon}"
    if len(reached):
        middle = reached.iloc[(len(reached) - 1) // 2]
        said += f"; the middle one of these has it about day {words.number(middle, 0)}"
    return Drawn(
        "Which days of contact are equally likely?",
        f"{said}.",
        f"n = {n:,} runs. Dots: quantiles of the Kaplan-Meier curve, each one fiftieth of the runs "
        "(spread of outcomes, no error of estimate).",
        figure,
        table[["dot", "day"]],
    )


def _reached_dots(days: pd.Series, width: int, variant: str, column: str) -> go.Scatter:
    bins = ((days - 1) // width).astype(int)
    opened = [
        links.runs(variant, {column: (place * width + 1, (place + 1) * width)}) for place in bins
    ]
    return go.Scatter(
        x=[place * width + (width + 1) / 2 for place in bins],
        y=bins.groupby(bins).cumcount() + 1,
        mode="markers",
        marker=dots(VARIANT_COLOURS[0], "circle", 11, 0.8),
        customdata=opened,
        name="contact",
        hovertemplate="one of 50 equally likely days, about %{x:.0f}<extra></extra>",
    )


def _never_dots(number: int, place: int, variant: str, column: str) -> go.Scatter:
    where: dict[str, links.Condition] = {column.replace("duration", "event_observed"): "false"}
    return go.Scatter(
        x=[place] * number,
        y=list(range(1, number + 1)),
        mode="markers",
        marker=dots(INK, "circle-open", 11, 1.0),
        name="not by the horizon",
        customdata=[links.runs(variant, where)] * number,
        hovertemplate="not by the horizon<extra></extra>",
    )
