"""The controls of a run's twin ("from this day, otherwise"), and what is shown once
there is one.
"""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.components import controls
from dashboards.state.twin import Twin, list_change_options
from dashboards.text.attributes import make_html_attributes
from model.parameters import Configuration
from runs.studies.forks.acts import get_amount_range

MOST_DAYS = 365
"""Days in a row that the page offers; the command takes more."""


def make_change_controls(config: Configuration, change: Twin | None, horizon: int) -> Component:
    """Return the menu of changes with which a run may be replayed; if one is chosen, also fields
    for its first day, number of days and amount.
    """
    chosen = change.do if change else None
    data = []
    for group, options in list_change_options(config):
        items = [{"value": _carry_over_amount(do, chosen), "label": text} for do, text in options]
        data.append({"group": group, "items": items})
    act = dmc.Select(
        id={"type": "control", "key": "twin"},
        label="From the day shown, otherwise",
        placeholder="choose an act, none, or a shock",
        value=chosen,
        data=data,
        searchable=True,
        allowDeselect=False,
        openOnFocus=False,
        comboboxProps={"withinPortal": False},
        className="control",
    )
    return controls.make_control_bar(
        act, *(_make_change_detail_controls(change, horizon) if change else [])
    )


def _make_change_detail_controls(change: Twin, horizon: int) -> list[Component]:
    """Return the fields of a chosen change: first day, days in a row and, for a shock, amount."""
    made = [
        controls.make_number_control("since", "From day", change.day, (1, horizon)),
        controls.make_number_control("days", "Days in a row", change.days, (1, MOST_DAYS)),
    ]
    if change.amount is not None:
        low, high = get_amount_range(change.do.partition(":")[2].partition("=")[0])
        made.append(
            controls.make_number_control("amount", "Amount", change.amount, (low, high), high / 10)
        )
    return made


def _carry_over_amount(option: str, chosen: str | None) -> str:
    """Return a menu option (SIDE:act, or SIDE:shock=amount); if `chosen` is the same shock, with
    the chosen amount.
    """
    stem, sign, _ = option.partition("=")
    return chosen if chosen and sign and chosen.startswith(f"{stem}=") else option


def make_command_line(command: str) -> Component:
    """Return a command with a button that copies it (assets/cards.js)."""
    button = html.Button(
        "Copy", type="button", className="copy", **make_html_attributes({"data-copy": command})
    )
    return html.Div([html.Pre(command), button], className="command")
