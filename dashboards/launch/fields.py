"""The fields of the launch form: groups, changed levers, settings of the launch and of a design.

A field is built once and keeps what is typed into it: the script (assets/launch.js) reads its text
from the page, and the server sends only notes about it, never its text. Ranges, units, meanings,
defaults and sources are those of the parameter classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from dashboards.launch.form import DESIGN, NAMED, PAIRS, SINGLE
from dashboards.launch.lever_field import make_lever_search
from dashboards.launch.notes import FieldNotes
from dashboards.text.attributes import make_html_attributes
from dashboards.text.labels import get_short_side_name
from runs.analysis.sides import find_side
from runs.plan.settings.levers import find_lever
from runs.plan.settings.overrides import format_label

POPOVER: dict[str, Any] = {"withinPortal": False}
BELOW = ["label", "input", "description", "error"]
"""What is said stands below a field, so that nothing moves it while it is filled in."""
TITLES = {
    "horizon": "Horizon, days",
    "runs": "Runs of each variant",
    "precision": "Precision: go on until ± this",
    "runs_max": "Runs at most, with a precision",
    "seed": "Seed: names the random worlds",
    "fit": "Fit: each run plays one of its draws",
    "metrics": "Metrics of your own",
    "batch": "Name of the batch",
}
ABOUT = {
    "points": "points",
    "base": "points of each sample, a power of two",
    "trajectories": "trajectories",
    "levels": "levels of each lever, an even number",
    "spread": "factor",
    "seed": "of the design, not of the worlds",
}


def make_field_id(key: str, kind: str = "text") -> dict[str, str]:
    """Return the Dash id of a field; kind: "text" (typed) or "pick" (chosen options)."""
    return {"type": "set", "key": key, "as": kind}


def _make_common_props(notes: FieldNotes, key: str, title: str) -> dict[str, Any]:
    """Return the properties that all fields have: title, error, description, placeholder."""
    return {
        "label": title,
        "error": notes.describe_error(key),
        "description": notes.describe_field(key),
        "placeholder": notes.write_placeholder(key),
        "inputWrapperOrder": BELOW,
        "className": "control",
    }


def _make_text_field(notes: FieldNotes, key: str, title: str) -> Component:
    """Return a text field of the form, with title, text and notes."""
    made: Component = dmc.TextInput(
        id=make_field_id(key),
        value=notes.form.get_field_text(key),
        debounce=True,
        inputProps={"autoComplete": "off", "spellCheck": False},
        **_make_common_props(notes, key, title),
    )
    return made


def make_group_fields(notes: FieldNotes, options: Mapping[str, Sequence[str]]) -> Component:
    """Return a menu for each config group, with the given options; except in those of SINGLE,
    several can be chosen, which makes a sweep.
    """
    made = []
    for key, names in options.items():
        chosen = _list_chosen_options(notes, key)
        common = {
            **_make_common_props(notes, key, _format_group_title(key)),
            "id": make_field_id(key, "pick"),
            "data": [{"value": name, "label": name} for name in names],
            "clearable": True,
            "comboboxProps": POPOVER,
        }
        if key in SINGLE:
            made.append(dmc.Select(value=chosen[0] if chosen else None, **common))
        else:
            made.append(dmc.TagsInput(value=chosen, selectFirstOptionOnChange=True, **common))
    return html.Div(made, id="groups", className="controls form-fields")


def _list_chosen_options(notes: FieldNotes, key: str) -> list[str]:
    """Return the options typed for a config group, known or not."""
    pieces = (piece.strip() for piece in notes.form.get_field_text(key).split(","))
    return [piece for piece in pieces if piece]


def _format_group_title(key: str) -> str:
    """Return the label of a config group's field."""
    text = format_label(key)
    word, _, rest = text.partition(" ")
    return f"{get_short_side_name(word)} {rest}" if find_side(word) else text[:1].upper() + text[1:]


def make_launch_fields(notes: FieldNotes) -> Component:
    """Return the text fields of a launch's settings (TITLES)."""
    return html.Div(
        [_make_text_field(notes, *pair) for pair in TITLES.items()],
        className="controls form-fields",
    )


def make_lever_fields(notes: FieldNotes) -> Component:
    """Return a row for each lever that the form changes, and empty slots for more.

    A new row goes into an empty slot, so that no other row is built again.
    """
    rows: list[Any] = [make_lever_row(notes, path) for path in notes.form.opened_levers]
    rows += [None] * (PAIRS - len(rows))
    places = [html.Div(row, id={"type": "lever", "place": i}) for i, row in enumerate(rows)]
    return html.Div(places, id="levers", className=choose_levers_class(notes))


def choose_levers_class(notes: FieldNotes) -> str:
    """Return the CSS class of the list of levers, which tells whether a design may range over
    them.
    """
    return "levers ranged" if notes.design_settings or notes.kind.name == "grid" else "levers"


def make_lever_row(notes: FieldNotes, path: str) -> Component:
    """Return the form's row for one numeric setting (lever): input, allowed range, buttons.

    path: dotted path of the setting, `<side>.insulation`. One button removes the row from the form,
    another lets the chosen design range over the setting.
    """
    info = find_lever(path)
    assert info is not None  # the form holds declared levers only
    about = (
        f"{info.description}; {info.low:g} to {info.high:g} ({info.unit}); default "
        f"{info.default:g}; source: {info.source}. Several values are a sweep: "
        f"{info.low:g}, {info.high:g} or range({info.low:g},{info.high:g},step)."
    )
    ends = f"[{info.low:g}, {info.high:g}]"
    acts = [
        _make_action_button("Take out", f"Take {path} out", {"data-out": path}),
        _make_action_button(
            "Range of the design",
            f"Let the design range over {path}",
            {"data-fill": path, "data-text": ends},
            "action range-of",
        ),
    ]
    return html.Div(
        [
            _make_text_field(notes, path, path),
            html.P(about, className="about"),
            html.P(acts, className="actions"),
        ],
        role="group",
        className="lever",
        **make_html_attributes({"aria-label": path, "data-lever": path}),
    )


def _make_action_button(
    text: str, label: str, data: dict[str, str], css_class: str = "action"
) -> Component:
    """Return a small button; label: its tooltip, also for screen readers; data: its `data-*`
    attributes, which tell the page's script what to do.
    """
    told = make_html_attributes({"aria-label": label, **data})
    return html.Button(text, type="button", title=label, className=css_class, **told)


def make_design_fields(notes: FieldNotes) -> list[Component]:
    """Return the fields for the settings of all designs; only the chosen design's are visible."""
    made = [_make_text_field(notes, key, _format_setting_label(key)) for key in (*DESIGN, NAMED)]
    return [
        html.Div(one, id={"type": "of-design", "key": key}, hidden=key not in notes.design_settings)
        for key, one in zip((*DESIGN, NAMED), made, strict=True)
    ]


def _format_setting_label(key: str) -> str:
    """Return the label of a design setting's field."""
    name = key.partition(".")[2]
    if key == NAMED:
        return "Levers moved, one at a time: names with commas"
    return f"Design: {name}" + (f" ({ABOUT[name]})" if ABOUT[name] != name else "")


def make_launch_lever_search() -> Component:
    """Return the search field over all levers of the chosen configuration."""
    return make_lever_search(
        "lever-search",
        label="Change a lever",
        description="Search by name or meaning: “insulation”, “praise potency”, “audience cost”.",
        placeholder="name or meaning of a lever",
    )
