"""The kinds of cells of the historical record's tables, and what each may hold."""

from __future__ import annotations

import re
from datetime import date as Day  # noqa: N812 -- as in the tables
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

CODE = r"^[A-Z]{2}$"
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WHOLE = re.compile(r"[0-9]+(\.0+)?")
EARLIEST, LATEST = Day(1500, 1, 1), Day(2500, 1, 1)
MOST_DAYS = 36_525
"""A hundred years: the longest wait that a row may hold."""


def convert_empty_to_none(value: Any) -> Any:
    """Return None for an empty cell, else the value."""
    return None if value == "" else value


def _require_whole_number(value: Any) -> Any:
    """Return None for an empty cell, else the value; ValueError for a text that is no whole number
    (`12`, `12.0`).
    """
    if isinstance(value, str) and value and not WHOLE.fullmatch(value):
        raise ValueError("no whole number")
    return convert_empty_to_none(value)


def _require_iso_date(value: Any) -> Any:
    """Return the value; ValueError for a text that is no date written YYYY-MM-DD."""
    if isinstance(value, str) and not ISO_DATE.fullmatch(value):
        raise ValueError("no date YYYY-MM-DD")
    return value


IsoDate = Annotated[
    Annotated[Day, Field(ge=EARLIEST, le=LATEST)], BeforeValidator(_require_iso_date)
]
Code = Annotated[str, Field(pattern=CODE)]
Text = Annotated[str, Field(min_length=1)]
OptionalText = Annotated[str | None, BeforeValidator(convert_empty_to_none)]
OptionalDate = Annotated[IsoDate | None, BeforeValidator(convert_empty_to_none)]
OptionalDays = Annotated[
    Annotated[int, Field(ge=0, le=MOST_DAYS)] | None, BeforeValidator(_require_whole_number)
]
