"""The drawer of a replay: reasons, the whole day, groups, changes to try, and tables."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import panels
from dashboards.components.guarded import PagePart, assemble_page
from dashboards.components.otherwise import make_change_controls, make_command_line
from dashboards.pages import cards
from dashboards.pages.page import Page
from dashboards.state.replay_choice import ShownRun
from dashboards.state.turned import write_fork_command
from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes

ALONE = dict.fromkeys(("twin", "since", "days", "levers", "lever", "worlds"))
"""Keys of an address whose run has nothing beside it."""


def make_drawer(view: View, page: Page, shown: Sequence[ShownRun], horizon: int) -> Component:
    """Return the closed drawer of tabs on the day shown; a key or a button opens it. page: that of
    replays; horizon: last day of the runs shown.
    """
    names = [run.name for run in shown]
    parts: dict[str, list[Component]] = {
        "Why": [*_make_divergence(view, page, shown), panels.make_reasons_panel(names, view)],
        "The day": [panels.make_day_panel(names)],
        "Groups": [panels.make_pains_panel()],
        "Otherwise": assemble_page(
            [PagePart("what else can be done", lambda: _make_change_content(view, page, horizon))]
        ),
        "Tables": [panels.make_replay_tables(view, names)],
    }
    tabs = dmc.Tabs(
        [
            dmc.TabsList([dmc.TabsTab(name, value=name) for name in parts]),
            *(dmc.TabsPanel(content, value=name) for name, content in parts.items()),
        ],
        id="drawer-tabs",
        value="Otherwise" if view.twin else "Why",
        color="gray",
    )
    drawer: Component = dmc.Drawer(
        tabs,
        id="drawer",
        opened=False,
        keepMounted=True,
        position="right",
        size="min(560px, 100vw)",
        withinPortal=False,
        withOverlay=False,
        trapFocus=False,
        lockScroll=False,
        closeOnClickOutside=False,
        title="Behind this day",
        closeButtonProps=make_html_attributes({"aria-label": "Close"}),
        zIndex=18,
    )
    return drawer


def _make_divergence(view: View, page: Page, shown: Sequence[ShownRun]) -> list[Component]:
    """Return the table of what differs where two runs diverge and, for a pair, the card of its
    terms; [] for one run.
    """
    if len(shown) < 2:
        return []
    address = view.link_to_page(figure="differences", format="csv")
    table = panels.make_folded_table("Table of all that differs on that day", address, view)
    if view.twin:
        return [table]
    return [cards.make_waiting_card("parting", page.figures["parting"].question, view), table]


def _make_change_content(view: View, page: Page, horizon: int) -> list[Component]:
    """Return the controls that change the run and, if it is changed, commands and links; for a pair
    only a note that it must be shown alone first.
    """
    if view.is_pair:
        return [html.P("Put nothing beside the run first: then it can be played otherwise.")]
    config, twin = view.batch.configuration(view.variant), view.twin
    made = [make_change_controls(config, twin if twin and twin.do else None, horizon)]
    alone = dcc.Link("The run alone", href=view.link_to_page(**ALONE))
    if twin and twin.levers:
        moved = view.link_to_page("/what-if", **{**ALONE, "levers": twin.levers})
        return [*made, html.P(dcc.Link("What if, over many worlds", href=moved)), alone]
    if twin is None:
        return [*made, html.P("All luck stays: every draw is named by its day and purpose.")]
    question = page.figures["turned"].question
    fold = html.Details(
        [html.Summary("Over many worlds"), cards.make_waiting_card("turned", question, view)]
    )
    made += [html.P("The same in a terminal:", className="about")]
    made += [make_command_line(write_fork_command(view)), fold]
    return [*made, alone]
