"""The part of Live on all variants together: how far each has settled as the runs come in."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.figures.grammar import Drawn
from dashboards.figures.running import SETTLING, draw_settling_shares
from dashboards.pages import cards
from dashboards.pages.overview import choose_shown_variants
from dashboards.pages.page import Figure, Page, list_no_variants
from dashboards.state.standings import append_absent_variants, require_runs
from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes
from runs.archive.status import BatchStatus

COLUMN = "first_mover_true"


def make_settling_section(view: View, now: BatchStatus, page: Page) -> list[Component]:
    """Return the card on whether each variant's shares have settled, in a list; [] if the batch has
    one variant, or no run is done.
    """
    if len(now.counts) < 2 or not now.done:
        return []
    body = cards.make_card_body("settling", page.draw_figure("settling", view), view, page)
    inside = [html.H2(SETTLING, id="q-settling"), html.Div(body, className="card-body")]
    named = make_html_attributes({"aria-labelledby": "q-settling"})
    return [html.Section(inside, className="card", id="card-settling", **named)]


def _draw_settling_shares(view: View) -> Drawn:
    """Draw how far each variant shown has settled; WrongInput if no run is done."""
    from runs.analysis.checks.running_estimate import NARROW, compute_running_shares

    shown = choose_shown_variants(view)
    if not shown:
        require_runs(view, ())

    def compute_shares() -> dict[str, pd.DataFrame]:
        """Return variant -> its shares of first movers by number of runs."""
        frames = {name: view.read_outcomes(name, columns=(COLUMN,)) for name in shown}
        return {name: compute_running_shares(frame) for name, frame in frames.items()}

    counts = [count.done for count in view.read_status().counts]
    tables = view.compute_once(("settling", *shown, *counts), compute_shares)
    manifest = view.batch.manifest
    there = {name: table for name, table in tables.items() if len(table)}
    wanted = {name: manifest.find_variant(name).points * manifest.runs for name in there}
    narrow = manifest.precision.wanted if manifest.precision else NARROW
    drawn = draw_settling_shares(there, wanted, narrow)
    return replace(drawn, sentence=append_absent_variants(drawn.sentence, view.read_status()))


FIGURE = Figure(SETTLING, _draw_settling_shares, list_no_variants)
