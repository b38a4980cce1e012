"""Batches: what has been run, what is running, what failed, and what came out, in a sentence."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import guarded, layout
from dashboards.figures.grammar import Drawn
from dashboards.figures.variants import draw_variant_shares
from dashboards.pages import cards
from dashboards.pages.page import BATCHES, CALLS, Figure, Page, list_no_variants
from dashboards.state.standings import append_absent_variants, describe_empty_batch
from dashboards.state.url import State, link_to_page
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from runs.analysis.estimates.tallies import Tallies
from runs.analysis.text.names import format_count
from runs.archive.manifest import BatchSummary
from runs.plan.bases import describe_batch_settings

HEADS = ("Batch", "Made", "What was run", "Size", "Runs done", "Failed", "Headline")
HEADLINES = 12
"""Batches whose headline is read; older ones show it when opened."""

QUESTION = "Who calls first, variant by variant?"


def _build_content(view: View) -> list[guarded.Item]:
    newest = view.source.list_batches()[0]
    opened = dcc.Link(
        f"Open {newest.name}",
        href=link_to_page("/overview", State(batch=newest.name)),
        className="button primary",
    )
    return [
        html.P(opened),
        layout.make_legend(view),
        cards.make_waiting_card("shares", QUESTION, view),
        guarded.Part("the list of batches", lambda: make_batches_table(view)),
    ]


def make_batches_table(view: View) -> Component:
    """Return the table of all batches, each row with what can be told of its batch."""
    batches = view.source.list_batches()
    rows = [
        _make_batch_row(view, summary, place < HEADLINES) for place, summary in enumerate(batches)
    ]
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
        **make_html_attributes({"aria-label": "Batches"}),
    )


def _make_batch_row(view: View, summary: BatchSummary, headline: bool) -> Component:
    state = _describe_state(summary)
    done = f"{summary.done:,} of {summary.wanted:,}" + (f" ({state})" if state else "")
    failed: Component | str = "0"
    if summary.failed:
        address = link_to_page("/failures", State(batch=summary.name))
        failed = dcc.Link(f"{summary.failed:,}", href=address, className="failed")
    address = link_to_page("/overview", State(batch=summary.name))
    cells: list[Component | str] = [
        dcc.Link(summary.name, href=address),
        summary.created.replace("T", " ")[:16],
        describe_batch_settings(summary.experiment, summary.changed),
        labels.format_batch_size(summary),
        done,
        failed,
        _write_headline(view, summary) if headline else "open to see it",
    ]
    return html.Tr(
        [
            html.Td(cell, **make_html_attributes({"data-head": head}))
            for head, cell in zip(HEADS, cells, strict=True)
        ],
        className="chosen" if summary == view.summary else "",
    )


def _describe_state(summary: BatchSummary) -> str:
    """Return what is to be known beside the numbers of runs; empty of a whole batch."""
    if summary.running:
        return "running"
    missing = summary.wanted - summary.done
    return "stopped" if missing > summary.failed else ""


def _write_headline(view: View, summary: BatchSummary) -> str:
    return guarded.call_with_fallback(
        f"the headline of {summary.name}",
        lambda: _write_who_calls_first(view, summary),
        guarded.describe_error,
    )


def _write_who_calls_first(view: View, summary: BatchSummary) -> str:
    from runs.analysis.text.pieces import write_first_mover_sentence

    def make() -> str:
        design = view.source.open_batch(summary).manifest.design
        now = view.source.read_status(summary)
        if not now.done:
            return describe_empty_batch(now)
        if design is not None:
            levers = format_count(len(design.levers), "lever")
            return f"{format_count(design.points, 'point')} of {levers} ({design.name}): see Sweep"
        return append_absent_variants(
            labels.drop_model_condition(
                write_first_mover_sentence(view.source.tally_outcomes(summary))
            ),
            now,
        )

    return view.source.compute_once(summary, ("headline",), make)


def _tabulate_batches(view: View) -> pd.DataFrame:
    return pd.DataFrame([asdict(summary) for summary in view.source.list_batches()])


def tally_rows(view: View) -> Tallies:
    """Return all rows of the batch shown, counted: what figures about whole variants need."""
    if view.summary is None:
        raise LookupError("there is no batch")
    return view.source.tally_outcomes(view.summary)


def draw_first_mover_shares(view: View) -> Drawn:
    """Return the newest picture: shares of first movers, variant by variant."""
    from runs.analysis.comparison.shares import compute_mover_shares
    from runs.analysis.text.pieces import write_first_mover_sentence

    tallies = tally_rows(view)
    return draw_variant_shares(
        compute_mover_shares(tallies),
        append_absent_variants(write_first_mover_sentence(tallies), view.read_status()),
    )


PAGE = Page(
    path="/",
    title="Batches",
    question="What has been run, what is running, what failed, and what came out?",
    content=_build_content,
    figures={"shares": Figure(QUESTION, draw_first_mover_shares, report=CALLS)},
    rows=_tabulate_batches,
    of=list_no_variants,
    link="Batches",
    group=BATCHES,
    pools_points=True,
)
