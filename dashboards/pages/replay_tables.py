"""The tables of a replay, and the data that its scripts load later, for either run.

A name ends in "-b" for the second run (`panels.ENDS`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from dashboards.components import replay_payload
from dashboards.components.panels import ENDS
from dashboards.state.replay_choice import (
    ShownRun,
    find_chosen_run,
    find_shown_divergence,
    list_shown_runs,
    make_pair_view,
)
from dashboards.state.view import View
from runs.analysis.runs.story import tell_story
from runs.analysis.runs.story_text import TURNS_OF_A_PAGE, tabulate_story

Tabulate = Callable[[View, int], pd.DataFrame]


def find_shown_run(view: View, index: int) -> ShownRun:
    """Return the run shown first (`index` 0) or second (1). If the page shows only one, the second
    is the same run under the variant usually shown beside it.
    """
    return list_shown_runs(make_pair_view(view) if index else view)[index]


def tabulate_days(view: View, index: int = 0) -> pd.DataFrame:
    """Return every daily value of the run shown first (`index` 0) or second (1): a row for each
    day, `day` from 1 and a column for each variable.
    """
    series = find_shown_run(view, index).trace["series"]
    days = range(1, len(next(iter(series.values()))) + 1)
    return pd.DataFrame({"day": days, **{name: list(values) for name, values in series.items()}})


def _compute_group_pain(view: View, index: int) -> pd.DataFrame:
    """Return the table of `simulate_run_pain`, each group's pain by day, of the run shown first
    (`index` 0) or second (1), simulated again; cached.
    """
    from runs.studies.replay.replay import simulate_run_pain

    run, of = find_shown_run(view, index), find_chosen_run(view)
    twin = view.twin if index else None
    change = twin.alter_configuration if twin else None
    key = ("run pain", run.variant, of.run, of.point, twin)
    return view.compute_once(
        key, lambda: simulate_run_pain(view.batch, run.variant, of.run, of.point, change)
    )


def _tabulate_options(view: View, index: int) -> pd.DataFrame:
    """Return the options of a run's decisions on the day shown, a row each, with their terms of
    utility; index: 0 for the first run shown, 1 for the second.
    """
    from runs.analysis.runs.decision_reasons import tabulate_options

    trace = find_shown_run(view, index).trace
    return tabulate_options(replay_payload.select_day_decisions(trace, view.state.day or 1))


def _tabulate_story(view: View, index: int) -> pd.DataFrame:
    """Return the turns of a run's story, a row each."""
    trace = find_shown_run(view, index).trace
    return tabulate_story(trace, tell_story(trace, TURNS_OF_A_PAGE))


def _tabulate_differences(view: View) -> pd.DataFrame:
    """Return a frame of what differs between the two runs shown where they diverge
    (`divergence.tabulate_differences`).
    """
    from runs.analysis.runs.divergence import tabulate_differences

    return tabulate_differences(find_shown_divergence(make_pair_view(view)))


def _make_trace_tabulator(trace_key: str, names: tuple[str, ...]) -> Tabulate:
    """Return a function of a view and a run's index that tabulates the list under `trace_key` in
    the run's trace, with the columns `names`.
    """
    return lambda view, place: replay_payload.make_trace_table(
        find_shown_run(view, place).trace[trace_key], names
    )


def _pack_reasons(view: View, index: int) -> dict[str, Any]:
    """Return the reasons of all decisions in the span of days around the day shown
    (`pack_decision_reasons`).
    """
    trace = find_shown_run(view, index).trace
    return replay_payload.pack_decision_reasons(trace, view.state.day or 1)


def _pack_pains(view: View, index: int) -> dict[str, Any]:
    """Return each group's pain by day, as `pack_pains` has it."""
    return replay_payload.pack_pains(_compute_group_pain(view, index))


def _call_for_run(make: Callable[[View, int], Any], index: int, view: View) -> Any:
    """Return `make(view, index)`, its arguments in the order that `partial` needs."""
    return make(view, index)


def _name_for_both_runs(
    makers: dict[str, Callable[[View, int], Any]],
) -> dict[str, Callable[[View], Any]]:
    """Return functions of a view alone: under each name that for the first run, and under name +
    "-b" that for the second.
    """
    return {
        f"{name}{end}": partial(_call_for_run, make, index)
        for name, make in makers.items()
        for index, end in enumerate(ENDS)
    }


TABLES = {
    **_name_for_both_runs(
        {
            "days": tabulate_days,
            "signals": _make_trace_tabulator(
                "signals", (*replay_payload.SIGNALS, *replay_payload.HOW)
            ),
            "events": _make_trace_tabulator("events", replay_payload.EVENTS),
            "postings": _make_trace_tabulator("postings", replay_payload.POSTINGS),
            "options": _tabulate_options,
            "pains": _compute_group_pain,
            "story": _tabulate_story,
        }
    ),
    "differences": _tabulate_differences,
}
PARTS = _name_for_both_runs({"reasons": _pack_reasons, "pains": _pack_pains})
