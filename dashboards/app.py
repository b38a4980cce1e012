"""The app: one callback draws a page from its address, one draws a figure when it is seen.

Everything is served from this machine. The URL is the state, so a page is a pure function of
(path, query, archive), and the same address with `format=csv` gives its rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboards.components import guarded, layout
from dashboards.components.guarded import Part
from dashboards.launch.access import Access, guard
from dashboards.launch.control import Desk
from dashboards.pages import batches, cards, launch
from dashboards.pages.catalogue import catalogue
from dashboards.pages.page import Page
from dashboards.state.store import FIGURE, Source
from dashboards.state.view import NOTHING, View, look
from dashboards.text import labels
from dashboards.text.hints import hint
from dashboards.text.request_checks import guard_payloads, of_id, raise_remembered, text
from dashboards.web import polling, prefetch, saved_selections, write_callbacks
from dashboards.web.exports import serve_rows
from dashboards.web.row_requests import give_rows
from runs.errors import WrongInput

PLOTLY = "/_dash-component-suites/plotly/package_data/plotly.min.js"
HEAD = f'<link rel="icon" href="data:,"><link rel="preload" as="script" href="{PLOTLY}">'
"""The longest script is fetched beside the others, not when the first figure is there."""
THEME = {"fontFamily": "system-ui, sans-serif", "primaryColor": "blue"}


def create_app(outputs: Path, access: Access | None = None) -> Dash:
    """Return the dashboard over a folder of batches.

    access: from which addresses and with which token it may be seen, and whether it may start
        batches; default: this machine only, read-only.
    """
    access = access or Access()
    desk = Desk(outputs, access)
    source = Source(outputs, desk)
    catalogue()  # Dash must know every component library before the first request
    app = Dash(
        "dashboards",
        assets_folder=str(Path(__file__).parent / "assets"),
        serve_locally=True,
        suppress_callback_exceptions=True,
        title="Taijie",
        update_title="",
        on_error=raise_remembered,
    )
    app.index_string = app.index_string.replace("<html>", '<html lang="en">').replace(
        "{%favicon%}", HEAD
    )
    app.layout = _layout
    guard(app.server, access, app.csp_hashes())
    guard_payloads(app.server)
    serve_rows(app.server, source)
    prefetch.connect(app.server, source)
    _connect(app, source)
    if access.write:
        write_callbacks.connect(app, desk)
    return app


def _layout() -> Any:
    return dmc.MantineProvider(
        [
            html.A("Skip to content", href="#main", className="skip"),
            dcc.Location(id="url", refresh="callback-nav"),
            dcc.Store(id="long"),
            html.Div(id="page"),
        ],
        id="mantine",
        theme=THEME,
    )


def _connect(app: Dash, source: Source) -> None:
    here = (State("url", "pathname"), State("url", "search"))

    def page(path: object, search: object) -> Any:
        return draw_page(source, text(path, "/"), text(search))

    def figure(seen: object, identity: object, path: object, search: object) -> Any:
        if seen is None:
            raise PreventUpdate
        return draw_figure(source, of_id(identity, "figure"), text(path, "/"), text(search))

    def rows(request: object, identity: object, path: object, search: object) -> Any:
        if request is None:
            raise PreventUpdate
        view = look(source, text(path, "/"), text(search))
        return give_rows(view, of_id(identity, "table"), request)

    app.callback(Output("page", "children"), Input("url", "pathname"), Input("url", "search"))(page)
    app.callback(
        Output({"type": "body", "figure": _match()}, "children"),
        Input({"type": "seen", "figure": _match()}, "data"),
        State({"type": "seen", "figure": _match()}, "id"),
        *here,
        prevent_initial_call=True,
    )(figure)
    app.callback(
        Output({"type": "grid", "table": _match()}, "getRowsResponse"),
        Input({"type": "grid", "table": _match()}, "getRowsRequest"),
        State({"type": "grid", "table": _match()}, "id"),
        *here,
    )(rows)
    polling.connect(app, source)
    saved_selections.connect(app, source)
    _connect_client(app)
    _connect_grids(app)


def _match() -> Any:
    from dash import MATCH

    return MATCH


def _connect_client(app: Dash) -> None:
    """Connect what needs no server: marks and controls that lead on, and the replay's day."""
    from dash import ALL

    go = [
        Output("url", "pathname", allow_duplicate=True),
        Output("url", "search", allow_duplicate=True),
    ]
    app.clientside_callback(ClientsideFunction("taijie", "settle"), Input("page", "children"))
    app.clientside_callback(
        ClientsideFunction("taijie", "follow"),
        *go,
        Input({"type": "graph", "figure": ALL}, "clickData"),
        State("here", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("taijie", "steer"),
        *go,
        Input({"type": "control", "key": ALL}, "value"),
        State({"type": "control", "key": ALL}, "id"),
        State("here", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("taijie", "load"), Output("replay-ready", "data"), Input("trace", "data")
    )


def _connect_grids(app: Dash) -> None:
    """Connect long tables with the address: their order, the rows chosen and where those lead."""
    from dash import ALL

    rows, here = {"type": "grid", "table": "variants"}, State("here", "data")
    app.clientside_callback(
        ClientsideFunction("taijie", "compare"),
        Output("compare-link", "href"),
        Output("compare-link", "children"),
        Input(rows, "selectedRows"),
        here,
    )
    for function, cause in (
        ("sorted", Input({"type": "grid", "table": ALL}, "getRowsRequest")),
        ("restore", Input(rows, "getRowsResponse")),
        ("keepChosen", Input(rows, "selectedRows")),
    ):
        app.clientside_callback(ClientsideFunction("taijie", function), cause, here)


def draw_page(source: Source, path: str, search: str) -> Any:
    """Return a page's content; whatever goes wrong, a page with a sentence on it."""
    found = catalogue().get(path)
    title, question = (found.title, found.question) if found else (path, "")

    def none(error: Exception) -> Any:  # the frame and a card, whatever the archive has become
        view = View(path, source, NOTHING, (), None)
        return layout.page(view, title, question, [guarded.card("this page", error)])

    return guarded.attempt(path, lambda: _page(look(source, path, search), found), none)


def _page(view: View, found: Page | None) -> Any:
    if found is None:
        return layout.page(view, "No such page", "The links above lead to every page.", [])
    if view.summary is None and found.needs_batch:
        refusal = WrongInput(view.unreadable, key="batch")
        if not view.unreadable:
            return layout.page(view, found.title, found.question, [_first_visit(view.source)])
        others = Part("the list of batches", lambda: batches.table_of_batches(view))
        none = guarded.assemble_page([guarded.card("this batch", refusal), others])
        return layout.page(view, found.title, found.question, none)
    content = guarded.assemble_page([Part("this page", lambda: found.content(view))])
    place: Mapping[str, object] = guarded.attempt(
        "where the controls stand",
        lambda: found.stands(view) if found.stands else {},
        lambda _: {},
    )
    return layout.page(view, found.title, found.question, content, place)


def _first_visit(source: Source) -> Any:
    desk = source.desk
    said = f"There is no batch in {source.outputs} yet. The example takes some seconds:"
    command = [
        html.Pre(hint(source.outputs, f"taijie run {labels.EXAMPLE}")),
        html.P("Then open this page again."),
    ]
    return html.Div(
        [html.P(said), *(launch.example(desk) if desk and desk.writes else command)],
        className="card",
    )


def draw_figure(source: Source, name: str, path: str, search: str) -> Any:
    """Return the body of one figure's card, or why it cannot be drawn.

    Of a figure about a batch it is kept, so that many sessions that look at one view wait once.
    """
    page = catalogue().get(path)
    if page is None or name not in page.figures:
        return cards.problem("There is no such figure on this page.")

    def drawn() -> Any:
        view = look(source, path, search)
        if view.summary is None and page.needs_batch:
            return cards.problem(view.unreadable or "There is no batch.")

        def body() -> Any:
            return cards.body(name, page.draw(name, view), view)

        return view.once((FIGURE, name, view.link()), body) if page.needs_batch else body()

    def instead(error: Exception) -> Any:
        return cards.problem(f"This figure cannot be drawn here: {guarded.reason(error)}")

    return guarded.attempt(f"figure {name}", drawn, instead)
