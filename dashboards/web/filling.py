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
from dashboards.text.request_checks import parse_id_text, parse_text
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

    def plan(said: object) -> Any:
        return launch.make_plan_card(desk, parse_text(said))

    def note(said: object, ids: object, of_design: object) -> Any:
        return fill_notes(desk, said, ids, of_design)

    app.callback(Output("plan", "children"), Input("plan-asked", "data"))(plan)
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
    )(note)


def _connect_groups(app: Dash, desk: BatchControl) -> None:
    """Register the callback that redraws the menus of config groups when the scenario changes."""

    def redraw(said: object, ids: object) -> Any:
        return redraw_group_fields(desk, said, _as_ids(ids))

    app.callback(
        Output("groups", "children"),
        Input("plan-asked", "data"),
        State(FIELDS, "id"),
        prevent_initial_call=True,
    )(redraw)


def _connect_levers(app: Dash, desk: BatchControl) -> None:
    """Register the callbacks that search for levers and open a row for one."""

    def answer_search(words: object, said: object) -> Any:
        """Return the search's matches, each with the words searched for."""
        return add_search_words(parse_text(words), propose_levers(desk, words, said))

    def open_lever(wanted: object, ids: object, said: object) -> Any:
        """Return the rows of `place_lever_row`."""
        return place_lever_row(desk, wanted, _as_ids(ids), said)

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
    desk: BatchControl, form_text: object, ids: object, of_design: object
) -> tuple[Any, ...]:
    """Return, for the fields on the page in order, lists of errors, descriptions and placeholders;
    then which settings of a design are hidden, whether their card is, the sentence on the design,
    and the CSS class of the levers.

    ids: of the fields; of_design: ids of the elements around a design's settings.
    """
    form, _ = desk.drafts.parse_form(parse_text(form_text))
    notes = FieldNotes(desk.drafts, form)
    known = desk.drafts.list_group_options(form)
    keys = [
        key if forms.is_field(key := parse_id_text(one, "key"), known) else ""
        for one in _as_list(ids)
    ]
    settings = [parse_id_text(one, "key") for one in _as_list(of_design)]
    return (
        [notes.describe_error(key) for key in keys],
        [notes.describe_field(key) for key in keys],
        [notes.write_placeholder(key) for key in keys],
        [key not in notes.settings for key in settings],
        isinstance(notes.kind, NoDesign),
        launch.describe_chosen_design(notes),
        fields.choose_levers_class(notes),
    )


def redraw_group_fields(desk: BatchControl, form_text: object, ids: list[Any]) -> Any:
    """Return new menus of config groups if the scenario's sides differ from those on the page; else
    raise PreventUpdate.

    ids: of the fields on the page.
    """
    form, _ = desk.drafts.parse_form(parse_text(form_text))
    wanted = desk.drafts.list_group_options(form)
    shown = {parse_id_text(one, "key") for one in ids if one.get("as") == "pick"}
    if shown == set(wanted):
        raise PreventUpdate
    with use_sides(desk.drafts.find_sides(form)):
        return fields.make_group_fields(FieldNotes(desk.drafts, form), wanted).children


def place_lever_row(
    desk: BatchControl, wanted: object, ids: list[Any], form_text: object
) -> list[Any]:
    """Return, for each slot on the page, the new row of a lever if it is the requested slot, else
    no change; PreventUpdate for an unknown lever or slot.

    wanted: {path, place}; ids: of the slots.
    """
    asked = wanted if isinstance(wanted, dict) else {}
    path, place = parse_text(asked.get("path")), asked.get("place")
    if find_lever(path) is None or {"type": "lever", "place": place} not in ids:
        raise PreventUpdate
    form, _ = desk.drafts.parse_form(parse_text(form_text))
    made = fields.make_lever_row(FieldNotes(desk.drafts, form), path)
    return [made if one.get("place") == place else no_update for one in ids]


def _as_ids(given: object) -> list[dict[str, Any]]:
    """Return the dicts of a list that came from a browser; [] if it is no list."""
    return [one for one in _as_list(given) if isinstance(one, dict)]


def _as_list(given: object) -> list[Any]:
    """Return a value that came from a browser if it is a list, else []."""
    return given if isinstance(given, list) else []


def propose_levers(desk: BatchControl, words: object, form_text: object) -> list[dict[str, str]]:
    """Return the levers, not yet in the form, that a search finds, as options {value, label}; [] if
    the form's choices do not fit together.
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
        if info is not None and path not in form.opened
    ]


def add_search_words(words: str, options: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the options, each with the words searched for; without options one that says so.

    The page shows them only while the search field contains these words (assets/launch.js).
    """
    return [{**option, "words": words} for option in options or [{"value": "", "label": ""}]]
