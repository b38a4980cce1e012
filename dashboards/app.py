"""The app: one callback draws a page from its address, one draws a figure when it is seen.

Everything is served from this machine. The URL is the state, so a page is a pure function of
(path, query, archive), and the same address with `format=csv` gives its rows.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboards import ahead, cards, selections, shell, ticking, words, writing
from dashboards.access import Access, guard
from dashboards.desk import Desk
from dashboards.exports import serve_rows
from dashboards.grids import give_rows
from dashboards.pages import Figure, Page, catalogue, launch
from dashboards.payloads import guard_payloads, of_id, raised, text
from dashboards.sources import FIGURE, Source
from dashboards.view import View, look
from runs.errors import WrongInput

LOG = logging.getLogger(__name__)
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
        on_error=raised,
    )
    app.index_string = app.index_string.replace("<html>", '<html lang="en">').replace(
        "{%favicon%}", HEAD
    )
    app.layout = _layout
    guard(app.server, access, app.csp_hashes())
    guard_payloads(app.server)
    serve_rows(app.server, source)
    ahead.connect(app.server, source)
    _connect(app, source)
    if access.write:
        writing.connect(app, desk)
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
    ticking.connect(app, source)
    selections.connect(app, source)
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
    view = look(source, path, search)
    if found is None:
        return shell.page(view, "No such page", "The links above lead to every page.", [])
    if view.summary is None and found.needs_batch:
        return shell.page(view, found.title, found.question, [_first_visit(source)])
    stands: Mapping[str, object] = {}
    try:
        content = found.content(view)
        stands = found.stands(view) if found.stands else {}
    except WrongInput as error:
        content = cards.problem(str(error))
    return shell.page(view, found.title, found.question, content, stands)


def _first_visit(source: Source) -> Any:
    desk = source.desk
    said = f"There is no batch in {source.outputs} yet. The example takes some seconds:"
    command = [html.Pre(f"taijie run {words.EXAMPLE}"), html.P("Then open this page again.")]
    return html.Div(
        [html.P(said), *(launch.example(desk) if desk and desk.writes else command)],
        className="card",
    )


def draw_figure(source: Source, name: str, path: str, search: str) -> Any:
    """Return the body of one figure's card, or why it cannot be drawn.

    Of a figure about a batch it is kept, so that many sessions that look at one view wait once.
    """
    view = look(source, path, search)
    figures = _figures(path, view)
    if name not in figures:
        return cards.problem("There is no such figure on this page.")

    def body() -> Any:
        return cards.body(name, figures[name].draw(view), view)

    try:
        if not catalogue()[path].needs_batch:
            return body()
        return view.once((FIGURE, name, view.link()), body)
    except (WrongInput, ValueError) as error:
        LOG.warning("figure %s: %s", name, error)
        return cards.problem(f"This figure cannot be drawn here: {error}")


def _figures(path: str, view: View) -> Mapping[str, Figure]:
    found: Page | None = catalogue().get(path)
    missing = found is None or (found.needs_batch and view.summary is None)
    return {} if missing or found is None else found.figures
