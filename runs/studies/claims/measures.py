"""What a measure is: what a claim may be about, a number per run.

A measure reads outcome columns and gives a value for each run, NaN where a run has none (no
contact, say), so that A minus B is taken run by run in the same random worlds. Units decide the
equivalence bound. The measures there are: `runs.studies.claims.measures_registry`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from model.dyad import Dyad
from model.outcomes import Column, make_columns
from runs.analysis.comparison.effects import Statistic
from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.sides import get_dyad

BOUNDS = {"days": 2.0, "probability": 0.02, "W": 0.02}
"""Half-widths of equivalence to 0, one a unit; elsewhere SPREAD_SHARE of the measure's spread."""
SPREAD_SHARE = 0.02


class Runs:
    """Outcome columns of some runs, read by name; `read` lists the names read so far.

    Numbers are float64 with NaN where missing; categories are codes into the column's categories.
    Without columns every column is empty, which shows what columns a measure reads.
    """

    def __init__(self, columns: Mapping[str, np.ndarray] | None = None, horizon: int = 1) -> None:
        self.columns, self.horizon = columns, horizon
        self.read: dict[str, None] = {}

    def get_numbers(self, name: str) -> FloatArray:
        """Return an outcome column as float64, (runs,), NaN where missing; ValueError for an
        unknown name.
        """
        get_column(name, get_dyad())
        self.read[name] = None
        if self.columns is None:
            return np.zeros(0)
        return self.columns[name].astype(float)

    def get_flags(self, name: str) -> np.ndarray:
        """Return whether a yes/no or numeric column is above 0, (runs,); False where it is
        missing.
        """
        return np.asarray(self.get_numbers(name) > 0)

    def is_category(self, name: str, category: str) -> np.ndarray:
        """Return whether a category column has this category in each run, (runs,); ValueError for
        an unknown category.
        """
        known = get_column(name, get_dyad()).categories or ()
        return np.asarray(self.get_numbers(name) == known.index(category))

    def get_days(self, name: str) -> FloatArray:
        """Return a waiting time in days, (runs,), at most the horizon."""
        return np.minimum(self.get_numbers(name), self.horizon)

    @property
    def had_leader_contact(self) -> np.ndarray:
        """Whether the leaders were in contact by the horizon, (runs,)."""
        return self.get_flags("event_observed")


class Measure(NamedTuple):
    """A measure: its function (Runs and arguments -> value of each run), unit and statistic over
    runs.
    """

    name: str
    values: Callable[..., FloatArray]
    unit: str
    statistic: Statistic = "mean"

    @property
    def meaning(self) -> str:
        """The first line of its function's docstring."""
        return (inspect.getdoc(self.values) or "").partition("\n")[0]


REGISTRY: dict[str, Measure] = {}


def register_measure(
    unit: str, statistic: Statistic = "mean"
) -> Callable[[Callable[..., FloatArray]], Callable[..., FloatArray]]:
    """Return a decorator that puts a function into REGISTRY under its own name, as a measure with
    this unit and statistic, and returns it unchanged.
    """

    def register(function: Callable[..., FloatArray]) -> Callable[..., FloatArray]:
        """Register the function, and return it."""
        name = function.__name__
        REGISTRY[name] = Measure(name, function, unit, statistic)
        return function

    return register


@cache
def _get_columns_by_name(dyad: Dyad) -> dict[str, Column]:
    """Return name -> outcome column of a pair of sides."""
    return {one.name: one for one in make_columns(dyad)}


def get_column(name: str, dyad: Dyad) -> Column:
    """Return the outcome column of that name of a pair of sides; ValueError if there is none."""
    if name not in _get_columns_by_name(dyad):
        raise ValueError(f"there is no outcome column {name}")
    return _get_columns_by_name(dyad)[name]


def compute_equivalence_bound(unit: str, *values: FloatArray) -> float:
    """Return the bound below which an effect counts as equivalent to 0, in the measure's unit:
    BOUNDS for some units, for others SPREAD_SHARE of the spread of all values (0 without a value).

    The spread is the distance from the 1st to the 99th percentile, or the whole range if that is 0
    (a rare event).
    """
    if unit in BOUNDS:
        return BOUNDS[unit]
    held = np.concatenate([one[~np.isnan(one)] for one in values])
    if not len(held):
        return 0.0
    low, high = np.quantile(held, [0.01, 0.99])
    spread = high - low if high > low else held.max() - held.min()
    return float(SPREAD_SHARE * spread)


def is_yes_no(measure: Measure, *values: FloatArray) -> bool:
    """Say whether a measure is a mean of zeros and ones, so that McNemar's test compares its
    values.
    """
    if measure.unit != "probability" or measure.statistic != "mean":
        return False
    return all(bool(np.isin(one[~np.isnan(one)], (0.0, 1.0)).all()) for one in values)


def mask_where_false(condition: np.ndarray, values: np.ndarray) -> FloatArray:
    """Return the values as floats, NaN where the condition is false."""
    return np.where(condition, values.astype(float), np.nan)
