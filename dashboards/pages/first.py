"""Who calls first and when: outcomes, their course over days, the path, and the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from dash.development.base_component import Component

from dashboards.components import controls
from dashboards.figures.first import draw_hundred_runs, incidence
from dashboards.figures.grammar import Drawn
from dashboards.figures.hazard import Dated, hazard_and_calendar
from dashboards.figures.paths import envoy_to_leader
from dashboards.figures.waiting import equally_likely_days, survival_curves
from dashboards.pages import cards
from dashboards.pages.page import Figure, Page, name_of_variant
from dashboards.state.view import View

WINDOW = 5
"""Days a point of the hazard covers."""


def _rows(view: View) -> pd.DataFrame:
    return view.outcomes(view.variant)


def _draw_hundred(view: View) -> Drawn:
    from runs.analysis.comparison.shares import proportions, round_to_hundred

    column = "envoy_first_mover_true" if view.stage == "envoy" else "first_mover_true"
    frame = _rows(view)
    return draw_hundred_runs(
        round_to_hundred(frame, column), proportions(frame, column), view.variant, column
    )


def _incidence(view: View) -> Drawn:
    from runs.analysis.waiting.waiting import cumulative_incidence

    table = cumulative_incidence(_rows(view), view.stage)
    return incidence(table, view.variant, view.stage, int(table["day"].max()))


def _survival(view: View) -> Drawn:
    from runs.analysis.waiting.durations import median_days
    from runs.analysis.waiting.waiting import survival

    frame = _rows(view)
    return survival_curves(survival(frame, view.stage), median_days(frame, view.stage), view.stage)


def _days(view: View) -> Drawn:
    from runs.analysis.waiting.durations import days_of_contacts, quantile_dots

    rows = _rows(view)
    contacts = days_of_contacts(rows, view.stage).iloc[0]
    dots = quantile_dots(rows, stage=view.stage)
    return equally_likely_days(dots, contacts, len(rows), view.horizon, view.stage)


def _paths(view: View) -> Drawn:
    from runs.analysis.waiting.stages import lead_times, paths

    frame = _rows(view)
    return envoy_to_leader(paths(frame), lead_times(frame), view.variant)


def _hazard(view: View) -> Drawn:
    from runs.analysis.waiting.durations import hazard

    rows = _rows(view)
    table = hazard(rows, view.stage, WINDOW)
    return hazard_and_calendar(table, dated_entries(view), view.variant, len(rows), view.stage)


def dated_entries(view: View) -> list[Dated]:
    """Return the calendar entries of the variant shown that fall within the run, by day.

    Read from the plain configuration, so that a batch of an older engine can still be seen.
    """
    config = view.config(view.variant)
    start = date.fromisoformat(config["start"])
    entries = [
        Dated(_day(entry, start), str(entry["title"]), str(entry["kind"]))
        for entry in config.get("calendar", {}).values()
    ]
    return sorted(entry for entry in entries if 1 <= entry.day <= view.horizon)


def _day(entry: Mapping[str, Any], start: date) -> int:
    if entry.get("day") is not None:
        return int(entry["day"])
    return (date.fromisoformat(entry["date"]) - start).days + 1


FIGURES = {
    "hundred": Figure("Who calls first?", _draw_hundred),
    "incidence": Figure("Through whom does the contact come about, by each day?", _incidence),
    "survival": Figure("How long until they are in contact?", _survival),
    "days": Figure("Which days of contact are equally likely?", _days),
    "paths": Figure("By which path do they come to talk: envoys first, then leaders?", _paths),
    "hazard": Figure("When is the contact most likely, and what is on the calendar then?", _hazard),
}


def _content(view: View) -> list[Component]:
    return cards.below(controls.bar(controls.variant(view), controls.stage(view)), PAGE, view)


PAGE = Page(
    path="/first",
    title="Who calls first, and when",
    question="Whose request leads to the first contact, after how many days, and by which path?",
    content=_content,
    figures=FIGURES,
    rows=_rows,
    of=name_of_variant,
)
