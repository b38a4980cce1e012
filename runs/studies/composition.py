"""The configuration that a study's nested overrides make of the primary config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.parameters import Configuration
from runs.errors import WrongInput, find_nearest_names
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import LAUNCH_KEYS
from runs.plan.settings.validation import complete_config, validate_config

NAMED = ("calendar", "signal", "cast")
"""Sections of names, to which overrides may add entries."""


def compose_with_overrides(
    composer: ConfigComposer, context: str, overrides: Mapping[str, Any], horizon: int | None = None
) -> Configuration:
    """Return the validated primary configuration with nested overrides; WrongInput naming the key.

    Args:
        composer: composes the primary config.
        context: names the overrides in an error, such as `episode e15`.
        overrides: nested as in YAML; a key of a config group (leader@SIDE) is a choice.
        horizon: days, instead of the overrides' own; None: as they say.
    """
    try:
        choices, values = _split_overrides(composer, overrides)
        composed = composer.compose(choices)
        simulated = {key: value for key, value in composed.items() if key not in LAUNCH_KEYS}
        merged = _merge_overrides(complete_config(simulated), values, "")
        if horizon is not None:
            merged = {**merged, "horizon": horizon}
        return validate_config(complete_config(merged))
    except WrongInput as error:
        raise error.put_into_context(context) from None


def _split_overrides(
    composer: ConfigComposer, overrides: Mapping[str, Any]
) -> tuple[list[str], dict[str, Any]]:
    """Return (`group=option` texts, for overrides that choose an option of a config group; the
    other overrides). WrongInput for an unknown option.
    """
    choices = {key: value for key, value in overrides.items() if isinstance(value, str)}
    scenario = [f"scenario={choices['scenario']}"] if "scenario" in choices else []
    known = composer.list_choices(scenario)
    choices = {key: value for key, value in choices.items() if key in known}
    texts = [f"{key}={choices[key]}" for key in sorted(choices)]
    composer.parse_axes(texts)
    return texts, {key: value for key, value in overrides.items() if key not in choices}


def _merge_overrides(base: Any, overrides: Any, path: str) -> Any:
    """Return `base` overridden by `overrides`, mappings merged key by key.

    WrongInput for a key that `base` lacks, unless the section (NAMED) may have keys of any name.
    path: dotted path of `base` in the configuration.
    """
    if not (isinstance(base, dict) and isinstance(overrides, Mapping)):
        return overrides
    result = dict(base)
    for key, value in overrides.items():
        inner = f"{path}.{key}" if path else str(key)
        if key not in base and path not in NAMED:
            close = find_nearest_names(str(key), map(str, base))
            near = [f"{path}.{name}" if path else name for name in close]
            raise WrongInput(f"{inner} is not a setting.", key=inner, value=value, nearest=near)
        result[key] = _merge_overrides(base.get(key), value, inner)
    return result
