"""Replay of one run, or of one random world under two variants: what happened, and why.

A run is simulated again by `runs.studies.replay.replay` and sent once, without the terms of its
decisions, which come as they are needed; stepping through its days happens in the browser
(assets/replay.js), so that every panel stands on the same day at once.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import controls, guarded, panels, replay_payload
from dashboards.figures.grammar import Drawn
from dashboards.figures.parting import QUESTION, parting_terms
from dashboards.figures.replay import timeline
from dashboards.pages import cards
from dashboards.pages.page import Figure, Page
from dashboards.state.replay_choice import (
    find_parting,
    outcome_said,
    pair_of,
    rules,
    trace_of,
    world,
)
from dashboards.state.view import View
from dashboards.text.attributes import attributes

BY_NUMBER = "number"
"""Value of the choice by rule when a run is named by its number."""
ALONE = "alone"
"""Value of the choice of a second run when there is none."""


def _content(view: View) -> list[guarded.Item]:
    def variant() -> Component:
        return controls.bar(_variant(view))

    return [
        guarded.Part("the choice of a run", lambda: _controls(view), variant),
        guarded.Part("this run", lambda: _run(view)),
    ]


def _run(view: View) -> list[Component]:
    names = view.shown
    traces = [trace_of(view, name) for name in names]
    said = [outcome_said(t, n if view.paired else "") for t, n in zip(traces, names, strict=True)]
    parts = find_parting(view) if view.paired else None
    day = view.state.day or (parts.day if parts and parts.day else 1)
    horizon = min(len(next(iter(trace["series"].values()))) for trace in traces)
    drawn = [_timeline(view)] + ([_beside(view)] if view.paired else [])
    return [
        html.P(" ".join(said), className="sentence"),
        html.P(world(view).said, className="about"),
        *([_card("parting", _parting(view), view, _all_differences(view))] if parts else []),
        panels.player(horizon, day, view.paired),
        _side_by_side(panels.network(traces, names, view), panels.today(names, view), view.paired),
        html.Div(
            [
                _card(figure, one, view, head=f"{'AB'[i]}: {names[i]}" if view.paired else "")
                for i, (figure, one) in enumerate(zip(("timeline", "beside"), drawn, strict=False))
            ],
            className="columns timelines",
        ),
        panels.pains(names, view),
        panels.why(names, view),
        dcc.Store(id="trace", data=_payload(view, traces, min(day, horizon))),
        dcc.Store(id="replay-ready"),
    ]


def _payload(view: View, traces: list[dict[str, Any]], day: int) -> dict[str, Any]:
    of = world(view)
    return {
        "runs": [replay_payload.pack_trace(trace) for trace in traces],
        "names": list(view.shown),
        "run": of.run,
        "point": of.point,
        "day": day,
        "parting": find_parting(view).day if view.paired else None,
        "span": replay_payload.SPAN,
        "reasons": [
            panels.single(view, name, figure="reasons", format="json") for name in view.shown
        ],
        "pains": [panels.single(view, name, figure="pains", format="json") for name in view.shown],
    }


def _variant(view: View) -> Component:
    return controls.variant(view, "a", "Variant (A)") if view.paired else controls.variant(view)


def _controls(view: View) -> list[Component]:
    of, known = world(view), rules(view)
    options = [(rule, f"{rule} ({row.named})") for rule, row in known.items()]
    if of.rule is None:
        options.append((BY_NUMBER, f"{of.named}, by its number"))
    points = min(view.batch.manifest.variant(name).points for name in view.shown)
    others = [record.name for record in view.variants if record.name != view.shown[0]]
    beside = [(ALONE, "nothing: one run alone"), *((name, name) for name in others)]
    bar = [
        _variant(view),
        controls.choice("rule", "Run chosen by rule", of.rule or BY_NUMBER, options),
        controls.whole("run", "or by number", of.run, view.batch.manifest.runs - 1),
    ]
    if points > 1:
        bar.append(controls.whole("point", "Point of the design", of.point, points - 1))
    if view.paired and view.b not in others:
        beside.append((view.b, view.b))
    stands = str(_stands(view)["beside"])
    bar.append(controls.choice("beside", "Beside it, in the same random world", stands, beside))
    lost = view.state.run is None and view.state.rule not in (None, *known)
    note = f"No run is chosen by the link’s rule; this is the {of.rule}."
    return [controls.bar(*bar), *(cards.problem(note) if lost else [])]


def _side_by_side(first: Component, second: Component, paired: bool) -> Component:
    return html.Div([first, second], className="columns" + (" stacked" if paired else ""))


def _card(name: str, drawn: Drawn, view: View, *more: Component, head: str = "") -> Component:
    title = f"{head}. {drawn.question}" if head else drawn.question
    return html.Section(
        [html.H2(title, id=f"q-{name}"), *cards.body(name, drawn, view), *more],
        className="card half",
        id=f"card-{name}",
        **attributes({"aria-labelledby": f"q-{name}"}),
    )


def _all_differences(view: View) -> Component:
    title = "Table of all that differs on that day"
    return panels.table_in_fold(title, view.link(figure="differences", format="csv"), view)


def _timeline(view: View) -> Drawn:
    name = view.shown[0]
    trace = trace_of(view, name)
    if not view.paired:
        return timeline(trace, outcome_said(trace))
    beside = trace_of(view, view.b)
    return timeline(trace, outcome_said(trace, name), beside, find_parting(view).day)


def _beside(view: View) -> Drawn:
    a, b = pair_of(view)
    trace = trace_of(view, b)
    return timeline(trace, outcome_said(trace, b), trace_of(view, a), find_parting(view).day)


def _parting(view: View) -> Drawn:
    return parting_terms(find_parting(view), pair_of(view))


def _trace(view: View) -> dict[str, Any]:
    return trace_of(view, view.shown[0])


def _days(view: View) -> pd.DataFrame:
    series = _trace(view)["series"]
    days = range(1, len(next(iter(series.values()))) + 1)
    return pd.DataFrame({"day": days, **{name: list(values) for name, values in series.items()}})


def _pains(view: View) -> pd.DataFrame:
    """Return the pain of groups, which is played again when the panel asks for it."""
    from runs.studies.replay.replay import run_pain

    name, of = view.shown[0], world(view)
    key = ("run pain", name, of.run, of.point)
    return view.once(key, lambda: run_pain(view.batch, name, of.run, of.point))


def _options(view: View) -> pd.DataFrame:
    from runs.analysis.runs.decision_reasons import options_table

    return options_table(replay_payload.decisions_on(_trace(view), view.state.day or 1))


def _differences(view: View) -> pd.DataFrame:
    from runs.analysis.runs.divergence import differences_table

    return differences_table(find_parting(view))


def _stands(view: View) -> dict[str, object]:
    of = world(view)
    beside = view.b if view.paired else ALONE
    return {"rule": of.rule or BY_NUMBER, "run": of.run, "point": of.point, "beside": beside}


PAGE = Page(
    path="/replay",
    title="Replay",
    question="How did this run come out as it did, and why otherwise under another variant?",
    content=_content,
    figures={
        "timeline": Figure("What happened, day by day?", _timeline),
        "beside": Figure("What happened, day by day?", _beside),
        "parting": Figure(QUESTION, _parting),
    },
    rows=_days,
    tables={
        "days": _days,
        "signals": lambda view: replay_payload.table(
            _trace(view)["signals"], (*replay_payload.SIGNALS, *replay_payload.HOW)
        ),
        "events": lambda view: replay_payload.table(_trace(view)["events"], replay_payload.EVENTS),
        "postings": lambda view: replay_payload.table(
            _trace(view)["postings"], replay_payload.POSTINGS
        ),
        "options": _options,
        "pains": _pains,
        "differences": _differences,
    },
    stands=_stands,
    parts={
        "reasons": lambda view: replay_payload.reasons(_trace(view), view.state.day or 1),
        "pains": lambda view: replay_payload.pains(_pains(view)),
    },
)
