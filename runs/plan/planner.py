"""From the overrides of a command line to a plan: compose, set values, validate every variant.

Precedence: config < experiment < command line < named variant. Nothing is written here.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from model.parameters import Configuration
from runs.errors import WrongInput
from runs.paths import batch_folder, outputs_folder
from runs.plan.bases import Overruled, base_of, list_overruled
from runs.plan.plan import Launch, Plan
from runs.plan.planned_variant import PlannedVariant
from runs.plan.plugins.choosing import choose_plugins, fill_numbers, require_known
from runs.plan.points import Designing
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import LAUNCH_KEYS, Axis, Setting, cross, last_wins, set_value
from runs.plan.settings.validation import complete, refusal, validate_config
from runs.plan.stopping import PrecisionRecord, begin_record
from runs.plan.variants import digest, variant_name

TYPED = ("batch", "outputs")  # names that may look like numbers


class Planner:
    """Builds the variants of one launch; keeps what is composed and completed once."""

    def __init__(self, composer: ConfigComposer | None = None) -> None:
        self.composer = composer or ConfigComposer()
        self._completed: dict[tuple[str, ...], dict[str, Any]] = {}
        self._sections: dict[tuple[str, ...], dict[str, Any]] = {}

    def plan(self, texts: Sequence[str], multirun: bool, command: Sequence[str] = ()) -> Plan:
        """The plan of `taijie run TEXTS`; raises WrongInput for whatever does not fit."""
        axes = last_wins(self.composer.read(texts))
        combinations = cross(axes, multirun)
        launch = self.launch(combinations[0])
        named = _read_variants(self.composer, launch.variants)
        _require_one_launch(self.composer, combinations, named.values())
        folder = batch_folder(outputs_folder(launch.outputs), launch.batch, launch.experiment)
        swept = {axis.key for axis in axes if axis.swept}
        many = len(named) * len(combinations) > 1
        designing = Designing(launch.design)
        drafts: list[PlannedVariant] = []
        lost: dict[Overruled, None] = {}
        base = base_of(combinations[0], swept, designing.is_wanted)
        for name, own in named.items():
            for settings in combinations:
                varying = [one for one in settings if one.key in swept]
                gone = self._find_overruled(base, settings, own)
                left = [one for one in base if one not in [mine for mine, _ in gone]]
                title = variant_name(name, varying, launch.experiment, left)
                lost.update((Overruled(name, one.text, by), None) for one, by in gone)
                context = f"variant {title}" if many else ""
                choices = _choices([*settings, *own])
                preset = self._complete(choices)
                data = designing.plain(self.values(settings, own), preset, title)
                config = self._validate(data, choices, context)
                varied = {one.key: one.value for one in [*varying, *own]}
                said = [one.text for one in [*settings, *own] if _is_simulated(one)]
                drafts.append(PlannedVariant(title, said, config, "", varied, name))
        design = designing.make_design(drafts)
        table = design.table if design else None
        variants = [replace(one, hash=digest(one.plain(), table)) for one in drafts]
        _refuse_twins(variants)
        return Plan(
            variants=variants, runs=launch.runs, seed=launch.seed, experiment=launch.experiment,
            executor=launch.executor, folder=folder, command=list(command or sys.argv),
            only_plan=launch.plan, named=bool(launch.variants), design=design,
            precision=_precision(launch), base=[one.text for one in base], overruled=list(lost),
            plugins=choose_plugins([one.config for one in variants], self.composer.own_policies),
        )  # fmt: skip

    def launch(self, settings: Sequence[Setting]) -> Launch:
        """The launch part of a composed config, with the command line's values over it."""
        composed = self.composer.compose(_choices(settings))
        data = {key: composed[key] for key in LAUNCH_KEYS if key in composed}
        experiment = [one.value for one in settings if one.key == "experiment" and one.is_choice]
        data["experiment"] = experiment[0] if experiment else None
        data = complete(Launch, data)
        for one in settings:
            if one.is_choice or _is_simulated(one):
                continue
            value = (
                one.shown.strip("'\"") if one.key in TYPED and one.value is not None else one.value
            )
            data = (
                {**data, one.key: value}
                if one.key == "variants"
                else set_value(data, one.key, value)
            )
        try:
            return Launch.model_validate(data)
        except ValidationError as error:
            raise refusal(error, Launch, data) from None

    def values(self, settings: Sequence[Setting], own: Sequence[Setting] = ()) -> dict[str, Any]:
        """The complete, unvalidated values of one variant; shares what it does not change.

        `own` (a named variant's settings) wins over `settings`, a choice in it over their values.
        """
        data = self._complete(_choices([*settings, *own]))
        for one in settings:
            if _is_simulated(one) and not one.is_choice:
                data = set_value(data, one.key, one.value)
        for one in own:
            if one.is_choice:
                data = _lay_over(data, self.composer.sets(one))
        for one in own:
            if not one.is_choice:
                data = set_value(data, one.key, one.value)
        require_known(data, self.composer.own_policies)
        return data

    def _find_overruled(
        self, base: Sequence[Setting], settings: Sequence[Setting], own: Sequence[Setting]
    ) -> list[tuple[Setting, str]]:
        """What the command line says for all variants and this one overrules."""
        if not base or not own:
            return []
        return list_overruled(base, own, self.values(settings), self.values(settings, own))

    def _validate(
        self, data: dict[str, Any], choices: tuple[str, ...], context: str
    ) -> Configuration:
        """One variant's configuration; sections that no setting touched are validated once, and
        are one object in all variants of these choices: a sweep of thousands fits in memory.
        """
        preset, known = self._completed[choices], self._sections.setdefault(choices, {})
        untouched = {name for name, value in data.items() if value is preset.get(name)}
        shared = {name: known[name] for name in untouched & known.keys()}
        config = validate_config({**data, **shared}, context)
        known.update((name, getattr(config, name)) for name in untouched - known.keys())
        return config

    def _complete(self, choices: tuple[str, ...]) -> dict[str, Any]:
        if choices not in self._completed:
            composed = self.composer.compose(choices)
            simulated = {key: value for key, value in composed.items() if key not in LAUNCH_KEYS}
            filled = fill_numbers(complete(Configuration, simulated), self.composer.own_policies)
            self._completed[choices] = filled
        return self._completed[choices]


