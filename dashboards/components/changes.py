"""The table of settings that differ between two configurations; a group's choice is one row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards.text.attributes import make_html_attributes


def make_changes_table(changes: Sequence[Any], a: str, b: str) -> list[Component]:
    """Return a table of the settings in which variants `a` and `b` (names) differ."""
    if not changes:
        return [html.P("The two configurations are identical.", className="sentence")]
    heads = ("Setting", a, b)
    rows = [
        html.Tr(
            [
                html.Td(format_setting_label(change)),
                html.Td(format_setting_value(change.a)),
                html.Td(format_setting_value(change.b)),
            ]
        )
        for change in changes
    ]
    table = html.Table(
        [html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(rows)]
    )
    return [
        html.Div(
            table,
            className="table",
            tabIndex="0",
            role="region",
            **make_html_attributes({"aria-label": "Changed settings"}),
        )
    ]


def format_setting_label(change: Any) -> str:
    """Return a changed setting's dotted path, and how many settings it stands for if it is a group
    choice.
    """
    if change.leaves:
        return f"{change.path} (a choice of {change.leaves} settings)"
    return str(change.path)


def format_setting_value(value: object) -> str:
    """Return a setting's value as text."""
    text = f"{value:g}".replace("-", "−") if isinstance(value, float) else str(value)
    return text if len(text) <= 120 else f"{text[:119]}…"
