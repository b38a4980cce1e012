"""What a user changes: settings, sweeps over them, and their order of precedence.

An override is text in Hydra's grammar; `runs.plan.settings.compose` reads it into the plain
objects here, so that crossing sweeps, naming variants and setting values know nothing of Hydra.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runs.errors import (
    make_choice_key_error,
    make_unknown_key_error,
    make_unknown_option_error,
)

LAUNCH_KEYS = (
    *("runs", "seed", "batch", "outputs", "plan", "design", "executor", "experiment", "variants"),
    *("precision", "runs_max", "fit", "metrics"),
)
ORDER = (
    *("experiment", "scenario", "leader", "policy", "signal", "network", "cast"),
    *("design", "executor"),
)
"""The groups in the order in which they are shown."""
JOINT = ", "
"""Between the name of a variant and what was changed in it."""


LISTS = ("design.levers", "metrics")
"""Settings of the launch that are a list."""


@dataclass(frozen=True)
class Setting:
    """One key with one value; `text` is the override, its number as Python writes it, `is_choice`
    whether it chooses an option of a config group, `typed` what was typed, empty in a sweep.
    """

    key: str
    value: Any
    text: str
    is_choice: bool
    typed: str = field(default="", compare=False)

    @property
    def shown(self) -> str:
        """The value as it is typed, without the key; an option without quotation marks."""
        return str(self.value) if self.is_choice else self.text.partition("=")[2]


@dataclass(frozen=True)
class Axis:
    """One override: a single setting or, if `swept`, one setting for each of its values."""

    key: str
    settings: tuple[Setting, ...]
    swept: bool

    @property
    def is_launch_key(self) -> bool:
        """Whether the key sets how the batch is run rather than what is simulated (then it is not
        in the hash).
        """
        return self.key.split(".")[0] in LAUNCH_KEYS


def format_label(key: str) -> str:
    """Return a key as displayed: `leader@SIDE` as `SIDE leader`, `policy@SIDE.policy` as `SIDE
    policy`.
    """
    group, _, package = key.partition("@")
    return f"{package.split('.')[0]} {group}" if package else key


def make_choice_sort_key(choice: str) -> int:
    """Return the position, 0 first, of a choice's group (`leader@SIDE`) in the display order."""
    group = choice.partition("@")[0]
    return ORDER.index(group) if group in ORDER else len(ORDER)


def require_known_options(choices: Sequence[Setting], options: Sequence[str]) -> None:
    """Raise WrongInput for the first choice that is not an option of its group, or a list of none;
    options: valid names.
    """
    for choice in choices:
        if choice.value == []:
            raise make_unknown_option_error(choice.key, choice.shown, options)
        for name in choice.value if isinstance(choice.value, list) else [choice.value]:
            if str(name) not in options:
                raise make_unknown_option_error(choice.key, choice.shown, options)


def list_group_choices(settings: Sequence[Setting]) -> tuple[str, ...]:
    """Return the texts of the group choices among settings, the last one of each group, sorted by
    key.
    """
    chosen = {one.key: one.text for one in settings if one.is_choice}
    return tuple(chosen[key] for key in sorted(chosen))


def is_simulation_setting(setting: Setting) -> bool:
    """Say whether a setting concerns the simulation, rather than how the batch is run."""
    return setting.key.split(".")[0] not in LAUNCH_KEYS


def list_paths(data: Any, prefix: str = "") -> list[str]:
    """Return the dotted paths of all branches and leaves of a nested mapping, in its order, each
    below `prefix`, the path of `data`; [] if it is no mapping.
    """
    found: list[str] = []
    if isinstance(data, dict):
        for key, value in data.items():
            path = f"{prefix}.{key}" if prefix else str(key)
            found.append(path)
            found.extend(list_paths(value, path))
    return found


def get_value(data: Any, path: str, absent: Any = None) -> Any:
    """Return the value at a dotted path; `absent` if there is none. List elements are numbered from
    0.
    """
    for step in path.split("."):
        if isinstance(data, Mapping) and step in data:
            data = data[step]
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            return absent
    return data


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


def set_value(data: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """Return a copy of `data` with one value set; unchanged parts are shared, not copied.

    A mapping is merged into a mapping, any other value replaces the old one; list elements are
    addressed by position (`calendar.0.day`). Raises WrongInput for a path that does not exist.
    """
    try:
        result = _set_value(data, key.split("."), value)
    except _NoSuchPath as error:
        path = ".".join([*key.split("."), *error.below])
        if isinstance(error.among.get("name"), str):
            has = list(error.among)
            raise make_choice_key_error(path, value, error.among["name"], has) from None
        raise make_unknown_key_error(path, value, [*list_paths(data), *LAUNCH_KEYS]) from None
    assert isinstance(result, dict)
    return result


class _NoSuchPath(Exception):
    """A path that does not exist.

    below: the steps inside a mapping given as a value; among: the mapping that lacks the key, if
    the key is the last step.
    """

    def __init__(self, *below: str, among: dict[str, Any] | None = None) -> None:
        self.below, self.among = below, among or {}


def _set_value(node: Any, steps: list[str], value: Any) -> Any:
    """Return a copy of nested values with the one at the path `steps` set; _NoSuchPath if there is
    no such path.
    """
    if not steps:
        return _merge_values(node, value)
    step, rest = steps[0], steps[1:]
    copy: Any
    if isinstance(node, list) and step.isdecimal() and int(step) < len(node):
        copy, place = list(node), int(step)
        copy[place] = _set_value(node[place], rest, value)
    elif isinstance(node, dict) and step in node:
        copy = dict(node)
        copy[step] = _set_value(node[step], rest, value)
    else:
        raise _NoSuchPath(among=node if isinstance(node, dict) and not rest else None)
    return copy


def _merge_values(old: Any, new: Any) -> Any:
    """Return `new` over `old`: mappings merge key by key; _NoSuchPath for a key
    that `old` lacks.
    """
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    for key in new:
        if key not in old:
            raise _NoSuchPath(str(key), among=old)
    result = dict(old)
    for key, value in new.items():
        try:
            result[key] = _merge_values(old[key], value)
        except _NoSuchPath as error:
            raise _NoSuchPath(str(key), *error.below, among=error.among) from None
    return result


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
