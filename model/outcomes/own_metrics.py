"""Metrics written by users: how a function is marked as one.

A user's file marks a function with `metric`; a launch chooses it by its name (`metrics=[NAME]`),
whoever simulates the runs computes it from their outcomes, and it is stored as a column of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

AnyMetric = TypeVar("AnyMetric", bound=Callable[[Any], Any])
MARK = "__taijie_metric__"


@dataclass(frozen=True)
class OwnMetric:
    """A function that is marked as a metric.

    Args:
        name: of the function, by which a launch chooses it; the column has it too.
        label: the words for it in tables and figures.
        unit: of its values; "share": each is yes or no.
        compute: takes a table of outcomes, one row a run, and returns a number for each row.
    """

    name: str
    label: str
    unit: str
    compute: Callable[[Any], Any]


def metric(*, label: str, unit: str, source: str) -> Callable[[AnyMetric], AnyMetric]:
    """Return a decorator that marks a function as a metric: `metrics=[NAME]` of a launch chooses
    it.

    Args:
        label: the words for it in tables and figures.
        unit: of its values ("days"); "share" for what each run has or has not.
        source: what supports measuring it so: a reference, or "assumed".

    Raises ValueError if one of them is blank.
    """
    for key, text in (("label", label), ("unit", unit), ("source", source)):
        if not text.strip():
            raise ValueError(f"a metric states its {key}")

    def mark(compute: AnyMetric) -> AnyMetric:
        """Return the function, with an OwnMetric stored on it."""
        setattr(compute, MARK, OwnMetric(compute.__name__, label, unit, compute))
        return compute

    return mark
