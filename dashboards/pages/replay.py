"""Replay of one run: the network, the lanes, the books, and why each decision fell as it did.

The run is simulated again by `runs.replay` and sent once; stepping through its days happens in
the browser (assets/replay.js), so that every panel stands on the same day at once.
"""

from __future__ import annotations

from typing import Any

import dash_cytoscape as cyto
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import cards, controls
from dashboards.attributes import attributes
from dashboards.figures.grammar import Drawn
from dashboards.figures.network import elements, stylesheet
from dashboards.figures.replay import timeline
from dashboards.pages import Figure, Page
from dashboards.tables import records
from dashboards.view import View

OWN = "number"
"""Value of the choice by rule when a run is named by its number."""


def notable(view: View) -> dict[str, int]:
    """Return the runs of the variant that a stated rule chooses: rule -> run."""
    from runs.analysis.choosing import notable_runs

    def make() -> dict[str, int]:
        table = notable_runs(view.outcomes(view.variant))
        return {str(row["rule"]): int(row["replication"]) for row in records(table)}

    return view.once(("notable", view.variant), make)


def chosen(view: View) -> int:
    """Return the run shown: the link's number, else by its rule, else the most ordinary."""
    if view.state.run is not None:
        return view.state.run
    rules = notable(view)
    return rules.get(view.state.rule or "", next(iter(rules.values())))


def _trace(view: View) -> dict[str, Any]:
    return view.trace(view.variant, chosen(view))


def _content(view: View) -> list[Component]:
    run = chosen(view)
    trace = _trace(view)
    rules = notable(view)
    usual = next(iter(rules))
    rule = view.state.rule if view.state.rule in rules else usual
    options = [(name, f"{name} (run {number})") for name, number in rules.items()]
    if view.state.run is not None:
        rule = OWN
        options.append((OWN, f"run {run}, by its number"))
    last = view.batch.manifest.runs - 1
    drawn = timeline(trace)
    return [
        controls.bar(
            controls.variant(view),
            controls.choice("rule", "Run chosen by rule", rule, options),
            controls.whole("run", "or by number", run, last),
        ),
        html.P(drawn.sentence, className="sentence"),
        _player(len(next(iter(trace["series"].values()))), view.state.day or 1),
        html.Div([_network(trace), _today()], className="columns"),
        html.Section(
            [html.H2(drawn.question, id="q-timeline"), *cards.body("timeline", drawn, view)],
            className="card",
            id="card-timeline",
            **attributes({"aria-labelledby": "q-timeline"}),
        ),
        _why(),
        dcc.Store(id="trace", data=_rounded(trace)),
        dcc.Store(id="replay-ready"),
    ]


def _rounded(value: Any) -> Any:
    """Return the trace with as many decimals as a page shows, which halves what is sent."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value


def _player(horizon: int, day: int) -> Component:
    return html.Div(
        [
            html.Button(
                "Play", id="play", type="button", **attributes({"aria-keyshortcuts": "Space"})
            ),
            html.Button(
                "◀ Day", id="back", type="button", **attributes({"aria-label": "A day back"})
            ),
            html.Button("Day ▶", id="on", type="button", **attributes({"aria-label": "A day on"})),
            html.Button("Previous event", id="previous", type="button"),
            html.Button("Next event", id="next", type="button"),
            html.Label("Day", htmlFor="day"),
            dcc.Input(id="day", type="range", min=1, max=horizon, step=1, value=min(day, horizon)),
            html.Output("", id="date", htmlFor="day", **attributes({"aria-live": "polite"})),
        ],
        className="player",
        role="group",
        **attributes({"aria-label": "Day of the replay"}),
    )


def _network(trace: dict[str, Any]) -> Component:
    return html.Section(
        [
            html.H2("Who speaks to whom on this day?"),
            html.Div(
                cyto.Cytoscape(
                    id="network",
                    elements=elements(trace),
                    stylesheet=stylesheet(),
                    layout={"name": "preset", "fit": True, "padding": 22},
                    style={"width": "100%", "height": "560px"},
                    userZoomingEnabled=False,
                    boxSelectionEnabled=False,
                    autoRefreshLayout=False,
                ),
                role="img",
                **attributes(
                    {"aria-label": "Network of the cast; its signals of the day stand beside."}
                ),
            ),
            html.P(
                "Circles: United States; squares: China; diamonds: others. Thick arrows: signals "
                "sent on this day, "
                "dashed when private; stars: signals on their way.",
                className="about",
            ),
        ],
        className="card wide",
    )


def _today() -> Component:
    return html.Section(
        [
            html.H2("On this day"),
            html.Div(id="readings", className="readings"),
            html.H3("Signals and events"),
            html.Ul(id="happened"),
            html.H3("Postings in the books"),
            html.Ul(id="postings"),
            html.P(id="small", className="about"),
        ],
        className="card today",
        **attributes({"aria-live": "off"}),
    )


def _why() -> Component:
    return html.Section(
        [
            html.H2("Why did each side decide so on this day?"),
            html.P(
                "Every option with the terms of its utility (log-odds), its probability and its "
                "draw; the highest "
                "sum of utility and draw within a slot is chosen, the next is its nearest "
                "alternative.",
                className="about",
            ),
            html.Div(id="why"),
        ],
        className="card",
    )


def _rows(view: View) -> pd.DataFrame:
    return timeline(_trace(view)).table


def _draw(view: View) -> Drawn:
    return timeline(_trace(view))


PAGE = Page(
    path="/replay",
    title="Replay",
    question="How did this one run come out as it did?",
    content=_content,
    figures={"timeline": Figure("What happened, day by day?", _draw)},
    rows=_rows,
)
