"""History: what the historical record says, beside what the model simulates for it."""

from __future__ import annotations

from functools import partial

from dash.development.base_component import Component

from dashboards.components import layout
from dashboards.figures.grammar import Drawn
from dashboards.figures.patterns import KINDS, draw_patterns
from dashboards.pages import cards, study_tables
from dashboards.pages.page import EVIDENCE, Figure, Page
from dashboards.state import pattern_tables
from dashboards.state.view import View
from dashboards.text.rows import to_records

COLUMNS = (
    ("id", "Datum"),
    ("title", "Pattern"),
    ("source", "Source"),
    ("absent", "Not in the model"),
)


def _load_patterns(view: View) -> pattern_tables.StoredPatterns:
    """Return the newest stored table of patterns; WrongInput if there is none."""
    found = pattern_tables.load_newest_patterns(view.source.outputs)
    return study_tables.require_table(view, found, "patterns", pattern_tables.PATTERNS)


def _draw_patterns(kind: str, view: View) -> Drawn:
    return draw_patterns(_load_patterns(view).rows, kind)


FIGURES = {
    kind: Figure(question, partial(_draw_patterns, kind), whole=True)
    for kind, (question, _) in KINDS.items()
}


def _build_content(view: View) -> list[Component]:
    if pattern_tables.load_newest_patterns(view.source.outputs) is None:
        return [study_tables.make_missing_card(view, "patterns", pattern_tables.PATTERNS)]
    return [
        *study_tables.make_notices(study_tables.list_engine_notices(_load_patterns(view).about)),
        layout.make_legend(),
        *cards.make_waiting_cards(PAGE, view),
        _make_sources_section(view),
    ]


def _make_sources_section(view: View) -> Component:
    rows, about = to_records(_load_patterns(view).rows), _load_patterns(view).about
    made = (
        f"{about.get('runs', 0):,} runs of each beginning, seed {about.get('seed')}, engine "
        f"{str(about.get('engine', ''))[:10]}. The simulated interval is narrower than that of "
        f"leaders who choose by lot for {about.get('narrower')} of {about.get('compared')} data."
    )
    return study_tables.make_sources_card("Where does each datum come from?", made, COLUMNS, rows)


PAGE = Page(
    path="/history",
    title="History",
    question="What does the record say, beside the model?",
    content=_build_content,
    figures=FIGURES,
    rows=lambda view: _load_patterns(view).rows,
    needs_batch=False,
    of_preset=True,
    has_results=lambda view: pattern_tables.load_newest_patterns(view.source.outputs) is not None,
    link="History",
    group=EVIDENCE,
)
