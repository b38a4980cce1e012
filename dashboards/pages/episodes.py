"""Episodes: what happened, beside what the model gives from the same beginning, with its scores."""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components import controls, layout
from dashboards.figures.episodes import QUESTIONS, quantiles, waits
from dashboards.figures.grammar import Drawn
from dashboards.figures.scores import QUESTION as SCORES
from dashboards.figures.scores import scores
from dashboards.pages import cards
from dashboards.pages.page import Figure, Page
from dashboards.state import claim_tables
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import attributes
from dashboards.text.hints import hint
from dashboards.text.rows import records
from runs.analysis.text.names import count_text
from runs.errors import WrongInput

SOURCES = (
    ("title", "Episode"),
    ("happened", "Days"),
    ("happened_first", "First mover"),
    ("evidence", "On what evidence"),
    ("readouts_and_claims", "Readouts and claims"),
    ("disputed", "Disputed"),
    ("unlocked_by", "Unlocked by"),
    ("source", "Source"),
    ("confidence", "How sure"),
)


def _table(view: View) -> claim_tables.StoredEpisodes:
    found = claim_tables.episodes(view.source.outputs)
    if found is None:
        way = hint(view.source.outputs, claim_tables.EPISODES)
        raise WrongInput(f"No table of episodes is stored yet: {way}")
    return found


def _rows(view: View) -> pd.DataFrame:
    rows = _table(view).rows
    return rows[rows["stage"] == view.stage]


def _batch(view: View) -> str:
    return str(_table(view).about.get("batch", ""))


def _scores(view: View) -> Drawn:
    from runs.studies.episodes.wording import sentences

    own = [mean for mean in _table(view).means if mean["stage"] == view.stage]
    return scores(_rows(view), _batch(view), " ".join(sentences(own)))


FIGURES = {
    "waits": Figure(QUESTIONS["waits"], lambda view: waits(_rows(view), _batch(view), view.stage)),
    "quantiles": Figure(QUESTIONS["quantiles"], lambda view: quantiles(_rows(view), _batch(view))),
    "scores": Figure(SCORES, _scores),
}


def _content(view: View) -> list[Component]:
    if claim_tables.episodes(view.source.outputs) is None:
        said = f"There is no table of episodes in {view.source.outputs} yet. This makes one:"
        return [
            html.Section(
                [html.P(said), html.Pre(hint(view.source.outputs, claim_tables.EPISODES))],
                className="card",
            )
        ]
    return [
        *_notices(view),
        controls.bar(controls.stage(view)),
        layout.legend(),
        *cards.every(PAGE, view),
        _sources(view),
    ]


def _notices(view: View) -> list[Component]:
    from runs.archive import engine

    said = []
    if _table(view).about.get("engine") != engine.current().digest:
        said.append("The engine has changed since this table was made; another run may differ.")
    if _batch(view) not in {summary.name for summary in view.source.batches()}:
        said.append("The batch with the runs of these episodes is no longer here.")
    return [html.P(text, className="notice", role="status") for text in said]


def _sources(view: View) -> Component:
    rows, about = records(_rows(view)), _table(view).about
    table = html.Table(
        [
            html.Thead(html.Tr([html.Th(title, scope="col") for _, title in SOURCES])),
            html.Tbody(
                [html.Tr([html.Td(_cell(row.get(name))) for name, _ in SOURCES]) for row in rows]
            ),
        ]
    )
    made = (
        f"{count_text(len(rows), 'row')} of this stage, {about.get('runs', 0):,} runs each, seed "
        f"{about.get('seed')}, engine {str(about.get('engine', ''))[:10]}. Days count from the "
        "trigger; “> n”: no contact in n days."
    )
    place = html.Div(
        table,
        className="table",
        tabIndex="0",
        role="region",
        **attributes({"aria-label": "Sources"}),
    )
    return html.Section(
        [
            html.H2("What is known of each episode, and how surely?"),
            html.P(made, className="about"),
            place,
        ],
        className="card",
    )


def _cell(value: object) -> str:
    missing = value is None or (isinstance(value, float) and not labels.is_number(value))
    return "–" if missing else str(value)


PAGE = Page(
    path="/episodes",
    title="Episodes",
    question="What happened, beside what the model gives from the same beginning?",
    content=_content,
    figures=FIGURES,
    rows=lambda view: _table(view).rows,
    needs_batch=False,
)
