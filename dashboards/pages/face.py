"""Face: both sides' own books over days and by audience, their sources, and who is believed."""

from __future__ import annotations

import pandas as pd
from dash.development.base_component import Component

from dashboards.components import controls
from dashboards.figures.face import books_over_days, by_who_was_believed
from dashboards.figures.grammar import Drawn
from dashboards.figures.sources import from_its_sources
from dashboards.pages import cards
from dashboards.pages.page import Figure, Page, name_of_variant
from dashboards.pages.tariffs import bands_of, sides_middles
from dashboards.state.view import View


def _books(view: View) -> Drawn:
    ends = sides_middles(view, "face_{side}_{side}_end")
    return books_over_days(bands_of(view, "face_"), ends, view.variant)


def _sources(view: View) -> Drawn:
    from runs.analysis.outcomes.ledger import waterfall

    return from_its_sources(waterfall(view.outcomes(view.variant)), view.variant)


def _draw_believed(view: View) -> Drawn:
    from runs.analysis.estimates.estimates import AUDIENCES
    from runs.analysis.outcomes.ledger import face_by_belief

    frame = view.outcomes(view.variant)
    parts = [face_by_belief(frame, audience).assign(audience=audience) for audience in AUDIENCES]
    return by_who_was_believed(pd.concat(parts, ignore_index=True), view.variant)


FIGURES = {
    "books": Figure("How does each side’s face stand in its own book, day by day?", _books),
    "sources": Figure("Where does each side’s face come from?", _sources),
    "believed": Figure(
        "What is the call worth in face, by who is believed to have asked?", _draw_believed
    ),
}


def _content(view: View) -> list[Component]:
    return cards.below(controls.bar(controls.variant(view)), PAGE, view)


PAGE = Page(
    path="/face",
    title="Face",
    question="What does it cost each side in face, before whom, and through what?",
    content=_content,
    figures=FIGURES,
    rows=lambda view: view.outcomes(view.variant),
    of=name_of_variant,
)
