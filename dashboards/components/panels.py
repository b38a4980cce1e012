"""The panels of a replay: the network, the day, the reasons, the tables.

What changes with the day is filled in by the browser (assets/replay*.js), so that every panel
stands on the same day at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_cytoscape as cyto
from dash import html
from dash.development.base_component import Component

from dashboards.components.frame import make_method_note
from dashboards.figures.network import describe_node_shapes, make_network_elements, make_stylesheet
from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes

ENDS = ("", "-b")
"""Ends of the ids of the first and of the second run's panels, and of their tables' names."""


def make_network_panel(traces: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Component:
    """Return the panel with the network of actors and the signals of the day, one graph for each
    run (`traces`, called by `names`).
    """
    graphs = [
        html.Div(
            [*_make_run_heading(names, i), _make_network_graph(trace, i, len(traces) > 1)],
            className="half",
            role="group",
        )
        for i, trace in enumerate(traces)
    ]
    return html.Section(
        [
            html.H2("Who speaks to whom on this day?"),
            make_method_note(
                "Who speaks to whom on this day?",
                f"{describe_node_shapes()} Arrows: signals sent on this day, dashed when private; "
                "halo: said in public, to all; stars: signals on their way.",
            ),
            html.P(id="network-said", className="about"),
            html.Div(graphs, className="columns"),
        ],
        className="card cast",
    )


def _make_network_graph(trace: Mapping[str, Any], index: int, small: bool) -> Component:
    """Return the network of one run as a Cytoscape graph.

    index: 0 for the first run shown, 1 for the second; small: whether two graphs share the width.
    """
    return html.Div(
        cyto.Cytoscape(
            id=f"network{ENDS[index]}",
            elements=make_network_elements(trace),
            stylesheet=make_stylesheet(small),
            layout={"name": "preset", "fit": True, "padding": 8},
            style={"width": "100%", "height": "300px" if small else "392px"},
            userZoomingEnabled=False,
            userPanningEnabled=False,
            boxSelectionEnabled=False,
            autoRefreshLayout=False,
        ),
        role="img",
        className="graph",
        tabIndex="0",  # on a narrow screen it is wider than its place
        **make_html_attributes(
            {"aria-label": "Network of the cast; the sentence and the table say it too."}
        ),
    )


def _make_run_heading(names: Sequence[str], index: int) -> list[Component]:
    return [html.H3(f"{'AB'[index]}: {names[index]}")] if len(names) > 1 else []


def make_day_panel(names: Sequence[str]) -> Component:
    """Return the panel of the day's values and events, for each run."""
    heading = html.H4 if len(names) > 1 else html.H3
    lists = [
        html.Div(
            [
                *_make_run_heading(names, i),
                heading("Signals and events"),
                html.Ul(id=f"happened{ENDS[i]}"),
                heading("Postings in the books"),
                html.Ul(id=f"postings{ENDS[i]}"),
                html.P(id=f"small{ENDS[i]}", className="about"),
            ],
            className="half lists",
            tabIndex="0",
            role="region",
            **make_html_attributes({"aria-label": f"What happens on this day, {names[i]}"}),
        )
        for i in range(len(names))
    ]
    readings = html.Div(
        id="readings",
        className="readings",
        tabIndex="0",
        role="region",
        **make_html_attributes({"aria-label": "Daily values on this day"}),
    )
    return html.Section(
        [
            html.H2("What stands and happens on this day?"),
            html.P(id="today-said", className="sentence"),
            html.Div([readings, *lists], className="columns"),
        ],
        className="card today",
    )


def make_reasons_panel(names: Sequence[str], view: View) -> Component:
    """Return the panel of why each side decided as it did, for each run."""
    columns = [
        html.Div(
            [
                *_make_run_heading(names, i),
                html.P(id=f"why-said{ENDS[i]}", className="sentence"),
                html.Div(id=f"why{ENDS[i]}", className="why"),
                html.A(
                    "CSV of this day’s options, all decimals",
                    id=f"options{ENDS[i]}",
                    href=make_run_address(view, "options", i),
                    className="action",
                ),
            ],
            className="half",
        )
        for i in range(len(names))
    ]
    return html.Section(
        [
            html.H2("Why did each side decide so on this day?"),
            html.Div(columns, className="columns"),
            make_method_note(
                "Why did each side decide so on this day?",
                "Each decision opens into its options: the terms of the utility (log-odds), the "
                "probability and the draw; the highest sum of utility and draw is chosen. Terms "
                "below 0.005 in every option are left out here and stand in the CSV.",
            ),
        ],
        className="card",
    )


def make_pains_panel() -> Component:
    """Return the panel of each group's pain on the day, for each run (assets/replay_pains.js)."""
    return html.Section(
        [
            html.H2("What does each group at home suffer on this day?"),
            html.P(id="pains-said", className="sentence"),
            html.Div(
                id="pains",
                className="table",
                role="region",
                **make_html_attributes({"aria-label": "Pain of each group on this day"}),
            ),
            make_method_note(
                "What does each group at home suffer on this day?",
                "Pain from tariffs and controls, 0 and more, before opinion tilts it on its way to "
                "the leader; bars reach to the most that any group suffers on any day of these "
                "runs.",
            ),
        ],
        className="card",
    )


def make_run_address(view: View, table: str, index: int, format: str = "csv") -> str:
    """Return the address that gives a table (or other data) of a run shown, in a format.

    index: 0 for the first run shown, 1 for the second.
    """
    from dashboards.state.replay_choice import find_chosen_run

    of = find_chosen_run(view)
    named = {"run": of.run, "point": of.point or None, "figure": f"{table}{ENDS[index]}"}
    return view.link_to_page("/replay", rule=None, day=None, format=format, **named)


TITLES = {"signals": "all signals", "days": "all days", "events": "all events"}
TITLES |= {"postings": "all postings", "pains": "the pain of each group on all days"}
TITLES |= {"story": "the story"}


def make_replay_tables(view: View, names: Sequence[str]) -> Component:
    """Return folded tables of each run, one for each of TITLES, loaded when opened
    (assets/tables.js).
    """
    folded = []
    for i in range(len(names)):
        which = f", {'AB'[i]}" if len(names) > 1 else ""
        for figure, title in TITLES.items():
            address = make_run_address(view, figure, i)
            folded.append(make_folded_table(f"Table of {title}{which}", address, view))
    return html.Div(folded)


def make_folded_table(title: str, address: str, view: View) -> Component:
    """Return a folded table that loads the rows at an address when it is first opened."""
    place = html.Div(
        className="table",
        tabIndex="0",
        role="region",
        **make_html_attributes(
            {"aria-label": title, "data-csv": address, "data-batch": view.state.batch or ""}
        ),
    )
    return html.Details([html.Summary(title), place])
