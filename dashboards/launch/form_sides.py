"""The sides that a form is about: those of its scenario, which may come from its experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboards.launch.form import Form
from runs.analysis.sides import make_side_pair
from runs.errors import WrongInput
from runs.plan.combinations import keep_last_axes
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import Setting


def list_scenario_choices(composer: ConfigComposer, form: Form) -> dict[str, str]:
    """Return config group -> option in effect under the form's scenario and experiment alone, for
    the sides that these have; the form's other choices are ignored.

    The defaults if these cannot be composed.
    """
    texts = [f"{key}={','.join(values)}" for key, values in form.choices.items()]
    try:
        return composer.list_choices(texts)
    except WrongInput:
        return composer.chosen


def parse_settings(planner: Planner, texts: Sequence[str]) -> list[Setting]:
    """Return one setting for each override text (`key=value`), of a sweep that of the first value;
    WrongInput if a text cannot be parsed.
    """
    return [axis.settings[0] for axis in keep_last_axes(planner.composer.parse_axes(texts))]


def find_form_sides(planner: Planner, form: Form) -> Mapping[str, Any] | None:
    """Return the names and other texts of both sides in the form's scenario, by key; None if it
    cannot be composed.
    """
    texts = [f"{key}={values[0]}" for key, values in form.choices.items()]
    try:
        values = planner.variants.compose_values(parse_settings(planner, texts))
        sides: Mapping[str, Any] = values["sides"]
        make_side_pair(sides)
    except (WrongInput, LookupError, TypeError, ValueError):
        return None
    return sides
