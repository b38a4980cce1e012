"""Arguments that a script gives: of the kind that is wanted, or refused by their name.

A script may pass anything; what is of the wrong kind is said here, in one sentence, before it
becomes an error of Python's somewhere within.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import index
from os import PathLike
from pathlib import Path
from typing import Any

from runs.errors import WrongInput, cut_text
from runs.paths import require_text_name

TEXTS = "a text, or a list of texts"


def list_texts(key: str, texts: Any) -> list[str]:
    """Return texts as a list, a single text as a list of one; WrongInput, naming the argument
    `key`, for anything else.
    """
    if isinstance(texts, str):
        return [texts]
    if isinstance(texts, (Mapping, bytes)) or not isinstance(texts, Iterable):
        raise _make_kind_error(key, texts, [TEXTS])
    found = list(texts)
    for one in found:
        require_text(key, one, [TEXTS])
    return [str(one) for one in found]


def require_text(key: str, value: Any, allowed: Sequence[str] = ("a text",)) -> str:
    """Return a text; WrongInput, naming the argument `key` and what is allowed, for anything
    else.
    """
    if not isinstance(value, str):
        raise _make_kind_error(key, value, allowed)
    return value


def require_path(key: str, value: Any) -> Path:
    """Return a text or path as a path; WrongInput, naming the argument `key`, for anything else,
    and for a name of bytes that are no text.
    """
    if not isinstance(value, str | PathLike):
        raise _make_kind_error(key, value, ["a file's path"])
    require_text_name(key, str(value))
    return Path(value)


def require_whole_number(key: str, value: Any, low: int = 0) -> int:
    """Return a whole number (of Python or NumPy) of at least `low` as an int; WrongInput, naming
    the argument `key`, for anything else.
    """
    allowed = [f"a whole number from {low}"]
    try:
        number = index(value)
    except TypeError:
        raise _make_kind_error(key, value, allowed) from None
    if isinstance(value, bool) or number < low:
        raise _make_kind_error(key, value, allowed)
    return number


def _make_kind_error(key: str, value: Any, allowed: Sequence[str]) -> WrongInput:
    """Return the error for an argument that is not of the kind wanted."""
    shown = cut_text(repr(value), 60)
    return WrongInput(f"{key} cannot be {shown}.", key=key, value=value, allowed=allowed)
