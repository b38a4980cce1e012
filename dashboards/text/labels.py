"""Names and labels for pages: the same words in titles, sentences and tables.

Numbers are written by `runs.analysis.text.numbers`.
"""

from __future__ import annotations

import math
import re

from runs.analysis.estimates.estimates import Row, extract_estimate
from runs.analysis.estimates.metrics import find_metric
from runs.analysis.sides import find_side, get_dyad, label_side, name_audience, name_side
from runs.analysis.text.names import format_count, write_parameters_phrase
from runs.analysis.text.numbers import format_in_brackets, format_number, with_minus_signs
from runs.archive.manifest import BatchSummary

EXAMPLE = "experiment=first_call"
"""What a reader without a batch is told to play."""
NAMES = {
    "broker": "a broker",
    "simultaneous": "both on the same day",
    "nobody": "nobody",
    "no call yet": "no call yet",
    "joint": "both together",
    "silent": "silence",
    "undecided": "undecided",
    "unasked": "unasked, envoys simply met",
    "home": "at home",
    "other_home": "in the other’s home",
}
"""What is no side and no audience of one, within a sentence."""
SHORT = {"simultaneous": "same day", "unasked": "unasked"}
"""The same as labels, where they are shorter."""
IN_THIS_MODEL = "In this model, with these settings, "
"""How a sentence begins that stands alone; a page says it once (CONDITION)."""
CONDITION = "In this model, with these settings."

POSITIONS = (
    "Taijie simulates positions, not persons. The parties are sides and offices; every style of "
    "counting face can be given to either side. Its numbers are assumed and measure no living "
    "leader’s character, intentions or conduct. Where governments disagree about who asked, both "
    "versions are kept and none is ruled true. Results are conditional statements about a model, "
    "not forecasts."
)


def drop_model_condition(sentence: str) -> str:
    """Return a sentence without IN_THIS_MODEL, which a page says once; capitals and minus signs
    set.
    """
    first, *others = sentence.split(IN_THIS_MODEL)
    return set_minus_signs(capitalize_sentence(first + "".join(map(capitalize_sentence, others))))


def set_minus_signs(text: str) -> str:
    """Return a text with a true minus sign before every negative number."""
    return re.sub(r"(?<![\w\d.-])-(?=\.?\d)", "−", text)


def format_lever_value(value: float) -> str:
    """Return a lever's value in as few digits as it needs, at most six, with a true minus sign."""
    return set_minus_signs(f"{value:g}")


def format_name(code: str) -> str:
    """Return a side, mover or audience as it is named within a sentence; another code in words."""
    if code in get_dyad().audiences:
        return name_audience(code)
    return name_side(code) if find_side(code) else NAMES.get(code, code.replace("_", " "))


def format_label(code: str) -> str:
    """Return a side, mover or audience as a label, with a capital."""
    text = label_side(code) if find_side(code) else SHORT.get(code) or format_name(code)
    return text[:1].upper() + text[1:]


def format_cell(code: str) -> str:
    """Return a side or mover as a table cell shows it; any other word unchanged."""
    return label_side(code) if find_side(code) else SHORT.get(code) or NAMES.get(code, code)


def get_short_side_name(code: str) -> str:
    """Return the short name of a side, for where there is little room; any other code unchanged."""
    side = find_side(code)
    return side.short if side else code


def format_short_name_in_sentence(code: str) -> str:
    """Return the short name of a side within a sentence, with its article if it is an abbreviation;
    any other code unchanged.
    """
    side = find_side(code)
    if side is None:
        return code
    article = side.title.removesuffix(side.label) if side.short.isupper() else ""
    return f"{article}{side.short}"


def get_side_adjective(code: str) -> str:
    """Return the adjective of a side; any other code unchanged."""
    side = find_side(code)
    return side.adjective if side else code


def format_setting_name(path: str) -> str:
    """Return a setting in words, the side first: "SIDE insulation" for the path SIDE.insulation."""
    parts = [part for part in path.replace("@", ".").split(".") if part]
    side = next((part for part in parts if find_side(part)), None)
    rest = " ".join(part.replace("_", " ") for part in parts if part != side)
    return f"{get_short_side_name(side)} {rest}" if side else rest


def format_value(value: object) -> str:
    """Return a lever's value as shown: a number without trailing zeros, a word with blanks."""
    return f"{value:g}" if isinstance(value, int | float) else str(value).replace("_", " ")


def get_metric_label(name: str) -> str:
    """Return a metric's label: what it measures, in words."""
    return find_metric(name).label


def format_setting_change(path: str, value: object) -> str:
    """Return a setting and its new value in words: "SIDE accounting: hierarchy"."""
    if isinstance(value, float):
        value = with_minus_signs(format_number(value))
    return f"{format_setting_name(path)}: {str(value).replace('_', ' ')}"


def capitalize_sentence(text: str) -> str:
    """Return a sentence with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def is_number(value: float | None) -> bool:
    """Say whether a value is a finite number."""
    return value is not None and math.isfinite(value)


def format_number_or_dash(value: float | None, places: int) -> str:
    """Return a number with a true minus sign and `places` decimals; a dash for None, NaN and
    infinity.
    """
    if value is None or not math.isfinite(value):
        return "–"
    return with_minus_signs(format_number(value, places))


def format_row_interval(
    row: Row, name: str = "estimate", unit: str = "", ends: str | None = None
) -> str:
    """Return "estimate [low, high]" of a row as text.

    name, unit: column and unit of the estimate; ends: prefix of the columns of the limits (None:
    `name` and "_" if there are such columns, else no prefix).
    """
    return format_in_brackets(extract_estimate(row, name, unit, ends))


def format_batch_size(batch: BatchSummary) -> str:
    """Return the size of a batch in words: variants, points of its design if any, and runs."""
    points = batch.wanted // (batch.variants * batch.runs)
    parts = [(batch.variants, "variant"), (points, "point"), (batch.runs, "run")]
    return " × ".join(format_count(n, noun) for n, noun in parts if noun != "point" or n > 1)


def describe_draw_intervals(fit: str, draws: int) -> str:
    """Return a sentence on what the intervals mean in a batch whose runs use parameter sets drawn
    from a fit.

    fit: its name; draws: number of sets.
    """
    return (
        f"Runs play the {format_count(draws, 'draw')} of fit “{fit}” in turn. Wide, and "
        f"first: the middle 95 % of {write_parameters_phrase(fit)}, freed of luck; thin, and ±: "
        "simulation error."
    )


def describe_too_few_runs(runs: int, draws: int) -> str:
    """Return a sentence that a variant has too few runs (`runs`) for intervals over a fit's
    parameter sets (`draws`).
    """
    return (
        f"{format_count(runs, 'run')} of {format_count(draws, 'draw')} of the parameters are too "
        "few for an interval over them: what is shown is simulation error."
    )


def describe_pooled_points(points: int, worlds: int) -> str:
    """Return a sentence on what an interval means if runs of several design points are counted
    together.

    worlds: number of runs at each point.
    """
    few = "" if worlds > 1 else " One world says nothing of how worlds differ."
    return (
        f"Over the {format_count(points, 'point')} of the design, which are chosen and not drawn: "
        "a 95 % interval is about these points in other random worlds. Runs of one world count "
        f"together, so that it rests on {format_count(worlds, 'world')}.{few} What the parameters "
        "leave open is told by draws instead (fit=prior)."
    )
