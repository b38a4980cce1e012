"""What a form would launch: its plan and cost, exactly as the command line computes them.

Planning is the command line's own (`runs.plan.planner`, `runs.plan.cost`), and so are its errors.
The configs are read again when one of their files has changed.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboards.launch import form as forms
from dashboards.launch.form import DESIGN, NAMED, SINGLE, Form
from dashboards.launch.form_sides import find_form_sides, list_scenario_choices, parse_settings
from dashboards.launch.readings import HOW, shorten_text
from runs.errors import WrongInput
from runs.paths import get_current_folder
from runs.plan.cost import Cost, estimate_cost
from runs.plan.designs.kinds import DesignKind
from runs.plan.plan import Plan
from runs.plan.planner import Planner
from runs.plan.settings.compose import CHOOSES_SIDES, PACKAGED
from runs.plan.settings.levers import find_lever
from runs.plan.settings.overrides import get_value, list_paths
from runs.studies.fit.carrying import compute_lever_draws

EMPTY = Form()
KEPT = 40
"""Pilots remembered."""
REFUSALS = 6
"""Fields that are found wrong at once; each costs a plan."""
FRESH = 2.0
"""Seconds for which a form's plan is kept."""
LAUNCH = ("runs", "seed", "precision", "runs_max", "fit", "metrics")
"""Settings of the launch that an experiment may bring with it."""


@dataclass(frozen=True)
class CurrentLever:
    """A lever of the chosen configuration: its path and its present value."""

    path: str
    value: float


@dataclass(frozen=True)
class Draft:
    """The plan of a form, or its errors by field.

    An error that belongs to no field is stored under the key that it names.
    """

    plan: Plan | None
    refusals: Mapping[str, WrongInput]


class Drafts:
    """Plans forms for the batches of one folder; writes nothing."""

    def __init__(self, outputs: Path) -> None:
        self.outputs = outputs
        self._lock = threading.RLock()
        self._timing = threading.Lock()
        self._draft: tuple[str, float, Draft] | None = None
        self._planner: tuple[Hashable, Planner] | None = None
        self._levers: dict[tuple[str, ...], list[CurrentLever]] = {}
        self._otherwise: dict[tuple[str, ...], dict[str, Any]] = {}
        self._costs: OrderedDict[Hashable, Cost] = OrderedDict()

    def parse_form(self, text: str) -> tuple[Form, list[str]]:
        """Return the form of a URL text (scenario read first), and notices on what was dropped."""
        of_scenario, _ = forms.parse_form(text, self.list_group_options())
        return forms.parse_form(text, self.list_group_options(of_scenario))

    def list_group_options(self, form: Form = EMPTY) -> dict[str, tuple[str, ...]]:
        """Return config group -> names of its options, those of the user included, in order.

        The groups of sides are those of the form's scenario.
        """
        with self._lock:
            composer = self._load_current_planner().composer
            groups = list_scenario_choices(composer, form)
            return {group: composer.list_options(group) for group in groups}

    def list_default_options(self, form: Form) -> dict[str, str]:
        """Return group -> the option used, in the form's scenario, if the form chooses none."""
        with self._lock:
            composer = self._load_current_planner().composer
            own = {key: composer.chosen[key] for key in CHOOSES_SIDES}
            return list_scenario_choices(composer, form) | own

    def find_sides(self, form: Form) -> Mapping[str, Any] | None:
        """Return the form's texts on both sides, as `find_form_sides` does."""
        with self._lock:
            return find_form_sides(self._load_current_planner(), form)

    def list_levers(self, form: Form) -> list[CurrentLever]:
        """Return the levers (numeric settings) of the chosen configuration, a sweep's first
        variant.

        Raises WrongInput if the choices cannot be composed.
        """
        texts = tuple(f"{key}={values[0]}" for key, values in form.choices.items())
        with self._lock:
            planner = self._load_current_planner()
            if texts not in self._levers:
                values = planner.variants.compose_values(parse_settings(planner, texts))
                self._levers[texts] = _list_current_levers(values)
            return self._levers[texts]

    def resolve_design(self, form: Form) -> DesignKind:
        """Return the design that the form chooses; WrongInput if its choices cannot be composed."""
        with self._lock:
            planner = self._load_current_planner()
            texts = [f"{key}={values[0]}" for key, values in form.choices.items()]
            return planner.compose_launch(parse_settings(planner, texts)).design

    def resolve_launch_defaults(self, form: Form) -> dict[str, Any]:
        """Return setting -> value if left empty (None: not set); {} if choices do not combine."""
        texts = tuple(f"{key}={values[0]}" for key, values in form.choices.items())
        with self._lock:
            planner = self._load_current_planner()
            if texts not in self._otherwise:
                self._otherwise[texts] = _resolve_launch_defaults(planner, texts)
            return self._otherwise[texts]

    def drop_irrelevant_settings(self, form: Form) -> Form:
        """Return the form without settings that its design lacks, if that can be composed."""
        try:
            known = type(self.resolve_design(form)).model_fields
        except WrongInput:
            return form
        names = [key for key in (*DESIGN, NAMED) if key.partition(".")[2] not in known]
        return form.without_fields(*names)

    def plan(self, form: Form) -> Plan:
        """Return the equivalent command's plan; WrongInput if the form is wrong or too large."""
        form = self.drop_irrelevant_settings(form)
        for key in form.unread:
            raise make_field_error(form, key, self.list_group_options(form).get(key))
        forms.check_size(form)
        words = forms.make_command(form, self.outputs)
        texts = [word for word in words[2:] if word != "-m"]
        with self._lock:
            return self._load_current_planner().plan(texts, form.is_sweep, command=words)

    def get_draft(self, form: Form) -> Draft:
        """Return a form's plan, or its errors by field; kept for FRESH seconds."""
        text, now = form.to_url_text(), time.monotonic()
        with self._lock:
            if self._draft is None or self._draft[0] != text or self._draft[1] < now:
                self._draft = (text, time.monotonic() + FRESH, plan_form(self, form))
            return self._draft[2]

    def estimate_cost(self, plan: Plan) -> Cost:
        """Return a plan's cost from a timed pilot, kept by size; WrongInput if it is too large."""
        key = (plan.variants[0].hash, plan.total, plan.executor)
        with self._timing:
            if key not in self._costs:
                self._costs[key] = estimate_cost(plan)
                while len(self._costs) > KEPT:
                    self._costs.popitem(last=False)
            return self._costs[key]

    def _load_current_planner(self) -> Planner:
        """Return the planner of the config files as they are on disk now."""
        here = get_current_folder()
        folders = (here / "configs", PACKAGED)
        files = [path for one in folders for path in sorted(one.rglob("*.yaml"))]
        state = (here, tuple((str(path), path.stat().st_mtime_ns) for path in files))
        if self._planner is None or self._planner[0] != state:
            self._planner = (state, Planner(compute_draws=compute_lever_draws))
            self._levers.clear()
            self._otherwise.clear()
            self._draft = None
        return self._planner[1]


