"""The callbacks of the launch form while it is filled in.

The server never writes into a field. It sends the plan, the notes beside each field, which fields
of a design are visible, and the row of a lever that was opened.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from dashboards.launch import fields
from dashboards.launch import form as forms
from dashboards.launch.control import BatchControl
from dashboards.launch.lever_search import find_levers
from dashboards.launch.notes import FieldNotes
from dashboards.pages import launch
from dashboards.text.request_checks import keep_dicts, parse_id_text, parse_text
from runs.analysis.sides import use_sides
from runs.errors import WrongInput
from runs.plan.designs.kinds import NoDesign
from runs.plan.settings.levers import find_lever

FIELDS = {"type": "set", "key": ALL, "as": ALL}
PLACES = {"type": "lever", "place": ALL}
OF_DESIGN = {"type": "of-design", "key": ALL}


def connect_form(app: Dash, desk: BatchControl) -> None:
    """Register the callbacks of the form: its plan, its notes, and the search for levers."""
    _connect_script(app)
    _connect_plan(app, desk)
    _connect_groups(app, desk)
    _connect_levers(app, desk)


def _connect_plan(app: Dash, desk: BatchControl) -> None:
    """Register the callbacks of the form's plan and of the notes beside its fields."""

    def draw_plan(form_text: object) -> Any:
        return launch.make_plan_card(desk, parse_text(form_text))

    def write_notes(form_text: object, field_ids: object, design_ids: object) -> Any:
        return fill_notes(desk, form_text, field_ids, design_ids)

    app.callback(Output("plan", "children"), Input("plan-asked", "data"))(draw_plan)
    app.callback(
        Output(FIELDS, "error"),
        Output(FIELDS, "description"),
        Output(FIELDS, "placeholder"),
        Output(OF_DESIGN, "hidden"),
        Output("card-design", "hidden"),
        Output("design-about", "children"),
        Output("levers", "className"),
        Input("plan-asked", "data"),
        State(FIELDS, "id"),
        State(OF_DESIGN, "id"),
        prevent_initial_call=True,
    )(write_notes)


def _connect_groups(app: Dash, desk: BatchControl) -> None:
    """Register the callback that redraws the menus of config groups when the scenario changes."""

    def redraw(form_text: object, ids: object) -> Any:
        return redraw_group_fields(desk, form_text, keep_dicts(ids))

    app.callback(
        Output("groups", "children"),
        Input("plan-asked", "data"),
        State(FIELDS, "id"),
        prevent_initial_call=True,
    )(redraw)


def _connect_levers(app: Dash, desk: BatchControl) -> None:
    """Register the callbacks that search for levers and open a row for one."""

    def answer_search(words: object, form_text: object) -> Any:
        """Return the levers that match, each with the words searched for."""
        return add_search_words(parse_text(words), propose_levers(desk, words, form_text))

    def open_lever(request: object, ids: object, form_text: object) -> Any:
        """Return each slot's new row, or no change (`place_lever_row`)."""
        return place_lever_row(desk, request, keep_dicts(ids), form_text)

    app.callback(
        Output("lever-search", "data"),
        Input("lever-search", "searchValue"),
        State(launch.FORM, "data"),
    )(answer_search)
    app.callback(
        Output(PLACES, "children"),
        Input("lever-wanted", "data"),
        State(PLACES, "id"),
        State(launch.FORM, "data"),
        prevent_initial_call=True,
    )(open_lever)


def _connect_script(app: Dash) -> None:
    """Register the functions of the page's script that read the form and open levers."""
    app.clientside_callback(
        ClientsideFunction("taijie", "form"),
        Output("form-filled", "data"),  # with an output it is called for what a page opens with
        Input(FIELDS, "value"),
        State(FIELDS, "id"),
    )
    app.clientside_callback(
        ClientsideFunction("taijie", "openLever"),
        Input("lever-search", "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(ClientsideFunction("taijie", "planned"), Input("plan", "children"))


def fill_notes(
    desk: BatchControl, form_text: object, field_ids: object, design_ids: object
) -> tuple[Any, ...]:
    """Return, for the fields on the page in order, lists of errors, descriptions and placeholders;
    then a list of which design settings are hidden, whether their card is, the sentence on the
    design, and the CSS class of the levers.

    field_ids: of the fields; design_ids: of the elements around the settings of a design.
    """
    form, _ = desk.drafts.parse_form(parse_text(form_text))
    notes = FieldNotes(desk.drafts, form)
    known = desk.drafts.list_group_options(form)
    keys = [
        key if forms.is_field_key(key := parse_id_text(one, "key"), known) else ""
        for one in _get_list(field_ids)
    ]
    settings = [parse_id_text(one, "key") for one in _get_list(design_ids)]
    return (
        [notes.describe_error(key) for key in keys],
        [notes.describe_field(key) for key in keys],
        [notes.write_placeholder(key) for key in keys],
        [key not in notes.design_settings for key in settings],
        isinstance(notes.kind, NoDesign),
        launch.describe_chosen_design(notes),
        fields.choose_levers_class(notes),
    )


def redraw_group_fields(desk: BatchControl, form_text: object, field_ids: list[Any]) -> Any:
    """Return new menus of config groups if the scenario's sides differ from those on the page; else
    raise PreventUpdate.

    field_ids: of the fields on the page.
    """
    form, _ = desk.drafts.parse_form(parse_text(form_text))
    wanted = desk.drafts.list_group_options(form)
    shown = {parse_id_text(one, "key") for one in field_ids if one.get("as") == "pick"}
    if shown == set(wanted):
        raise PreventUpdate
    with use_sides(desk.drafts.find_sides(form)):
        return fields.make_group_fields(FieldNotes(desk.drafts, form), wanted).children


def place_lever_row(
    desk: BatchControl, request: object, slot_ids: list[Any], form_text: object
) -> list[Any]:
    """Return, for each slot on the page, the new row of a lever if it is the requested slot, else
    no change; PreventUpdate for an unknown lever or slot.

    request: {path of the lever, place of the slot}.
    """
    wanted = request if isinstance(request, dict) else {}
    path, place = parse_text(wanted.get("path")), wanted.get("place")
    if find_lever(path) is None or {"type": "lever", "place": place} not in slot_ids:
        raise PreventUpdate
    form, _ = desk.drafts.parse_form(parse_text(form_text))
    made = fields.make_lever_row(FieldNotes(desk.drafts, form), path)
    return [made if one.get("place") == place else no_update for one in slot_ids]


def _get_list(value: object) -> list[Any]:
    """Return a value from a browser if it is a list, else []."""
    return value if isinstance(value, list) else []


def propose_levers(desk: BatchControl, words: object, form_text: object) -> list[dict[str, str]]:
    """Return levers as options {value, label}: those that a search (`words`) finds and that the
    form does not have yet; [] if the form's choices cannot be composed.
    """
    form, _ = desk.drafts.parse_form(parse_text(form_text))
    try:
        found = find_levers(desk.drafts, form, parse_text(words)[:100].partition(":")[0])
    except WrongInput:
        return []
    meanings = {lever.path: find_lever(lever.path) for lever in found}
    return [
        {"value": path, "label": f"{path}: {info.description}"}
        for path, info in meanings.items()
        if info is not None and path not in form.opened_levers
    ]


def add_search_words(words: str, options: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the options, each with the search (`words`); without options an empty one with it.

    The page shows them only while the search field contains these words (assets/launch.js).
    """
    return [{**option, "words": words} for option in options or [{"value": "", "label": ""}]]
