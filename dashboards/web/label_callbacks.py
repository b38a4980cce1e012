"""The callbacks of Batches: fields that sift the list; names, notes, tags and stars."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from dashboards.components import batch_labels
from dashboards.launch.control import BatchControl
from dashboards.pages import batches
from dashboards.pages.catalogue import use_batch_of_view
from dashboards.state.listing import apply_list_filters
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.text.request_checks import parse_text
from runs.archive.manifest import BatchSummary
from runs.errors import WrongInput

FIELDS = {"type": "sift", "key": ALL}
LIST = "batches-list"
HERE = (State(FIELDS, "value"), State(FIELDS, "id"), State("url", "search"))
"""What a redrawn list follows: its fields, and the address of its page."""


def connect_list(app: Dash, source: Source) -> None:
    """Register the callback that updates the list of batches and the address by its filters."""

    def filter_list(values: object, ids: object, search: object) -> Any:
        return redraw_list(source, search, values, ids)

    app.callback(
        Output(LIST, "children"),
        Input(FIELDS, "value"),
        State(FIELDS, "id"),
        State("url", "search"),
        prevent_initial_call=True,
    )(filter_list)
    app.clientside_callback(
        ClientsideFunction("taijie", "sift"),
        Input(FIELDS, "value"),
        State(FIELDS, "id"),
        prevent_initial_call=True,
    )


def connect_label_edits(app: Dash, source: Source, desk: BatchControl) -> None:
    """Register the callbacks of stars and of the form that edits a batch's name, note and tags."""
    _connect_stars(app, source, desk)
    _connect_form(app, source)
    _connect_save(app, source, desk)


def _connect_stars(app: Dash, source: Source, desk: BatchControl) -> None:
    """Register the callback that stars a batch, or removes its star, and redraws the list of
    batches. desk: it keeps the stars in a file beside the batches.
    """

    def toggle_star(clicks: object, page_token: object, *filters: object) -> tuple[Any, ...]:
        """Add or remove the star; return the redrawn list and "", or no update and a sentence on
        why not.
        """
        try:
            desk.star_batch(_find_pressed_batch(clicks), page_token)
        except WrongInput as error:
            return no_update, error.format_message()
        values, ids, search = filters
        return redraw_list(source, search, values, ids), ""

    app.callback(
        Output(LIST, "children", allow_duplicate=True),
        Output("long-said", "children", allow_duplicate=True),
        Input({"type": "star", "batch": ALL}, "n_clicks"),
        State("mark", "data"),
        *HERE,
        prevent_initial_call=True,
    )(toggle_star)


def _connect_form(app: Dash, source: Source) -> None:
    """Register the callback that opens the form of a batch's name, note and tags."""

    def open_form(clicks: object, search: object) -> tuple[Any, ...]:
        """Return the form of the batch whose button was pressed, its name, and True, which opens
        it.
        """
        view = resolve_view(source, batches.PAGE.path, parse_text(search))
        summary = _find_summary(source, _find_pressed_batch(clicks))
        return batch_labels.make_edit_form(view, summary), summary.title or summary.name, True

    app.callback(
        Output("label-form", "children"),
        Output("label-dialog", "title"),
        Output("label-dialog", "opened"),
        Input({"type": "label", "batch": ALL}, "n_clicks"),
        State("url", "search"),
        prevent_initial_call=True,
    )(open_form)


