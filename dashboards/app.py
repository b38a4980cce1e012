"""The app: one callback draws a page from its address, one draws a figure when it is seen.

Everything is served from this machine. The URL is the state, so a page is a pure function of
(path, query, archive), and the same address with `format=csv` gives its rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboards.components import guarded, layout
from dashboards.components.guarded import Part
from dashboards.launch.access import Access, guard
from dashboards.launch.control import BatchControl
from dashboards.pages import batches, cards, launch
from dashboards.pages.catalogue import list_pages
from dashboards.pages.page import Page
from dashboards.state.store import FIGURE, Source
from dashboards.state.view import NOTHING, View, resolve_view
from dashboards.text import labels, request_checks
from dashboards.text.hints import write_command_hint
from dashboards.text.request_checks import parse_id_text, parse_text
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
    desk = BatchControl(outputs, access)
    source = Source(outputs, desk)
    list_pages()  # Dash must know every component library before the first request
    app = Dash(
        "dashboards",
        assets_folder=str(Path(__file__).parent / "assets"),
        serve_locally=True,
        suppress_callback_exceptions=True,
        title="Taijie",
        update_title="",
        on_error=request_checks.raise_remembered,
    )
    app.index_string = app.index_string.replace("<html>", '<html lang="en">').replace(
        "{%favicon%}", HEAD
    )
    app.layout = _make_app_layout
    guard(app.server, access, app.csp_hashes())
    request_checks.guard_payloads(app.server)
    serve_rows(app.server, source)
    prefetch.connect(app.server, source)
    _connect(app, source)
    if access.write:
        write_callbacks.connect(app, desk)
    return app


def _make_app_layout() -> Any:
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
        return draw_page(source, parse_text(path, "/"), parse_text(search))

    def figure(seen: object, identity: object, path: object, search: object) -> Any:
        if seen is None:
            raise PreventUpdate
        name = parse_id_text(identity, "figure")
        return draw_figure(source, name, parse_text(path, "/"), parse_text(search))

    def rows(request: object, identity: object, path: object, search: object) -> Any:
        if request is None:
            raise PreventUpdate
        view = resolve_view(source, parse_text(path, "/"), parse_text(search))
        return give_rows(view, parse_id_text(identity, "table"), request)

    app.callback(Output("page", "children"), Input("url", "pathname"), Input("url", "search"))(page)
    match = _import_match()
    app.callback(
        Output({"type": "body", "figure": match}, "children"),
        Input({"type": "seen", "figure": match}, "data"),
        State({"type": "seen", "figure": match}, "id"),
        *here,
        prevent_initial_call=True,
    )(figure)
    app.callback(
        Output({"type": "grid", "table": match}, "getRowsResponse"),
        Input({"type": "grid", "table": match}, "getRowsRequest"),
        State({"type": "grid", "table": match}, "id"),
        *here,
    )(rows)
    polling.connect(app, source)
    saved_selections.connect(app, source)
    _connect_client(app)
    _connect_grids(app)


def _import_match() -> Any:
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
    found = list_pages().get(path)
    title, question = (found.title, found.question) if found else (path, "")

    def none(error: Exception) -> Any:  # the frame and a card, whatever the archive has become
        card, view = (
            guarded.make_error_card("this page", error),
            View(path, source, NOTHING, (), None),
        )
        return layout.build_page(view, title, question, [card])

    build = lambda: _build_page(resolve_view(source, path, search), found)  # noqa: E731
    return guarded.call_with_fallback(path, build, none)


def _build_page(view: View, found: Page | None) -> Any:
    if found is None:
        return layout.build_page(view, "No such page", "The links above lead to every page.", [])
    if view.summary is None and found.needs_batch:
        refusal = WrongInput(view.unreadable, key="batch")
        if not view.unreadable:
            card = _make_no_batch_card(view.source)
            return layout.build_page(view, found.title, found.question, [card])
        others = Part("the list of batches", lambda: batches.make_batches_table(view))
        none = guarded.assemble_page([guarded.make_error_card("this batch", refusal), others])
        return layout.build_page(view, found.title, found.question, none)
    content = guarded.assemble_page([Part("this page", lambda: found.content(view))])
    stands, title = found.stands or (lambda _: {}), "where the controls stand"
    place = guarded.call_with_fallback(title, lambda: stands(view), lambda _: {})
    return layout.build_page(view, found.title, found.question, content, place)


def _make_no_batch_card(source: Source) -> Any:
    desk = source.desk
    said = f"There is no batch in {source.outputs} yet. The example takes some seconds:"
    command = [
        html.Pre(write_command_hint(source.outputs, f"taijie run {labels.EXAMPLE}")),
        html.P("Then open this page again."),
    ]
    offered = launch.make_example_button(desk) if desk and desk.writes else command
    return html.Div([html.P(said), *offered], className="card")


def draw_figure(source: Source, name: str, path: str, search: str) -> Any:
    """Return the body of one figure's card, or why it cannot be drawn.

    Of a figure about a batch it is kept, so that many sessions that look at one view wait once.
    """
    page = list_pages().get(path)
    if page is None or name not in page.figures:
        return cards.make_problem_body("There is no such figure on this page.")

    def draw() -> Any:
        view = resolve_view(source, path, search)
        if view.summary is None and page.needs_batch:
            return cards.make_problem_body(view.unreadable or "There is no batch.")

        def make() -> Any:
            return cards.make_card_body(name, page.draw_figure(name, view), view)

        if not page.needs_batch:
            return make()
        return view.compute_once((FIGURE, name, view.link_to_page()), make)

    def instead(error: Exception) -> Any:
        why = guarded.describe_error(error)
        return cards.make_problem_body(f"This figure cannot be drawn here: {why}")

    return guarded.call_with_fallback(f"figure {name}", draw, instead)
