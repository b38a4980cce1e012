"""What tests have measured, as one table at the end of a suite: a line for each name.

A test says `measured("U4", "sorted in 0.2 s of 0.5 s allowed")`. Figures travel with its report,
so that they arrive from parallel workers too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import pytest

KEY = "measured"
TITLES = {
    "U1": "first picture",
    "U2": "wrong overrides",
    "U3": "watch, kill, resume, retry",
    "U4": "many variants",
    "U5": "changed leaves",
    "U6": "honesty",
    "U7": "links",
    "U8": "private and offline",
    "U9": "from a mark to its replay",
    "U10": "open to everybody",
    "U13": "the story of a run",
    "U12": "What-if",
    "U14": "two batches on the board",
    "Compare": "two variants of many runs",
    "First visit": "over a megabyte a second",
    "Load": "many sessions at once",
    "Tour": "five answers",
}
PLACES = list(TITLES)


class Measured(Protocol):
    """Says a figure: a name of TITLES, a text, and a value that `{}` in the text stands for.

    Of equal texts the largest value is told, and how often it was measured.
    """

    def __call__(self, name: str, text: str, value: float | None = None) -> None:
        """Say it."""


def recorder(record_property: Callable[[str, object], None]) -> Measured:
    """Return the function by which a test says a figure."""

    def measured(name: str, text: str, value: float | None = None) -> None:
        record_property(KEY, [PLACES.index(name), text, value])

    return measured


def lines(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Return a line for each name of which something was measured, in the order of TITLES."""
    found: dict[int, dict[str, list[float | None]]] = {}
    failed: set[int] = set()
    for report in reports:
        for key, said in report.user_properties:
            if key == KEY and isinstance(said, list):
                place, text, value = said
                found.setdefault(place, {}).setdefault(text, []).append(value)
                failed |= {place} if report.failed else set()
    return [_line(place, found[place], place in failed) for place in sorted(found)]


def _line(place: int, texts: dict[str, list[float | None]], failed: bool) -> str:
    name = PLACES[place]
    told = "; ".join(_format_values(text, texts[text]) for text in sorted(texts))
    return f"{name} {TITLES[name]}: {'FAILED: ' if failed else ''}{told}"


def _format_values(text: str, values: list[float | None]) -> str:
    numbers = [value for value in values if value is not None]
    said = text.format(max(numbers)) if numbers else text
    return said if len(values) == 1 else f"{said} ({len(values)} times)"
