"""How an estimate is written: the one home of rounding, for terminal, pages, reports and tables.

The half-width of the interval keeps two significant digits, the estimate is rounded to the same
place, and the ends are rounded outwards: no interval that is shown lies inside the true one. Days
and runs in a hundred are never rounded to tens.
"""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP
from typing import NamedTuple

from runs.analysis.estimates.estimates import Estimate, Interval
from runs.analysis.text.names import format_count, write_parameters_phrase
from runs.analysis.text.rounding import (
    NOT_REACHED,
    SIGNIFICANT,
    WIDTH_NOISE,
    compute_half_width,
    find_leading_exponent,
    format_rounded,
    is_error_seen,
    quantize_value,
    round_alone,
)

NO_SPREAD = "no spread"  # of draws that differ by no more than luck
ERROR = "simulation error"
TOO_FEW = "too few runs per draw to say how much the parameters matter"
MORE = 4  # digits that are added at most so that an end beside 0 is not written as 0


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


def get_unit(name: str) -> Unit:
    """Return how a quantity stored in the unit of this name is written."""
    return UNITS.get(name, Unit(1, name))


def choose_decimals(estimate: Estimate) -> int | None:
    """Return the number of decimals to show of an estimate in its written unit; -1 means tens.

    It follows the wider of its two intervals; None if no interval has a width beyond WIDTH_NOISE.
    """
    unit, value = get_unit(estimate.unit), estimate.value
    width = max((compute_half_width(value, one) for one in _list_intervals(estimate)), default=0.0)
    if not width > WIDTH_NOISE * abs(value):
        return None
    digits = 0 if unit.whole else SIGNIFICANT - 1 - find_leading_exponent(width * unit.per)
    digits = least = max(digits, unit.coarsest)
    while digits < 15 and _is_limit_shown_as_value(estimate, digits):
        digits += 1
    while digits < least + MORE and _is_end_shown_as_zero(estimate, digits):
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

    With a fit: "46 (20 to 71; ±3)", as `format_interval_ends`. Without an interval: "46, no
    interval (1 run)".
    """
    value, unit = format_estimate(estimate).value, get_unit(estimate.unit).name
    if named and unit and value != NOT_REACHED:
        value = f"{value}{'' if unit == '%' else ' '}{unit}"
    if not has_interval(estimate):
        return f"{value}, {format_missing_interval(estimate)}"
    return f"{value} ({format_interval_ends(estimate)})"


def format_interval_ends(estimate: Estimate, full: bool = False) -> str:
    """Return "33 to 60"; with a fit "20 to 71; ±3": over its draws, then simulation error (in full
    with words that say which is which).
    """
    if not (estimate.fit or estimate.parameters):
        _, low, high = format_estimate(estimate)
        return f"{low} to {high}"
    error = format_simulation_error(estimate, ERROR if full else "")
    if not full:
        return "; ".join(filter(None, (format_draw_interval(estimate), error)))
    if estimate.parameters is None:
        return f"{error}; {TOO_FEW}"
    between = f"{format_draw_interval(estimate)} over {write_parameters_phrase(estimate.fit)}"
    return f"{between}; {error}"


def format_draw_interval(estimate: Estimate) -> str:
    """Return the interval over a fit's draws as "20 to 71", or "no spread"; "" if unknown."""
    ends = format_parameter_interval(estimate)
    if ends is None or estimate.parameters is None:
        return ""
    return NO_SPREAD if len({*estimate.parameters}) == 1 else " to ".join(ends[1:])


def format_simulation_error(estimate: Estimate, name: str = "") -> str:
    """Return "±3", after `name`: the half-width, rounded up; of a level also that none is seen."""
    if not is_error_seen(estimate):
        return f"no {name.partition(',')[0] or 'error'} seen"
    reach = (estimate.value - estimate.low, estimate.high - estimate.value)
    error = " to ".join(format_estimate(estimate)[1:])
    if all(map(math.isfinite, reach)):
        places, per = choose_decimals(estimate), get_unit(estimate.unit).per
        error = f"±{format_rounded(max(reach), per, places or 0, ROUND_CEILING)}"
    return f"{name} {error}".strip()


