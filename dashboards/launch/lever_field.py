"""The field in which a lever is found by its name or by its meaning."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboards.text.attributes import make_html_attributes


def make_lever_search(field: str, aria_label: str = "", **props: Any) -> Component:
    """Return a search field for levers that a page's script fills with matches.

    Args:
        field: id of the field.
        aria_label: its name for screen readers, if it has no label.
        props: further properties of a Mantine Select.
    """
    told = make_html_attributes({"aria-label": aria_label} if aria_label else {})
    made: Component = dmc.Select(
        id=field,
        data=[],
        # Said to be empty: a value that is not given becomes null when the first matches come, and
        # the component then empties the field that somebody may already be typing into.
        value=None,
        searchValue="",
        searchable=True,
        nothingFoundMessage="No lever has these words.",
        filter={"function": "optionsOfWords"},
        comboboxProps={"withinPortal": False},
        className="search",
        **told,
        **props,
    )
    return made
