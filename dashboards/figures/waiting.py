"""How long until contact: survival curves, and days of contact as equally likely dots."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts, format_sample_sizes
from dashboards.figures.grammar import (
    INK,
    VARIANT_COLOURS,
    VARIANT_DASHES,
    Drawn,
    draw_figure,
    make_dot_marker,
    make_interval_lines,
)
from dashboards.figures.spread_bars import make_spread_lines
from dashboards.text import labels, links
from dashboards.text.rows import to_records
from runs.analysis.estimates.draws import select_with_draw_interval
from runs.analysis.estimates.estimates import Row
from runs.analysis.text.names import format_count
from runs.analysis.text.pieces import write_waiting_sentence


def get_duration_column(stage: str) -> str:
    """Return the outcome column that holds the days to contact of leaders or of envoys."""
    return "envoy_duration" if stage == "envoy" else "duration"


def make_no_contact_conditions(stage: str, day: int, horizon: int) -> dict[str, links.Condition]:
    """Return the conditions of the runs without contact by the end of a day, for the link to them;
    on the horizon those without any.
    """
    column = get_duration_column(stage)
    if day >= horizon:
        return {column.replace("duration", "event_observed"): "false"}
    return {column: (day + 1, horizon)}


def draw_survival_curves(table: pd.DataFrame, median: pd.DataFrame, stage: str = "leader") -> Drawn:
    """Draw P(no contact by the end of each day), one curve a variant.

    Args:
        table: variant, day, estimate, low, high, at_risk (analysis.compute_survival).
        median: variant, estimate, low, high, n, horizon (analysis.compute_median_days).
        stage: whose contact, leader or envoy.
    """
    traces: list[go.Scatter] = []
    for place, (variant, rows) in enumerate(table.groupby("variant", sort=False)):
        traces.extend(_make_survival_curve(str(variant), rows, place, stage))
    figure = draw_figure(
        traces,
        xaxis={"title": {"text": "day"}},
        yaxis={"title": {"text": "without contact, of 100 runs"}, "range": [0, 102]},
        showlegend=len(median) > 1,
    )
    return Drawn(
        f"How long until {'leaders' if stage == 'leader' else 'envoys'} are in contact?",
        write_waiting_sentence(to_records(median), stage),
        f"{format_sample_sizes(median['variant'], median['n'])}. Kaplan-Meier; thin "
        "lines: 95 % log-log interval (Monte-Carlo error). The horizon is censoring, not peace. "
        "at_risk in the table counts the runs without contact at the beginning of a day.",
        figure,
        select_with_draw_interval(
            table, ["variant", "day", "estimate", "low", "high", "at_risk", "events"]
        ),
    )


def _make_survival_curve(
    variant: str, rows: pd.DataFrame, index: int, stage: str
) -> list[go.Scatter]:
    """Return a variant's curve of runs without contact by each day, with its limits.

    index: of the variant, which sets colour and dash.
    """
    colour = VARIANT_COLOURS[index % len(VARIANT_COLOURS)]
    dash = VARIANT_DASHES[index % len(VARIANT_DASHES)]
    horizon = int(rows["day"].max())
    line = go.Scatter(
        x=rows["day"],
        y=rows["estimate"] * 100,
        mode="lines",
        name=variant,
        line={"color": colour, "dash": dash, "width": 2.5, "shape": "hv"},
        customdata=[
            links.link_to_runs(variant, make_no_contact_conditions(stage, int(day), horizon))
            for day in rows["day"]
        ],
        text=format_hover_texts(rows.assign(n=int(rows["at_risk"].iloc[0])), "share"),
        hovertemplate="without contact by day %{x:d}: %{text}<extra></extra>",
    )
    scaled = rows.assign(low=rows["low"] * 100, high=rows["high"] * 100)
    behind = make_spread_lines(rows, colour, 100)
    return [*behind, *make_interval_lines(scaled, colour), line]


def draw_quantile_dotplot(
    table: pd.DataFrame, contacts: Row, runs: int, horizon: int, stage: str = "leader"
) -> Drawn:
    """Draw fifty equally likely days of contact as stacked dots (Kay et al. 2016).

    Args:
        table: dot, day (analysis.compute_quantile_dots; NaN = not reached by the horizon).
        contacts: variant, n, median of the runs with a contact (analysis.compute_observed_medians).
        runs: all runs of the variant.
        horizon: last day simulated.
        stage: whose contact, leader or envoy.
    """
    variant = str(contacts["variant"])
    width = max(1, round(horizon / 36))
    reached = table["day"].dropna()
    never = len(table) - len(reached)
    marks = [
        _make_contact_dots(reached, width, variant, get_duration_column(stage)),
        _make_no_contact_dots(never, horizon + 2 * width, variant, get_duration_column(stage)),
    ]
    figure = draw_figure(
        marks,
        height=320,
        xaxis={
            "title": {"text": f"day of contact (columns of {width} days)"},
            "range": [0, horizon + 4 * width],
        },
        yaxis={"title": {"text": "dots"}, "rangemode": "tozero", "dtick": _choose_tick_step(marks)},
        showlegend=never > 0,
    )
    share = f"{len(reached)} of {len(table)} equally likely outcomes"
    return Drawn(
        "Which days of contact are equally likely?",
        f"{labels.IN_THIS_MODEL}{share} have contact by day "
        f"{horizon}{_write_median_day(contacts)}.",
        f"n = {format_count(runs, 'run')}. Dots: quantiles of the Kaplan-Meier curve, each one "
        "fiftieth of the runs (spread of outcomes, no error of estimate).",
        figure,
        table[["dot", "day"]],
    )


def _choose_tick_step(marks: list[go.Scatter]) -> int:
    """Return how many dots lie between two ticks, so that there are at most six ticks."""
    highest = max((max(trace.y, default=0) for trace in marks), default=0)
    return next(step for step in (1, 2, 5, 10) if highest <= 5 * step)


def _write_median_day(contacts: Row) -> str:
    """Return a sentence on the median day of contact among runs with one; empty if there is
    none.
    """
    if not contacts["n"]:
        return ""
    several = f"half of the {contacts['n']:,} runs with contact have it by day"
    by = several if contacts["n"] > 1 else "the one run with contact has it on day"
    return f"; {by} {int(contacts['median'])}"


def _make_contact_dots(days: pd.Series, width: int, variant: str, column: str) -> go.Scatter:
    """Return the dots of contact days, stacked in bins of `width` days.

    column: the outcome column of days to contact, for the links.
    """
    bins = ((days - 1) // width).astype(int)
    opened = [
        links.link_to_runs(variant, {column: (place * width + 1, (place + 1) * width)})
        for place in bins
    ]
    return go.Scatter(
        x=[place * width + (width + 1) / 2 for place in bins],
        y=bins.groupby(bins).cumcount() + 1,
        mode="markers",
        marker=make_dot_marker(VARIANT_COLOURS[0], "circle", 11, 0.8),
        customdata=opened,
        name="contact",
        text=[_format_days(place * width + 1, (place + 1) * width) for place in bins],
        hovertemplate="one of 50 equally likely outcomes: contact on %{text}<extra></extra>",
    )


def _format_days(first: int, last: int) -> str:
    """Return a range of days in words: "days 8 to 14"."""
    return f"day {first}" if first == last else f"days {first} to {last}"


def _make_no_contact_dots(count: int, x: int, variant: str, column: str) -> go.Scatter:
    """Return `count` stacked dots for runs without contact by the horizon, at position `x`.

    column: the outcome column of days to contact, for the links.
    """
    where: dict[str, links.Condition] = {column.replace("duration", "event_observed"): "false"}
    return go.Scatter(
        x=[x] * count,
        y=list(range(1, count + 1)),
        mode="markers",
        marker=make_dot_marker(INK, "circle-open", 11, 1.0),
        name="not by the horizon",
        customdata=[links.link_to_runs(variant, where)] * count,
        hovertemplate="not by the horizon<extra></extra>",
    )