def _list_current_levers(values: dict[str, Any]) -> list[CurrentLever]:
    """Return the levers among a configuration's values that are numbers."""
    known = {path: get_value(values, path) for path in filter(find_lever, list_paths(values))}
    numbers = ((path, value) for path, value in known.items() if isinstance(value, int | float))
    return [CurrentLever(path, float(value)) for path, value in numbers]


def _resolve_launch_defaults(planner: Planner, texts: Sequence[str]) -> dict[str, Any]:
    """Return the horizon and the settings of LAUNCH under some overrides; {} if one is invalid."""
    settings = parse_settings(planner, texts)
    try:
        launch = planner.compose_launch(settings)
        horizon = planner.variants.compose_values(settings)["horizon"]
    except WrongInput:
        return {}
    return {"horizon": horizon, **{key: getattr(launch, key) for key in LAUNCH}}


def plan_form(drafts: Drafts, form: Form) -> Draft:
    """Return the plan of a form or, if it has errors, at most REFUSALS of them by field; a field
    with an error is left out to find the next.
    """
    refusals: dict[str, WrongInput] = {}
    while len(refusals) < REFUSALS:
        try:
            plan = drafts.plan(form)
        except WrongInput as error:
            refusals[error.key] = error
            if error.key not in form.keys:
                break
            form = form.without_fields(error.key)  # the others are looked at without it
        else:
            return Draft(None if refusals else plan, refusals)
    return Draft(None, refusals)


def make_field_error(form: Form, key: str, options: Sequence[str] | None) -> WrongInput:
    """Return the error for a field that cannot be parsed.

    options: those of the field's config group; None for a field that is no group.
    """
    info = find_lever(key)
    allowed: list[str] = []
    if info is not None:
        allowed = [f"{info.low:g} to {info.high:g} ({info.unit}); {HOW}"]
    elif options is not None:
        allowed = [*options, *(() if key in SINGLE else ("several with commas",))]
    reason = f"{key}={shorten_text(form.typed[key].strip())}: {form.unread[key]}."
    return WrongInput(reason, key=key, value=form.typed[key], allowed=allowed)