def _connect_save(app: Dash, source: Source, desk: BatchControl) -> None:
    """Register the callback that saves the form and redraws the list."""

    def save(clicks: object, opened: object, *fields_and_filters: object) -> tuple[Any, ...]:
        """Return what `save_label` does, then the redrawn list; PreventUpdate unless the button was
        pressed.
        """
        if not clicks:
            raise PreventUpdate
        *typed, page_token, values, ids, search = fields_and_filters
        said = save_label(source, desk, opened, typed, page_token)
        return *said, redraw_list(source, search, values, ids)

    fields = (("title", "value"), ("note", "value"), ("tags", "value"), ("hidden", "checked"))
    shown = [State(f"label-{name}", kind) for name, kind in fields]
    app.callback(
        Output("label-said", "children"),
        Output("label-of", "data"),
        Output(LIST, "children", allow_duplicate=True),
        Input("label-save", "n_clicks"),
        State("label-of", "data"),
        *shown,
        State("mark", "data"),
        *HERE,
        running=[(Output("label-save", "disabled"), True, False)],
        prevent_initial_call=True,
    )(save)
    app.clientside_callback(
        ClientsideFunction("taijie", "closeSavedForm"),
        Output("label-dialog", "opened", allow_duplicate=True),
        Output("label-said", "children", allow_duplicate=True),
        Input("label-of", "data"),
        *shown,
        prevent_initial_call=True,
    )


def redraw_list(source: Source, search: object, field_values: object, field_ids: object) -> Any:
    """Return the list of batches, filtered by the fields on its page.

    field_values: in the order of `field_ids`; search: query string of the page.
    """
    view = resolve_view(source, batches.PAGE.path, parse_text(search))
    if isinstance(field_values, list) and isinstance(field_ids, list):
        keys = [one.get("key") if isinstance(one, dict) else None for one in field_ids]
        view = apply_list_filters(view, dict(zip(keys, field_values, strict=False)))
    with use_batch_of_view(view):
        return batches.make_batch_list(view)


def save_label(
    source: Source, desk: BatchControl, opened: object, typed: list[object], page_token: object
) -> tuple[Any, ...]:
    """Save the form of a batch's label. Return a message (empty if it was saved) and what a later
    save starts from: {batch, before: fields as stored now} and, if it was saved, saved: fields as
    sent; no update if an error says nothing of a field.

    The script closes a saved form unless something else was typed meanwhile.

    opened: {batch, before} as when the form was opened; typed: its title, note, tags and hidden.
    """
    form = opened if isinstance(opened, dict) else {}
    name = parse_text(form.get("batch"))
    after = dict(zip(("title", "note", "tags", "hidden"), typed, strict=True))
    try:
        desk.edit_label(name, form.get("before"), after, page_token)
    except WrongInput as error:
        there = [one for one in source.list_batches() if one.name == name]
        if not there or error.key not in after:
            return error.format_message(), no_update
        before = batch_labels.get_label_fields(there[0])
        again = " Save again to put yours in its place." if "meanwhile" in error.reason else ""
        return error.format_message() + again, {"batch": name, "before": before}
    there = [one for one in source.list_batches() if one.name == name]
    before = batch_labels.get_label_fields(there[0]) if there else after
    return "", {"batch": name, "before": before, "saved": list(after.values())}


def _find_pressed_batch(clicks: object) -> str:
    """Return the name of the batch whose button was pressed; PreventUpdate if none was."""
    pressed = ctx.triggered_id
    if not isinstance(clicks, list) or not any(clicks) or not isinstance(pressed, dict):
        raise PreventUpdate
    if not _count_clicks(pressed):  # drawn anew, not pressed
        raise PreventUpdate
    return parse_text(pressed.get("batch"))


def _count_clicks(button_id: dict[str, str]) -> object:
    """Return how often a button was pressed; None if never.

    Not by `ctx.triggered`, which knows no value of an id with letters beyond ASCII: the browser
    writes them as they are, and Dash looks for them escaped.
    """
    inputs = ctx.inputs_list
    buttons = inputs[0] if inputs and isinstance(inputs[0], list) else []
    return next((one.get("value") for one in buttons if one.get("id") == button_id), None)


def _find_summary(source: Source, name: str) -> BatchSummary:
    """Return the listed batch of a name; PreventUpdate if there is none."""
    for one in source.list_batches():
        if one.name == name:
            return one
    raise PreventUpdate
