"""Episodes: what happened, beside what the model gives from the same beginning, with its scores."""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards import cards, controls, shell, stored, words
from dashboards.attributes import attributes
from dashboards.figures.episodes import QUESTIONS, quantiles, scores, waits
from dashboards.figures.grammar import Drawn
from dashboards.pages import Figure, Page
from dashboards.tables import records
from dashboards.view import View
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


def _table(view: View) -> stored.StoredEpisodes:
    found = stored.episodes(view.source.outputs)
    if found is None:
        raise WrongInput(f"No table of episodes is stored yet: {stored.EPISODES}")
    return found


def _rows(view: View) -> pd.DataFrame:
    rows = _table(view).rows
    return rows[rows["stage"] == view.stage]


def _batch(view: View) -> str:
    return str(_table(view).about.get("batch", ""))


def _scores(view: View) -> Drawn:
    from runs.episodes.wording import sentences

    own = [mean for mean in _table(view).means if mean["stage"] == view.stage]
    return scores(_rows(view), _batch(view), " ".join(sentences(own)))


FIGURES = {
    "waits": Figure(QUESTIONS["waits"], lambda view: waits(_rows(view), _batch(view), view.stage)),
    "quantiles": Figure(QUESTIONS["quantiles"], lambda view: quantiles(_rows(view), _batch(view))),
    "scores": Figure(QUESTIONS["scores"], _scores),
}


def _content(view: View) -> list[Component]:
    if stored.episodes(view.source.outputs) is None:
        said = f"There is no table of episodes in {view.source.outputs} yet. This makes one:"
        return [html.Section([html.P(said), html.Pre(stored.EPISODES)], className="card")]
    return [
        *_notices(view),
        controls.bar(controls.stage(view)),
        shell.legend(),
        *cards.every(FIGURES, view),
        _sources(view),
    ]


def _notices(view: View) -> list[Component]:
    from runs import engine

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
        f"{words.count(len(rows), 'row')} of this stage, {about.get('runs', 0):,} runs each, seed "
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
    missing = value is None or (isinstance(value, float) and not words.known(value))
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
