"""A word with its definition, shown on hover and focus (assets/frame.js)."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.text.attributes import make_html_attributes
from dashboards.text.glossary import get_definition


def make_glossary_term(word: str, form: str = "") -> Component:
    """Return a word of the glossary with its definition as a tooltip, shown as `form` (default: as
    it is).
    """
    told = make_html_attributes(
        {"data-tip": get_definition(word), "aria-label": f"{form or word}: {get_definition(word)}"}
    )
    return html.Span(form or word, className="term", tabIndex="0", role="note", **told)
