"""Outcomes: the dictionary of columns and daily variables, the record of a block, its results."""

from model.outcomes.columns import COLUMNS
from model.outcomes.daily import DAILY, DailyVariable
from model.outcomes.vocabulary import (
    BELIEFS,
    BINS,
    BREACHES,
    CLAIMS,
    MOVERS,
    NO_DAY,
    NO_FACE,
    NOT_PLAYED,
    SECOND,
    SECOND_MOVERS,
    UNDECIDED,
    Column,
    EndReason,
)

__all__ = [
    "BELIEFS",
    "BINS",
    "BREACHES",
    "CLAIMS",
    "COLUMNS",
    "DAILY",
    "MOVERS",
    "NOT_PLAYED",
    "NO_DAY",
    "NO_FACE",
    "SECOND",
    "SECOND_MOVERS",
    "UNDECIDED",
    "Column",
    "DailyVariable",
    "EndReason",
]
