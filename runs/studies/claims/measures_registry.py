"""Every measure by name: a claim asks here for its own, and gets it with its arguments checked.

Which columns a measure reads is found by asking it once with no runs.
"""

from __future__ import annotations

import inspect

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.studies.claims import measures_asking, measures_cost  # noqa: F401 -- they register
from runs.studies.claims.measure_spec import MeasureSpec
from runs.studies.claims.measures import REGISTRY, SIDES, Measure, Runs

AUDIENCES = ("us_home", "china_home", "world")
ALLOWED: dict[str, tuple[str, ...]] = {
    "side": SIDES,
    "keeper": SIDES,
    "audience": (*AUDIENCES, "home", "other_home"),
    "when": ("call", "end"),
    "truth": (*SIDES, "broker", "simultaneous", "nobody"),
}
"""Words an argument may be, by its name; other arguments are whole numbers or yes/no."""


def get_measures() -> dict[str, Measure]:
    """Return every measure by name."""
    return REGISTRY


def require_measure(spec: MeasureSpec) -> Measure:
    """Return the measure a claim names; ValueError for an unknown one or a wrong argument."""
    known = get_measures()
    if spec.measure not in known:
        raise ValueError(f"no measure {spec.measure!r}; there are {', '.join(sorted(known))}")
    found = known[spec.measure]
    given = {key: value for key, value in spec.arguments.items() if key != "truth"}
    try:
        inspect.signature(found.values).bind(Runs(), **given)
    except TypeError as error:
        raise ValueError(f"{spec.measure}: {error}") from None
    for key, value in spec.arguments.items():
        if key in ALLOWED and value not in ALLOWED[key]:
            raise ValueError(f"{spec.measure}: {key}={value}; allowed: {', '.join(ALLOWED[key])}")
    list_measure_columns(spec)
    return found


def compute_measure_values(spec: MeasureSpec, runs: Runs) -> FloatArray:
    """Return the measure's value of each run, NaN where it has none.

    An argument `truth` of the spec names a side: runs in which another was first to ask are NaN.
    """
    given = spec.arguments
    truth = given.pop("truth", None)
    found = get_measures()[spec.measure].values(runs, **given)
    if truth is None:
        return found
    return np.where(runs.is_("first_mover_true", str(truth)), found, np.nan)


def list_measure_columns(spec: MeasureSpec) -> tuple[str, ...]:
    """Return the outcome columns a measure reads."""
    empty = Runs()
    compute_measure_values(spec, empty)
    return tuple(empty.read)
