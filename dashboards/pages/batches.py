"""Batches: what has been run, what is running, what failed, and what came out, in a sentence."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import guarded, layout
from dashboards.figures.grammar import Drawn
from dashboards.figures.variants import shares_by_variant
from dashboards.pages import cards
from dashboards.pages.page import Figure, Page, whole_batch
from dashboards.state.standings import nothing_said, with_absent
from dashboards.state.url import State, link
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import attributes
from runs.analysis.estimates.tallies import Tallies
from runs.analysis.text.names import count_text
from runs.archive.manifest import BatchSummary
from runs.plan.bases import what_was_run

HEADS = ("Batch", "Made", "What was run", "Size", "Runs done", "Failed", "Headline")
HEADLINES = 12
"""Batches whose headline is read; older ones show it when opened."""

QUESTION = "Who calls first, variant by variant?"


def _content(view: View) -> list[guarded.Item]:
    newest = view.source.batches()[0]
    opened = dcc.Link(
        f"Open {newest.name}",
        href=link("/first", State(batch=newest.name)),
        className="button primary",
    )
    return [
        html.P(opened),
        layout.legend(),
        cards.empty("shares", QUESTION, view),
        guarded.Part("the list of batches", lambda: table_of_batches(view)),
    ]


def table_of_batches(view: View) -> Component:
    """Return the table of all batches, each row with what can be told of its batch."""
    batches = view.source.batches()
    rows = [_row(view, summary, place < HEADLINES) for place, summary in enumerate(batches)]
    table = html.Table(
        [
            html.Caption(f"Batches in {view.source.outputs}: {len(batches)}"),
            html.Thead(html.Tr([html.Th(name, scope="col") for name in HEADS])),
            html.Tbody(rows),
        ]
    )
    return html.Div(
        table,
        className="table card stacks",
        tabIndex="0",
        role="region",
        **attributes({"aria-label": "Batches"}),
    )


def _row(view: View, summary: BatchSummary, headline: bool) -> Component:
    state = _state(summary)
    done = f"{summary.done:,} of {summary.wanted:,}" + (f" ({state})" if state else "")
    failed: Component | str = "0"
    if summary.failed:
        address = link("/failures", State(batch=summary.name))
        failed = dcc.Link(f"{summary.failed:,}", href=address, className="failed")
    address = link("/variants", State(batch=summary.name))
    cells: list[Component | str] = [
        dcc.Link(summary.name, href=address),
        summary.created.replace("T", " ")[:16],
        what_was_run(summary.experiment, summary.changed),
        labels.size(summary),
        done,
        failed,
        _headline(view, summary) if headline else "open to see it",
    ]
    return html.Tr(
        [
            html.Td(cell, **attributes({"data-head": head}))
            for head, cell in zip(HEADS, cells, strict=True)
        ],
        className="chosen" if summary == view.summary else "",
    )


def _state(summary: BatchSummary) -> str:
    """Return what is to be known beside the numbers of runs; empty of a whole batch."""
    if summary.running:
        return "running"
    missing = summary.wanted - summary.done
    return "stopped" if missing > summary.failed else ""


def _headline(view: View, summary: BatchSummary) -> str:
    return guarded.attempt(
        f"the headline of {summary.name}",
        lambda: _who_calls_first(view, summary),
        guarded.reason,
    )


def _who_calls_first(view: View, summary: BatchSummary) -> str:
    from runs.analysis.text.pieces import who_calls_first

    def make() -> str:
        design = view.source.batch(summary).manifest.design
        now = view.source.standing(summary)
        if not now.done:
            return nothing_said(now)
        if design is not None:
            levers = count_text(len(design.levers), "lever")
            return f"{count_text(design.points, 'point')} of {levers} ({design.name}): see Sweep"
        return with_absent(who_calls_first(view.source.tallies(summary)), now)

    return view.source.once(summary, ("headline",), make)


def _rows(view: View) -> pd.DataFrame:
    return pd.DataFrame([asdict(summary) for summary in view.source.batches()])


def tally_rows(view: View) -> Tallies:
    """Return all rows of the batch shown, counted: what figures about whole variants need."""
    if view.summary is None:
        raise LookupError("there is no batch")
    return view.source.tallies(view.summary)


def shares(view: View) -> Drawn:
    """Return the newest picture: shares of first movers, variant by variant."""
    from runs.analysis.comparison.shares import proportions
    from runs.analysis.text.pieces import who_calls_first

    tallies = tally_rows(view)
    return shares_by_variant(
        proportions(tallies), with_absent(who_calls_first(tallies), view.standing())
    )


PAGE = Page(
    path="/",
    title="Batches",
    question="What has been run, what is running, what failed, and what came out?",
    content=_content,
    figures={"shares": Figure(QUESTION, shares)},
    rows=_rows,
    of=whole_batch,
)
