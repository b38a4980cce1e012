"""Batches: what has been run, what is running, what failed, and what came out, in a sentence."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import cards, shell, words
from dashboards.attributes import attributes
from dashboards.figures.grammar import Drawn
from dashboards.figures.variants import shares_by_variant
from dashboards.pages import Figure, Page
from dashboards.state import State, link
from dashboards.view import View
from runs.analysis.tallies import Tallies
from runs.manifest import BatchSummary

HEADLINES = 12
"""Batches whose headline is read; older ones show it when opened."""

QUESTION = "Who calls first, variant by variant?"


def _content(view: View) -> list[Component]:
    batches = view.source.batches()
    newest = batches[0]
    opened = dcc.Link(
        f"Open {newest.name}",
        href=link("/first", State(batch=newest.name)),
        className="button primary",
    )
    rows = [_row(view, summary, place < HEADLINES) for place, summary in enumerate(batches)]
    names = ("Batch", "Made", "Experiment", "Size", "Runs done", "Failed", "Headline")
    table = html.Table(
        [
            html.Caption(f"Batches in {view.source.outputs}: {len(batches)}"),
            html.Thead(html.Tr([html.Th(name, scope="col") for name in names])),
            html.Tbody(rows),
        ]
    )
    return [
        html.P(opened),
        shell.legend(),
        cards.empty("shares", QUESTION, view),
        html.Div(
            table,
            className="table card",
            tabIndex="0",
            role="region",
            **attributes({"aria-label": "Batches"}),
        ),
    ]


def _row(view: View, summary: BatchSummary, headline: bool) -> Component:
    state = "running" if summary.running else ""
    done = f"{summary.done:,} of {summary.wanted:,}" + (f" ({state})" if state else "")
    failed: Component | str = "0"
    if summary.failed:
        address = link("/failures", State(batch=summary.name))
        failed = dcc.Link(f"{summary.failed:,}", href=address, className="failed")
    address = link("/variants", State(batch=summary.name))
    return html.Tr(
        [
            html.Td(dcc.Link(summary.name, href=address)),
            html.Td(summary.created.replace("T", " ")[:16]),
            html.Td(summary.experiment or "–"),
            html.Td(words.size(summary)),
            html.Td(done),
            html.Td(failed),
            html.Td(_who_calls_first(view, summary) if headline else "open to see it"),
        ],
        className="chosen" if summary == view.summary else "",
    )


def _who_calls_first(view: View, summary: BatchSummary) -> str:
    from runs.analysis.phrases import who_calls_first

    def make() -> str:
        if not summary.done:
            return "no run is done yet"
        design = view.source.batch(summary).manifest.design
        if design is not None:
            levers = words.count(len(design.levers), "lever")
            return f"{words.count(design.points, 'point')} of {levers} ({design.name}): see Sweep"
        return who_calls_first(view.source.tallies(summary))

    return view.source.once(summary, ("headline",), make)


def _rows(view: View) -> pd.DataFrame:
    return pd.DataFrame([asdict(summary) for summary in view.source.batches()])


def counted(view: View) -> Tallies:
    """Return all rows of the batch shown, counted: what figures about whole variants need."""
    if view.summary is None:
        raise LookupError("there is no batch")
    return view.source.tallies(view.summary)


def shares(view: View) -> Drawn:
    """Return the newest picture: shares of first movers, variant by variant."""
    from runs.analysis.phrases import who_calls_first
    from runs.analysis.shares import proportions

    tallies = counted(view)
    return shares_by_variant(proportions(tallies), who_calls_first(tallies))


PAGE = Page(
    path="/",
    title="Batches",
    question="What has been run, what is running, what failed, and what came out?",
    content=_content,
    figures={"shares": Figure(QUESTION, shares)},
    rows=_rows,
)
