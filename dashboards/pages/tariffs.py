"""Tariffs and pressure: how the economic side of the standoff runs, and what is felt at contact."""

from __future__ import annotations

import pandas as pd
from dash.development.base_component import Component

from dashboards import cards, controls
from dashboards.figures.grammar import Drawn
from dashboards.figures.pains import QUESTION as GROUPS
from dashboards.figures.pains import groups_by_days
from dashboards.figures.tariffs import QUESTIONS, at_call, pressure, tariffs
from dashboards.pages import Figure, Page
from dashboards.view import View


def bands_of(view: View, *stems: str) -> pd.DataFrame:
    """Return the bands of the daily variables whose names begin with one of the stems."""
    from runs.analysis.spread import bands

    def make() -> pd.DataFrame:
        daily = view.daily(view.variant)
        return bands(daily[daily["variable"].astype(str).str.startswith(stems)])

    return view.once(("bands", view.variant, *stems), make)


def started(view: View) -> str:
    """Return the date of day 1 of the variant shown."""
    return str(view.config(view.variant)["start"])


def _tariffs(view: View) -> Drawn:
    return tariffs(bands_of(view, "tariff_"), view.variant, started(view))


def _pressure(view: View) -> Drawn:
    found = bands_of(view, "pressure_", "outrage_", "need_")
    return pressure(found, view.variant, started(view))


def _pains(view: View) -> Drawn:
    from runs.replay import group_pain

    def make() -> pd.DataFrame:
        return group_pain(view.batch, view.variant, view.point)

    table = view.once(("group pain", view.variant, view.point), make)
    point = None if view.batch.manifest.design is None else view.point
    return groups_by_days(table, view.variant, started(view), point)


def _at_call(view: View) -> Drawn:
    from runs.analysis.distances import pressure_at_call

    table = pressure_at_call(view.outcomes(view.variant))
    if table.empty:
        raise ValueError("no run of this variant has a contact.")
    return at_call(table, view.variant)


FIGURES = {
    "tariffs": Figure(QUESTIONS["tariffs"], _tariffs),
    "pressure": Figure(QUESTIONS["pressure"], _pressure),
    "groups": Figure(GROUPS, _pains),
    "call": Figure(QUESTIONS["call"], _at_call),
}


def _content(view: View) -> list[Component]:
    return cards.below(controls.bar(controls.variant(view)), FIGURES, view)


PAGE = Page(
    path="/tariffs",
    title="Tariffs and pressure",
    question="How high do tariffs rise, what do the leaders feel, and how much when they talk?",
    content=_content,
    figures=FIGURES,
    rows=lambda view: view.outcomes(view.variant),
)
