"""How an estimate is written: the one home of rounding, for terminal, pages, reports and tables.

The half-width of the interval keeps two significant digits, the estimate is rounded to the same
place, and the ends are rounded outwards: no interval that is shown lies inside the true one. Days
and runs in a hundred are never rounded to tens.
"""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from runs.analysis.estimates.estimates import Estimate, Interval
from runs.analysis.text.names import format_count

SIGNIFICANT = 2
"""Significant digits of a half-width."""
NOT_REACHED = "not reached"
NOISE = Decimal("1e-9")
"""Of a last digit: what floating point adds to a number that is written exactly."""
MORE = 4
"""Digits that are added at most so that an end beside 0 is not written as 0."""


class Unit(NamedTuple):
    """How a quantity is written: the value times `per`, then `name`.

    coarsest is the smallest number of decimals it may be rounded to (-1 would be tens); whole means
    that it has no decimals (a calendar day).
    """

    per: int
    name: str
    coarsest: int = -12
    whole: bool = False


UNITS = {
    "share": Unit(100, "of 100 runs", 0),
    "day": Unit(1, "", 0, whole=True),
    "days": Unit(1, "days", 0),
    "rate": Unit(100, "%", 0),
}
"""Quantities written otherwise than as they are stored."""


class EstimateTexts(NamedTuple):
    """An estimate as text: its value and the limits of its interval."""

    value: str
    low: str
    high: str


def find_unit(name: str) -> Unit:
    """Return how a quantity stored in a unit of this name is written."""
    return UNITS.get(name, Unit(1, name))


def choose_decimals(estimate: Estimate) -> int | None:
    """Return the decimals to show of an estimate in the unit it is written in; -1 means tens.

    Follows the wider of its two intervals. None where no interval has a width.
    """
    unit = find_unit(estimate.unit)
    widths = (_compute_half_width(estimate.value, one) for one in _list_intervals(estimate))
    width = max(widths, default=0.0)
    if not width > 0:
        return None
    digits = 0 if unit.whole else SIGNIFICANT - 1 - _find_leading_place(width * unit.per)
    digits = max(digits, unit.coarsest)
    least = digits
    while digits < 15 and _end_equals_value(estimate, digits):
        digits += 1
    while digits < least + MORE and _rounds_end_to_zero(estimate, digits):
        digits += 1
    return digits


def format_estimate(estimate: Estimate) -> EstimateTexts:
    """Return value, low and high of the simulation's interval as text, in the written unit.

    NaN reads "not reached".
    """
    ends = Interval(estimate.low, estimate.high)
    return _format_value_and_ends(estimate, ends, choose_decimals(estimate))


def format_parameter_interval(estimate: Estimate) -> EstimateTexts | None:
    """Return value, low and high as text, for the interval over parameters; None without one."""
    if estimate.parameters is None:
        return None
    return _format_value_and_ends(estimate, estimate.parameters, choose_decimals(estimate))


def format_with_interval(estimate: Estimate, named: bool = False) -> str:
    """Return "46 (33 to 60)"; named adds the unit: "46 of 100 runs (33 to 60)".

    An interval over parameters comes first. Without any: "46, no interval (1 run)".
    """
    value, unit = format_estimate(estimate).value, find_unit(estimate.unit).name
    if named and unit and value != NOT_REACHED:
        value = f"{value}{'' if unit == '%' else ' '}{unit}"
    if not has_interval(estimate):
        return f"{value}, {format_missing_interval(estimate)}"
    return f"{value} ({format_interval_ends(estimate)})"


def format_interval_ends(estimate: Estimate) -> str:
    """Return "33 to 60"; with an interval over parameters both, that one first."""
    simulated = format_estimate(estimate)
    told = f"{simulated.low} to {simulated.high}"
    of_parameters = format_parameter_interval(estimate)
    if of_parameters is None:
        return told
    return f"{of_parameters.low} to {of_parameters.high} over the parameters; simulation {told}"


def format_in_brackets(estimate: Estimate) -> str:
    """Return "46 [33, 60]" with true minus signs: the form of tables on pages."""
    value, low, high = format_parameter_interval(estimate) or format_estimate(estimate)
    if not has_interval(estimate):
        return with_minus_signs(f"{value}, {format_missing_interval(estimate)}")
    return with_minus_signs(f"{value} [{low}, {high}]")


def format_plus_minus(value: float, half_width: float, unit: str = "") -> str:
    """Return "-30 ± 12": a value and its half-width, which is rounded up."""
    around = Estimate(value, value - half_width, value + half_width, 0, unit)
    places = choose_decimals(around)
    if places is None:
        return format_estimate(around).value
    per = find_unit(unit).per
    half = _format_rounded(half_width, per, places, ROUND_CEILING)
    return f"{_format_rounded(value, per, places)} ± {half}"


