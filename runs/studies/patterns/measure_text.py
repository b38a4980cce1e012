"""Texts that name a measure, such as `tariff(side=KEY, day=10)`, and the functions they name."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any

from runs.analysis.estimates.estimates import FloatArray
from runs.errors import describe_known_names

MEASURES: dict[str, Callable[..., FloatArray]] = {}
TEXT = re.compile(r"(\w+)\((.*)\)")


def register_measure(function: Callable[..., FloatArray]) -> Callable[..., FloatArray]:
    """Put a function (RunRecord and arguments -> (runs,) values) into MEASURES under its name;
    return it unchanged.
    """
    MEASURES[function.__name__] = function
    return function


def parse_measure(text: str) -> tuple[str, dict[str, Any]]:
    """Return name and arguments of a text such as `tariff(side=KEY, day=10)`; ValueError, with what
    is allowed, for an unknown one.
    """
    match = TEXT.fullmatch(text.strip())
    if match is None or match[1] not in MEASURES:
        raise ValueError(
            f"{text!r} is no measure; {describe_known_names(match[1] if match else text, MEASURES)}"
        )
    pairs = [pair.partition("=") for pair in match[2].split(",") if pair.strip()]
    given = {key.strip(): _parse_value(value.strip()) for key, _, value in pairs}
    known = list(inspect.signature(MEASURES[match[1]]).parameters)[1:]
    for key in given:
        if key not in known:
            raise ValueError(f"{text!r}: {match[1]} has no {key}; it has {', '.join(known)}")
    return match[1], given


def _parse_value(text: str) -> Any:
    """Return a text as int, float or bool if it is one, else unchanged."""
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d*\.\d+", text):
        return float(text)
    return {"true": True, "false": False}.get(text, text)
