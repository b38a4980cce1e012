"""Every measure by name: a claim asks here for its own, and gets it with its arguments checked.

Which columns a measure reads is found by asking it once with no runs.
"""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.sides import get_dyad
from runs.errors import describe_known_names
from runs.studies.claims import measures_asking, measures_cost  # noqa: F401 -- they register
from runs.studies.claims.measure_spec import MeasureSpec
from runs.studies.claims.measures import REGISTRY, Measure, Runs


def list_allowed_words() -> dict[str, tuple[str, ...]]:
    """Return argument name -> the words it may have; other arguments are whole
    numbers or yes/no.
    """
    dyad = get_dyad()
    return {
        "side": dyad.keys,
        "keeper": dyad.keys,
        "audience": (*dyad.audiences, "home", "other_home"),
        "when": ("call", "end"),
        "truth": dyad.movers,
        "mover": dyad.movers,
    }


def get_measures() -> dict[str, Measure]:
    """Return the registry: name -> measure, of every measure that a claim may name."""
    return REGISTRY


def resolve_measure(spec: MeasureSpec) -> tuple[Measure, dict[str, Any]]:
    """Return (measure, its arguments) for what a claim names; ValueError for an unknown name.

    `<measure>_<key of a side>` stands for the measure with side=<key>.
    """
    known = get_measures()
    if spec.measure in known:
        return known[spec.measure], spec.arguments
    stem, _, key = spec.measure.rpartition("_")
    if stem in known and key in get_dyad().keys:
        return known[stem], {"side": key, **spec.arguments}
    raise ValueError(f"no measure {spec.measure!r}; {describe_known_names(spec.measure, known)}")


def require_measure(spec: MeasureSpec) -> Measure:
    """Return the measure a claim names; ValueError for an unknown one or a wrong argument."""
    (found, arguments), allowed = resolve_measure(spec), list_allowed_words()
    given = {key: value for key, value in arguments.items() if key != "truth"}
    try:
        inspect.signature(found.values).bind(Runs(), **given)
    except TypeError as error:
        raise ValueError(f"{spec.measure}: {error}") from None
    for key, value in arguments.items():
        if key in allowed and value not in allowed[key]:
            raise ValueError(f"{spec.measure}: {key}={value}; allowed: {', '.join(allowed[key])}")
    list_measure_columns(spec)
    return found


def compute_measure_values(spec: MeasureSpec, runs: Runs) -> FloatArray:
    """Return the measure's value of each run, in the shape of `runs`' columns, NaN where it has
    none.

    An argument `truth` of the spec names a first mover: runs with another are NaN.
    """
    measure, given = resolve_measure(spec)
    truth = given.pop("truth", None)
    found = measure.values(runs, **given)
    if truth is None:
        return found
    return np.where(runs.is_category("first_mover_true", str(truth)), found, np.nan)


def list_measure_columns(spec: MeasureSpec) -> tuple[str, ...]:
    """Return the names of the outcome columns that a measure reads."""
    empty = Runs()
    compute_measure_values(spec, empty)
    return tuple(empty.read)
