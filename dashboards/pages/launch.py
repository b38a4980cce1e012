"""Launch: a form for what to run, its plan before anything starts, and the equal command."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.launch import fields
from dashboards.launch import form as forms
from dashboards.launch.control import BatchControl
from dashboards.launch.form import Form
from dashboards.launch.notes import FieldNotes, write_error_sentence
from dashboards.launch.preview import Draft
from dashboards.pages.page import RUN, Page
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from dashboards.text.hints import write_command_hint
from runs.analysis.sides import use_sides
from runs.analysis.text.names import format_count
from runs.command_text import format_command, make_outputs_option
from runs.errors import WrongInput
from runs.plan.designs.kinds import RANGED, NoDesign
from runs.plan.plan import Plan, format_plan

FORM: dict[str, str] = {"type": "form-shown", "key": "form"}
"""Where a page keeps the text of the form it shows; found by any key where it may be absent."""
LISTED = 12
"""Variants listed by name in the plan."""
READ_ONLY = (
    "This dashboard is read-only. To start, stop and resume batches from here, start it anew with:"
)


def parse_view_form(view: View, desk: BatchControl) -> tuple[Form, list[str]]:
    """Return the form of the URL, and notices on parts that have no field."""
    return desk.drafts.parse_form(view.state.set or "")


def _build_content(view: View) -> list[Component]:
    """Return form and plan; if the dashboard is read-only, how to start one that is not."""
    desk = view.source.desk
    if desk is None or not desk.can_write:
        return [
            html.Section(
                [
                    html.P(READ_ONLY),
                    html.Pre(
                        format_command(
                            "taijie", "serve", "--write", *make_outputs_option(view.source.outputs)
                        )
                    ),
                    html.P("In a terminal the same is done by:"),
                    html.Pre(
                        write_command_hint(view.source.outputs, f"taijie run {labels.EXAMPLE}")
                    ),
                ],
                className="card",
            )
        ]
    form, notices = parse_view_form(view, desk)
    said = [html.P(notice, className="notice", role="status") for notice in notices]
    with use_sides(desk.drafts.find_sides(form)):
        made = _build_form_cards(desk, FieldNotes(desk.drafts, form))
    return [*said, *made, *_make_plan_section(form)]


def _build_form_cards(desk: BatchControl, notes: FieldNotes) -> list[Component]:
    """Return the form's cards: configuration, design and launch."""
    return [
        html.Section(
            [
                html.H2("What is simulated?"),
                html.P(
                    "An empty field is as the experiment, or else the default, has it. Several "
                    "options or values are a sweep: every combination is a variant, in the same "
                    "random worlds; a design plays each at many points. Named variants and tables "
                    "of points are written in a config file.",
                    className="about",
                ),
                fields.make_group_fields(notes, desk.drafts.list_group_options(notes.form)),
                fields.make_lever_fields(notes),
                fields.make_launch_lever_search(),
            ],
            className="card form",
        ),
        html.Section(
            [
                html.H2("At which points?"),
                html.P(describe_chosen_design(notes), id="design-about", className="about"),
                html.Div(fields.make_design_fields(notes), className="controls form-fields"),
            ],
            id="card-design",
            className="card form",
            hidden=isinstance(notes.kind, NoDesign),
        ),
        html.Section(
            [
                html.H2("How is it run?"),
                fields.make_launch_fields(notes),
                html.P(html.A("Empty the whole form", href="/launch", id="form-anew")),
            ],
            className="card form",
        ),
        dcc.Store(id="lever-wanted"),
        dcc.Store(id="form-filled"),
    ]


def describe_chosen_design(notes: FieldNotes) -> str:
    """Return a sentence on the chosen design, and where its levers are named."""
    how = "Its levers are those with a range in brackets above: open one by “Change a lever”."
    said = how if isinstance(notes.kind, RANGED) else ""
    return f"{' '.join((type(notes.kind).__doc__ or '').split())} {said}"


