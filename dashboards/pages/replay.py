"""Replay of one run, or of one random world under two variants: what happened, and why.

A run is simulated again by `runs.studies.replay.replay` and sent once, without the terms of its
decisions, which come as they are needed; stepping through its days happens in the browser
(assets/replay.js), so that every panel stands on the same day at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import guarded, panels, replay_payload
from dashboards.components.frame import make_note
from dashboards.figures.grammar import Drawn
from dashboards.figures.parting import QUESTION, draw_parting_terms
from dashboards.figures.replay import draw_timeline
from dashboards.pages import cards
from dashboards.pages.page import RESULTS, Figure, Page, choose_one_run
from dashboards.pages.replay_controls import get_control_values, make_run_controls
from dashboards.state.replay_choice import (
    find_parting,
    find_shown_world,
    get_variant_pair,
    trace_shown_world,
    write_outcome_sentence,
)
from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes


def _build_content(view: View) -> list[guarded.Item]:
    return [
        guarded.Part("the choice of a run", lambda: make_run_controls(view)),
        guarded.Part("this run", lambda: _build_run_content(view)),
    ]


def _build_run_content(view: View) -> list[Component]:
    names = view.shown_variants
    traces = [trace_shown_world(view, name) for name in names]
    told = [name if view.is_pair else "" for name in names]
    said = [write_outcome_sentence(t, n) for t, n in zip(traces, told, strict=True)]
    parts = find_parting(view) if view.is_pair else None
    day = view.state.day or (parts.day if parts and parts.day else 1)
    horizon = min(len(next(iter(trace["series"].values()))) for trace in traces)
    return [
        html.Div(
            [
                html.P(" ".join(said), className="sentence"),
                make_note([html.P(find_shown_world(view).sentence)], "Why this run"),
            ],
            className="fh",
        ),
        *_make_divergence_cards(view, bool(parts)),
        panels.make_player_controls(horizon, day, view.is_pair),
        _arrange_side_by_side(
            panels.make_network_panel(traces, names, view),
            panels.make_day_panel(names, view),
            view.is_pair,
        ),
        html.Div(_make_timeline_cards(view, names), className="columns timelines"),
        panels.make_pains_panel(names, view),
        panels.make_reasons_panel(names, view),
        dcc.Store(id="trace", data=_build_payload(view, traces, min(day, horizon))),
        dcc.Store(id="replay-ready"),
    ]


def _make_divergence_cards(view: View, parts: bool) -> list[Component]:
    if not parts:
        return []
    fold = _make_differences_fold(view)
    return [_make_figure_card("parting", _draw_divergence(view), view, fold)]


def _make_timeline_cards(view: View, names: Sequence[str]) -> list[Component]:
    if not view.is_pair:
        return [_make_figure_card("timeline", _draw_timeline(view), view, head="")]
    drawn = {"timeline": _draw_timeline(view), "beside": _draw_second_timeline(view)}
    heads = [f"A: {names[0]}", f"B: {names[1]}"]
    return [
        _make_figure_card(figure, one, view, head=head)
        for (figure, one), head in zip(drawn.items(), heads, strict=True)
    ]


def _build_payload(view: View, traces: list[dict[str, Any]], day: int) -> dict[str, Any]:
    of, names = find_shown_world(view), view.shown_variants
    return {
        "runs": [replay_payload.pack_trace(trace) for trace in traces],
        "names": list(names),
        "run": of.run,
        "point": of.point,
        "day": day,
        "parting": find_parting(view).day if view.is_pair else None,
        "span": replay_payload.SPAN,
        "reasons": [
            panels.make_run_address(view, name, figure="reasons", format="json") for name in names
        ],
        "pains": [
            panels.make_run_address(view, name, figure="pains", format="json") for name in names
        ],
    }


def _arrange_side_by_side(first: Component, second: Component, paired: bool) -> Component:
    return html.Div([first, second], className="columns" + (" stacked" if paired else ""))


def _make_figure_card(
    name: str, drawn: Drawn, view: View, *more: Component, head: str = ""
) -> Component:
    title = f"{head}. {drawn.question}" if head else drawn.question
    return html.Section(
        [html.H2(title, id=f"q-{name}"), *cards.make_card_body(name, drawn, view, PAGE), *more],
        className="card half",
        id=f"card-{name}",
        **make_html_attributes({"aria-labelledby": f"q-{name}"}),
    )


def _make_differences_fold(view: View) -> Component:
    title = "Table of all that differs on that day"
    address = view.link_to_page(figure="differences", format="csv")
    return panels.make_folded_table(title, address, view)


def _draw_timeline(view: View) -> Drawn:
    name = view.shown_variants[0]
    trace = trace_shown_world(view, name)
    if not view.is_pair:
        return draw_timeline(trace, write_outcome_sentence(trace))
    beside = trace_shown_world(view, view.b)
    return draw_timeline(trace, write_outcome_sentence(trace, name), beside, find_parting(view).day)


def _draw_second_timeline(view: View) -> Drawn:
    a, b = get_variant_pair(view)
    trace = trace_shown_world(view, b)
    return draw_timeline(
        trace, write_outcome_sentence(trace, b), trace_shown_world(view, a), find_parting(view).day
    )


def _draw_divergence(view: View) -> Drawn:
    return draw_parting_terms(find_parting(view), get_variant_pair(view))


def _trace_first_variant(view: View) -> dict[str, Any]:
    return trace_shown_world(view, view.shown_variants[0])


def _tabulate_days(view: View) -> pd.DataFrame:
    series = _trace_first_variant(view)["series"]
    days = range(1, len(next(iter(series.values()))) + 1)
    return pd.DataFrame({"day": days, **{name: list(values) for name, values in series.items()}})


def _compute_group_pain(view: View) -> pd.DataFrame:
    """Return the pain of groups, which is played again when the panel asks for it."""
    from runs.studies.replay.replay import simulate_run_pain

    name, of = view.shown_variants[0], find_shown_world(view)
    key = ("run pain", name, of.run, of.point)
    return view.compute_once(key, lambda: simulate_run_pain(view.batch, name, of.run, of.point))


def _tabulate_options(view: View) -> pd.DataFrame:
    from runs.analysis.runs.decision_reasons import tabulate_options

    return tabulate_options(
        replay_payload.select_day_decisions(_trace_first_variant(view), view.state.day or 1)
    )


def _tabulate_differences(view: View) -> pd.DataFrame:
    from runs.analysis.runs.divergence import tabulate_differences

    return tabulate_differences(find_parting(view))


PAGE = Page(
    path="/replay",
    title="Replay",
    question="How did this run come out as it did, and why otherwise under another variant?",
    content=_build_content,
    figures={
        "timeline": Figure("What happened, day by day?", _draw_timeline),
        "beside": Figure("What happened, day by day?", _draw_second_timeline),
        "parting": Figure(QUESTION, _draw_divergence),
    },
    rows=_tabulate_days,
    tables={
        "days": _tabulate_days,
        "signals": lambda view: replay_payload.make_table(
            _trace_first_variant(view)["signals"], (*replay_payload.SIGNALS, *replay_payload.HOW)
        ),
        "events": lambda view: replay_payload.make_table(
            _trace_first_variant(view)["events"], replay_payload.EVENTS
        ),
        "postings": lambda view: replay_payload.make_table(
            _trace_first_variant(view)["postings"], replay_payload.POSTINGS
        ),
        "options": _tabulate_options,
        "pains": _compute_group_pain,
        "differences": _tabulate_differences,
    },
    stands=get_control_values,
    parts={
        "reasons": lambda view: replay_payload.pack_decision_reasons(
            _trace_first_variant(view), view.state.day or 1
        ),
        "pains": lambda view: replay_payload.pack_pains(_compute_group_pain(view)),
    },
    link="Replay",
    group=RESULTS,
    choices=choose_one_run,
)
