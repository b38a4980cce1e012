"""The callbacks of write mode; each one that changes anything needs the mark of its page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboards.launch.control import BatchControl
from dashboards.pages import launch
from dashboards.state.url import State as Link
from dashboards.state.url import link_to_page
from dashboards.text.request_checks import parse_text
from dashboards.web import filling
from runs.errors import WrongInput

LOG = logging.getLogger(__name__)


def connect_control(app: Dash, desk: BatchControl) -> None:
    """Register the callbacks that start, stop, resume and extend batches."""
    filling.connect_form(app, desk)
    _connect_start(app, desk)
    _connect_hold(app, desk)


def _connect_start(app: Dash, desk: BatchControl) -> None:
    """Register the callback of the button that starts the batch of the plan."""

    def start(clicks: object, said: object, shown: object, mark: object) -> tuple[Any, ...]:
        """Return what `start_batch` does; PreventUpdate unless the button was pressed."""
        if not clicks:
            raise PreventUpdate
        return start_batch(desk, said, shown, mark)

    app.callback(
        Output("start-said", "children"),
        Output("url", "pathname", allow_duplicate=True),
        Output("url", "search", allow_duplicate=True),
        Input("start", "n_clicks"),
        State("plan-of", "data"),
        State(launch.FORM, "data"),
        State("mark", "data"),
        running=[(Output("start", "disabled"), True, False)],
        prevent_initial_call=True,
    )(start)


def _connect_hold(app: Dash, desk: BatchControl) -> None:
    """Register the callback of the buttons that stop, abort, resume and extend a batch."""

    def hold(clicks: object, here: object, mark: object, runs: object) -> tuple[Any, ...]:
        """Return what `control_batch` does; PreventUpdate unless a button was pressed."""
        if not isinstance(clicks, list) or not any(clicks):
            raise PreventUpdate
        wanted = runs[0] if isinstance(runs, list) and runs else None
        return control_batch(desk, _find_pressed_button(), here, mark, wanted)

    app.callback(
        Output("control-said", "children"),
        Output("tick", "disabled", allow_duplicate=True),
        Input({"type": "hold", "act": ALL}, "n_clicks"),
        State("here", "data"),
        State("mark", "data"),
        State({"type": "more", "key": ALL}, "value"),
        prevent_initial_call=True,
    )(hold)


def _find_pressed_button() -> object:
    """Return the id of the button that was pressed; None if the request names none."""
    try:
        return ctx.triggered_id
    except (ValueError, TypeError, LookupError, AttributeError):
        return None


def start_batch(
    desk: BatchControl, form_text: object, shown: object, mark: object
) -> tuple[Any, ...]:
    """Start the batch of the plan on the page; return "" and path and query of its live page, or a
    sentence on why it was not started and no update for both.

    shown: the text of the form that the plan was made of; mark: proof that the page is of this
    server.
    """
    if form_text != shown:
        return "The form has changed since the plan was made; look at the plan again.", *_STAY
    form, notices = desk.drafts.parse_form(parse_text(form_text))
    if notices or not isinstance(form_text, str):
        return "The form cannot be read; open the page again.", *_STAY
    try:
        name = desk.start_batch(form, mark)
    except WrongInput as error:
        return error.format_message(), *_STAY
    LOG.info("started %s", name)
    path, _, search = link_to_page("/live", Link(batch=name)).partition("?")
    return "", path, f"?{search}"


def control_batch(
    desk: BatchControl, pressed: object, here: object, mark: object, runs: object = None
) -> tuple[Any, ...]:
    """Stop, abort, resume or extend the page's batch; return a sentence, and False, so that the
    page goes on refreshing, or no update if it was refused.

    pressed: id of the button; here: facts of the page, with its batch; runs: wanted number of runs
    of each variant, when extending.
    """
    act = pressed.get("act") if isinstance(pressed, dict) else None
    batch = here.get("batch") if isinstance(here, dict) else None
    acts: dict[str, Callable[[str, object], str]] = {
        "stop": desk.stop_batch,
        "abort": desk.abort_batch,
        "resume": desk.resume,
        "more": lambda name, proof: desk.extend_batch(name, runs, proof),
    }
    if not isinstance(batch, str) or not isinstance(act, str) or act not in acts:
        return "This press cannot be read; open the page again.", no_update
    try:
        return acts[act](batch, mark), False
    except WrongInput as error:
        return error.format_message(), no_update


_STAY = (no_update, no_update)
