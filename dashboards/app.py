"""The Dash app: one callback builds a page from its address, another a figure once it is in view.

Everything is served from this machine. The URL is the state: a page is a pure function of (path,
query, archive), and the same address with `format=csv` gives its rows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dash_ag_grid
import dash_cytoscape
import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboards.launch.access import Access, install_access_checks
from dashboards.launch.control import BatchControl
from dashboards.pages.catalogue import list_pages, use_batch_of_view
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.text import request_checks
from dashboards.text.request_checks import parse_id_text, parse_text
from dashboards.web import (
    label_callbacks,
    playing,
    polling,
    prefetch,
    saved_selections,
    write_callbacks,
)
from dashboards.web.compression import compress_responses
from dashboards.web.drawing import draw_figure, draw_page
from dashboards.web.exports import answer_exports
from dashboards.web.prefix import translate_callback_addresses
from dashboards.web.row_requests import load_row_block

PLOTLY = "/_dash-component-suites/plotly/package_data/plotly.min.js"
HEAD = '<link rel="icon" href="data:,"><link rel="preload" as="script" href="{prefix}{plotly}">'
"""The longest script is fetched beside the others, not when the first figure is there."""
ADDRESS = (State("url", "pathname"), State("url", "search"))
THEME = {"fontFamily": "system-ui, sans-serif", "primaryColor": "blue"}


def create_app(outputs: Path, access: Access | None = None) -> Dash:
    """Return the Dash app that shows a folder of batches.

    access: from which addresses and with which token it may be used, and whether it may start
    batches; by default from this machine only, read-only.
    """
    access = access or Access()
    desk = BatchControl(outputs, access)
    source = Source(outputs, desk)
    list_pages()  # Dash must know every component library before the first request
    _mark_scripts_lazy(dash_ag_grid, dash_cytoscape)
    app = Dash(
        "dashboards",
        assets_folder=str(Path(__file__).parent / "assets"),
        serve_locally=True,
        suppress_callback_exceptions=True,
        title="Taijie",
        update_title="",
        requests_pathname_prefix=f"{access.prefix}/",
        routes_pathname_prefix="/",
        on_error=request_checks.raise_callback_error,
    )
    app.index_string = app.index_string.replace("<html>", '<html lang="en">').replace(
        "{%favicon%}", HEAD.format(prefix=access.prefix, plotly=PLOTLY)
    )
    app.index_string = app.index_string.replace("footer>", "div>")  # scripts; the page has its own
    app.layout = _make_app_layout
    install_access_checks(app.server, access, app.csp_hashes())
    request_checks.guard_payloads(app.server)
    compress_responses(app.server)
    translate_callback_addresses(app.server, access.prefix)
    answer_exports(app.server, source)
    prefetch.connect_prefetch(app.server, source)
    _register_callbacks(app, source)
    if access.write:
        write_callbacks.connect_control(app, desk)
        label_callbacks.connect_label_edits(app, source, desk)
    return app


def _mark_scripts_lazy(*libraries: Any) -> None:
    """Mark the scripts of component libraries so that Dash serves them, but not with the first
    page; pages that need them load them (assets/lazy.js).
    """
    for library in libraries:
        for script in library._js_dist:
            if "async" not in script:
                script["dynamic"] = True


def _make_app_layout() -> Any:
    """Return the frame of every page: a link that skips to the content, the address, and an empty
    page.
    """
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


def _register_callbacks(app: Dash, source: Source) -> None:
    """Register all callbacks of a read-only dashboard."""

    def make_page(path: object, search: object) -> Any:
        return draw_page(source, parse_text(path, "/"), parse_text(search))

    def make_figure(seen: object, component_id: object, path: object, search: object) -> Any:
        """Return the content of a figure's card; PreventUpdate until it has been in view."""
        if seen is None:
            raise PreventUpdate
        name = parse_id_text(component_id, "figure")
        return draw_figure(source, name, parse_text(path, "/"), parse_text(search))

    app.callback(Output("page", "children"), Input("url", "pathname"), Input("url", "search"))(
        make_page
    )
    match = _import_match()
    app.callback(
        Output({"type": "body", "figure": match}, "children"),
        Input({"type": "seen", "figure": match}, "data"),
        State({"type": "seen", "figure": match}, "id"),
        *ADDRESS,
        prevent_initial_call=True,
    )(make_figure)
    _register_row_loading(app, source)
    polling.connect_refresh(app, source)
    playing.connect_whatif(app, source)
    saved_selections.connect_saving(app, source)
    label_callbacks.connect_list(app, source)
    _register_browser_callbacks(app)
    _register_grid_callbacks(app)


def _register_row_loading(app: Dash, source: Source) -> None:
    """Register the callback that loads blocks of rows into long tables."""

    def load_rows(request: object, component_id: object, path: object, search: object) -> Any:
        """Return the block of rows that a grid asks for; PreventUpdate without a request."""
        if request is None:
            raise PreventUpdate
        view = resolve_view(source, parse_text(path, "/"), parse_text(search))
        with use_batch_of_view(view):
            return load_row_block(view, parse_id_text(component_id, "table"), request)

    match = _import_match()
    app.callback(
        Output({"type": "grid", "table": match}, "getRowsResponse"),
        Input({"type": "grid", "table": match}, "getRowsRequest"),
        State({"type": "grid", "table": match}, "id"),
        *ADDRESS,
    )(load_rows)


def _import_match() -> Any:
    """Return dash.MATCH, imported late."""
    from dash import MATCH

    return MATCH


def _register_browser_callbacks(app: Dash) -> None:
    """Register the callbacks run in the browser: links of marks and controls, a replay's day."""
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


def _register_grid_callbacks(app: Dash) -> None:
    """Register the callbacks that keep sort order and chosen rows of long tables in the address."""
    from dash import ALL

    rows, here = {"type": "grid", "table": "variants"}, State("here", "data")
    app.clientside_callback(
        ClientsideFunction("taijie", "compare"),
        Output("compare-link", "href"),
        Output("compare-link", "children"),
        Input(rows, "selectedRows"),
        here,
    )
    app.clientside_callback(
        ClientsideFunction("taijie", "pinRows"),
        Output("pin-link", "href"),
        Input(rows, "selectedRows"),
        here,
    )
    for function, cause in (
        ("sorted", Input({"type": "grid", "table": ALL}, "getRowsRequest")),
        ("restore", Input(rows, "getRowsResponse")),
        ("keepChosen", Input(rows, "selectedRows")),
    ):
        app.clientside_callback(ClientsideFunction("taijie", function), cause, here)
