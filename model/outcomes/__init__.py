"""The outcome columns and daily variables of a run: their dictionary, and how they are computed."""

from model.outcomes.columns import make_columns
from model.outcomes.daily import DailyVariable, make_daily_variables
from model.outcomes.own_metrics import metric
from model.outcomes.settled import find_settling_stages
from model.outcomes.vocabulary import (
    BINS,
    NO_DAY,
    NO_FACE,
    NOT_PLAYED,
    UNDECIDED,
    Column,
    EndReason,
)

__all__ = [
    "BINS",
    "NOT_PLAYED",
    "NO_DAY",
    "NO_FACE",
    "UNDECIDED",
    "Column",
    "DailyVariable",
    "EndReason",
    "find_settling_stages",
    "make_columns",
    "make_daily_variables",
    "metric",
]
