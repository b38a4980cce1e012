"""The values of a link, each read by its own rule: what does not fit it is a ValueError."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

WORDS: dict[str, tuple[str, ...]] = {
    "hidden": ("all", "only"),
    "stage": ("leader", "envoy"),
    "kind": ("all", "contested", "others", "placebo"),
    "format": ("csv", "json", "html", "md", "txt", "svg"),
    "theme": ("light", "dark"),
}
"""Key of a link -> the words it may be, where they are the same for every batch."""


HASHES = r"[0-9a-f]{10}(\.[0-9a-f]{10})*"
"""Beginnings of hashes (ten hex digits), joined by dots."""
ACT = r"\w{1,40}:\w{1,60}(:\w{1,60}|=-?\d{0,3}\.?\d{1,6})?"
"""A change of a run, `SIDE:act` or `SIDE:shock=amount`."""
PINS = r"\w[\w.+=,@-]*(:[0-9a-f]{10})?(;\w[\w.+=,@-]*(:[0-9a-f]{10})?)*"
"""Pins, `batch` or `batch:hash`, joined by semicolons."""
VIEW_ID = r"[0-9a-f]{16}"
"""The name of a saved view."""


def _parse_whole_number(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise ValueError(text)
    return int(text)


def parse_plain_text(text: str) -> str:
    """Return a printable text of 1 to 300 characters unchanged; else ValueError."""
    if not text or len(text) > 300 or not text.isprintable():
        raise ValueError(text)
    return text


def _parse_long_text(text: str) -> str:
    if not text.isprintable():
        raise ValueError(text)
    return text


def _parse_day(text: str) -> str:
    """Return an ISO date in its usual spelling; ValueError for other text."""
    return date.fromisoformat(text).isoformat()


def _make_pattern_parser(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> Callable[[str], str]:
    """Return a function that returns a text unchanged if all of it matches a regular expression,
    and raises ValueError for any other; flags: of the expression.
    """
    whole = re.compile(pattern, flags)

    def parse_text(text: str) -> str:
        if not whole.fullmatch(text):
            raise ValueError(text)
        return text

    return parse_text


def _make_choice_parser(*allowed: str) -> Callable[[str], str]:
    """Return a function that returns an allowed text unchanged, and raises ValueError for any
    other.
    """

    def parse_choice(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return parse_choice


READERS: dict[str, Callable[[str], object]] = {
    "point": _parse_whole_number,
    "run": _parse_whole_number,
    "day": _parse_whole_number,
    "since": _parse_whole_number,
    "days": _parse_whole_number,
    "worlds": _parse_whole_number,
    "where": _parse_long_text,
    "levers": _parse_long_text,
    "kept": _parse_long_text,
    "set": _parse_long_text,
    "among": _make_pattern_parser(HASHES),
    "pins": _make_pattern_parser(PINS),
    "made_since": _parse_day,
    "made_until": _parse_day,
    "view": _make_pattern_parser(VIEW_ID),
    "twin": _make_pattern_parser(ACT, re.ASCII),
    **{key: _make_choice_parser(*words) for key, words in WORDS.items()},
}
"""Key of a link -> what reads its value, or raises ValueError; others are plain text."""

FORMS = {
    **dict.fromkeys(("point", "run", "day", "since", "days", "worlds"), "a whole number from 0"),
    **dict.fromkeys(("made_since", "made_until"), "a date such as 2027-01-31"),
    "among": "the first ten digits of variants' hashes, joined by dots",
    "twin": "SIDE:act or SIDE:shock=amount",
}
"""Key of a link -> what its value must look like, in words."""
