"""Rows of What-if: what a setting changes in who calls first, and the median day of contact."""

from __future__ import annotations

import math

from dash import html
from dash.development.base_component import Component

from dashboards.components import marks
from dashboards.components.marks import Scale, get_css_class
from dashboards.figures.whatif import Answer
from dashboards.figures.whatif_curve import add_sign
from dashboards.text import labels
from runs.analysis.estimates.draws import TURNS
from runs.analysis.estimates.estimates import Estimate, extract_estimate
from runs.analysis.text.numbers import (
    format_estimate,
    format_in_brackets,
    format_interval_ends,
    with_minus_signs,
)
from runs.analysis.text.over_draws import TURNING
from runs.analysis.text.pieces import format_median_day

GONE = "gone"
"""CSS class of an element that has nothing to show now: it keeps its place among the others."""


def make_difference_axis(half_width: float) -> Component:
    """Return the labels of the axis of differences, which ends `half_width` runs of 100 either side
    of 0.
    """
    ends = (f"−{half_width:g}", "0", f"+{half_width:g}")
    return html.Div(
        [html.Span("change"), html.Span([html.Span(end) for end in ends]),
         html.Span("of 100")],
        className="row ax",
    )  # fmt: skip


def make_difference_row(row: Answer, half_width: float, shown: bool) -> Component:
    """Return the row of a mover: difference from the baseline with its interval, on an axis of
    `half_width` runs of 100 either side of 0; hidden if not `shown`.
    """
    mover, effect = str(row["mover"]), extract_estimate(row, "effect", "share")
    told, ends = format_estimate(effect).value, format_interval_ends(effect, full=True)
    turning = f"; {TURNING}" if row.get(TURNS) else ""
    said = (
        f"{labels.format_label(mover)}: {add_sign(told)} of 100 runs (paired difference: {ends}; "
        f"n = {row['n']:,}){turning}"
    )
    scale = Scale(-half_width, half_width, 100)
    mark = marks.make_interval_mark(effect, scale, mover, said, GONE)
    shown_ends = f"{_format_ends(effect)}{', turns' if turning else ''}"
    value = html.Span(
        [html.B(add_sign(told)), html.Span(shown_ends)], className="value", title=said
    )
    kind = f"row {get_css_class(mover)}" if shown else GONE
    return html.Div([marks.make_first_mover_label(mover), mark, value], className=kind)


def _format_ends(estimate: Estimate) -> str:
    """Return "[-23, 32] ±3", as `format_in_brackets` without the value."""
    value = with_minus_signs(format_estimate(estimate).value)
    return format_in_brackets(estimate).removeprefix(f"{value} ")


def make_median_row(now: Answer, before: Answer) -> Component:
    """Return the row of the median day of contact of a setting (`now`) and of the baseline
    (`before`), both as of `compute_median_days`.
    """
    said = f"Half in contact {format_median_day(now, True, False)}"
    ends = _format_ends(extract_estimate(now, unit="day"))
    return html.Div(
        [html.Span("Half in contact by", className="rl"),
         html.Span([html.B(_format_median_day(now)), html.Span(ends),
                    html.Span(f"baseline {_format_median_day(before)}", className="before")],
                   className="value wide", title=said)],
        className="row med",
    )  # fmt: skip


def _format_median_day(median: Answer) -> str:
    """Return the median day of contact as text; that it is later than the horizon if NaN."""
    if math.isnan(median["estimate"]):
        return f"later than day {median['horizon']:,}"
    return f"day {median['estimate']:.0f}"
