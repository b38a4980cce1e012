"""The controls that choose the run to replay: by a rule, by number, alone or beside another."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components import controls
from dashboards.pages import cards
from dashboards.state.replay_choice import find_chosen_run, find_runs_by_rule
from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes

BY_NUMBER = "number"
"""Value of the choice by rule when a run is named by its number."""
ALONE = "alone"
"""Value of the choice of a second run when there is none."""
OTHERWISE = "twin"
"""Value of the choice of a second run when it is the run's twin."""


def make_run_controls(view: View) -> list[Component]:
    """Return the controls that choose a run, and a notice if no run fits the link's rule."""
    of, known = find_chosen_run(view), find_runs_by_rule(view)
    options = [(rule, f"{rule} ({row.label})") for rule, row in known.items()]
    if of.rule is None:
        options.append((BY_NUMBER, f"{of.label}"))
    points = min(view.batch.manifest.find_variant(name).points for name in view.shown_variants)
    last = view.batch.manifest.runs - 1
    bar = [
        controls.make_choice_control(
            "rule", "Run", of.rule or BY_NUMBER, options, css_class="pick"
        ),
        controls.make_number_control("run", "Number", of.run, (0, last), css_class="pick number"),
    ]
    if points > 1:
        bar.append(
            controls.make_number_control(
                "point", "Point", of.point, (0, points - 1), css_class="pick number"
            )
        )
    stands = str(get_control_values(view)["beside"])
    beside = _list_companion_options(view)
    bar.append(
        controls.make_choice_control("beside", "Beside it", stands, beside, css_class="pick")
    )
    lost = view.state.run is None and view.state.rule not in (None, *known)
    note = f"No run is chosen by the link’s rule; this is the {of.rule}."
    named = make_html_attributes({"aria-label": "The run shown"})
    choice = html.Div(bar, className="picks run-choice", role="group", **named)
    return [choice, *(cards.make_problem_body(note) if lost else [])]


def _list_companion_options(view: View) -> list[tuple[str, str]]:
    """Return (value, text) of what can be shown beside the run: nothing, its twin if the link has
    one, or another variant.
    """
    others = [record.name for record in view.variants if record.name != view.shown_variants[0]]
    if view.is_pair and view.b not in others:
        others.append(view.b)
    twin = [(OTHERWISE, f"itself, otherwise from day {view.twin.day}")] if view.twin else []
    return [(ALONE, "nothing"), *twin, *((name, name) for name in others)]


def get_control_values(view: View) -> dict[str, object]:
    """Return the present value of each of the page's controls, by URL key."""
    of, twin = find_chosen_run(view), view.twin
    beside = view.b if view.is_pair else OTHERWISE if twin else ALONE
    stands = {"rule": of.rule or BY_NUMBER, "run": of.run, "point": of.point, "beside": beside}
    if twin is None:
        return stands
    return stands | {"twin": twin.do, "since": twin.day, "days": twin.days, "amount": twin.amount}
