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
    """Return the one or two levers whose values the batch's variants combine (each variant one
    combination); None if they form no such cross, or without a batch.
    """
    if view.summary is None:
        return None
    cross = view.compute_once(("cross",), lambda: find_batch_cross(view.batch))
    return cross if cross is not None and len(cross.axes) <= 2 else None


def name_lever(axis: CrossAxis) -> str:
    """Return an axis in words, "SIDE insulation", or "variant" if it is no lever."""
    return axis.label if axis.label == "variant" else labels.write_setting(axis.key)


class ShortNames(NamedTuple):
    """Short names of variants, by the values of what varies instead of all settings as typed."""

    values: Mapping[str, str]
    """Name -> the values alone: "0.2 · honor"."""
    words: Mapping[str, str]
    """Name -> the same in a sentence: "SIDE insulation 0.2, SIDE leader honor"."""
    title: str
    """What the values are of."""

    def shorten(self, of: Any, names: Mapping[str, str]) -> Any:
        """Return a text, or a list or mapping of texts, with variants' names replaced by `names`.

        Links (the key customdata) and values that are no texts stay as they are.
        """
        if isinstance(of, str):
            return self._shorten_text(of, names)
        if isinstance(of, Mapping):
            return {key: value if key == "customdata" else self.shorten(value, names)
                    for key, value in of.items()}  # fmt: skip
        if isinstance(of, list | tuple) or (isinstance(of, np.ndarray) and of.dtype == object):
            return [self.shorten(value, names) for value in of]
        return of

    def is_named_in(self, of: Any) -> bool:
        """Say whether a text, or a list or mapping of texts, contains the name of a variant."""
        if isinstance(of, str):
            return self._shorten_text(of, self.values) != of
        if isinstance(of, Mapping):
            return any(self.is_named_in(value) for key, value in of.items() if key != "customdata")
        if isinstance(of, list | tuple) or (isinstance(of, np.ndarray) and of.dtype == object):
            return any(map(self.is_named_in, of))
        return False

    def _shorten_text(self, text: str, names: Mapping[str, str]) -> str:
        """Return a text with each name (key) replaced by its short form (value)."""
        for name, short in names.items():
            whole = text.replace("<br>", " ")  # a name may be wrapped in the title of an axis
            if name in whole:
                text = whole.replace(name, short)
        return text


def shorten_names(view: View, *texts: str) -> list[str]:
    """Return texts with variants named by the values of their levers, if these form a cross."""
    short = find_short_names(view)
    return [short.shorten(text, short.words) if short else text for text in texts]


def find_short_names(view: View) -> ShortNames | None:
    """Return short names for the variants if these combine levers and are at most FEW;
    else None.
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
