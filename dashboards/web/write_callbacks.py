"""The callbacks of write mode; each one that changes anything needs the token of its page."""

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
    _connect_control_buttons(app, desk)


def _connect_start(app: Dash, desk: BatchControl) -> None:
    """Register the callback of the button that starts the batch of the plan."""

    def start(
        clicks: object, form_text: object, planned_text: object, page_token: object
    ) -> tuple[Any, ...]:
        """Return what `start_batch` does; PreventUpdate unless the button was pressed."""
        if not clicks:
            raise PreventUpdate
        return start_batch(desk, form_text, planned_text, page_token)

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


def _connect_control_buttons(app: Dash, desk: BatchControl) -> None:
    """Register the callback of the buttons that stop, abort, resume and extend a batch."""

    def control(
        clicks: object, page_facts: object, page_token: object, runs: object
    ) -> tuple[Any, ...]:
        """Return what `control_batch` does; PreventUpdate unless a button was pressed."""
        if not isinstance(clicks, list) or not any(clicks):
            raise PreventUpdate
        wanted = runs[0] if isinstance(runs, list) and runs else None
        return control_batch(desk, _find_pressed_button(), page_facts, page_token, wanted)

    app.callback(
        Output("control-said", "children"),
        Output("tick", "disabled", allow_duplicate=True),
        Input({"type": "hold", "act": ALL}, "n_clicks"),
        State("here", "data"),
        State("mark", "data"),
        State({"type": "more", "key": ALL}, "value"),
        prevent_initial_call=True,
    )(control)


def _find_pressed_button() -> object:
    """Return the id of the button that was pressed; None if the request names none."""
    try:
        return ctx.triggered_id
    except (ValueError, TypeError, LookupError, AttributeError):
        return None


def start_batch(
    desk: BatchControl, form_text: object, planned_text: object, page_token: object
) -> tuple[Any, ...]:
    """Start the batch of the plan on the page; return "" and path and query of its live page, or a
    sentence on why it was not started and no update for both.

    planned_text: the text of the form when the plan was made; page_token: shows that the page is of
    this server.
    """
    if form_text != planned_text:
        return "The form has changed since the plan was made; look at the plan again.", *_STAY
    form, notices = desk.drafts.parse_form(parse_text(form_text))
    if notices or not isinstance(form_text, str):
        return "The form cannot be read; open the page again.", *_STAY
    try:
        name = desk.start_batch(form, page_token)
    except WrongInput as error:
        return error.format_message(), *_STAY
    LOG.info("started %s", name)
    path, _, search = link_to_page("/live", Link(batch=name)).partition("?")
    return "", path, f"?{search}"


def control_batch(
    desk: BatchControl, pressed: object, page_facts: object, page_token: object, runs: object = None
) -> tuple[Any, ...]:
    """Stop, abort, resume or extend the page's batch; return a sentence, and False, so that the
    page goes on refreshing, or no update if it was refused.

    pressed: id of the button; page_facts: name the page's batch; runs: wanted number of runs of
    each variant, when extending.
    """
    act = pressed.get("act") if isinstance(pressed, dict) else None
    batch = page_facts.get("batch") if isinstance(page_facts, dict) else None
    acts: dict[str, Callable[[str, object], str]] = {
        "stop": desk.stop_batch,
        "abort": desk.abort_batch,
        "resume": desk.resume_batch,
        "more": lambda name, proof: desk.extend_batch(name, runs, proof),
    }
    if not isinstance(batch, str) or not isinstance(act, str) or act not in acts:
        return "This press cannot be read; open the page again.", no_update
    try:
        return acts[act](batch, page_token), False
    except WrongInput as error:
        return error.format_message(), no_update


_STAY = (no_update, no_update)
