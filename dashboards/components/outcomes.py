"""Who calls first, variant beside variant: a hundred squares, shares with intervals,
median days.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import marks
from dashboards.components.changes import list_changes
from dashboards.components.frame import make_pin_link
from dashboards.components.marks import Scale, get_css_class
from dashboards.figures.palette import order_movers
from dashboards.state.levers import shorten_names
from dashboards.state.pins import make_pin
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.rows import to_records
from runs.analysis.comparison.shares import compute_mover_shares, list_shown_movers
from runs.analysis.estimates.estimates import Estimate, extract_estimate
from runs.analysis.text.pieces import format_median_day, format_share
from runs.analysis.waiting.durations import compute_median_days
from runs.plan.variants import Change

HUNDRED = Scale(0, 100, 100)
TOLD = 3
"""Changed settings that are named."""


class Outcomes(NamedTuple):
    """What the columns show: shares by variant and mover, median days by variant, settings of each
    variant that differ from the first (the baseline), and the variants' names, in order.
    """

    shares: pd.DataFrame
    medians: Mapping[str, Mapping[str, Any]]
    changes: Mapping[str, Sequence[Change]]
    names: Sequence[str]


def read_outcomes(view: View, names: Sequence[str]) -> Outcomes:
    """Return what the columns of these variants show: shares of first movers, median days, and
    settings changed from the first variant. Variants whose runs cannot be read have no shares;
    LookupError without a batch.
    """
    if view.summary is None:
        raise LookupError("there is no batch")
    counted = view.source.tally_outcomes(view.summary)
    shares, medians = compute_mover_shares(counted), compute_median_days(counted)
    return Outcomes(
        shares[shares["variant"].isin(names)].reset_index(drop=True),
        {str(row["variant"]): row for row in to_records(medians)},
        {name: list_changes(view, names[0], view, name) for name in names[1:]},
        names,
    )


def make_legend(outcomes: Outcomes) -> Component:
    """Return the legend of the interval marks, with the bar over parameters if some
    share has one.
    """
    rows = to_records(outcomes.shares)
    return marks.make_legend(any(_make_estimate(row).parameters is not None for row in rows))


def _make_estimate(row: Mapping[str, Any], unit: str = "share") -> Estimate:
    """Return a row's estimate with its interval, as `Estimate`."""
    return extract_estimate(row, unit=unit)


def make_variant_columns(view: View, outcomes: Outcomes) -> list[Component]:
    """Return one column for each variant, or a sentence for one whose runs cannot be read."""
    read = set(outcomes.shares["variant"])
    return [
        make_column(view, name, outcomes, _make_column_head(view, name, outcomes))
        if name in read
        else _make_unreadable_column(name)
        for name in outcomes.names
    ]


def _make_unreadable_column(name: str) -> Component:
    """Return the column of a variant whose runs cannot be read: a sentence that says so."""
    title = html.H3(labels.capitalize_sentence(name))
    said = html.P("Its runs cannot be read.", className="about")
    return html.Div([title, said], className="outcome")


def _make_column_head(view: View, name: str, outcomes: Outcomes) -> list[Component]:
    """Return a variant's name as a link, its changed settings and its pin."""
    chosen = view.link_to_page(variant=name)
    (shown,) = shorten_names(view, name)
    shown = shown if "=" in shown else labels.capitalize_sentence(shown)
    title = html.H3(dcc.Link(shown, href=chosen))
    pin = html.Span(make_pin_link(view, make_pin(view, name), name), className="more")
    said = _write_changes(name, outcomes)
    return [html.Div([title, pin], className="fh"), html.P(said, className="about")]


