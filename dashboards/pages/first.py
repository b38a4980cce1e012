"""Who calls first and when: outcomes, their course over days, the path, and the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from dash.development.base_component import Component

from dashboards.components import controls
from dashboards.figures.first import draw_cumulative_incidence, draw_hundred_runs
from dashboards.figures.grammar import Drawn
from dashboards.figures.hazard import CalendarMark, draw_hazard_and_calendar
from dashboards.figures.paths import draw_envoy_leader_flow
from dashboards.figures.waiting import draw_quantile_dotplot, draw_survival_curves
from dashboards.pages import cards
from dashboards.pages.page import CALLS, RESULTS, Figure, Page, list_shown_variant
from dashboards.state.view import View

WINDOW = 5
"""Days a point of the hazard covers."""


def _read_shown_outcomes(view: View) -> pd.DataFrame:
    """Return the outcome rows of the variant shown."""
    return view.read_outcomes(view.variant)


def _draw_hundred_runs(view: View) -> Drawn:
    from runs.analysis.comparison.shares import compute_mover_shares, count_movers_per_hundred

    column = "envoy_first_mover_true" if view.stage == "envoy" else "first_mover_true"
    frame = _read_shown_outcomes(view)
    return draw_hundred_runs(
        count_movers_per_hundred(frame, column),
        compute_mover_shares(frame, column),
        view.variant,
        column,
    )


def _draw_incidence(view: View) -> Drawn:
    from runs.analysis.waiting.waiting import compute_cumulative_incidence

    table = compute_cumulative_incidence(_read_shown_outcomes(view), view.stage)
    return draw_cumulative_incidence(table, view.variant, view.stage, int(table["day"].max()))


def _draw_survival(view: View) -> Drawn:
    from runs.analysis.waiting.durations import compute_median_days
    from runs.analysis.waiting.waiting import compute_survival

    frame = _read_shown_outcomes(view)
    return draw_survival_curves(
        compute_survival(frame, view.stage), compute_median_days(frame, view.stage), view.stage
    )


def _draw_contact_days(view: View) -> Drawn:
    from runs.analysis.waiting.durations import compute_observed_medians, compute_quantile_dots

    rows = _read_shown_outcomes(view)
    contacts = compute_observed_medians(rows, view.stage).iloc[0]
    dots = compute_quantile_dots(rows, stage=view.stage)
    return draw_quantile_dotplot(dots, contacts, len(rows), view.horizon, view.stage)


def _draw_paths(view: View) -> Drawn:
    from runs.analysis.waiting.stages import cross_tabulate_stages, tabulate_envoy_lead_times

    frame = _read_shown_outcomes(view)
    return draw_envoy_leader_flow(
        cross_tabulate_stages(frame), tabulate_envoy_lead_times(frame), view.variant
    )


def _draw_hazard(view: View) -> Drawn:
    from runs.analysis.waiting.durations import compute_hazard

    rows = _read_shown_outcomes(view)
    table = compute_hazard(rows, view.stage, WINDOW)
    return draw_hazard_and_calendar(
        table, list_calendar_entries(view), view.variant, len(rows), view.stage
    )


def list_calendar_entries(view: View) -> list[CalendarMark]:
    """Return the calendar's entries that fall within the run of the variant shown, by day.

    Read from the plain configuration, so that batches of an older engine can be shown.
    """
    config = view.read_config(view.variant)
    start = date.fromisoformat(config["start"])
    entries = [
        CalendarMark(_compute_entry_day(entry, start), str(entry["title"]), str(entry["kind"]))
        for entry in config.get("calendar", {}).values()
    ]
    return sorted(entry for entry in entries if 1 <= entry.day <= view.horizon)


def _compute_entry_day(entry: Mapping[str, Any], start: date) -> int:
    """Return the day of the run on which a calendar entry falls; day 1 is the start."""
    if entry.get("day") is not None:
        return int(entry["day"])
    return (date.fromisoformat(entry["date"]) - start).days + 1


FIGURES = {
    "hundred": Figure("Who calls first?", _draw_hundred_runs, report=CALLS),
    "incidence": Figure(
        "Through whom does contact come, by each day?", _draw_incidence, report=CALLS
    ),
    "survival": Figure("How long until contact?", _draw_survival, report=CALLS),
    "days": Figure("Which days of contact are equally likely?", _draw_contact_days),
    "paths": Figure("Do envoys meet before leaders speak?", _draw_paths),
    "hazard": Figure("When is contact likeliest, and what is scheduled then?", _draw_hazard),
}


def _build_content(view: View) -> list[Component]:
    return cards.build_page_content(
        PAGE, view, controls.make_control_bar(controls.make_stage_control(view))
    )


PAGE = Page(
    path="/first",
    title="Who calls first, and when",
    question="Whose request leads to contact, when, and by which path?",
    content=_build_content,
    figures=FIGURES,
    rows=_read_shown_outcomes,
    of=list_shown_variant,
    link="Who calls first",
    group=RESULTS,
    pools_points=True,
)
