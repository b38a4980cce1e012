"""What an outcome column is, why a wait ends, and the codes for missing values."""

from enum import StrEnum
from typing import NamedTuple

NOT_PLAYED = 5
UNDECIDED = 0.05
"""Half-width around 1/2 within which an audience counts as undecided (a convention)."""
BINS = 40
NO_DAY = -1.0
NO_FACE = -999.0


class EndReason(StrEnum):
    """Why the wait of a run ended: with the leaders' contact, or at the horizon."""

    CONTACT = "contact"
    HORIZON = "horizon"


class Column(NamedTuple):
    """One outcome column: a value equal to `missing` becomes null in the tables (None: no value
    does); `categories`: the values of a category column, in the order of their codes.
    """

    name: str
    dtype: str
    unit: str
    meaning: str
    categories: tuple[str, ...] | None = None
    missing: float | None = None
