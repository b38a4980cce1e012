"""Saves a selection too long for a link as a named view, if this dashboard may write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from dashboards.launch import saved_views
from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.url import (
    SHORT,
    drop_kept_selections,
    extract_selections,
    parse_query,
    to_query,
)
from runs.errors import WrongInput

READ_ONLY = (
    f"This selection is too long for a link, which has at most {SHORT:,} characters, and a "
    "read-only dashboard keeps no view of it: choose fewer, or start it with taijie serve --write."
)


def connect_saving(app: Dash, source: Source) -> None:
    """Register the callback that saves selections too long for an address.

    The page's script sends the address it would go to; the selection is written to a file in the
    folder of batches, and the new address names that file.
    """

    def save_view(request: object, page_token: object) -> tuple[Any, ...]:
        """Return what `save_selections` does; PreventUpdate without a request."""
        if request is None:
            raise PreventUpdate
        return save_selections(source, request, page_token)

    app.callback(
        Output("long-said", "children"),
        Output("url", "pathname", allow_duplicate=True),
        Output("url", "search", allow_duplicate=True),
        Input("long", "data"),
        State("mark", "data"),
        prevent_initial_call=True,
    )(save_view)


def save_selections(source: Source, address: object, page_token: object) -> tuple[Any, ...]:
    """Save an address's selections (where, set and among) to a file; return a sentence for the
    page, then path and query that name the file, or no update for both if it was not saved.

    address: {path, search} to which the script would go; page_token: shows that the page is of this
    server.
    """
    path, search = (
        address.get(key) if isinstance(address, dict) else None for key in ("path", "search")
    )
    if not isinstance(search, str) or path not in list_pages() or len(search) > saved_views.LONGEST:
        return "This selection is too long to be kept.", no_update, no_update
    if source.desk is None or not source.desk.can_write:
        return READ_ONLY, no_update, no_update
    state, notices = parse_query(search, saved_views.LONGEST)
    kept = extract_selections(state)
    try:
        name = source.desk.save_view(to_query(kept), page_token)
    except WrongInput as error:
        return error.format_message(), no_update, no_update
    return " ".join(notices), path, to_query(drop_kept_selections(replace(state, view=name), kept))
