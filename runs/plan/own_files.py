"""Names the user's config file that a wrong setting comes from, unless it was typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from runs.errors import WrongInput
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.overrides import Setting


@contextmanager
def name_file_of_error(composer: ConfigComposer, settings: Sequence[Setting]) -> Iterator[None]:
    """Return a context that adds to a WrongInput the name of the chosen file that sets its key.

    settings: all choices and values that were typed or listed for a variant.
    """
    try:
        yield
    except WrongInput as error:
        file = _find_file(composer, settings, error.key) if type(error) is WrongInput else ""
        if not file:
            raise
        raise WrongInput(
            f"{file}: {error.reason}", key=error.key, value=error.value, allowed=error.allowed,
            nearest=error.nearest,
        ) from None  # fmt: skip


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
