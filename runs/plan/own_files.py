"""Names the user's config file that a wrong setting comes from, unless it was typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from runs.errors import WrongInput
from runs.plan.as_typed import advise_defaults, reword_as_typed
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import Setting


@contextmanager
def add_file_to_error(
    composer: ConfigComposer, settings: Sequence[Setting], variant_settings: Sequence[Setting] = (),
    variant_file: str = "",
) -> Iterator[None]:  # fmt: skip
    """Return a context that adds to a WrongInput the name of the user's file that sets its key.

    Args:
        composer: reads the files.
        settings: all choices and values that were typed.
        variant_settings: those listed for a named variant.
        variant_file: the file that lists them; "" if they were typed.
    """
    try:
        yield
    except WrongInput as caught:
        error = reword_as_typed(composer, caught, [*settings, *variant_settings])
        steps = error.key.split(".")
        listed = any(
            _is_path_prefix(one.key.split("."), steps)
            for one in variant_settings
            if not one.is_choice
        )
        file = (
            variant_file
            if listed
            else _find_file_that_sets(composer, [*settings, *variant_settings], error.key)
        )
        if type(error) is not WrongInput:
            raise
        if not file:
            raise error from None
        advised = advise_defaults(composer, error)
        raise advised.put_into_context(file) from None


@contextmanager
def add_source_to_error(source: str) -> Iterator[None]:
    """Return a context that begins a WrongInput with where its text stands (a file, a variant)."""
    try:
        yield
    except WrongInput as error:
        if type(error) is not WrongInput:
            raise
        raise error.put_into_context(source) from None


def _find_file_that_sets(composer: ConfigComposer, settings: Sequence[Setting], key: str) -> str:
    """Return the file of the last choice that sets a key; "" if the key was typed after it or is
    not set. settings: choices and values, the strongest last.
    """
    steps = key.split(".")
    for one in reversed(settings):
        if one.key == key or (not one.is_choice and _is_path_prefix(one.key.split("."), steps)):
            return ""
        if one.is_choice and _has_path(composer.read_option_values(one), steps):
            return f"{one.value}.yaml"
    return ""


def _is_path_prefix(start: Sequence[str], steps: Sequence[str]) -> bool:
    """Say whether the steps of one dotted path begin, or are, those of another."""
    return list(steps[: len(start)]) == list(start)


def _has_path(values: Any, steps: Sequence[str]) -> bool:
    """Say whether nested values contain a dotted path, or a plain value at a part of it."""
    for step in steps:
        if not isinstance(values, dict):
            return True
        if step not in values:
            return False
        values = values[step]
    return bool(steps) and steps != [""]
