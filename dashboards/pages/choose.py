"""Choose: what each side should do, by payoffs that the user has declared."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components import layout
from dashboards.figures.choices import (
    QUESTIONS,
    draw_best_replies,
    draw_game_matrix,
    draw_payoffs,
)
from dashboards.figures.grammar import Drawn
from dashboards.figures.regrets import draw_race, draw_robust_postures
from dashboards.pages import cards, study_tables
from dashboards.pages.page import SIDE_BY_SIDE, Figure, Page
from dashboards.state.choice_tables import CHOOSE, load_newest_choice
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.hints import write_command_hint
from runs.analysis.sides import use_sides
from runs.errors import WrongInput

DECLARED = (
    "What each side wants is declared in configs/payoff/mine.yaml; `taijie choose` without payoffs "
    "shows an example."
)
OVER_DRAWS = "taijie choose payoffs=mine fit=prior"
RACE = "taijie choose payoffs=mine best=SIDE against=POSTURE"


def _load_choice(view: View, kind: str) -> dict[str, Any]:
    """Return the newest stored result of a kind, "game" or "race"; WrongInput without one."""
    command = CHOOSE if kind == "game" else RACE
    found = load_newest_choice(view.source.outputs, kind)
    return study_tables.require_table(view, found, "choices", command)


def _draw_choice(kind: str, draw: Callable[[dict[str, Any]], Drawn], view: View) -> Drawn:
    """Draw the newest stored result of `taijie choose` of a kind ("race": one side's best posture;
    "game": all postures of both) with `draw`; WrongInput if there is none, or if it lacks what the
    figure needs.
    """
    result = _load_choice(view, kind)
    if draw is draw_robust_postures and not result["robust"]:
        way = write_command_hint(view.source.outputs, OVER_DRAWS)
        raise WrongInput(f"Regret over parameters needs draws of them: {way}")
    with use_sides(result["sides"]):
        return draw(result)


FIGURES = {
    name: Figure(
        QUESTIONS[name], partial(_draw_choice, kind, draw), whole=name in ("game", "payoffs")
    )
    for name, kind, draw in (
        ("game", "game", draw_game_matrix),
        ("payoffs", "game", draw_payoffs),
        ("replies", "game", draw_best_replies),
        ("robust", "game", draw_robust_postures),
        ("race", "race", draw_race),
    )
}


def _load_newest_choices(view: View) -> dict[str, dict[str, Any]]:
    """Return the newest stored game and race by kind, as far as there are any."""
    found = {kind: load_newest_choice(view.source.outputs, kind) for kind in ("game", "race")}
    return {kind: result for kind, result in found.items() if result is not None}


def _build_content(view: View) -> list[Component]:
    found = _load_newest_choices(view)
    game, race = found.get("game"), found.get("race")
    if not found:
        return [study_tables.make_missing_card(view, "choices", CHOOSE, DECLARED)]
    shown = [] if game is None else ["game", "payoffs", "replies"]
    shown += ["robust"] if game is not None and game["robust"] else []
    shown += [] if race is None else ["race"]
    newest = game or race
    assert newest is not None
    return [
        *study_tables.make_notices(study_tables.list_engine_notices(newest)),
        layout.make_legend(),
        *cards.make_waiting_cards(PAGE, view, shown),
        _make_payoff_section(newest),
    ]


def _make_payoff_section(result: dict[str, Any]) -> Component:
    """Return the section with the payoffs that the user declared."""
    with use_sides(result["sides"]):
        terms = [
            html.P([html.Strong(f"{labels.format_label(side)}: "), _write_terms(own)])
            for side, own in result["terms"].items()
        ]
    fit = "" if result["fit"] == "none" else f", fit {result['fit']}"
    engine = str(result["engine"])[:10]
    made = f"Payoffs {result['payoffs']}, seed {result['seed']}{fit}, engine {engine}."
    return html.Section(
        [html.H2("What does each side want?"), *terms, html.P(made, className="about")],
        className="card",
    )


def _write_terms(terms: list[dict[str, Any]]) -> str:
    """Return a payoff's terms in words: of each its weight, its outcome, the category counted, if
    any, and the value, if any, that stands for the outcome in runs without it.
    """
    said = []
    for term in terms:
        word = "" if term["is"] is None else f": {labels.format_name(term['is'])}"
        held = term["missing"]
        missing = "" if held is None else f" ({held:g} where there is none)"
        said.append(f"{term['weight']:g} × {term['meaning']}{word}{missing}")
    return labels.set_minus_signs("; ".join(said))


def _tabulate_profiles(view: View) -> pd.DataFrame:
    """Return the profiles of the newest game, a row each; WrongInput without one."""
    return pd.DataFrame(_load_choice(view, "game")["rows"])


PAGE = Page(
    path="/choose",
    title="Choose",
    question="What should each side do, by the payoffs you declared?",
    content=_build_content,
    figures=FIGURES,
    rows=_tabulate_profiles,
    needs_batch=False,
    of_preset=True,
    has_results=lambda view: bool(_load_newest_choices(view)),
    link="Choose",
    group=SIDE_BY_SIDE,
)
