"""Variants: one row a variant, each figure with its interval; which is highest, and who ties."""

from __future__ import annotations

from dataclasses import replace

from dash import dcc, html

from dashboards.components import controls, guarded, layout
from dashboards.components.guarded import PagePart
from dashboards.figures.grammar import Drawn
from dashboards.figures.matrix import QUESTION as MAP
from dashboards.figures.variants import draw_ranking
from dashboards.pages import batches, cards, grid_rows
from dashboards.pages.doses import draw_lever_map, has_map
from dashboards.pages.page import SIDE_BY_SIDE, Figure, Page, list_no_variants
from dashboards.pages.variant_rows import GRID, summarize_variants
from dashboards.state.standings import (
    append_absent_variants,
)
from dashboards.state.view import View

RANKING = "Which variants are highest, which cannot be told apart?"


def _build_content(view: View) -> list[guarded.Item]:
    offer = "Pick two or more to compare"
    lead = dcc.Link(offer, id="compare-link", href="#", className="button")
    about = " Click or press space to choose; the first is the baseline."
    pin = dcc.Link("Pin chosen", id="pin-link", href="#", className="pin")
    pick = html.P([lead, " ", pin, html.Span(about)], className="about")
    height = min(520, 130 + 42 * len(view.variants))
    return [
        layout.make_legend(view),
        cards.make_waiting_card("shares", batches.QUESTION, view),
        PagePart(
            "the table of variants",
            lambda: html.Section(
                [
                    html.H2("One row a variant"),
                    grid_rows.make_grid(GRID, view, selectable=True, height=height),
                    pick,
                    *cards.make_pooling_note(view),
                ],
                className="card",
            ),
        ),
        PagePart(
            "the choice of a metric",
            lambda: controls.make_control_bar(controls.make_metric_control(view)),
        ),
        *([cards.make_waiting_card("map", MAP, view)] if has_map(view) else []),
        cards.make_waiting_card("ranking", RANKING, view),
    ]


def _draw_ranking(view: View) -> Drawn:
    """Draw the variants by the chosen metric, the highest first."""
    from runs.analysis.comparison.overview import rank_variants
    from runs.analysis.estimates.metrics import find_metric

    of = find_metric(view.metric)
    counted, rows = batches.tally_rows(view), view.read_outcomes(columns=(of.column,))
    table = view.compute_once(
        ("ranked", of.name), lambda: rank_variants(rows, of.name, tallies=counted)
    )
    drawn = draw_ranking(table, of.label, of.unit)
    return replace(drawn, sentence=append_absent_variants(drawn.sentence, view.read_status()))


PAGE = Page(
    path="/variants",
    title="Variants",
    question="What came out of each variant, and how sure is it?",
    content=_build_content,
    figures={
        "shares": Figure(batches.QUESTION, batches.draw_first_mover_shares),
        "ranking": Figure(RANKING, _draw_ranking),
        "map": Figure(MAP, draw_lever_map),
    },
    rows=summarize_variants,
    of=list_no_variants,
    link="Variants",
    group=SIDE_BY_SIDE,
    has_metric=True,
    pools_points=True,
)