def make_column(view: View, name: str, outcomes: Outcomes, head: Sequence[Component]) -> Component:
    """Return the column of a variant under its head: a hundred squares, shares of first movers,
    median day.
    """
    shown = to_records(outcomes.shares)
    runs = {mover: sum(row["k"] for row in shown if row["mover"] == mover)
            for mover in outcomes.shares["mover"].unique()}  # fmt: skip
    movers = order_movers(list_shown_movers(runs))
    rows = {row["mover"]: row for row in shown if row["variant"] == name}
    said = "; ".join(
        f"{labels.format_label(m)} {marks.format_share_per_hundred(rows[m]['estimate'])}"
        for m in movers
    )
    hundred = marks.make_hundred_squares(
        [(mover, float(rows[mover]["estimate"])) for mover in movers], f"Of 100 runs: {said}."
    )
    return html.Div(
        [
            *head,
            html.Div([hundred, _make_square_labels(movers, rows)], className="whole"),
            *[_make_share_row(view, name, mover, rows[mover]) for mover in movers],
            _make_axis("of 100 runs", ("0", "50", "100")),
            _make_median_row(view, name, outcomes.medians[name]),
            _make_axis("", ("0", f"{view.horizon // 2:,}", f"{view.horizon:,}")),
        ],
        className="outcome",
    )


def _make_square_labels(movers: Sequence[str], rows: Mapping[str, Mapping[str, Any]]) -> Component:
    """Return each mover's number of runs in a hundred and its name, in the squares' order."""
    return html.Ul(
        [
            html.Li(
                [
                    html.B(marks.format_share_per_hundred(rows[mover]["estimate"]), className="tx"),
                    labels.format_label(mover),
                ],
                className=get_css_class(mover),
            )
            for mover in movers
        ]
    )


def _make_share_row(view: View, name: str, mover: str, row: Mapping[str, Any]) -> Component:
    """Return the row of a mover's share with its interval; its number links to the runs."""
    of = _make_estimate(row)
    runs = view.link_to_page("/runs", variant=name, where=f"first_mover_true:{mover}")
    low, high = of.parameters or (of.low, of.high)
    ends = f"{math.floor(low * 100 + 1e-9)}–{math.ceil(high * 100 - 1e-9)}"
    said = f"{labels.format_label(mover)}: {format_share(row, full=True)}"
    value = dcc.Link(
        [html.B(marks.format_share_per_hundred(row["estimate"])), ends],
        href=runs,
        className="value",
        title=said,
    )
    mark = marks.make_interval_mark(of, HUNDRED, mover, f"{said}. Click its number: its runs.")
    return html.Div(
        [marks.make_first_mover_label(mover, runs), mark, value],
        className=f"row {get_css_class(mover)}",
    )


def _make_axis(unit: str, ends: Sequence[str]) -> Component:
    """Return the axis below the rows: its unit, and the texts along it (`ends`)."""
    return html.Div(
        [html.Span(unit), html.Span([html.Span(end) for end in ends]), html.Span()],
        className="row ax",
    )


def _make_median_row(view: View, name: str, row: Mapping[str, Any]) -> Component:
    """Return the row of a variant's median day of contact; `row`: of compute_median_days."""
    reached = row["estimate"] == row["estimate"]
    said = f"Half in contact {format_median_day(row, True, False)}"
    mark = marks.make_interval_mark(
        _make_estimate(row, "day"), Scale(0, float(row["horizon"])), "v1", said
    )
    day = f"day {row['estimate']:.0f}" if reached else f"not by {row['horizon']:,}"
    value = dcc.Link(
        html.B(day), href=view.link_to_page("/first", variant=name), className="value", title=said
    )
    return html.Div(
        [html.Span("Half in contact by", className="rl"), mark, value], className="row med"
    )


def _write_changes(name: str, outcomes: Outcomes) -> str:
    """Return a variant's changed settings in words; for the first variant "baseline", or "" if it
    is the only one.
    """
    if name not in outcomes.changes:
        return "baseline" if len(outcomes.names) > 1 else ""
    return write_changes(outcomes.changes[name])


def write_changes(changes: Sequence[Change]) -> str:
    """Return changed settings in words: the first TOLD of them and the number of others; "nothing
    changed" if there are none.
    """
    told = [labels.format_setting_change(one.path, one.b) for one in changes[:TOLD]]
    more = len(changes) - TOLD
    return "; ".join(told) + (f"; {more} more" if more > 0 else "") if told else "nothing changed"
