"""Face: both sides' own books over days and by audience, their sources, and who is believed."""

from __future__ import annotations

import pandas as pd
from dash.development.base_component import Component

from dashboards.figures.face import draw_face_by_belief, draw_face_by_day
from dashboards.figures.grammar import Drawn
from dashboards.figures.sources import draw_face_sources
from dashboards.pages import cards
from dashboards.pages.page import FACE, RESULTS, Figure, Page, list_shown_variant
from dashboards.pages.tariffs import compute_daily_bands, compute_side_medians, get_start_date
from dashboards.state.view import View
from runs.analysis.sides import get_dyad


def _draw_face_over_days(view: View) -> Drawn:
    ends = compute_side_medians(view, "face_{side}_{side}_end")
    bands = compute_daily_bands(view, "face_")
    return draw_face_by_day(bands, ends, view.variant, get_start_date(view))


def _draw_face_sources(view: View) -> Drawn:
    from runs.analysis.outcomes.ledger import compute_face_waterfall

    return draw_face_sources(compute_face_waterfall(view.read_outcomes(view.variant)), view.variant)


def _draw_face_by_belief(view: View) -> Drawn:
    """Draw each side's face at the call, by whom each audience believes to have asked."""
    from runs.analysis.outcomes.ledger import compute_face_by_belief

    frame = view.read_outcomes(view.variant)
    parts = [
        compute_face_by_belief(frame, audience).assign(audience=audience)
        for audience in get_dyad().audiences
    ]
    return draw_face_by_belief(pd.concat(parts, ignore_index=True), view.variant)


FIGURES = {
    "books": Figure(
        "How does face stand in each side’s own book?",
        _draw_face_over_days,
        report=FACE,
        whole=True,
    ),
    "sources": Figure("Where does each side’s face come from?", _draw_face_sources, report=FACE),
    "believed": Figure(
        "What is the call worth, by who is believed to have asked?", _draw_face_by_belief
    ),
}


def _build_content(view: View) -> list[Component]:
    return cards.build_page_content(PAGE, view)


PAGE = Page(
    path="/face",
    title="Face",
    question="What does it cost each side in face?",
    content=_build_content,
    figures=FIGURES,
    rows=lambda view: view.read_outcomes(view.variant),
    of=list_shown_variant,
    link="Face",
    group=RESULTS,
    pools_points=True,
)
