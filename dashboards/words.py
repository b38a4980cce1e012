"""Names and numbers as the pages say them: the same words in titles, sentences and tables.

A number never has more digits than its interval supports, and a share is spoken of as runs in
a hundred.
"""

from __future__ import annotations

import math

from runs.analysis.rounding import plain, shown
from runs.manifest import BatchSummary

EXAMPLE = "experiment=first_call"
"""What a reader without a batch is told to play."""
NAMES = {
    "us": "the United States",
    "china": "China",
    "broker": "a broker",
    "simultaneous": "both on the same day",
    "nobody": "nobody",
    "no call yet": "no call yet",
    "joint": "both together",
    "silent": "silence",
    "undecided": "undecided",
    "unasked": "unasked, envoys simply met",
}
SHORT = NAMES | {"us": "United States", "simultaneous": "same day", "unasked": "unasked"}
AUDIENCES = {
    "us_home": "the US public",
    "china_home": "the Chinese public",
    "world": "the world",
    "home": "at home",
    "other_home": "in the other’s home",
}
IN_THIS_MODEL = "In this model, with these settings, "

POSITIONS = (
    "Taijie simulates positions, not persons. The parties are sides and offices; every style of "
    "counting face can be given to either side. Its numbers are assumed and measure no living "
    "leader’s character, intentions or conduct. Where governments disagree about who asked, both "
    "versions are kept and none is ruled true. Results are conditional statements about a model, "
    "not forecasts."
)


def name(code: str) -> str:
    """Return a side, mover or audience as spoken of within a sentence."""
    return NAMES.get(code) or AUDIENCES.get(code) or code.replace("_", " ")


def short(code: str) -> str:
    """Return a side, mover or audience as a label."""
    text = SHORT.get(code) or AUDIENCES.get(code) or code.replace("_", " ")
    return text[:1].upper() + text[1:]


def capital(text: str) -> str:
    """Return a sentence with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def known(value: float | None) -> bool:
    """Say whether there is a number at all."""
    return value is not None and math.isfinite(value)


def number(value: float | None, places: int) -> str:
    """Return a number with a true minus sign; a dash for none."""
    if value is None or not math.isfinite(value):
        return "–"
    return plain(value, places).replace("-", "−")


def interval(
    estimate: float, low: float, high: float, per: float = 1.0, whole: bool = False
) -> str:
    """Return `estimate [low, high]` with no digits beyond the error; `whole` shows no decimals."""
    if not known(estimate) and not known(low):
        return "not reached"
    middle, lower, upper = shown(estimate, low, high, per, whole)
    return f"{middle} [{lower}, {upper}]".replace("-", "−")


def of_hundred(estimate: float, low: float, high: float) -> str:
    """Return a share as runs in a hundred, with its interval."""
    middle, lower, upper = shown(estimate, low, high, 100)
    return f"{middle} of 100 runs (95 % interval {lower} to {upper})"


def count(n: int, noun: str) -> str:
    """Return a number with its noun, the noun in the plural unless there is one."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def size(batch: BatchSummary) -> str:
    """Return the size of a batch: variants, points of its design where there is one, and runs."""
    points = batch.wanted // (batch.variants * batch.runs)
    parts = [(batch.variants, "variant"), (points, "point"), (batch.runs, "run")]
    return " × ".join(count(n, noun) for n, noun in parts if noun != "point" or n > 1)


def pooled(points: int, worlds: int) -> str:
    """Return what an interval is about that pools the points of a design."""
    few = "" if worlds > 1 else " One world says nothing of how worlds differ."
    return (
        f"Over the {count(points, 'point')} of the design, which are chosen and not drawn: a 95 % "
        f"interval is about these points in other random worlds. Runs of one world count together, "
        f"so that it rests on {count(worlds, 'world')}.{few}"
    )
