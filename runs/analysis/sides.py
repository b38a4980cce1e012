"""The two sides that texts and figures are about: their keys, and the words and colours for them.

A batch says which sides it is of (its manifest; one from before sides were named is of the preset's
sides). Whoever opens it sets them with `runs.archive.in_use.use_batch`, and sentences, tables and
figures read them here, as texts read a locale. By default they are the preset's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, NamedTuple

from model.dyad import Dyad
from runs.paths import HOME

PRESET = HOME / "configs" / "scenario" / "parts" / "sides_2025.yaml"


class NamedSide(NamedTuple):
    """One side: its key, and the words, colour and marker it is shown with."""

    key: str
    title: str
    """In a sentence, with its article."""
    adjective: str
    """Whose something is."""
    short: str
    """Where room is scarce."""
    colour: str
    marker: str

    @property
    def label(self) -> str:
        """The name without its article, for a label or the beginning of a line."""
        return self.title.removeprefix("the ")

    @property
    def public(self) -> str:
        """The side's public at home, as it is named within a sentence."""
        return f"the {self.adjective} public"


Pair = tuple[NamedSide, NamedSide]
_IN_USE: ContextVar[Pair | None] = ContextVar("sides", default=None)


@cache
def read_preset_sides() -> Mapping[str, Any]:
    """Return the two sides of the preset from its file: key -> title, adjective, short, colour,
    marker.
    """
    import yaml

    sides: dict[str, Any] = yaml.safe_load(PRESET.read_bytes())["sides"]
    return sides


def make_side_pair(sides: Mapping[str, Any] | None) -> Pair:
    """Return the two sides of a scenario in its order, with their words and colours.

    sides: key -> title, adjective, short, colour, marker; None: the preset's.
    """
    texts = sides or read_preset_sides()
    words = NamedSide._fields[1:]
    first, second = (
        NamedSide(key, *(str(text[word]) for word in words)) for key, text in texts.items()
    )
    return first, second


@contextmanager
def use_sides(sides: Mapping[str, Any] | None) -> Iterator[Pair]:
    """Return a context in which texts and figures use these two sides, and which gives them.

    sides: a scenario's `sides`, key -> title, adjective, short, colour, marker; None: the preset's.
    """
    pair = make_side_pair(sides)
    token = _IN_USE.set(pair)
    try:
        yield pair
    finally:
        _IN_USE.reset(token)


def get_sides() -> Pair:
    """Return the two sides in use, in the order of the scenario."""
    return _IN_USE.get() or _make_preset_pair()


@cache
def _make_preset_pair() -> Pair:
    """Return the two sides of the preset, read once."""
    return make_side_pair(None)


def get_dyad() -> Dyad:
    """Return the keys of the sides in use, and the codes made of them (movers, audiences,
    beliefs).
    """
    return Dyad(*(side.key for side in get_sides()))


def find_side(key: str) -> NamedSide | None:
    """Return the side in use that has this key; None if neither has."""
    return next((side for side in get_sides() if side.key == key), None)


def name_side(key: str) -> str:
    """Return the name of a side in use as it stands within a sentence; a key of no side is returned
    as it is.
    """
    side = find_side(key)
    return side.title if side else key


def label_side(key: str) -> str:
    """Return the name of a side in use without its article; a key of no side is
    returned as it is.
    """
    side = find_side(key)
    return side.label if side else key


def name_audience(key: str) -> str:
    """Return the name of an audience within a sentence: the public of a side, or "the world".

    key: one of `Dyad.audiences`.
    """
    side = find_side(key.removesuffix("_home"))
    return side.public if side else f"the {key}"


def name_sides() -> dict[str, str]:
    """Return key -> name within a sentence, for both sides in use."""
    return {side.key: side.title for side in get_sides()}
