"""The callbacks of What-if: a lever's whole range is asked for; the script does the rest."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from dashboards.components import guarded, whatif_levers
from dashboards.pages import whatif, whatif_slice
from dashboards.pages.catalogue import use_batch_of_view
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.state.whatif import request_slice
from dashboards.text.request_checks import parse_text

SLIDERS = {"type": whatif_levers.SLIDER, "path": ALL}


def connect_whatif(app: Dash, source: Source) -> None:
    """Register the callbacks of What-if: playing a lever's range, and the search for levers."""
    _connect_playing(app, source)
    _connect_search(app, source)
    app.clientside_callback(
        ClientsideFunction("taijie", "whatIf"),
        Output("whatif-over", "figure"),
        Output("whatif-soon", "figure"),
        Input(SLIDERS, "value"),
        Input("whatif-slice", "data"),
        State(SLIDERS, "id"),
        State("whatif-levers", "data"),
    )
    for function, cause in (
        ("takeSlice", Input("whatif-answer", "data")),
        ("goOn", Input("whatif-played", "data")),
        ("addLever", Input("whatif-search", "value")),
    ):
        called = ClientsideFunction("taijie", function)
        app.clientside_callback(called, cause, prevent_initial_call=True)


def _connect_playing(app: Dash, source: Source) -> None:
    """Register the callbacks that play a lever's range, when it is asked for and before it is."""

    def play(request: object) -> Any:
        """Return `play_lever`'s answer; PreventUpdate without a request."""
        if not isinstance(request, dict):
            raise PreventUpdate
        return play_lever(source, request)

    def play_ahead(request: object) -> Any:
        """Play a range that nobody waits for yet; return its request."""
        if not isinstance(request, dict):
            raise PreventUpdate
        play_lever(source, request, ahead=True)
        return request

    # Not into the slice itself: Dash keeps back whatever depends on an answer that is on its way,
    # and a slider must move over what is there while more runs are played.
    app.callback(
        Output("whatif-answer", "data"),
        Output("whatif-problem", "children"),
        Output("whatif-pins", "children"),
        Input("whatif-asked", "data"),
        prevent_initial_call=True,
    )(play)
    app.callback(
        Output("whatif-played", "data"),
        Input("whatif-ahead", "data"),
        prevent_initial_call=True,
    )(play_ahead)


def _connect_search(app: Dash, source: Source) -> None:
    """Register the callback that searches for levers."""

    def search(words: object, query: object) -> Any:
        """Return the levers that match, as options; PreventUpdate without a batch."""
        view = resolve_view(source, whatif.PAGE.path, parse_text(query))
        if view.summary is None:
            raise PreventUpdate
        with use_batch_of_view(view):
            return whatif_levers.find_levers(view, parse_text(words)[:100])

    app.callback(
        Output("whatif-search", "data"),
        Input("whatif-search", "searchValue"),
        State("url", "search"),
    )(search)


def play_lever(source: Source, request: dict[str, Any], ahead: bool = False) -> tuple[Any, ...]:
    """Play a lever's range and return what the page shows of it: its data with the request's key,
    [] (no problem), and links to the kept settings. If it cannot be played: {key, failed: True},
    the card of the problem, and no update; if the page already shows results (`refines`), {key,
    missed: True} and no updates.

    Args:
        source: the batches.
        request: search (query string of the page); key, by which the script recognises what comes
            back; refines, whether the page already shows results for this key, of fewer runs.
        ahead: whether nobody waits for it yet; it is then only played, and () returned unless it
            fails.
    """
    key = parse_text(request.get("key"))

    def make_answer() -> tuple[Any, ...]:
        view = resolve_view(source, whatif.PAGE.path, parse_text(request.get("search")))
        with use_batch_of_view(view):
            if ahead:
                request_slice(view, ahead=True)
                return ()
            data, pins = whatif_slice.make_slice_data(view)
        return {**data, "key": key}, [], pins

    def make_problem_answer(error: Exception) -> tuple[Any, ...]:
        if request.get("refines"):  # what is shown stays, and is asked for again
            return {"key": key, "missed": True}, no_update, no_update
        return {"key": key, "failed": True}, whatif.make_problem_card(error), no_update

    return guarded.call_with_fallback("what-if", make_answer, make_problem_answer)