def _make_plan_section(form: Form) -> list[Component]:
    """Return the section of the plan, filled by a callback (`make_plan_card`)."""
    return [
        html.Section(
            [
                html.H2("What will that be?", id="q-plan"),
                html.Div(
                    html.P("Timing a pilot …", className="about"), id="plan", className="plan"
                ),
                html.P("", id="start-said", role="status"),
            ],
            className="card",
            id="card-plan",
            **make_html_attributes({"aria-labelledby": "q-plan", "data-form": form.to_url_text()}),
        ),
        dcc.Store(id="plan-asked", data=form.to_url_text()),
        dcc.Store(id=FORM, data=form.to_url_text()),
    ]


def make_plan_card(desk: BatchControl, text: str) -> list[Component]:
    """Return the plan of a form's text (times a pilot), the equivalent command, and the button that
    starts it; if it cannot be run, a notice of the errors.
    """
    form, _ = desk.drafts.parse_form(text)
    draft = desk.drafts.get_draft(form)
    plan = draft.plan
    if plan is None:
        return _make_refusal_notice(draft, text)
    try:
        cost = desk.drafts.estimate_cost(plan)
    except WrongInput as error:  # it does not fit the machine
        return _make_refusal_notice(Draft(None, {error.key: error}), text)
    command = format_command(
        *forms.make_command(desk.drafts.drop_irrelevant_settings(form), desk.outputs)
    )
    lines = format_plan(plan, cost.format_cost()).splitlines()
    return [
        *[html.P(line, className="sentence") for line in lines],
        _make_variant_table(plan),
        html.P("The command that does the same:", className="about"),
        html.Pre(command, id="command", **make_html_attributes({"data-form": text})),
        html.Div(
            [
                html.Button(
                    "Copy the command",
                    type="button",
                    className="action copy-text",
                    **make_html_attributes({"data-copy": command}),
                ),
                _make_start_button(f"Start {format_count(plan.total, 'run')}"),
            ],
            className="actions",
        ),
        dcc.Store(id="plan-of", data=text),
    ]


def _make_refusal_notice(draft: Draft, text: str) -> list[Component]:
    """Return the errors that keep a form from being run, field by field."""
    said = [html.Li(write_error_sentence(refusal)) for refusal in draft.refusals.values()]
    return [
        html.Div(
            [html.P("This cannot be run as it stands:"), html.Ul(said)],
            className="notice refused",
            role="status",
            **make_html_attributes({"data-form": text}),
        )
    ]


def make_example_button(desk: BatchControl) -> list[Component]:
    """Return the button that starts the example at once, the line for what comes of it, and the
    stored form that it sends; for a page without a batch.
    """
    form, _ = desk.drafts.parse_form(labels.EXAMPLE)
    return [
        html.Div(_make_start_button("Play the example"), className="actions"),
        html.P("", id="start-said", role="status"),
        dcc.Store(id="plan-of", data=form.to_url_text()),
        dcc.Store(id=FORM, data=form.to_url_text()),
    ]


def _make_start_button(label: str) -> Component:
    return html.Button(label, id="start", type="button", className="button primary")


def _make_variant_table(plan: Plan) -> Component:
    """Return the table of the first LISTED variants of a plan, with the number of others."""
    rows: list[Any] = [
        html.Tr([html.Th(variant.name, scope="row"), html.Td(variant.hash[:10])])
        for variant in plan.variants[:LISTED]
    ]
    more = len(plan.variants) - LISTED
    if more > 0:
        rows.append(html.Tr(html.Td(f"and {more:,} more", colSpan=2)))
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in ("Variant", "Config")]))
    return html.Details([html.Summary("Variants"), html.Table([head, html.Tbody(rows)])])


PAGE = Page(
    path="/launch",
    title="Launch",
    question="What shall be run, and what will it take?",
    content=_build_content,
    needs_batch=False,
    link="Launch",
    group=RUN,
)
