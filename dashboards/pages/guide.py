"""Help: a glossary, how to read a figure, and keyboard shortcuts."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboards.components import layout
from dashboards.components.player import KEYS
from dashboards.pages.page import Page
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.glossary import GLOSSARY_BY_SUBJECT

READING = (
    "Every mark opens its runs; a run opens its replay, a pair both runs side by side. An (i) says "
    "how a figure is computed. The address holds all that a page shows; with “format=csv”, its "
    "rows."
)


def _build_content(_: View) -> list[Component]:
    words = [
        _fold_definitions(subject, entries, unfolded=place == 0)
        for place, (subject, entries) in enumerate(GLOSSARY_BY_SUBJECT.items())
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
        html.Section([html.H2("Words with one meaning"), *words], className="card half glossary"),
        html.Section([html.H2("Keys of the replay"), html.Dl(keys)], className="card half"),
    ]


def _fold_definitions(subject: str, entries: Mapping[str, str], unfolded: bool) -> Component:
    """Return the words of a subject with their definitions, folded unless `unfolded`."""
    said = [
        part
        for word, text in entries.items()
        for part in (html.Dt(labels.capitalize_sentence(word)), html.Dd(text))
    ]
    return html.Details([html.Summary(subject), html.Dl(said)], open=unfolded)


PAGE = Page(
    path="/help",
    title="Help",
    question="What do words and figures mean?",
    content=_build_content,
)
