"""The levers in which a batch's variants differ, and short names of variants by their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from dashboards.state.view import View
from dashboards.text import labels
from runs.plan.crosses import Cross, CrossAxis
from runs.studies.sensitivity.doses import find_batch_cross

FEW = 60
"""Variants up to which figures call them by what varies."""


def find_shown_cross(view: View) -> Cross | None:
    """Return the one or two levers whose values the batch's variants combine, each variant one
    combination; None if they combine none or more, or without a batch.
    """
    if view.summary is None:
        return None
    cross = view.compute_once(("cross",), lambda: find_batch_cross(view.batch))
    return cross if cross is not None and len(cross.axes) <= 2 else None


def name_lever(axis: CrossAxis) -> str:
    """Return an axis in words, "SIDE insulation", or "variant" if it is no lever."""
    return axis.label if axis.label == "variant" else labels.format_setting_name(axis.key)


class ShortNames(NamedTuple):
    """Short names of variants, by the values of what varies instead of all settings as typed."""

    values: Mapping[str, str]
    """Name -> the values alone: "0.2 · honor"."""
    words: Mapping[str, str]
    """Name -> the same in a sentence: "SIDE insulation 0.2, SIDE leader honor"."""
    title: str
    """What the values are of."""

    def shorten(self, value: Any, names: Mapping[str, str]) -> Any:
        """Return a text, or a list or mapping of texts at any depth, with variants' names replaced
        by `names`.

        Links (the key customdata) and values that are no texts stay as they are.
        """
        if isinstance(value, str):
            return self._shorten_text(value, names)
        if isinstance(value, Mapping):
            return {key: part if key == "customdata" else self.shorten(part, names)
                    for key, part in value.items()}  # fmt: skip
        if _is_list_or_object_array(value):
            return [self.shorten(part, names) for part in value]
        return value

    def occurs_in(self, value: Any) -> bool:
        """Say whether a text, or a list or mapping of texts, contains the name of a variant."""
        if isinstance(value, str):
            return self._shorten_text(value, self.values) != value
        if isinstance(value, Mapping):
            return any(self.occurs_in(part) for key, part in value.items() if key != "customdata")
        if _is_list_or_object_array(value):
            return any(map(self.occurs_in, value))
        return False

    def _shorten_text(self, text: str, names: Mapping[str, str]) -> str:
        """Return a text with each name (key) replaced by its short form (value)."""
        for name, short in names.items():
            whole = text.replace("<br>", " ")  # a name may be wrapped in the title of an axis
            if name in whole:
                text = whole.replace(name, short)
        return text


def _is_list_or_object_array(value: Any) -> bool:
    is_array = isinstance(value, np.ndarray) and value.dtype == object
    return is_array or isinstance(value, list | tuple)


def shorten_names(view: View, *texts: str) -> list[str]:
    """Return the texts with variants named by the values of their levers; unchanged if the variants
    do not combine values of a few levers.
    """
    short = find_short_names(view)
    return [short.shorten(text, short.words) if short else text for text in texts]


def find_short_names(view: View) -> ShortNames | None:
    """Return short names for the batch's variants if these combine values of levers and are at most
    FEW; else None.
    """
    if view.summary is None or len(view.variants) > FEW:
        return None
    cross = view.compute_once(("cross",), lambda: find_batch_cross(view.batch))
    if cross is None:
        return None
    values, words = {}, {}
    for found, name in sorted(cross.names.items(), key=lambda pair: -len(pair[1])):
        values[name] = " · ".join(map(labels.format_value, found))
        named = zip(map(name_lever, cross.axes), map(labels.format_value, found), strict=True)
        words[name] = ", ".join(f"{lever} {value}".removeprefix("variant ")
                                for lever, value in named)  # fmt: skip
    return ShortNames(values, words, " · ".join(map(name_lever, cross.axes)))
