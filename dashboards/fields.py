"""The fields of the launch form: groups, changed levers, settings of the launch.

Each field sets its part of the form in the URL (assets/launch.js) and shows the refusal that names
it. Ranges, units, meanings, defaults and sources are those of the parameter classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.attributes import attributes
from dashboards.form import NAMED, SINGLE, Form
from dashboards.view import View
from model.parameters import LeverInfo
from runs.designs.kinds import SETTINGS, Kind
from runs.errors import WrongInput
from runs.plan import Launch, label
from runs.validation import lever_at

POPOVER: dict[str, Any] = {"withinPortal": False}
STEPS = 20  # presses of an arrow from one end of a range to the other


def identity(key: str, place: int = 0) -> dict[str, object]:
    """Return the id of a field: what it sets, and which of several values."""
    return {"type": "set", "key": key, "place": place}


def groups(form: Form, options: Mapping[str, tuple[str, ...]], usual: Mapping[str, str],
           error: WrongInput | None) -> Component:  # fmt: skip
    """Return a choice for each config group; several options of one are a sweep."""
    made = []
    for key, names in options.items():
        common = {
            "id": identity(key),
            "label": _title(key),
            "data": [{"value": name, "label": name} for name in names],
            "placeholder": "none" if key == "experiment" else f"{usual[key]} (usual)",
            "error": said(error, key),
            "clearable": True,
            "comboboxProps": POPOVER,
            "className": "control",
        }
        chosen = list(form.choices.get(key, ()))
        if key in SINGLE:
            made.append(dmc.Select(value=chosen[0] if chosen else None, **common))
        else:
            placeholder = None if chosen else common["placeholder"]
            made.append(dmc.MultiSelect(value=chosen, **{**common, "placeholder": placeholder}))
    return html.Div(made, className="controls")


def _title(key: str) -> str:
    text = label(key)
    return text.replace("us ", "US ", 1) if text.startswith("us ") else text[:1].upper() + text[1:]


def launch_settings(form: Form, horizon: int | None, error: WrongInput | None) -> Component:
    """Return the fields of horizon, runs, seed and name; the seed as text, as it may be long."""
    fields = Launch.model_fields
    texts = {
        "horizon": ("Horizon, days", str(horizon or "as the scenario has it")),
        "runs": ("Runs of each variant", "as the experiment has it"),
        "precision": ("Precision: go on until ± this", "none: as many runs as said"),
        "runs_max": ("Runs at most, with a precision", f"{fields['runs_max'].default:,}"),
        "seed": ("Seed: names the random worlds", f"{fields['seed'].default}, or the experiment’s"),
        "batch": ("Name of the batch", "made of date and experiment"),
    }
    made = [
        dmc.TextInput(
            id=identity(key),
            label=title,
            value=form.launch.get(key, ""),
            placeholder=placeholder,
            error=said(error, key),
            debounce=True,
            className="control",
        )
        for key, (title, placeholder) in texts.items()
    ]
    return html.Div(made, className="controls")


def changed_levers(
    view: View, form: Form, current: Mapping[str, float], error: WrongInput | None
) -> Component:
    """Return the levers that the form changes, each with its values and what is known of it."""
    paths = (*form.levers, *form.ranges)
    if not paths:
        return html.P("No lever is changed.", className="none")
    rows = [_lever(view, form, path, current.get(path), error) for path in paths]
    return html.Div(rows, className="levers")


def _lever(
    view: View, form: Form, path: str, usual: float | None, error: WrongInput | None
) -> Component:
    info = lever_at(path)
    assert info is not None  # the form holds declared levers only
    ranged = path in form.ranges
    values = form.ranges[path] if ranged else form.levers[path]
    named = f"{path}, of the design" if ranged else path
    about = (
        f"{info.description}; {info.low:g} to {info.high:g} ({info.unit}); default "
        f"{info.default:g}{_here(usual, info.default)}; source: {info.source}"
    )
    inputs = [
        dmc.NumberInput(
            id=identity(f"{path}[]" if ranged else path, place),
            label=named if place == 0 else f"{named}, value {place + 1}",
            value=float(value),
            min=info.low,
            max=info.high,
            step=(info.high - info.low) / STEPS,
            clampBehavior="none",
            error=said(error, path, float(value)),
            debounce=True,
            className="number",
        )
        for place, value in enumerate(values)
    ]
    links = _lever_links(view, form, path, info)
    return html.Div(
        [html.Div(inputs, className="controls"), html.P(about, className="about"), html.P(links)],
        role="group",
        className="lever",
        **attributes({"aria-label": path}),
    )


def _lever_links(view: View, form: Form, path: str, info: LeverInfo) -> list[Component]:
    """Return what gives a lever more or fewer values, or to the design, or takes it out."""
    ranged = path in form.ranges
    values = form.ranges[path] if ranged else form.levers[path]
    changed = form.with_range if ranged else form.with_lever
    more = (*values, _another(values, info.low, info.high))
    links = [
        _link(view, changed(path, more), "Another value", f"Another value of {path}"),
        _link(view, form.with_lever(path, None), "Take out", f"Take {path} out"),
    ]
    if len(values) > 1:
        fewer = changed(path, values[:-1])
        links.insert(1, _link(view, fewer, "One value less", f"One value of {path} less"))
    if not ranged and form.choices.get("design", ("none",)) != ("none",):
        ends = form.with_range(path, (f"{info.low:g}", f"{info.high:g}"))
        links.append(_link(view, ends, "Range of the design", f"Let the design range over {path}"))
    return links


def _here(usual: float | None, default: float) -> str:
    return "" if usual is None or usual == default else f", here {usual:g}"


def _another(values: tuple[str, ...], low: float, high: float) -> str:
    """A value of the range that is not there yet: the first tenth not taken."""
    taken = {float(value) for value in values}
    tenths = [round(low + (high - low) * tenth / 10, 12) for tenth in range(11)]
    return f"{next((value for value in tenths if value not in taken), high):g}"


def _link(view: View, form: Form, text: str, named: str) -> Component:
    address = view.link(set=form.text() or None)
    return html.Span(
        [dcc.Link(text, href=address, className="action", title=named), " "],
    )


def design_settings(
    form: Form, kind: Kind, levers: Sequence[str], error: WrongInput | None
) -> Component:
    """Return the fields of a design's own settings: numbers, and the levers where it names them.

    levers: paths offered where it does.
    """
    made = [
        _number(form, kind, name, error) for name in type(kind).model_fields if name in SETTINGS
    ]
    if "levers" in type(kind).model_fields:
        made.append(_named(form, levers, error))
    return html.Div(made, className="controls")


def _number(form: Form, kind: Kind, name: str, error: WrongInput | None) -> Component:
    key, about = f"design.{name}", type(kind).model_fields[name].description or ""
    made: Component = dmc.TextInput(
        id=identity(key),
        label=f"Design: {name}" + (f" ({about})" if about != name else ""),
        value=form.design.get(key, ""),
        placeholder=f"{getattr(kind, name):g}",
        error=said(error, key),
        debounce=True,
        className="control",
    )
    return made


def _named(form: Form, levers: Sequence[str], error: WrongInput | None) -> Component:
    chosen = form.design.get(NAMED, "")[1:-1].split(",")
    made: Component = dmc.MultiSelect(
        id=identity(f"{NAMED}[]"),
        label="Levers moved, one at a time",
        value=[path for path in chosen if path],
        data=list(levers),
        limit=40,
        searchable=True,
        placeholder="all that are assumed",
        error=said(error, NAMED),
        comboboxProps=POPOVER,
        className="control",
    )
    return made


def search() -> Component:
    """Return the search over all levers of the chosen configuration."""
    made: Component = dmc.Select(
        id="lever-search",
        label="Change a lever",
        description="Search by name or meaning: “insulation”, “praise potency”, “audience cost”.",
        placeholder="name or meaning of a lever",
        data=[],
        searchable=True,
        nothingFoundMessage="No lever has these words.",
        filter={"function": "allOptions"},
        comboboxProps=POPOVER,
        className="search",
    )
    return made


def said(error: WrongInput | None, key: str, value: float | None = None) -> str | None:
    """Return the refusal, in short, if it names this field (and this value, of several)."""
    if error is None or error.key != key:
        return None
    if value is not None and isinstance(error.value, int | float) and error.value != value:
        return None
    short = error.reason.rpartition(": ")[2]
    allowed = f" Allowed: {', '.join(error.allowed)}." if error.allowed else ""
    return f"{short[:1].upper()}{short[1:]}{allowed}"
