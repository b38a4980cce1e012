"""Launch: what is to be run as a form, its plan before anything starts, the same as a command."""

from __future__ import annotations

import shlex
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboards import fields, words
from dashboards import form as forms
from dashboards.attributes import attributes
from dashboards.desk import Desk
from dashboards.form import Form
from dashboards.pages import Page
from dashboards.view import View
from runs.designs.kinds import RANGED, NoDesign
from runs.errors import WrongInput
from runs.plan import Plan, plan_text

FORM: dict[str, str] = {"type": "form-shown", "key": "form"}
"""Where a page keeps the text of the form it shows; found by any key where it may be absent."""
LISTED = 12
"""Variants listed by name in the plan."""
READ_ONLY = (
    "This dashboard is read-only. To start, stop and resume batches from here, start it anew with:"
)


def read(view: View, desk: Desk) -> tuple[Form, list[str]]:
    """Return the form of the URL, levers without a value given the one they have, and notices."""
    form, notices = forms.read(view.state.set or "", desk.drafts.groups())
    open_levers = [path for path, values in form.levers.items() if not values]
    if open_levers:
        now = {lever.path: lever.value for lever in desk.drafts.levers(form)}
        for path in open_levers:
            info = now.get(path)
            values = None if info is None else (forms.number(repr(info)),)
            form = form.with_lever(path, values)
    return form, notices


def _content(view: View) -> list[Component]:
    desk = view.source.desk
    if desk is None or not desk.writes:
        return [
            html.Section(
                [
                    html.P(READ_ONLY),
                    html.Pre("taijie serve --write"),
                    html.P("In a terminal the same is done by:"),
                    html.Pre(f"taijie run {words.EXAMPLE}"),
                ],
                className="card",
            )
        ]
    form, notices = read(view, desk)
    error, plan = _tried(desk, form)
    said = [html.P(notice, className="notice", role="status") for notice in notices]
    return [*said, *_form(view, desk, form, error, plan), *_planned(form)]


def _tried(desk: Desk, form: Form) -> tuple[WrongInput | None, Plan | None]:
    try:
        return None, desk.drafts.plan(form)
    except WrongInput as error:
        return error, None


def _form(
    view: View, desk: Desk, form: Form, error: WrongInput | None, plan: Plan | None
) -> list[Component]:
    try:
        current = {lever.path: lever.value for lever in desk.drafts.levers(form)}
    except WrongInput:
        current = {}  # the choices do not fit together, which the plan says
    horizon = plan.variants[0].config.horizon if plan else None
    design = _design(desk, form, list(current), error)
    return [
        html.Section(
            [
                html.H2("What is simulated?"),
                html.P(
                    "Every choice not made is as the experiment, or else the default, has it. "
                    "Several options of a group, or several values of a lever, are a sweep: every "
                    "combination is a variant, all in the same random worlds; a design plays "
                    "every variant at many points. Named variants, and a design’s table of one’s "
                    "own, are written in a config file.",
                    className="about",
                ),
                fields.groups(form, desk.drafts.groups(), desk.drafts.usual(), error),
                fields.changed_levers(view, form, current, error),
                fields.search(),
            ],
            className="card form",
        ),
        *design,
        html.Section(
            [html.H2("How is it run?"), fields.launch_settings(form, horizon, error)],
            className="card form",
        ),
    ]


def _design(desk: Desk, form: Form, levers: list[str], error: WrongInput | None) -> list[Component]:
    """Return the section of the design chosen; nothing without one."""
    try:
        kind = desk.drafts.kind(form)
    except WrongInput:
        return []
    if isinstance(kind, NoDesign):
        return []
    how = "Its levers are those with a range above: change a lever, then “Range of the design”."
    said = how if isinstance(kind, RANGED) else ""
    return [
        html.Section(
            [
                html.H2("At which points?"),
                html.P(f"{' '.join((type(kind).__doc__ or '').split())} {said}", className="about"),
                fields.design_settings(form, kind, levers, error),
            ],
            className="card form",
        )
    ]


def _planned(form: Form) -> list[Component]:
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
    try:
        plan = desk.drafts.plan(form)
    except WrongInput as error:
        told = attributes({"data-form": form.text()})
        return [html.P(error.message(), className="notice refused", role="status", **told)]
    command = shlex.join(forms.command(form, desk.outputs))
    lines = plan_text(plan, desk.drafts.cost(plan).text()).splitlines()
    return [
        *[html.P(line, className="sentence") for line in lines],
        _variants(plan),
        html.P("The command that does the same:", className="about"),
        html.Pre(command, id="command", **attributes({"data-form": form.text()})),
        html.Div(
            [
                html.Button(
                    "Copy the command",
                    type="button",
                    className="action copy-text",
                    **attributes({"data-copy": command}),
                ),
                _start(f"Start {words.count(plan.total, 'run')}"),
            ],
            className="actions",
        ),
        dcc.Store(id="plan-of", data=form.text()),
    ]


def example(desk: Desk) -> list[Component]:
    """Return the button that starts the example at once, where there is no batch to look at."""
    form, _ = forms.read(words.EXAMPLE, desk.drafts.groups())
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
