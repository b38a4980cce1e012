"""Third step of a plan: the values of settings, set in what their choices compose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from runs.plan.requests import is_simulation_setting
from runs.plan.settings.overrides import LAUNCH_KEYS, Setting, set_value


def apply_settings(
    preset: dict[str, Any],
    settings: Sequence[Setting],
    named: Sequence[Setting],
    read_option: Callable[[Setting], Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the complete, unvalidated values of one variant; unchanged parts are shared, not
    copied.

    Args:
        preset: the values that the group choices in `settings` and `named` compose.
        settings: those of the command line.
        named: those of a named variant, which override `settings`, also by a choice.
        read_option: returns the values that the file of a choice sets.
    """
    data = preset
    for one in settings:
        if is_simulation_setting(one) and not one.is_choice:
            data = set_value(data, one.key, one.value)
    for one in named:
        if one.is_choice:
            data = _set_leaves(data, read_option(one))
    for one in named:
        if not one.is_choice:
            data = set_value(data, one.key, one.value)
    return data


def _set_leaves(
    data: dict[str, Any], values: Mapping[str, Any], prefix: str = ""
) -> dict[str, Any]:
    """Return `data` with every leaf of nested `values` set, keys of the launch left out; prefix:
    dotted path of `values`, ending in a dot.
    """
    for key, value in values.items():
        if not prefix and key in LAUNCH_KEYS:
            continue
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            data = _set_leaves(data, value, f"{path}.")
        else:
            data = set_value(data, path, value)
    return data
