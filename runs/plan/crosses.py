"""The levers in which the variants of a batch differ: a sweep of one lever, or a cross of two.

What `-m` sweeps is a cross: every combination of its values is one variant. If an experiment is
swept, its own variants are the values of one more axis.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from runs.plan.settings.overrides import JOINT, format_label

OF_EXPERIMENT = "named variant"
"""Key of the axis whose values are the variants of an experiment."""


class CrossAxis(NamedTuple):
    """One axis of a cross: the key of its setting and its values, numbers ascending, others in the
    batch's order.
    """

    key: str
    values: tuple[Any, ...]

    @property
    def label(self) -> str:
        """Return the key as it is displayed."""
        return "variant" if self.key == OF_EXPERIMENT else format_label(self.key)

    @property
    def is_number(self) -> bool:
        """Whether every value is a number, so that a line may join them."""
        return all(isinstance(one, int | float) and not isinstance(one, bool)
                   for one in self.values)  # fmt: skip


class Cross(NamedTuple):
    """A full cross, every combination of values being a variant: its axes, and combination of
    values -> name of the variant.
    """

    axes: tuple[CrossAxis, ...]
    names: Mapping[tuple[Any, ...], str]

    @property
    def varies_levers_only(self) -> bool:
        """Whether the variants differ only in its levers: none is a named variant of an
        experiment.
        """
        return all(axis.key != OF_EXPERIMENT for axis in self.axes)


def find_cross(names: Sequence[str], varied: Sequence[Mapping[str, Any]]) -> Cross | None:
    """Return the full cross that variants form; None if they form none.

    Args:
        names: of the variants.
        varied: of each variant, setting -> value for the settings in which the variants differ.

    Numbers of an axis ascend; other values keep the order of the batch.
    """
    swept = [key for key in (varied[0] if varied else {}) if _is_swept(key, names)]
    rows = [{key: one[key] for key in swept} for one in varied]
    given = [_strip_lever_values(name, row) for name, row in zip(names, rows, strict=True)]
    if len(set(given)) > 1:
        rows = [{OF_EXPERIMENT: title, **row} for title, row in zip(given, rows, strict=True)]
    axes = tuple(
        _make_axis_of_distinct_values(key, [row[key] for row in rows])
        for key in (rows[0] if rows else {})
    )
    axes = tuple(axis for axis in axes if len(axis.values) > 1)
    if not any(axis.key in swept for axis in axes):
        return None
    found = {tuple(_make_hashable(row[axis.key]) for axis in axes): name
             for row, name in zip(rows, names, strict=True)}  # fmt: skip
    size = math.prod(len(axis.values) for axis in axes)
    return Cross(axes, found) if len(found) == len(names) == size else None


def _is_swept(key: str, names: Sequence[str]) -> bool:
    """Say whether every variant's name ends with a value of this setting."""
    label = f"{format_label(key)}="
    return all(any(part.startswith(label) for part in name.split(JOINT)) for name in names)


def _make_axis_of_distinct_values(key: str, values: Sequence[Any]) -> CrossAxis:
    """Return the axis of a setting: its distinct values in the batch's order, numbers ascending."""
    axis = CrossAxis(key, tuple(dict.fromkeys(map(_make_hashable, values))))
    return axis._replace(values=tuple(sorted(axis.values))) if axis.is_number else axis


def _make_hashable(value: Any) -> Any:
    """Return a value in hashable form, for comparison: lists and mappings as text."""
    return str(value) if isinstance(value, list | dict) else value


def _strip_lever_values(name: str, levers: Mapping[str, Any]) -> str:
    """Return a variant's name without the values of levers at its end."""
    labels = tuple(f"{format_label(key)}=" for key in levers)
    return JOINT.join(part for part in name.split(JOINT) if not part.startswith(labels))
