"""Tariffs and pressure: how the economic side of the standoff runs, and what is felt at contact."""

from __future__ import annotations

import pandas as pd
from dash.development.base_component import Component

from dashboards import cards, controls, shell
from dashboards.figures.grammar import Drawn
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
    return str(view.batch.config(view.variant)["start"])


def _tariffs(view: View) -> Drawn:
    return tariffs(bands_of(view, "tariff_"), view.variant, started(view))


def _pressure(view: View) -> Drawn:
    found = bands_of(view, "pressure_", "outrage_", "need_")
    return pressure(found, view.variant, started(view))


def _at_call(view: View) -> Drawn:
    from runs.analysis.distances import pressure_at_call

    table = pressure_at_call(view.outcomes(view.variant))
    if table.empty:
        raise ValueError("no run of this variant has a contact.")
    return at_call(table, view.variant)


FIGURES = {
    "tariffs": Figure(QUESTIONS["tariffs"], _tariffs),
    "pressure": Figure(QUESTIONS["pressure"], _pressure),
    "call": Figure(QUESTIONS["call"], _at_call),
}


def _content(view: View) -> list[Component]:
    chosen = controls.bar(controls.variant(view))
    return [chosen, shell.legend(), *(cards.empty(n, f.question, view) for n, f in FIGURES.items())]


PAGE = Page(
    path="/tariffs",
    title="Tariffs and pressure",
    question="How high do tariffs rise, what do the leaders feel, and how much when they talk?",
    content=_content,
    figures=FIGURES,
    rows=lambda view: view.outcomes(view.variant),
)
