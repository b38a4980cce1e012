"""How a run to be replayed is chosen: by a rule, by its number, alone or beside another."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboards.components import controls
from dashboards.pages import cards
from dashboards.state.replay_choice import find_shown_world, find_worlds_by_rule
from dashboards.state.view import View

BY_NUMBER = "number"
"""Value of the choice by rule when a run is named by its number."""
ALONE = "alone"
"""Value of the choice of a second run when there is none."""


def make_run_controls(view: View) -> list[Component]:
    """Return the controls that choose a run, and a notice where the link's rule chose none."""
    of, known = find_shown_world(view), find_worlds_by_rule(view)
    options = [(rule, f"{rule} ({row.label})") for rule, row in known.items()]
    if of.rule is None:
        options.append((BY_NUMBER, f"{of.label}, by its number"))
    points = min(view.batch.manifest.find_variant(name).points for name in view.shown_variants)
    others = [record.name for record in view.variants if record.name != view.shown_variants[0]]
    beside = [(ALONE, "nothing: one run alone"), *((name, name) for name in others)]
    bar = [
        controls.make_choice_control("rule", "Run chosen by rule", of.rule or BY_NUMBER, options),
        controls.make_number_control("run", "or by number", of.run, view.batch.manifest.runs - 1),
    ]
    if points > 1:
        point = controls.make_number_control("point", "Point of the design", of.point, points - 1)
        bar.append(point)
    if view.is_pair and view.b not in others:
        beside.append((view.b, view.b))
    stands = str(get_control_values(view)["beside"])
    title = "Beside it, in the same random world"
    bar.append(controls.make_choice_control("beside", title, stands, beside))
    lost = view.state.run is None and view.state.rule not in (None, *known)
    note = f"No run is chosen by the link’s rule; this is the {of.rule}."
    return [controls.make_control_bar(*bar), *(cards.make_problem_body(note) if lost else [])]


def get_control_values(view: View) -> dict[str, object]:
    """Return where the controls stand, by key of the address."""
    of = find_shown_world(view)
    beside = view.b if view.is_pair else ALONE
    return {"rule": of.rule or BY_NUMBER, "run": of.run, "point": of.point, "beside": beside}
