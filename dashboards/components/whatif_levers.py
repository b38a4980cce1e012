"""The levers of What-if as sliders, and the cards of its charts, as they are first laid out."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import marks
from dashboards.components.frame import make_method_note
from dashboards.figures.grammar import CONFIG
from dashboards.figures.whatif import QUESTIONS
from dashboards.launch.lever_field import make_lever_search
from dashboards.state.view import View
from dashboards.state.whatif import ChosenLever, WhatIfRequest, list_levers
from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from runs.analysis.sides import find_side
from runs.plan.settings.levers import find_lever
from runs.studies.whatif.asking import STAGES

SLIDER = "whatif-at"
MATCHES = 40
"""Levers proposed to a search."""

NOT_YET_DRAWN = {
    "data": [],
    "layout": {"height": 300, "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)"}
    | {f"{axis}axis": {"visible": False} for axis in "xy"},
}
"""A chart without axes and of the page's own ground, while the first curve is played."""


def collect_lever_data(view: View, request: WhatIfRequest) -> dict[str, Any]:
    """Return, for the page's script, {drawn: the page's address, levers, lever: path of the one
    whose whole range is played, stages: numbers of worlds, played in turn}. Each of `levers` has
    path, values and shown (values as texts), base (index of its value in the baseline).
    """
    levers = [
        {
            "path": one.lever.path,
            "values": [repr(value) for value in one.lever.values],
            "shown": [labels.format_lever_value(value) for value in one.lever.values],
            "base": one.lever.base_index,
        }
        for one in request.chosen
    ]
    return {
        "drawn": view.link_to_page(),
        "levers": levers,
        "lever": request.lever.path,
        "stages": list(STAGES),
    }


def make_lever_panel(request: WhatIfRequest) -> Component:
    """Return the levers one below another, and the search field for another one."""
    tools = [
        html.Button("Keep", id="whatif-pin", type="button", className="action"),
        html.Button("Baseline", id="whatif-reset", type="button", className="action"),
    ]
    search = make_lever_search(
        "whatif-search", "Another lever", placeholder="Another lever: name or meaning"
    )
    rows = [_make_lever_control(one, len(request.chosen) > 1) for one in request.chosen]
    return html.Section(
        [html.Div([html.H2("Levers"), html.Span(tools, className="more")], className="fh"),
         *rows, search],
        id="whatif-panel",
        className="card whatif-levers",
    )  # fmt: skip


def _make_lever_control(one: ChosenLever, removable: bool) -> Component:
    """Return a lever's name, value and slider; if it is removable, also the button for that."""
    lever, name = one.lever, labels.format_setting_name(one.lever.path)
    side = next((part for part in lever.path.split(".") if find_side(part)), "")
    sign = html.Span(marks.get_symbol(side) if side else "·", className="sign",
                     **make_html_attributes({"aria-hidden": "true"}))  # fmt: skip
    told = {"data-tip": lever.meaning, "aria-label": f"{name}: {lever.meaning}"}
    out = html.Button("×", type="button", className="out", title=f"Take {name} out",
                      **make_html_attributes({"data-out-lever": lever.path,
                                              "aria-label": f"Take {name} out"}))  # fmt: skip
    slider = dmc.Slider(
        id={"type": SLIDER, "path": lever.path},
        min=0,
        max=len(lever.values) - 1,
        step=1,
        value=one.value_index,
        marks=[{"value": lever.base_index}],
        label=None,
        updatemode="drag",
        size="sm",
        thumbLabel=f"{name}, step of {len(lever.values)}",
        className="slider",
    )
    numbers = (lever.values[0], lever.values[-1], lever.base, one.value)
    low, high, was, now = map(labels.format_lever_value, numbers)
    return html.Div(
        [
            html.Div(
                [sign, html.B(name, className="term", tabIndex="0", role="note",
                              **make_html_attributes(told)),
                 html.Output(now), html.Span(f"was {was}", className="was"), *([out] * removable)],
                className="lever-head",
            ),
            slider,
            html.Div([html.Span(end) for end in (low, lever.unit, high)], className="ends"),
        ],
        className=f"whatif-lever {marks.get_css_class(side) if side else ''}".strip(),
        role="group",
        **make_html_attributes({"data-path": lever.path, "aria-label": name}),
    )  # fmt: skip


def make_chart_card(name: str) -> Component:
    """Return the card of a chart, still empty; name: a key of `QUESTIONS`."""
    return html.Section(
        [
            html.H2(QUESTIONS[name], id=f"q-{name}"),
            html.Div(make_chart_notes("", "–", ""), id=f"whatif-said-{name}", hidden=True),
            dcc.Graph(id=f"whatif-{name}", figure=NOT_YET_DRAWN, config=CONFIG,
                      className="chart", style={"height": "300px"}),
            html.Button("PNG", type="button", className="action png", **make_html_attributes(
                {"data-figure": name, "aria-label": f"PNG of: {QUESTIONS[name]}"})),
        ],
        className="card",
        id=f"card-{name}",
        **make_html_attributes({"aria-labelledby": f"q-{name}"}),
    )  # fmt: skip


def make_chart_notes(sentence: str, about: str, address: str) -> Component:
    """Return the notes beside a chart: its sentence, its CSV (`address`), and how it is computed
    (`about`).
    """
    told = [html.P(labels.drop_model_condition(sentence), className="sentence"),
            html.A("CSV", href=address, className="action")]  # fmt: skip
    return html.Div([*told, make_method_note("", labels.set_minus_signs(about))], className="said")


def find_levers(view: View, words: str) -> list[dict[str, str]]:
    """Return at most MATCHES levers of the variant whose name or meaning contains every word of a
    search (`words`, up to a colon), shortest paths first, as {value: path, label, words}; one with
    an empty value if none does.
    """
    needles = words.casefold().partition(":")[0].split()
    found = []
    for path in list_levers(view):
        info = find_lever(path)
        meaning = info.description if info else ""
        if all(word in f"{path} {labels.format_setting_name(path)} {meaning}".casefold()
               for word in needles):  # fmt: skip
            found.append((len(path), path, meaning))
    named = [(path, f"{labels.format_setting_name(path)}: {meaning}")
             for _, path, meaning in sorted(found)[:MATCHES]]  # fmt: skip
    options = [{"value": path, "label": label, "words": words} for path, label in named]
    return options or [{"value": "", "label": "", "words": words}]