def _read_variants(
    composer: ConfigComposer, variants: Mapping[str, Sequence[str]]
) -> dict[str, list[Setting]]:
    """The settings of each named variant; one nameless variant when there are none."""
    named: dict[str, list[Setting]] = {}
    for name, texts in variants.items():
        axes = last_wins(composer.read(texts))
        for axis in axes:
            _check_own(name, axis)
        named[name] = [axis.settings[0] for axis in axes]
    return named or {"": []}


def _require_one_launch(
    composer: ConfigComposer,
    combinations: Sequence[Sequence[Setting]],
    named: Collection[Sequence[Setting]],
) -> None:
    """Refuse a file, chosen for some variants only, that says how to run: none would do it."""
    first = composer.compose(_choices(combinations[0]))
    for choices in sorted({_choices([*one, *own]) for one in combinations for own in named}):
        composed = composer.compose(choices)
        for key in LAUNCH_KEYS:
            if composed.get(key) != first.get(key):
                raise WrongInput(
                    f"{key}={composed.get(key)} is set by a file that only some variants choose"
                    f" ({', '.join(choices)}), and says how all of them run.",
                    key=key,
                    value=composed.get(key),
                )


def _precision(launch: Launch) -> PrecisionRecord | None:
    if launch.precision is None:
        return None
    return begin_record(launch.precision, launch.runs, launch.runs_max)


def _choices(settings: Sequence[Setting]) -> tuple[str, ...]:
    """The group choices among settings, the last one of each group, in one fixed order."""
    chosen = {one.key: one.text for one in settings if one.is_choice}
    return tuple(chosen[key] for key in sorted(chosen))


def _is_simulated(setting: Setting) -> bool:
    return setting.key.split(".")[0] not in LAUNCH_KEYS


def _lay_over(data: dict[str, Any], values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    for key, value in values.items():
        if not prefix and key in LAUNCH_KEYS:
            continue
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            data = _lay_over(data, value, f"{path}.")
        else:
            data = set_value(data, path, value)
    return data


def _check_own(name: str, axis: Axis) -> None:
    if axis.swept:
        raise WrongInput(
            f"variant {name}: {axis.key} names several values; a named variant has one each.",
            key=axis.key,
            value=[one.value for one in axis.settings],
        )
    if axis.of_launch:
        raise WrongInput(
            f"variant {name}: {axis.key} says how to run, not what is simulated, and is the same"
            " for the whole batch.",
            key=axis.key,
            value=axis.settings[0].value,
        )


def _refuse_twins(variants: Sequence[PlannedVariant]) -> None:
    seen: dict[str, str] = {}
    for variant in variants:
        if variant.hash in seen:
            raise WrongInput(
                f"variants '{seen[variant.hash]}' and '{variant.name}' are one and the same"
                " configuration: leave one out.",
                key="variants",
                value=variant.name,
            )
        seen[variant.hash] = variant.name