def format_in_brackets(estimate: Estimate) -> str:
    """Return "46 [33, 60]" with true minus signs: the form of tables on pages.

    With a fit: "46 [20, 71] ±3", as `format_interval_ends`; "46 ±3" where draws say nothing.
    """
    value, low, high = format_parameter_interval(estimate) or format_estimate(estimate)
    if not has_interval(estimate):
        return with_minus_signs(f"{value}, {format_missing_interval(estimate)}")
    error = f"{' ' if is_error_seen(estimate) else ', '}{format_simulation_error(estimate)}"
    if estimate.fit and estimate.parameters is None:
        return with_minus_signs(f"{value}{error}")
    ends = NO_SPREAD if format_draw_interval(estimate) == NO_SPREAD else f"{low}, {high}"
    return with_minus_signs(f"{value} [{ends}]{error if estimate.parameters else ''}")


def format_plus_minus(value: float, half_width: float, unit: str = "") -> str:
    """Return "-30 ± 12": a value and its half-width, which is rounded up."""
    around = Estimate(value, value - half_width, value + half_width, 0, unit)
    places = choose_decimals(around)
    if places is None:
        return format_estimate(around).value
    per = get_unit(unit).per
    half = format_rounded(half_width, per, places, ROUND_CEILING)
    return f"{format_rounded(value, per, places)} ± {half}"


def has_interval(estimate: Estimate) -> bool:
    """Say whether some limit of an interval is finite, so that there is something to show."""
    return any(math.isfinite(end) for one in _list_intervals(estimate) for end in one)


def format_missing_interval(estimate: Estimate) -> str:
    """Return "no interval (1 pair)", with the number of observations."""
    return f"no interval ({format_count(estimate.n, estimate.counted)})"


def format_number(value: float, places: int | None = None) -> str:
    """Return a number without an interval as text, to `places` decimals (tens if -1) or as it is;
    NaN and infinity read "not reached", a zero has no minus.
    """
    if not math.isfinite(value):
        return NOT_REACHED
    if places is not None:
        return format_rounded(value, 1, places)
    rounded = float(f"{value:.6g}") + 0.0
    return f"{rounded:,g}" if abs(rounded) < 1e6 else f"{rounded:,.0f}"


def with_minus_signs(text: str) -> str:
    """Return the text with a true minus sign for each hyphen."""
    return text.replace("-", "−")


def _format_value_and_ends(estimate: Estimate, ends: Interval, places: int | None) -> EstimateTexts:
    """Return value and ends as text, the ends rounded outwards; places: None for as they are."""
    per = get_unit(estimate.unit).per
    if places is None:
        keep = float if has_interval(estimate) else round_alone
        return EstimateTexts(*(format_number(keep(end * per)) for end in (estimate.value, *ends)))
    return EstimateTexts(
        format_rounded(estimate.value, per, places),
        format_rounded(ends.low, per, places, ROUND_FLOOR),
        format_rounded(ends.high, per, places, ROUND_CEILING),
    )


def _is_limit_shown_as_value(estimate: Estimate, places: int) -> bool:
    """Say whether a limit, rounded, would read like the value although the two differ."""
    if not math.isfinite(estimate.value):
        return False
    per = get_unit(estimate.unit).per
    shown = quantize_value(estimate.value, per, places, ROUND_HALF_UP)
    return any(
        abs(end - estimate.value) > 1e-9 * max(abs(end), abs(estimate.value))
        and quantize_value(end, per, places, way) == shown
        for end, way in _list_rounded_ends(estimate)
    )


def _is_end_shown_as_zero(estimate: Estimate, places: int) -> bool:
    """Say whether a limit of a difference, not 0, would read 0; False for one over parameters."""
    unit, told = get_unit(estimate.unit), estimate.counted == "pair" and not estimate.parameters
    ends = _list_rounded_ends(estimate) if told and not unit.whole else []
    return any(end != 0 and not quantize_value(end, unit.per, places, way) for end, way in ends)


def _list_rounded_ends(estimate: Estimate) -> list[tuple[float, str]]:
    """Return each finite limit of the wider interval with its direction of rounding: outwards."""
    ways = (ROUND_FLOOR, ROUND_CEILING)
    wider = max(_list_intervals(estimate), key=lambda one: compute_half_width(estimate.value, one))
    ends = zip(wider, ways, strict=True)
    return [(end, way) for end, way in ends if math.isfinite(end)]


def _list_intervals(estimate: Estimate) -> list[Interval]:
    """Return the simulation's interval and, if there is one, that over parameters."""
    simulated = Interval(estimate.low, estimate.high)
    return [simulated] if estimate.parameters is None else [simulated, estimate.parameters]
