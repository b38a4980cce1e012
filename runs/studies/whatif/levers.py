"""The levers of a configuration that can be moved, and the values at which each is looked at."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from runs.errors import WrongInput, find_nearest_names
from runs.plan.settings.levers import find_lever
from runs.plan.settings.overrides import get_value, list_paths

STEPS = 10
"""Equal steps over a lever's range."""
WIDE = 1000.0
"""Ends of a range that are farther apart than this, as a ratio, have equal ratios for steps."""
SAME = 1e-5
"""Of a range: nearer values are one."""


class Lever(NamedTuple):
    """A lever of one configuration.

    Args:
        path: its name.
        base: its configured value.
        values: the values at which it is shown, ascending; `base` is one of them.
        unit: of the values.
        meaning: what it means.
    """

    path: str
    base: float
    values: tuple[float, ...]
    unit: str
    meaning: str

    @property
    def base_index(self) -> int:
        """Index of the configured value in `values`."""
        return self.find_nearest_index(self.base)

    def find_nearest_index(self, value: float) -> int:
        """Return the index in `values` of the value nearest to a given one."""
        return min(range(len(self.values)), key=lambda i: abs(self.values[i] - value))


def list_lever_paths(plain: Mapping[str, Any]) -> list[str]:
    """Return the paths of all levers of a configuration, given as plain values."""
    return [
        path
        for path in list_paths(plain)
        if find_lever(path) is not None and isinstance(get_value(plain, path), int | float)
    ]


def read_lever(plain: Mapping[str, Any], path: str) -> Lever:
    """Return a lever of a configuration in plain values, with the values at which it is shown;
    WrongInput if there is none of that path.
    """
    info, base = find_lever(path), get_value(plain, path)
    if info is None or not isinstance(base, int | float):
        known = [name for name in list_lever_paths(plain) if name.count(".") == 1]
        raise WrongInput(f"{path} is no lever of this variant.", key=path,
                         nearest=find_nearest_names(path, known))  # fmt: skip
    values = space_lever_values(info.low, info.high, float(base))
    return Lever(path, float(base), values, info.unit, info.description)


def space_lever_values(low: float, high: float, base: float) -> tuple[float, ...]:
    """Return the values from low to high at which a lever is shown, ascending, `base` among them:
    at equal steps, or at equal ratios if high / low is above WIDE.
    """
    shares = [step / STEPS for step in range(1, STEPS)]
    if low > 0 and high / low > WIDE:
        inner = [float(f"{low * (high / low) ** share:.2g}") for share in shares]
    else:
        places = 5 - math.floor(math.log10(high - low))
        inner = [round(low + (high - low) * share, places) for share in shares]
    others = [value for value in (low, *inner, high) if abs(value - base) > SAME * (high - low)]
    return tuple(sorted({*others, base}))


def require_within_range(path: str, value: float) -> None:
    """Raise WrongInput if there is no lever at a path, or for a value outside its range."""
    info = find_lever(path)
    if info is None or not info.low <= value <= info.high:
        span = [f"{info.low:g} to {info.high:g} ({info.unit})"] if info else []
        raise WrongInput(f"{path}={value:g} is out of range.", key=path, value=value, allowed=span)
