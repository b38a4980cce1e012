"""Launch: what is to be run as a form, its plan before anything starts, the same as a command."""

from __future__ import annotations

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.launch import fields
from dashboards.launch import form as forms
from dashboards.launch.control import Desk
from dashboards.launch.form import Form
from dashboards.launch.notes import Notes, sentence
from dashboards.launch.preview import Draft
from dashboards.pages.page import Page
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import attributes
from dashboards.text.hints import hint
from runs.analysis.text.names import count_text
from runs.command_text import command_text, outputs_words
from runs.errors import WrongInput
from runs.plan.designs.kinds import RANGED, NoDesign
from runs.plan.plan import Plan, plan_text

FORM: dict[str, str] = {"type": "form-shown", "key": "form"}
"""Where a page keeps the text of the form it shows; found by any key where it may be absent."""
LISTED = 12
"""Variants listed by name in the plan."""
READ_ONLY = (
    "This dashboard is read-only. To start, stop and resume batches from here, start it anew with:"
)


def read(view: View, desk: Desk) -> tuple[Form, list[str]]:
    """Return the form of the URL, and notices of what it has no field for."""
    return forms.read(view.state.set or "", desk.drafts.groups())


def _content(view: View) -> list[Component]:
    desk = view.source.desk
    if desk is None or not desk.writes:
        return [
            html.Section(
                [
                    html.P(READ_ONLY),
                    html.Pre(
                        command_text(
                            "taijie", "serve", "--write", *outputs_words(view.source.outputs)
                        )
                    ),
                    html.P("In a terminal the same is done by:"),
                    html.Pre(hint(view.source.outputs, f"taijie run {labels.EXAMPLE}")),
                ],
                className="card",
            )
        ]
    form, notices = read(view, desk)
    said = [html.P(notice, className="notice", role="status") for notice in notices]
    return [*said, *_form(desk, Notes(desk.drafts, form)), *_draw_plan(form)]


def _form(desk: Desk, notes: Notes) -> list[Component]:
    return [
        html.Section(
            [
                html.H2("What is simulated?"),
                html.P(
                    "A field left empty is as the experiment, or else the default, has it. "
                    "Several options of a group, or several values of a lever, are a sweep: every "
                    "combination is a variant, all in the same random worlds; a design plays "
                    "every variant at many points. Named variants, and a design’s table of one’s "
                    "own, are written in a config file.",
                    className="about",
                ),
                fields.groups(notes, desk.drafts.groups()),
                fields.levers(notes),
                fields.search(),
            ],
            className="card form",
        ),
        html.Section(
            [
                html.H2("At which points?"),
                html.P(design_about(notes), id="design-about", className="about"),
                html.Div(fields.design_settings(notes), className="controls"),
            ],
            id="card-design",
            className="card form",
            hidden=isinstance(notes.kind, NoDesign),
        ),
        html.Section(
            [
                html.H2("How is it run?"),
                fields.launch_settings(notes),
                html.P(html.A("Empty the whole form", href="/launch", id="form-anew")),
            ],
            className="card form",
        ),
        dcc.Store(id="lever-wanted"),
        dcc.Store(id="form-filled"),
    ]


def design_about(notes: Notes) -> str:
    """Return what the design chosen does, and where its levers are named."""
    how = "Its levers are those with a range in brackets above: open one by “Change a lever”."
    said = how if isinstance(notes.kind, RANGED) else ""
    return f"{' '.join((type(notes.kind).__doc__ or '').split())} {said}"


def _draw_plan(form: Form) -> list[Component]:
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
            **attributes({"aria-labelledby": "q-plan", "data-form": form.text()}),
        ),
        dcc.Store(id="plan-asked", data=form.text()),
        dcc.Store(id=FORM, data=form.text()),
    ]


def plan_card(desk: Desk, text: str) -> list[Component]:
    """Return the plan of a form's text, its command and the button that starts it."""
    form, _ = forms.read(text, desk.drafts.groups())
    draft = desk.drafts.look(form)
    plan = draft.plan
    if plan is None:
        return _refusal_lines(draft, text)
    try:
        cost = desk.drafts.cost(plan)
    except WrongInput as error:  # it does not fit the machine
        return _refusal_lines(Draft(None, {error.key: error}), text)
    command = command_text(*forms.command(desk.drafts.relevant(form), desk.outputs))
    lines = plan_text(plan, cost.text()).splitlines()
    return [
        *[html.P(line, className="sentence") for line in lines],
        _variants(plan),
        html.P("The command that does the same:", className="about"),
        html.Pre(command, id="command", **attributes({"data-form": text})),
        html.Div(
            [
                html.Button(
                    "Copy the command",
                    type="button",
                    className="action copy-text",
                    **attributes({"data-copy": command}),
                ),
                _start(f"Start {count_text(plan.total, 'run')}"),
            ],
            className="actions",
        ),
        dcc.Store(id="plan-of", data=text),
    ]


def _refusal_lines(draft: Draft, text: str) -> list[Component]:
    """Return what keeps a form from being run, field by field."""
    said = [html.Li(sentence(refusal)) for refusal in draft.refusals.values()]
    return [
        html.Div(
            [html.P("This cannot be run as it stands:"), html.Ul(said)],
            className="notice refused",
            role="status",
            **attributes({"data-form": text}),
        )
    ]


def example(desk: Desk) -> list[Component]:
    """Return the button that starts the example at once, where there is no batch to look at."""
    form, _ = forms.read(labels.EXAMPLE, desk.drafts.groups())
    return [
        html.Div(_start("Play the example"), className="actions"),
        html.P("", id="start-said", role="status"),
        dcc.Store(id="plan-of", data=form.text()),
        dcc.Store(id=FORM, data=form.text()),
    ]


def _start(label: str) -> Component:
    return html.Button(label, id="start", type="button", className="button primary")


def _variants(plan: Plan) -> Component:
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
    question="What shall be run, what will it take, and how sure will the answer be?",
    content=_content,
    needs_batch=False,
)
