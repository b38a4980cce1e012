"""What an outcome column is, why a wait ends, and the codes for missing values."""

from __future__ import annotations

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


GIVEN = "given leader contact"
"""Of which runs a metric is that is known at the call alone."""


class ColumnMetric(NamedTuple):
    """How a column is named where variants are compared by it (charts, `taijie compare`).

    name: as in tables and URLs; unit: "share", "days", "rate", ... (`runs.analysis.metric`); side:
    key of the side whose adjective goes before the label, empty for none.
    """

    name: str
    label: str
    unit: str
    side: str = ""


class Column(NamedTuple):
    """One outcome column: a value equal to `missing` becomes null in the tables (None: no value
    does); `categories`: the values of a category column, in the order of their codes; `metric`:
    given if variants are compared by the column as it is.
    """

    name: str
    dtype: str
    unit: str
    meaning: str
    categories: tuple[str, ...] | None = None
    missing: float | None = None
    metric: ColumnMetric | None = None

    def with_metric(self, name: str, label: str, unit: str, side: str = "") -> Column:
        """Return the column as one by which variants are compared as it is (`ColumnMetric`)."""
        return self._replace(metric=ColumnMetric(name, label, unit, side))
