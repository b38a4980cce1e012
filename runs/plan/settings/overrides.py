"""What a user changes: settings, sweeps over them, and their order of precedence.

An override is text in Hydra's grammar; `runs.plan.settings.compose` reads it into the plain
objects here, so that crossing sweeps, naming variants and setting values know nothing of Hydra.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from runs.command_text import quote_word
from runs.errors import (
    WrongInput,
    make_choice_key_error,
    make_unknown_key_error,
    make_unknown_option_error,
)
from runs.plan.settings.typed_words import TYPED

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
