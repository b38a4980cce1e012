"""Ranges: a list written at a lever (`SIDE.insulation=[0.1,0.9]`), taken out of a variant's values.

Whatever is wrong with one is refused here, before a table is made: no lever, out of its declared
range, ends the wrong way round, or no design that could use it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from runs.errors import WrongInput
from runs.plan.designs.kinds import RANGED, DesignKind, Grid
from runs.plan.settings.levers import find_lever
from runs.plan.settings.overrides import get_value, set_value

Ranges = dict[str, list[float]]


def replace_ranges_by_preset(
    data: dict[str, Any], preset: Mapping[str, Any]
) -> tuple[dict[str, Any], Ranges]:
    """Return (values, ranges): a configuration's nested values in which each list written at a
    lever is replaced by the lever's value in `preset`, and lever's dotted path -> that list.

    Raises WrongInput for a list at a number that is no lever: `-m` crosses such lists as variants.
    """
    found: Ranges = {}
    for path, value in list(_find_lists(data)):
        info, before = find_lever(path), get_value(preset, path)
        if info is None and not isinstance(before, list | dict):
            said = ",".join(str(one) for one in value)
            raise WrongInput(
                f"{path}=[{said}]: {path} is no lever that may differ between the points of a"
                f" design: sweep it with -m {path}={said}.", key=path, value=value,
            )  # fmt: skip
        if info is not None:
            found[path] = value
            data = set_value(data, path, info.default if isinstance(before, list) else before)
    return data, found


def check_ranges(kind: DesignKind, ranges: Mapping[str, Sequence[Any]], side: str) -> Ranges:
    """Return lever's path -> range as floats: [low, high], or all values of a grid.

    Raises WrongInput for a range that this kind of design cannot use, or if it lacks one. side: key
    of one of the sides, used in an example.
    """
    if ranges and not isinstance(kind, RANGED):
        path, value = next(iter(ranges.items()))
        raise WrongInput(
            f"{path}={_format_values(value)}: design={kind.name} names its levers itself; ranges "
            f"are for {', '.join(_list_ranged_kinds())}.", key=path, value=list(value),
        )  # fmt: skip
    if isinstance(kind, RANGED) and not ranges:
        raise WrongInput(
            f"design={kind.name} needs a range at one lever at least:"
            f" '{side}.insulation=[0.1,0.9]'.",
            key="design",
            value=kind.name,
        )
    return {path: _check_range_numbers(kind, path, values) for path, values in ranges.items()}


def check_lever_value(path: str, value: float, prefix: str = "") -> float:
    """Return the value; WrongInput (its message beginning with `prefix`) if it is outside the
    lever's range.
    """
    info = find_lever(path)
    assert info is not None
    if not (math.isfinite(value) and info.low <= value <= info.high):
        raise WrongInput(
            f"{prefix}{path}={value:g}: out of range.",
            key=path,
            value=value,
            allowed=[f"{info.low:g} to {info.high:g} ({info.unit})"],
        )
    return value


def _check_range_numbers(kind: DesignKind, path: str, values: Sequence[Any]) -> list[float]:
    """Return a lever's values as floats; WrongInput if they are no numbers, out of the lever's
    range, repeated (grid), or not [low, high] (other kinds).
    """
    said = f"{path}={_format_values(values)}: "
    if not values or not all(isinstance(v, int | float) and v is not True and v is not False
                             for v in values):  # fmt: skip
        raise WrongInput(f"{said}numbers are wanted.", key=path, value=list(values))
    numbers = [check_lever_value(path, float(value), said) for value in values]
    if isinstance(kind, Grid):
        if len(set(numbers)) < len(numbers):
            raise WrongInput(f"{said}a value stands twice.", key=path, value=list(values))
    elif len(numbers) != 2 or not numbers[0] < numbers[1]:
        raise WrongInput(
            f"{said}design={kind.name} wants the two ends [low,high], the lower first.",
            key=path,
            value=list(values),
        )
    return numbers


def _list_ranged_kinds() -> list[str]:
    """Return the names of the kinds of design that take ranges."""
    return [str(one.model_fields["name"].default) for one in RANGED]


def _format_values(values: Sequence[Any]) -> str:
    """Return values as they are typed: `[0.1,0.9]`."""
    return f"[{','.join(str(value) for value in values)}]"


def _find_lists(data: Any, prefix: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Yield (dotted path, list) for each list in nested values; `prefix`: path of `data`."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _find_lists(value, f"{prefix}.{key}" if prefix else str(key))
    elif isinstance(data, list):
        yield prefix, data
