"""How many runs of each variant are done, failed and left: the table of Live."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes
from runs.archive.status import BatchStatus, describe_variant_state

SHOWN = 40
"""Variants listed; where there are more, those with most runs left."""


def build_progress_table(view: View, now: BatchStatus) -> list[Component]:
    """Return a bar of all runs, a table of at most SHOWN variants, and the link to its rows."""
    ordered = now.counts
    if len(ordered) > SHOWN:
        ordered = sorted(ordered, key=lambda count: count.done + count.failed - count.wanted)
    names = ("Variant", "Done", "Failed", "Left", "State", "Progress")
    rows = [
        html.Tr(
            [
                html.Th(count.name, scope="row"),
                *(html.Td(f"{number:,}", className="number") for number in
                  (count.done, count.failed, count.wanted - count.done - count.failed)),
                html.Td(describe_variant_state(count, now.state)),
                html.Td(_make_progress_bar(count.name, count.done, count.wanted)),
            ]
        )
        for count in ordered[:SHOWN]
    ]  # fmt: skip
    more = f"{SHOWN} of {len(ordered):,} variants shown, those with most runs left."
    table = html.Table(
        [
            html.Caption("Runs by variant"),
            html.Thead(html.Tr([html.Th(name, scope="col") for name in names])),
            html.Tbody(rows),
        ]
    )
    csv = html.A("CSV", href=view.link_to_page(format="csv"), className="action")
    return [
        _make_progress_bar("all variants", now.done, now.wanted),
        html.Div(
            table,
            className="table",
            tabIndex="0",
            role="region",
            **make_html_attributes({"aria-label": "Runs by variant"}),
        ),
        html.P(more if len(ordered) > SHOWN else "", className="about"),
        html.P(csv),
    ]


def _make_progress_bar(name: str, done: int, wanted: int) -> Component:
    label = make_html_attributes({"aria-label": f"Runs done of {name}"})
    return html.Progress(value=str(done), max=str(wanted), **label)
