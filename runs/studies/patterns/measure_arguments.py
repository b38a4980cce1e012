"""Checks the arguments of a pattern's measure before anything is simulated: all there, each of its
kind, and among what the configuration has.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from model.parameters import Configuration
from model.threats import FATES
from runs.errors import describe_known_names
from runs.studies.patterns.measure_text import MEASURES, parse_measure
from runs.studies.patterns.measures import QUADS

DAYS = ("day", "days", "by", "since", "until")
KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "int": ((int,), "a whole number"),
    "float": ((int, float), "a number"),
    "bool": ((bool,), "true or false"),
    "str": ((str,), "a word"),
}
"""First word of a parameter's annotation -> the types it takes, and their name."""
STAGES = ("leader", "envoy")


def check_measure_arguments(text: str, config: Configuration) -> None:
    """Raise ValueError, with what is wanted, for a measure that these runs could not compute, such
    as one of an unknown side or kind of signal, or of a day that is not simulated.
    """
    name, given = parse_measure(text)
    parameters = inspect.signature(MEASURES[name]).parameters
    for key, parameter in list(parameters.items())[1:]:
        if key not in given:
            if parameter.default is parameter.empty:
                raise ValueError(f"{text!r}: {key} is missing")
            continue
        value, last = given[key], config.horizon - 1
        types, wanted = KINDS[str(parameter.annotation).partition(" ")[0]]
        fits = isinstance(value, types) and (bool in types or not isinstance(value, bool))
        if not fits:
            raise ValueError(f"{text!r}: {key}={value}: {wanted} is wanted")
        if key in DAYS and not 0 <= value <= last:
            raise ValueError(f"{text!r}: {key}={value}: a day of 0 to {last} is wanted")
        _check_names(text, key, str(value), _list_known_names(key, config))


def _list_known_names(key: str, config: Configuration) -> Sequence[str]:
    """Return the names that an argument may have; empty for any other than a name."""
    known: dict[str, Any] = {
        "side": config.dyad.keys, "kinds": list(config.signal), "fate": FATES,
        "quad": list(QUADS), "stage": STAGES,
    }  # fmt: skip
    return tuple(known.get(key, ()))


def _check_names(text: str, key: str, value: str, known: Sequence[str]) -> None:
    """Raise ValueError for a name, or one of several joined by +, that is not among the known."""
    for name in value.split("+") if known else ():
        if name not in known:
            raise ValueError(f"{text!r}: {key}={name}: {describe_known_names(name, known)}")
