"""Rounding of single numbers to a place, one way or to the nearest; the width of an interval."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from runs.analysis.estimates.estimates import Estimate, Interval

SIGNIFICANT = 2
"""Significant digits of a half-width."""
NOT_REACHED = "not reached"
NOISE = Decimal("1e-9")
"""Of a last digit: what floating point adds to a number that is written exactly."""
WIDTH_NOISE = 1e-14
"""Of a value: the width that sums of equal numbers may have."""


def format_rounded(value: float, factor: int, places: int, rounding: str = ROUND_HALF_UP) -> str:
    """Return value x factor as text with `places` decimals (-1: tens); NaN and infinity read "not
    reached". rounding: a rounding mode of `decimal`.
    """
    if not math.isfinite(value):
        return NOT_REACHED
    found = quantize_value(value, factor, places, rounding)
    return f"{found if found else abs(found):,.{max(places, 0)}f}"


def add_plus_sign(text: str) -> str:
    """Return a text that begins with a number, with a plus before one above zero: "+5 [2, 8]"."""
    value = text.split(" ")[0]
    signed = value.startswith(("-", "−")) or not value.strip("0.,")
    return text if signed else f"+{text}"


def quantize_value(value: float, factor: int, places: int, rounding: str) -> Decimal:
    """Return value x factor rounded to `places` decimals, robust to binary errors within NOISE;
    rounding: a rounding mode of `decimal`.
    """
    step = Decimal(1).scaleb(-places)
    text = f"{value:.15g}" if rounding == ROUND_HALF_UP else repr(float(value))  # a tie is one
    exact = Decimal(text) * factor
    near = exact.quantize(step, ROUND_HALF_UP)
    return near if abs(exact - near) <= step * NOISE else exact.quantize(step, rounding)


def round_alone(value: float) -> float:
    """Return a number that has no interval to three digits, whole from 100 on; NaN and infinity
    unchanged.
    """
    if not math.isfinite(value):
        return value
    return round(value, max(SIGNIFICANT - find_leading_exponent(value), 0))


def compute_half_width(value: float, interval: Interval) -> float:
    """Return half an interval's width; if one limit is infinite or NaN, the distance of the other
    from the value; 0 if both are.
    """
    low, high = interval
    if math.isfinite(low) and math.isfinite(high):
        return (high - low) / 2
    reach = [abs(end - value) for end in interval if math.isfinite(end - value)]
    return max(reach, default=0.0)


def is_error_seen(estimate: Estimate) -> bool:
    """Say whether the simulation's interval has a width; always so of a difference of pairs."""
    noise, ends = WIDTH_NOISE * abs(estimate.value), (estimate.low, estimate.high)
    return estimate.counted == "pair" or not all(abs(end - estimate.value) <= noise for end in ends)


def find_leading_exponent(number: float) -> int:
    """Return the power of ten of the first digit after rounding to two: 2 for 99.6."""
    return int(f"{number:.{SIGNIFICANT - 1}e}".partition("e")[2])


def format_to_bin_width(value: float, width: float) -> str:
    """Return a quantile of binned values as text, as fine as a bin's width: 2.4 for 0.1 or 0.25."""
    return format_rounded(value, 1, -find_leading_exponent(width))


def format_half_width(half_width: float) -> str:
    """Return "0.27": a half-width alone, of SIGNIFICANT digits, rounded up."""
    places = SIGNIFICANT - 1 - find_leading_exponent(half_width)
    return format_rounded(half_width, 1, places, ROUND_CEILING)


def format_probability(share: float) -> str:
    """Return a share of resamples, draws or runs with two decimals; "> 0.99" and "< 0.01" for one
    that would read 1 or 0 and is not.
    """
    if 0.0 < share < 0.005:
        return "< 0.01"
    return "> 0.99" if 0.995 <= share < 1.0 else f"{share:.2f}"
