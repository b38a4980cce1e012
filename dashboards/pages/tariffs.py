"""Tariffs and pressure: how the economic side of the standoff runs, and what is felt at contact."""

from __future__ import annotations

import pandas as pd
from dash.development.base_component import Component

from dashboards.components import controls
from dashboards.figures.grammar import Drawn
from dashboards.figures.pains import QUESTION as GROUPS
from dashboards.figures.pains import groups_by_days
from dashboards.figures.tariffs import QUESTIONS, at_call, pressure, tariffs
from dashboards.pages import cards
from dashboards.pages.page import Figure, Page, name_of_variant
from dashboards.state.view import View


def bands_of(view: View, *stems: str) -> pd.DataFrame:
    """Return the bands of the daily variables whose names begin with one of the stems."""
    from runs.analysis.estimates.spread import bands

    def make() -> pd.DataFrame:
        daily = view.daily(view.variant)
        return bands(daily[daily["variable"].astype(str).str.startswith(stems)])

    return view.once(("bands", view.variant, *stems), make)


def start_date(view: View) -> str:
    """Return the date of day 1 of the variant shown."""
    return str(view.config(view.variant)["start"])


def sides_middles(view: View, column: str) -> pd.DataFrame:
    """Return the medians over runs of both sides' columns, `{side}` standing for the side."""
    from runs.analysis.estimates.middles import middles

    columns = [column.format(side=side) for side in ("us", "china")]
    return middles(view.outcomes(view.variant), columns)


def _tariffs(view: View) -> Drawn:
    peaks, ends = (sides_middles(view, f"tariff_{{side}}_{when}") for when in ("peak", "end"))
    return tariffs(bands_of(view, "tariff_"), peaks, ends, view.variant, start_date(view))


def _pressure(view: View) -> Drawn:
    bands = bands_of(view, "pressure_", "outrage_", "need_")
    ends = sides_middles(view, "pressure_{side}_end")
    return pressure(bands, ends, view.variant, start_date(view))


def _pains(view: View) -> Drawn:
    from runs.studies.replay.replay import group_pain

    def make() -> pd.DataFrame:
        return group_pain(view.batch, view.variant, view.point)

    table = view.once(("group pain", view.variant, view.point), make)
    point = None if view.batch.manifest.design is None else view.point
    return groups_by_days(table, view.variant, start_date(view), point)


def _at_call(view: View) -> Drawn:
    from runs.analysis.outcomes.distances import pressure_at_call

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
    return cards.below(controls.bar(controls.variant(view)), PAGE, view)


PAGE = Page(
    path="/tariffs",
    title="Tariffs and pressure",
    question="How high do tariffs rise, what do the leaders feel, and how much when they talk?",
    content=_content,
    figures=FIGURES,
    rows=lambda view: view.outcomes(view.variant),
    of=name_of_variant,
)
