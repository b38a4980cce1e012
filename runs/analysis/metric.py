"""A metric: its names, its unit and its column; and those of the user's own that are in use.

`runs.analysis.estimates.metrics` lists the built-in ones. This module imports no tables, so that
whoever only lists batches needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class Metric(NamedTuple):
    """A number per run, by which variants are compared.

    name is the spelling in tables and URLs; label is the words for it, which say of which runs it
    is where not every run has it; unit says how it is stored ("share": 0 or 1, "days", "rate": 0.1
    for 10 %, ...); column is the outcome column it is read from; category, if not None, makes it
    the yes/no outcome "the column has this value".
    """

    name: str
    label: str
    unit: str
    column: str
    category: str | None = None

    @property
    def yes_no(self) -> bool:
        """Whether a run's value is 0 or 1."""
        return self.unit == "share"

    @property
    def bounded_unit(self) -> str:
        """The unit by which `bounds.BOUNDS` gives the range of its values, if it has one."""
        return self.unit

    @property
    def is_waiting_time(self) -> bool:
        """Whether it counts the days up to an event, or to the horizon if that comes first."""
        return self.unit == "days"


class StoredMetric(Metric):
    """A metric of the user's own, stored with the runs: a share or a probability is from 0 to 1,
    what is in another unit may be negative.
    """

    __slots__ = ()

    @property
    def bounded_unit(self) -> str:
        """Its unit if that is share or probability, whose values have a range; else empty."""
        return self.unit if self.unit in ("share", "probability") else ""

    @property
    def is_waiting_time(self) -> bool:
        """False: its days may lie between any two events, so that it is no waiting time."""
        return False


_OWN: ContextVar[tuple[StoredMetric, ...]] = ContextVar("own_metrics", default=())


@contextmanager
def use_own_metrics(metrics: Iterable[StoredMetric]) -> Iterator[None]:
    """Return a context in which these metrics of the user's own are listed and found after the
    built-in ones; outside it they are not.
    """
    token = _OWN.set(tuple(metrics))
    try:
        yield
    finally:
        _OWN.reset(token)


def get_own_metrics() -> tuple[StoredMetric, ...]:
    """Return the metrics of the user's own that are in use; empty outside `use_own_metrics`."""
    return _OWN.get()
