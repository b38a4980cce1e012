"""Episodes: historical cases beside what the model simulates from the same beginning, with
scores.
"""

from __future__ import annotations

import pandas as pd
from dash.development.base_component import Component

from dashboards.components import controls, layout
from dashboards.figures.episodes import QUESTIONS, draw_episode_waits, draw_quantile_plot
from dashboards.figures.grammar import Drawn
from dashboards.figures.scores import QUESTION as SCORES
from dashboards.figures.scores import draw_forecast_scores
from dashboards.pages import cards, study_tables
from dashboards.pages.page import EVIDENCE, Figure, Page
from dashboards.state import claim_tables
from dashboards.state.view import View
from dashboards.text.rows import to_records
from runs.analysis.text.names import format_count

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


def _load_episodes(view: View) -> claim_tables.StoredEpisodes:
    """Return the newest stored table of episodes; WrongInput if there is none."""
    found = claim_tables.load_newest_episodes(view.source.outputs)
    return study_tables.require_table(view, found, "episodes", claim_tables.EPISODES)


def _select_stage_rows(view: View) -> pd.DataFrame:
    """Return the episodes' rows of the stage chosen: the leaders' or the envoys' contact."""
    rows = _load_episodes(view).rows
    return rows[rows["stage"] == view.stage]


def _get_batch_name(view: View) -> str:
    """Return the name of the batch that holds the episodes' runs."""
    return str(_load_episodes(view).about.get("batch", ""))


def _draw_scores(view: View) -> Drawn:
    """Draw the model's scores beside those of a forecast from the other episodes, for the stage
    chosen.
    """
    from runs.studies.episodes.wording import write_score_sentences

    own = [mean for mean in _load_episodes(view).means if mean["stage"] == view.stage]
    return draw_forecast_scores(
        _select_stage_rows(view), _get_batch_name(view), " ".join(write_score_sentences(own))
    )


FIGURES = {
    "waits": Figure(
        QUESTIONS["waits"],
        lambda view: draw_episode_waits(
            _select_stage_rows(view), _get_batch_name(view), view.stage
        ),
        whole=True,
    ),
    "quantiles": Figure(
        QUESTIONS["quantiles"],
        lambda view: draw_quantile_plot(_select_stage_rows(view), _get_batch_name(view)),
        whole=True,
    ),
    "scores": Figure(SCORES, _draw_scores),
}


def _build_content(view: View) -> list[Component]:
    if claim_tables.load_newest_episodes(view.source.outputs) is None:
        return [study_tables.make_missing_card(view, "episodes", claim_tables.EPISODES)]
    return [
        *_make_notices(view),
        controls.make_control_bar(controls.make_stage_control(view)),
        layout.make_legend(),
        *cards.make_waiting_cards(PAGE, view),
        _make_sources_section(view),
    ]


def _make_notices(view: View) -> list[Component]:
    """Return notices if the engine has changed since, and if the episodes' batch is gone."""
    said = study_tables.list_engine_notices(_load_episodes(view).about)
    if _get_batch_name(view) not in {summary.name for summary in view.source.list_batches()}:
        said.append("The batch with the runs of these episodes is no longer here.")
    return study_tables.make_notices(said)


def _make_sources_section(view: View) -> Component:
    """Return the card with what is known of each episode, for the stage chosen."""
    rows, about = to_records(_select_stage_rows(view)), _load_episodes(view).about
    made = (
        f"{format_count(len(rows), 'row')} of this stage, {about.get('runs', 0):,} runs each, seed "
        f"{about.get('seed')}, engine {str(about.get('engine', ''))[:10]}. Days count from the "
        "trigger; “> n”: no contact in n days."
    )
    return study_tables.make_sources_card(
        "What is known of each episode, and how surely?", made, SOURCES, rows
    )


PAGE = Page(
    path="/episodes",
    title="Episodes",
    question="What happened, beside what the model gives?",
    content=_build_content,
    figures=FIGURES,
    rows=lambda view: _load_episodes(view).rows,
    needs_batch=False,
    of_preset=True,
    has_results=lambda view: claim_tables.load_newest_episodes(view.source.outputs) is not None,
    link="Episodes",
    group=EVIDENCE,
)
