"""The combinations of an override's values with those of others, and the variant that each becomes.

A variant is composed (presets), set (settings.overrides), validated (settings.validation) and named
(variants).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from runs.command_text import quote_word
from runs.errors import WrongInput
from runs.plan.bases import OverruledOverride, list_overruled_settings
from runs.plan.planned_variant import PlannedVariant
from runs.plan.plugins.choosing import require_known_policies, require_known_roles
from runs.plan.points import DesignBuilder
from runs.plan.presets import Presets
from runs.plan.settings.overrides import (
    LISTS,
    Axis,
    Setting,
    apply_settings,
    is_simulation_setting,
    list_group_choices,
)
from runs.plan.settings.typed_words import TYPED
from runs.plan.settings.validation import SectionValidator
from runs.plan.variants import make_variant_name


class Request(NamedTuple):
    """A parsed command line: settings of each combination of swept values, and the swept keys."""

    combinations: list[list[Setting]]
    swept: frozenset[str]


class Common(NamedTuple):
    """What all variants of one plan share. base: the settings that change all alike; many: whether
    there are several variants.
    """

    request: Request
    base: list[Setting]
    builder: DesignBuilder
    experiment: str | None
    many: bool


class VariantPlanner:
    """Composes, validates and names variants; validated sections are kept for reuse."""

    def __init__(self, presets: Presets) -> None:
        self._presets = presets
        self._validator = SectionValidator()

    def compose_values(
        self, settings: Sequence[Setting], named: Sequence[Setting] = ()
    ) -> dict[str, Any]:
        """Return the complete, unvalidated values of one variant; unchanged parts are shared.

        named: a named variant's settings, which override `settings`; a group choice among them
        overrides values in `settings` as well.
        """
        preset = self._presets.compose_with_defaults(list_group_choices([*settings, *named]))
        data = apply_settings(preset, settings, named, self._presets.composer.read_option_values)
        require_known_policies(data, self._presets.composer.own_policies)
        require_known_roles(data, self._presets.composer.own_roles)
        return data

    def plan_variant(
        self,
        common: Common,
        name: str,
        settings: Sequence[Setting],
        named: Sequence[Setting],
        overruled: dict[OverruledOverride, None],
    ) -> PlannedVariant:
        """Return one variant without its hash; add to `overruled` the base settings it overrules.

        Its title is made before it is validated, so that an error can name the variant.
        """
        before = self.compose_values(settings) if common.base and named else {}
        data = self.compose_values(settings, named)
        lost = list_overruled_settings(common.base, named, before, data) if before else []
        overruled.update((OverruledOverride(name, one.text, by), None) for one, by in lost)
        kept = [one for one in common.base if one not in [setting for setting, _ in lost]]
        varying = [one for one in settings if one.key in common.request.swept]
        title = make_variant_name(name, varying, common.experiment, kept)
        choices = list_group_choices([*settings, *named])
        preset = self._presets.compose_with_defaults(choices)
        if common.builder.has_design:
            data = common.builder.remove_ranges(data, preset, title)
        context = f"variant {title}" if common.many else ""
        config = self._validator.validate(data, preset, choices, context)
        varied = {one.key: one.value for one in [*varying, *named]}
        overrides = [one.text for one in [*settings, *named] if is_simulation_setting(one)]
        return PlannedVariant(title, overrides, config, "", varied, name)


def make_request(parsed: Iterable[Axis], multirun: bool) -> Request:
    """Return the settings of each combination of swept values, and the swept keys.

    multirun: whether sweeps are allowed (-m). WrongInput for a sweep that is not allowed.
    """
    axes = keep_last_axes(parsed)
    swept = frozenset(axis.key for axis in axes if axis.swept)
    return Request([list(one) for one in cross_axes(axes, multirun)], swept)


def keep_last_axes(axes: Iterable[Axis]) -> list[Axis]:
    """Return the last axis of each key, in order of position."""
    kept: dict[str, Axis] = {}
    for axis in axes:
        kept.pop(axis.key, None)
        kept[axis.key] = axis
    return list(kept.values())


def cross_axes(axes: Sequence[Axis], multirun: bool) -> list[tuple[Setting, ...]]:
    """Return every combination of one setting of each axis, swept or not, in the axes' order; the
    first key varies slowest, as in Hydra's sweeper.

    Raises WrongInput for a sweep without multirun (`-m`), and for a sweep over a key of the
    launch.
    """
    for axis in axes:
        if not axis.swept:
            continue
        said = ",".join(setting.shown for setting in axis.settings)
        listed = quote_word(f"{axis.key}=[{said}]")
        if axis.is_launch_key:
            one_list = f" (one list is written {listed})" if axis.key in LISTS else ""
            if axis.key in TYPED or axis.settings[0].is_choice:
                one_list = f" (a name with a comma is written \"{axis.key}='{said}'\")"
            raise WrongInput(
                f"{axis.key}={said} cannot be swept, for it says how to run, not what is simulated:"
                f" give it one value{one_list}.",
                key=axis.key,
                value=said,
            )
        if not multirun:
            raise WrongInput(
                f"{axis.key}={said} names several values: add -m to run each of them"
                f" (taijie run -m ...), or write {listed} for one list.",
                key=axis.key,
                value=said,
            )
    return list(itertools.product(*(axis.settings for axis in axes)))


def select_base_settings(
    settings: Iterable[Setting], swept: Collection[str], has_design: bool
) -> list[Setting]:
    """Return the settings that change all variants alike: none of the launch, no swept key, no
    range of a design.

    has_design: whether the launch has one, so that a list of values is a range.
    """
    return [
        one
        for one in settings
        if is_simulation_setting(one)
        and one.key not in swept
        and not (has_design and isinstance(one.value, list))
    ]
