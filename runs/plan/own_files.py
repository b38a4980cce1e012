"""Names the user's config file that a wrong setting comes from, unless it was typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from runs.errors import WrongInput
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import Setting


@contextmanager
def name_file_of_error(
    composer: ConfigComposer, settings: Sequence[Setting], own: Sequence[Setting] = (),
    place: str = "",
) -> Iterator[None]:  # fmt: skip
    """Return a context that adds to a WrongInput the name of the chosen file that sets its key.

    Args:
        composer: reads the files.
        settings: all choices and values that were typed.
        own: those listed for a named variant.
        place: the file that lists them; "" if they were typed.
    """
    try:
        yield
    except WrongInput as error:
        steps = error.key.split(".")
        listed = any(_is_above(one.key.split("."), steps) for one in own if not one.is_choice)
        file = place if listed else _find_file(composer, [*settings, *own], error.key)
        if not file or type(error) is not WrongInput:
            raise
        raise _add_place(error, file) from None


@contextmanager
def name_place_of_error(place: str) -> Iterator[None]:
    """Return a context that adds to a WrongInput the place of the text that it is about."""
    try:
        yield
    except WrongInput as error:
        if type(error) is not WrongInput:
            raise
        raise _add_place(error, place) from None


def _add_place(error: WrongInput, place: str) -> WrongInput:
    """Return the same error with the place (a file, a variant) in front of its reason."""
    return WrongInput(
        f"{place}: {error.reason}", key=error.key, value=error.value, allowed=error.allowed,
        nearest=error.nearest,
    )  # fmt: skip


def _find_file(composer: ConfigComposer, settings: Sequence[Setting], key: str) -> str:
    """Return the file of the last choice that sets a key; "" if it was typed or is not set."""
    steps = key.split(".")
    for one in reversed(settings):
        if one.key == key or (not one.is_choice and _is_above(one.key.split("."), steps)):
            return ""
        if one.is_choice and _has_path(composer.read_option_values(one), steps):
            return f"{one.value}.yaml"
    return ""


def _is_above(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether the steps of one dotted path begin, or are, those of the other."""
    return list(other[: len(one)]) == list(one)


def _has_path(values: Any, steps: Sequence[str]) -> bool:
    """Say whether nested values contain a dotted path, or a plain value at a part of it."""
    for step in steps:
        if not isinstance(values, dict):
            return True
        if step not in values:
            return False
        values = values[step]
    return bool(steps) and steps != [""]
