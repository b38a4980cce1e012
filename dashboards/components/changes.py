"""What was changed between two configurations: changed leaves only, a group's choice once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards.text.attributes import make_html_attributes


def make_changes_table(changes: Sequence[Any], a: str, b: str) -> list[Component]:
    """Return the table of changes (runs.plan.variants.Change) between two variants by name."""
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
    """Return the label of a changed setting: its path, and how many settings a choice covers."""
    if change.leaves:
        return f"{change.path} (a choice of {change.leaves} settings)"
    return str(change.path)


def format_setting_value(value: object) -> str:
    """Return a setting's value as shown."""
    text = f"{value:g}".replace("-", "−") if isinstance(value, float) else str(value)
    return text if len(text) <= 120 else f"{text[:119]}…"
