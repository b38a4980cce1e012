"""History: what the record says, beside what the model simulates for it."""

from __future__ import annotations

from functools import partial

from dash import html
from dash.development.base_component import Component

from dashboards.components import layout
from dashboards.figures.grammar import Drawn
from dashboards.figures.patterns import KINDS, draw_patterns
from dashboards.pages import cards
from dashboards.pages.page import Figure, Page
from dashboards.state import pattern_tables
from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes
from dashboards.text.hints import write_command_hint
from dashboards.text.rows import to_records
from runs.errors import WrongInput

COLUMNS = (
    ("id", "Datum"),
    ("title", "Pattern"),
    ("source", "Source"),
    ("absent", "Not in the model"),
)


def _load_patterns(view: View) -> pattern_tables.StoredPatterns:
    found = pattern_tables.load_newest_patterns(view.source.outputs)
    if found is None:
        way = write_command_hint(view.source.outputs, pattern_tables.PATTERNS)
        raise WrongInput(f"No table of patterns is stored yet: {way}")
    return found


def _draw(kind: str, view: View) -> Drawn:
    return draw_patterns(_load_patterns(view).rows, kind)


FIGURES = {kind: Figure(question, partial(_draw, kind)) for kind, (question, _) in KINDS.items()}


def _build_content(view: View) -> list[Component]:
    if pattern_tables.load_newest_patterns(view.source.outputs) is None:
        said = f"There is no table of patterns in {view.source.outputs} yet. This makes one:"
        hint = write_command_hint(view.source.outputs, pattern_tables.PATTERNS)
        return [html.Section([html.P(said), html.Pre(hint)], className="card")]
    return [
        *_make_notices(view),
        layout.make_legend(),
        *cards.make_waiting_cards(PAGE, view),
        _make_sources_section(view),
    ]


def _make_notices(view: View) -> list[Component]:
    from runs.archive import engine

    about = _load_patterns(view).about
    if about.get("engine") == engine.get_current_engine().digest:
        return []
    said = "The engine has changed since this table was made; another run may differ."
    return [html.P(said, className="notice", role="status")]


def _make_sources_section(view: View) -> Component:
    rows, about = to_records(_load_patterns(view).rows), _load_patterns(view).about
    head = html.Thead(html.Tr([html.Th(title, scope="col") for _, title in COLUMNS]))
    cells = [[html.Td(str(row.get(name) or "–")) for name, _ in COLUMNS] for row in rows]
    table = html.Table([head, html.Tbody([html.Tr(one) for one in cells])])
    made = (
        f"{about.get('runs', 0):,} runs of each beginning, seed {about.get('seed')}, engine "
        f"{str(about.get('engine', ''))[:10]}. The simulated interval is narrower than that of "
        f"leaders who choose by lot for {about.get('narrower')} of {about.get('compared')} data."
    )
    place = html.Div(
        table, className="table", tabIndex="0", role="region",
        **make_html_attributes({"aria-label": "Sources"}),
    )  # fmt: skip
    return html.Section(
        [
            html.H2("Where does each datum come from?"),
            html.P(made, className="about"),
            place,
        ],
        className="card",
    )


PAGE = Page(
    path="/history",
    title="History",
    question="What does the record say, beside what the model simulates?",
    content=_build_content,
    figures=FIGURES,
    rows=lambda view: _load_patterns(view).rows,
    needs_batch=False,
    of_preset=True,
    link="History",
)
