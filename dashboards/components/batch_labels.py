"""What people say of batches: how a list shows it, what searches it, the form that edits it."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.state.listing import list_known_tags
from dashboards.state.url import State, link_to_page
from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes
from runs.archive.labels import STAR
from runs.archive.manifest import BatchSummary
from runs.command_text import format_command, make_batch_arguments

BRIEF = 120
"""Characters of a note that a list shows at once."""
HIDDEN = (("", "left out"), ("all", "too"), ("only", "alone"))


def is_writable(view: View) -> bool:
    """Say whether this dashboard may change the labels of batches."""
    return view.source.desk is not None and view.source.desk.can_write


def make_name_cell(view: View, batch: BatchSummary) -> list[Component]:
    """Return what a list shows of a batch: star, title (else name) as a link, tags and note."""
    address = link_to_page("/overview", State(batch=batch.name, pins=view.state.pins))
    made = [_make_star(view, batch), dcc.Link(batch.title or batch.name, href=address)]
    made += [html.Span(batch.name, className="about")] if batch.title else []
    made += [
        dcc.Link(f"#{tag}", href=view.link_to_page(tags=tag), className="tag")
        for tag in batch.tags if tag != STAR
    ]  # fmt: skip
    made += [html.Span("hidden", className="tag")] if batch.hidden else []
    return [html.Div(made, className="named"), *_make_note(batch.note)]


def _make_star(view: View, batch: BatchSummary) -> Component:
    """Return a batch's star: a button or, if labels may not be changed here, a text (empty if it
    has no star).
    """
    starred = STAR in batch.tags
    if not is_writable(view):
        return html.Span(STAR if starred else "", className="star")
    said = {"aria-label": f"Star {batch.title or batch.name}", "aria-pressed": str(starred).lower()}
    return html.Button(
        STAR if starred else "☆", id={"type": "star", "batch": batch.name}, type="button",
        className="star", **make_html_attributes(said),
    )  # fmt: skip


def _make_note(note: str) -> list[Component]:
    """Return a note as a paragraph, a long one folded behind its first line; [] without a note."""
    if not note:
        return []
    first = note.splitlines()[0][:BRIEF]
    if first == note:
        return [html.P(note, className="about")]
    return [html.Details([html.Summary(f"{first} …"), html.P(note, className="about lines")])]


def make_edit_button(batch: BatchSummary) -> Component:
    """Return the button that opens the form for a batch's title, note and tags."""
    named = make_html_attributes({"aria-label": f"Edit {batch.title or batch.name}"})
    return html.Button(
        "Edit", id={"type": "label", "batch": batch.name}, type="button", className="pin", **named
    )


def make_filter_bar(view: View) -> Component:
    """Return the fields that filter the list of batches by text, tags, hidden and dates; the
    address follows them.
    """
    state, look = view.state, {"className": "control"}

    def field(key: str) -> dict[str, str]:
        """Return the Dash id of the field that sets a key of the URL."""
        return {"type": "sift", "key": key}

    made: list[Component] = [
        dmc.TextInput(id=field("find"), label="Find", value=state.find or "", debounce=300, **look),
        dmc.MultiSelect(
            id=field("tags"), label="Tags", value=list(filter(None, (state.tags or "").split(","))),
            data=list_known_tags(view), comboboxProps={"withinPortal": False}, **look,
        ),
        dmc.Select(
            id=field("hidden"), label="Hidden", value=state.hidden or "", allowDeselect=False,
            data=[{"value": value, "label": text} for value, text in HIDDEN],
            comboboxProps={"withinPortal": False}, **look,
        ),
        *(
            dmc.TextInput(id=field(key), label=label, value=getattr(state, key) or "",
                          attributes={"input": {"type": "date"}}, **look)
            for key, label in (("made_since", "Made from"), ("made_until", "Made until"))
        ),
    ]  # fmt: skip
    named = make_html_attributes({"aria-label": "Batches listed"})
    return html.Div(made, className="controls sift", role="search", **named)


def make_edit_dialog() -> Component:
    """Return the dialog, closed and empty, in which the form for a batch's label opens."""
    made: Component = dmc.Modal(
        html.Div(id="label-form"), id="label-dialog", title="Edit", opened=False,
        closeButtonProps={"aria-label": "Close"},
        closeOnClickOutside=False,  # a slip of the hand would drop a note half written
    )  # fmt: skip
    return made


def make_edit_form(view: View, batch: BatchSummary) -> list[Component]:
    """Return the form for a batch's title, note, tags and whether it is hidden; below it the
    command that deletes the batch.
    """
    fields: list[Component] = [
        dmc.TextInput(id="label-title", label="Name", value=batch.title, placeholder=batch.name),
        dmc.Textarea(id="label-note", label="Note", value=batch.note, autosize=True, minRows=3,
                     maxRows=12),
        dmc.TagsInput(
            id="label-tags", label="Tags", value=get_label_fields(batch)["tags"],
            splitChars=[",", " "],
            data=list_known_tags(view), comboboxProps={"withinPortal": False},
        ),
        dmc.Checkbox(id="label-hidden", label="Hidden", checked=batch.hidden),
    ]  # fmt: skip
    return [
        dcc.Store(id="label-of", data={"batch": batch.name, "before": get_label_fields(batch)}),
        html.Div(fields, className="fields"),
        html.P("", id="label-said", className="notice", role="status"),
        html.Button("Save", id="label-save", type="button", className="button primary"),
        html.P("To delete it:", className="about"),
        html.Pre(format_command("taijie", "delete", *make_batch_arguments(batch.path))),
    ]


def get_label_fields(batch: BatchSummary) -> dict[str, Any]:
    """Return {title, note, tags (without the star), hidden} of a batch."""
    tags = [tag for tag in batch.tags if tag != STAR]
    return {"title": batch.title, "note": batch.note, "tags": tags, "hidden": batch.hidden}