def format_half_width(half_width: float) -> str:
    """Return "0.27": a half-width alone, of SIGNIFICANT digits, rounded up."""
    places = SIGNIFICANT - 1 - _find_leading_place(half_width)
    return _format_rounded(half_width, 1, places, ROUND_CEILING)


def has_interval(estimate: Estimate) -> bool:
    """Say whether some limit of an interval is finite, so that there is something to show."""
    return any(math.isfinite(end) for one in _list_intervals(estimate) for end in one)


def format_missing_interval(estimate: Estimate) -> str:
    """Return "no interval (1 pair)"."""
    return f"no interval ({format_count(estimate.n, estimate.counted)})"


def format_number(value: float, places: int | None = None) -> str:
    """Return a number without an interval as text, to `places` decimals (tens if -1) or as it is.

    NaN and infinity read "not reached"; there is no minus before a zero.
    """
    if not math.isfinite(value):
        return NOT_REACHED
    if places is not None:
        return _format_rounded(value, 1, places)
    rounded = float(f"{value:.6g}") + 0.0
    return f"{rounded:,g}" if abs(rounded) < 1e6 else f"{rounded:,.0f}"


def format_to_bin_width(value: float, width: float) -> str:
    """Return a quantile of binned values as text, as fine as the bins: 2.4 with a width of 0.1."""
    return format_number(value, -_find_leading_place(width))


def with_minus_signs(text: str) -> str:
    """Return the text with true minus signs in place of hyphens."""
    return text.replace("-", "−")


def _format_value_and_ends(estimate: Estimate, ends: Interval, places: int | None) -> EstimateTexts:
    per = find_unit(estimate.unit).per
    if places is None:
        return EstimateTexts(*(format_number(end * per) for end in (estimate.value, *ends)))
    value = _format_rounded(estimate.value, per, places)
    return EstimateTexts(
        value,
        _format_rounded(ends.low, per, places, ROUND_FLOOR),
        _format_rounded(ends.high, per, places, ROUND_CEILING),
    )


def _format_rounded(value: float, per: int, places: int, way: str = ROUND_HALF_UP) -> str:
    if not math.isfinite(value):
        return NOT_REACHED
    found = _quantize_value(value, per, places, way)
    return f"{found if found else abs(found):,.{max(places, 0)}f}"


def _quantize_value(value: float, per: int, places: int, way: str) -> Decimal:
    """Return value x per to so many decimals; within NOISE of such a number it is that number."""
    step = Decimal(1).scaleb(-places)
    text = f"{value:.15g}" if way == ROUND_HALF_UP else repr(float(value))  # a tie is one
    exact = Decimal(text) * per
    near = exact.quantize(step, ROUND_HALF_UP)
    return near if abs(exact - near) <= step * NOISE else exact.quantize(step, way)


def _end_equals_value(estimate: Estimate, places: int) -> bool:
    """Say whether, rounded, a limit would read like the value although the two differ."""
    if not math.isfinite(estimate.value):
        return False
    per = find_unit(estimate.unit).per
    shown = _quantize_value(estimate.value, per, places, ROUND_HALF_UP)
    return any(
        abs(end - estimate.value) > 1e-9 * max(abs(end), abs(estimate.value))
        and _quantize_value(end, per, places, way) == shown
        for end, way in _list_rounded_ends(estimate)
    )


def _rounds_end_to_zero(estimate: Estimate, places: int) -> bool:
    """Say whether a limit of a difference that is not 0 would be shown as 0."""
    unit = find_unit(estimate.unit)
    ends = [] if estimate.counted != "pair" or unit.whole else _list_rounded_ends(estimate)
    return any(end != 0 and not _quantize_value(end, unit.per, places, way) for end, way in ends)


def _list_rounded_ends(estimate: Estimate) -> list[tuple[float, str]]:
    """Return every finite limit with the way it is rounded: outwards."""
    ways = (ROUND_FLOOR, ROUND_CEILING)
    ends = [both for one in _list_intervals(estimate) for both in zip(one, ways, strict=True)]
    return [(end, way) for end, way in ends if math.isfinite(end)]


def _list_intervals(estimate: Estimate) -> list[Interval]:
    simulated = Interval(estimate.low, estimate.high)
    return [simulated] if estimate.parameters is None else [simulated, estimate.parameters]


def _compute_half_width(value: float, interval: Interval) -> float:
    """Return half the width; with one limit only, its distance from the value; else 0."""
    low, high = interval
    if math.isfinite(low) and math.isfinite(high):
        return (high - low) / 2
    reach = [abs(end - value) for end in interval if math.isfinite(end - value)]
    return max(reach, default=0.0)


def _find_leading_place(number: float) -> int:
    """Return the power of ten of the first digit after rounding to two: 2 for 99.6."""
    return int(f"{number:.{SIGNIFICANT - 1}e}".partition("e")[2])
