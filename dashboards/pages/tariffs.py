"""Tariffs and pressure: the economic side of the standoff, and the pressure at the contact."""

from __future__ import annotations

import pandas as pd
from dash.development.base_component import Component

from dashboards.figures.grammar import Drawn
from dashboards.figures.pains import QUESTION as GROUPS
from dashboards.figures.pains import draw_group_pain_by_day
from dashboards.figures.tariffs import (
    QUESTIONS,
    draw_pressure,
    draw_pressure_at_contact,
    draw_tariffs,
)
from dashboards.pages import cards
from dashboards.pages.page import PRESSURE, RESULTS, Figure, Page, list_shown_variant
from dashboards.state.view import View
from runs.analysis.sides import get_dyad


def compute_daily_bands(view: View, *prefixes: str) -> pd.DataFrame:
    """Return quantiles over runs by day (compute_daily_quantiles) of the variables whose names
    begin with one of the prefixes; cached.
    """
    from runs.analysis.estimates.spread import compute_daily_quantiles

    def compute_bands() -> pd.DataFrame:
        daily = view.read_daily_histograms(view.variant)
        return compute_daily_quantiles(
            daily[daily["variable"].astype(str).str.startswith(prefixes)]
        )

    return view.compute_once(("bands", view.variant, *prefixes), compute_bands)


def get_start_date(view: View) -> str:
    """Return the ISO date of day 1 of the variant shown."""
    return str(view.read_config(view.variant)["start"])


def compute_side_medians(view: View, column: str) -> pd.DataFrame:
    """Return the medians over runs (compute_medians) of an outcome column for each side; `{side}`
    in `column` stands for the side's key.
    """
    from runs.analysis.estimates.middles import compute_medians

    columns = [column.format(side=side) for side in get_dyad().keys]
    return compute_medians(view.read_outcomes(view.variant), columns)


def _draw_tariffs(view: View) -> Drawn:
    peaks, ends = (
        compute_side_medians(view, f"tariff_{{side}}_{when}") for when in ("peak", "end")
    )
    return draw_tariffs(
        compute_daily_bands(view, "tariff_"), peaks, ends, view.variant, get_start_date(view)
    )


def _draw_pressure(view: View) -> Drawn:
    bands = compute_daily_bands(view, "pressure_", "outrage_", "need_")
    ends = compute_side_medians(view, "pressure_{side}_end")
    return draw_pressure(bands, ends, view.variant, get_start_date(view))


def _draw_group_pain(view: View) -> Drawn:
    """Draw each group's pain by day, of some runs that are simulated again; cached."""
    from runs.studies.replay.replay import simulate_group_pain

    def simulate_pain() -> pd.DataFrame:
        return simulate_group_pain(view.batch, view.variant, view.point)

    table = view.compute_once(("group pain", view.variant, view.point), simulate_pain)
    point = None if view.batch.manifest.design is None else view.point
    return draw_group_pain_by_day(table, view.variant, get_start_date(view), point)


def _draw_pressure_at_call(view: View) -> Drawn:
    """Draw each side's pressure on the day of contact; ValueError if no run has one."""
    from runs.analysis.outcomes.distances import compute_pressure_at_contact

    table = compute_pressure_at_contact(view.read_outcomes(view.variant))
    if table.empty:
        raise ValueError("no run of this variant has a contact.")
    return draw_pressure_at_contact(table, view.variant)


FIGURES = {
    "tariffs": Figure(QUESTIONS["tariffs"], _draw_tariffs, report=PRESSURE, whole=True),
    "pressure": Figure(QUESTIONS["pressure"], _draw_pressure, whole=True),
    "groups": Figure(GROUPS, _draw_group_pain),
    "call": Figure(QUESTIONS["call"], _draw_pressure_at_call, report=PRESSURE),
}


def _build_content(view: View) -> list[Component]:
    return cards.build_page_content(PAGE, view)


PAGE = Page(
    path="/tariffs",
    title="Tariffs and pressure",
    question="How high do tariffs rise, and what do leaders feel?",
    content=_build_content,
    figures=FIGURES,
    rows=lambda view: view.read_outcomes(view.variant),
    of=list_shown_variant,
    link="Tariffs",
    group=RESULTS,
    pools_points=True,
)
