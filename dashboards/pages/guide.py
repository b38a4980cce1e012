"""Help: a glossary, how to read a figure, and keyboard shortcuts."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components import layout
from dashboards.components.player import KEYS
from dashboards.pages.page import Page
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.glossary import GLOSSARY

READING = (
    "Every mark opens the runs behind it; a run opens its replay, a pair both runs side by side. "
    "An (i) says how a figure is computed. The address is all that a page shows: copied, it brings "
    "back the view; with “format=csv” it gives the rows."
)


def _build_content(_: View) -> list[Component]:
    said = [
        part
        for word, text in GLOSSARY.items()
        for part in (html.Dt(labels.capitalize_sentence(word)), html.Dd(text))
    ]
    keys = [part for key, text in KEYS for part in (html.Dt(html.Kbd(key)), html.Dd(text))]
    return [
        html.Section(
            [
                html.H2("How to read a figure"),
                layout.make_legend(),
                html.P(READING),
            ],
            className="card",
        ),
        html.Section(
            [html.H2("Words with one meaning"), html.Dl(said)], className="card half glossary"
        ),
        html.Section([html.H2("Keys of the replay"), html.Dl(keys)], className="card half"),
    ]


PAGE = Page(
    path="/help",
    title="Help",
    question="What do words and figures mean?",
    content=_build_content,
)
