"""The table of settings that differ between two configurations; a group's choice is one row."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from runs.errors import cut_text
from runs.plan.variants import Change, compare_configs, explain_changes


def list_changes(view_a: View, variant_a: str, view_b: View, variant_b: str) -> Sequence[Change]:
    """Return the settings that differ between `variant_a` of the batch of `view_a` and `variant_b`
    of that of `view_b`, each with both values; [] if none.

    A different choice of a config group counts once.
    """
    before, after = (
        view_a.batch.manifest.find_variant(variant_a),
        view_b.batch.manifest.find_variant(variant_b),
    )
    found = compare_configs(view_a.read_config(variant_a), view_b.read_config(variant_b))
    return explain_changes(found, before.overrides, after.overrides)


def make_changes_table(changes: Sequence[Change], name_a: str, name_b: str) -> list[Component]:
    """Return a table of changed settings with their values under two variants, which head the
    columns by name; a sentence if there are none.
    """
    if not changes:
        return [html.P("The two configurations are identical.", className="sentence")]
    heads = ("Setting", name_a, name_b)
    rows = [
        html.Tr(
            [
                html.Td(format_setting_label(change), title=change.path),
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


def format_setting_label(change: Change) -> str:
    """Return the name of a changed setting in words, without its values; of a chosen file of
    settings also how many settings the choice changes.
    """
    words = labels.format_setting_name(change.path)
    return f"{words} (a choice of {change.leaves} settings)" if change.leaves else words


def format_setting_value(value: object) -> str:
    """Return a setting's value as text of at most 120 characters, with a true minus."""
    text = f"{value:g}".replace("-", "−") if isinstance(value, float) else str(value)
    return cut_text(text, 120)
