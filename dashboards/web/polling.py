"""The callbacks by which the live page follows its batch, second by second."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import ClientsideFunction, Dash, Input, Output, State

from dashboards.pages import live
from dashboards.pages.catalogue import use_batch_of_view
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.text.request_checks import parse_text


def connect_refresh(app: Dash, source: Source) -> None:
    """Register the callback that refreshes the live page while the batch is being computed."""

    def refresh(_: object, shown: object, page_facts: object, search: object) -> tuple[Any, ...]:
        """Return the changed parts of the live page, of the batch that it was drawn for."""
        batch = page_facts.get("batch") if isinstance(page_facts, dict) else None
        said = parse_text(search)
        if isinstance(batch, str):  # the page stays with its batch when a newer one begins
            said = f"{said}&{urlencode({'batch': batch})}"
        view = resolve_view(source, live.PAGE.path, said)
        with use_batch_of_view(view):
            return live.refresh_page(view, shown, batch)

    app.clientside_callback(
        ClientsideFunction("taijie", "lookAgain"),
        Output("live-look", "data"),
        Input("tick", "n_intervals"),
        State("live-waiting", "data"),
        prevent_initial_call=True,
    )
    app.callback(
        *[Output(f"live-{name}", "children") for name in live.PARTS],
        Output("live-shown", "data"),
        Output("tick", "disabled"),
        Input("live-look", "data"),
        State("live-shown", "data"),
        State("here", "data"),
        State("url", "search"),
        running=[(Output("live-waiting", "data"), True, False)],
        prevent_initial_call=True,
    )(refresh)
