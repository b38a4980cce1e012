"""Replay of one run, alone or beside another in the same random world: what happened, and why.

A run is simulated again by `runs.studies.replay.replay` and sent once, without the terms of its
decisions, which come as they are needed; stepping through its days happens in the browser
(assets/replay.js), so that every panel stands on the same day at once. What is seen beside it is
the run of another variant, or its twin, in which something is done otherwise from a day on.
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import guarded, layout, panels, player, replay_payload
from dashboards.components.frame import make_info_button
from dashboards.figures.grammar import Drawn
from dashboards.figures.parting import QUESTION, draw_divergence_terms
from dashboards.figures.replay import draw_timeline
from dashboards.figures.turned import QUESTION as TURNED
from dashboards.figures.turned import draw_empty_outcome_changes, draw_outcome_changes
from dashboards.pages import cards, replay_story, replay_tables
from dashboards.pages.page import RESULTS, Figure, Page, list_shown_variant_key
from dashboards.pages.replay_controls import get_control_values, make_run_controls
from dashboards.pages.replay_drawer import make_drawer
from dashboards.state.replay_choice import (
    ShownRun,
    find_chosen_run,
    find_shown_divergence,
    list_shown_runs,
    make_pair_view,
    write_answer,
    write_outcome_sentence,
    write_outcomes,
)
from dashboards.state.turned import run_fork_of_view
from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes


def _make_head(view: View) -> Component:
    """Return the heading: how the run or runs ended, and why this run was chosen."""
    first, others = write_answer(view)
    said: list[Component | str] = [" ".join(others), " "]
    said.append(make_info_button([html.P(find_chosen_run(view).sentence)], "Why this run"))
    return layout.make_answer_head(first, said)


def _build_content(view: View) -> list[guarded.Item]:
    return [
        guarded.PagePart("the choice of a run", lambda: make_run_controls(view)),
        guarded.PagePart("this run", lambda: _build_run_content(view)),
    ]


def _build_run_content(view: View) -> list[Component | guarded.PagePart]:
    """Return story, days and network of the runs shown, the drawer, and the data for the script."""
    shown = list_shown_runs(view)
    names, traces = [run.name for run in shown], [run.trace for run in shown]
    paired = len(shown) > 1
    parting = find_shown_divergence(view).day if paired else None
    horizon = min(len(next(iter(trace["series"].values()))) for trace in traces)
    day = min(view.state.day or parting or 1, horizon)
    cast = panels.make_network_panel(traces, names)
    story = replay_story.make_story_panel(view, shown)
    film = html.Section(
        [
            player.make_player(horizon, day, paired),
            html.Div(_make_timelines(view, shown), className="columns timelines"),
        ],
        className="film",
        **make_html_attributes({"aria-label": "Days"}),
    )
    stage = [story, film, cast] if paired else [cast, story, film]
    return [
        html.Div(stage, className="stage pair" if paired else "stage"),
        guarded.PagePart("why", lambda: make_drawer(view, PAGE, shown, horizon)),
        dcc.Store(id="trace", data=_build_payload(view, shown, day, parting)),
        dcc.Store(id="replay-ready"),
    ]


def _make_timelines(view: View, shown: list[ShownRun]) -> list[Component]:
    """Return the timeline of each run shown, without a card."""
    drawn = {"timeline": _draw_timeline(view)}
    if len(shown) > 1:
        drawn["beside"] = _draw_second_timeline(view)
    heads = [f"{which}: {run.name}. " for which, run in zip("AB", shown, strict=False)]
    return [
        cards.make_plain_chart(name, one, head if len(shown) > 1 else "")
        for (name, one), head in zip(drawn.items(), heads, strict=True)
    ]


def _build_payload(
    view: View, shown: list[ShownRun], day: int, divergence_day: int | None
) -> dict[str, Any]:
    """Return what the page's script needs of the runs shown.

    day: the first one displayed; divergence_day: None if the runs do not diverge, or one is shown.
    """
    of, places = find_chosen_run(view), range(len(shown))
    return {
        "runs": [replay_payload.pack_trace(run.trace) for run in shown],
        "names": [run.name for run in shown],
        "run": of.run,
        "point": of.point,
        "day": day,
        "parting": divergence_day,
        "span": replay_payload.SPAN,
        "reasons": [panels.make_run_address(view, "reasons", i, "json") for i in places],
        "pains": [panels.make_run_address(view, "pains", i, "json") for i in places],
    }


def _draw_timeline(view: View) -> Drawn:
    return _draw_one_timeline(view, 0)


def _draw_second_timeline(view: View) -> Drawn:
    return _draw_one_timeline(view, 1)


def _draw_one_timeline(view: View, index: int) -> Drawn:
    """Draw the first (`index` 0) or second run (1) over its days."""
    view = make_pair_view(view) if index else view
    shown = list_shown_runs(view)
    trace = shown[index].trace
    if len(shown) < 2:
        return draw_timeline(trace, write_outcome_sentence(trace))
    said, other = write_outcomes(view)[index], shown[1 - index].trace
    return draw_timeline(trace, said, other, find_shown_divergence(view).day)


def _draw_divergence(view: View) -> Drawn:
    view = make_pair_view(view)
    one, two = list_shown_runs(view)
    return draw_divergence_terms(find_shown_divergence(view), (one.name, two.name))


def _draw_outcome_changes(view: View) -> Drawn:
    if view.twin is None:
        return draw_empty_outcome_changes()
    return draw_outcome_changes(run_fork_of_view(view), write_answer(view)[0])


PAGE = Page(
    path="/replay",
    title="Replay",
    question="Why did this run come out as it did?",
    content=_build_content,
    head=_make_head,
    figures={
        "timeline": Figure("What happened, day by day?", _draw_timeline),
        "beside": Figure("What happened, day by day?", _draw_second_timeline),
        "parting": Figure(QUESTION, _draw_divergence),
        "turned": Figure(TURNED, _draw_outcome_changes),
    },
    rows=replay_tables.tabulate_days,
    tables=replay_tables.TABLES,
    stands=get_control_values,
    parts=replay_tables.PARTS,
    files=replay_story.FILES,
    link="Replay",
    group=RESULTS,
    choices=list_shown_variant_key,
)
