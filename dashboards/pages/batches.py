"""Batches: what has been run, what is running, what failed, and the main result of each."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import batch_labels, guarded, layout
from dashboards.components.frame import make_pin_link
from dashboards.figures.grammar import Drawn
from dashboards.figures.variants import draw_variant_shares
from dashboards.pages import cards
from dashboards.pages.page import BATCHES, CALLS, Figure, Page, list_no_variants
from dashboards.state.listing import select_batches, write_batch_counts
from dashboards.state.pins import Pin
from dashboards.state.standings import append_absent_variants, describe_empty_batch
from dashboards.state.url import State, link_to_page
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from runs.analysis.estimates.tallies import Tallies
from runs.analysis.text.names import format_count
from runs.archive.labels import read_labels
from runs.archive.manifest import BatchSummary
from runs.plan.bases import describe_batch_settings

HEADS = ("Batch", "Made", "What was run", "Size", "Runs done", "Failed", "Headline", "")
HEADLINES = 12
"""Batches whose headline is read; older ones show it when opened."""

QUESTION = "Who calls first, by variant?"


def _build_content(view: View) -> list[guarded.Item]:
    """Return the content: a link to the newest batch, search, list, and who calls first."""
    newest = min(view.source.list_batches(), key=lambda one: one.hidden)  # the first of equals
    opened = dcc.Link(
        f"Open {newest.title or newest.name}",
        href=link_to_page("/overview", State(batch=newest.name, pins=view.state.pins)),
        className="button primary",
    )
    return [
        html.P(opened),
        guarded.PagePart("the search", lambda: batch_labels.make_filter_bar(view)),
        html.Div(make_batch_list(view), id="batches-list"),
        *([batch_labels.make_edit_dialog()] if batch_labels.is_writable(view) else []),
        layout.make_legend(view),
        cards.make_waiting_card("shares", QUESTION, view),
    ]


def make_batch_list(view: View) -> list[Component]:
    """Return the table of matching batches, after a note if the file of labels is damaged."""
    parts = [
        guarded.PagePart("what is said of batches", lambda: _check_label_file(view)),
        guarded.PagePart("the list of batches", lambda: make_batches_table(view)),
    ]
    return guarded.assemble_page(parts)


def _check_label_file(view: View) -> list[Component]:
    """Raise an error if the file of labels cannot be read; else return []."""
    read_labels(view.source.outputs)
    return []


def make_batches_table(view: View) -> Component:
    """Return the table of the batches that match the filters, one row each."""
    batches = select_batches(view)
    rows = [
        _make_batch_row(view, summary, place < HEADLINES) for place, summary in enumerate(batches)
    ]
    table = html.Table(
        [
            html.Caption(write_batch_counts(view, len(batches))),
            html.Thead(html.Tr([html.Th(name, scope="col") for name in HEADS[:-1]] + [html.Td()])),
            html.Tbody(rows),
        ]
    )
    return html.Div(
        table,
        className="table card stacks whole",
        tabIndex="0",
        role="region",
        **make_html_attributes({"aria-label": "Batches"}),
    )


def _make_batch_row(view: View, summary: BatchSummary, with_headline: bool) -> Component:
    """Return a batch's row of the table; without a headline, a note that opening the batch shows
    it.
    """
    state = _describe_state(summary)
    done = f"{summary.done:,} of {summary.wanted:,}" + (f" ({state})" if state else "")
    failed: Component | str = "0"
    if summary.failed:
        address = link_to_page("/failures", State(batch=summary.name, pins=view.state.pins))
        failed = dcc.Link(f"{summary.failed:,}", href=address, className="failed")
    cells: list[Any] = [
        batch_labels.make_name_cell(view, summary),
        summary.created.replace("T", " ")[:16],
        describe_batch_settings(summary.experiment, summary.changed),
        labels.format_batch_size(summary),
        done,
        failed,
        _write_headline(view, summary) if with_headline else "open to see it",
        _make_row_links(view, summary),
    ]
    return html.Tr(
        [
            html.Td(cell, **make_html_attributes({"data-head": head} if head else {}))
            for head, cell in zip(HEADS, cells, strict=True)
        ],
        className="chosen" if summary == view.summary else "",
    )


def _make_row_links(view: View, summary: BatchSummary) -> Component:
    """Return the link that pins a batch and, in write mode, the button that edits its label."""
    edit = [batch_labels.make_edit_button(summary)] if batch_labels.is_writable(view) else []
    return html.Div([make_pin_link(view, Pin(summary.name), summary.name), *edit], className="more")


def _describe_state(summary: BatchSummary) -> str:
    """Return the state of a batch in a word: "running", or "stopped" if runs are missing that did
    not fail; else empty.
    """
    if summary.running:
        return "running"
    missing = summary.wanted - summary.done
    return "stopped" if missing > summary.failed else ""


def _write_headline(view: View, summary: BatchSummary) -> str:
    """Return the batch's main result in a sentence, or why there is none."""
    return guarded.call_with_fallback(
        f"the headline of {summary.name}",
        lambda: _write_result_sentence(view, summary),
        guarded.describe_error,
    )


def _write_result_sentence(view: View, summary: BatchSummary) -> str:
    """Return who calls first in a batch, or that it has a design or no run; cached."""
    from runs.analysis.text.pieces import write_first_mover_sentence

    def write_sentence() -> str:
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

    return view.source.compute_once(summary, ("headline",), write_sentence)


def _tabulate_batches(view: View) -> pd.DataFrame:
    """Return the batches that match the page's filters, one row each, a column for each field of
    `BatchSummary`.
    """
    return pd.DataFrame([asdict(summary) for summary in select_batches(view)])


def tally_rows(view: View) -> Tallies:
    """Return, by variant of the batch shown, numbers of runs by kind of end and day, and sums of
    metrics (`Tallies`); LookupError without a batch.
    """
    if view.summary is None:
        raise LookupError("there is no batch")
    return view.source.tally_outcomes(view.summary)


def draw_first_mover_shares(view: View) -> Drawn:
    """Draw the shares of first movers in the batch shown, variant by variant."""
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
    question="What has been run, and what came out?",
    content=_build_content,
    figures={"shares": Figure(QUESTION, draw_first_mover_shares, report=CALLS)},
    rows=_tabulate_batches,
    of=list_no_variants,
    link="Batches",
    group=BATCHES,
    pools_points=True,
)
