"""How many digits a number may show: none finer than the leading digit of its error.

A half-width of 2.1 allows whole numbers, 0.44 one decimal, 12 tens: an estimate of 61 between
49 and 73 is shown as 60 (50 to 70).
"""

from __future__ import annotations

import math


def decimals(low: float, high: float) -> int | None:
    """Return the decimals an estimate between low and high may show; negative means tens.

    None where the interval has no width or no end, so that it says nothing about digits.
    """
    half = (high - low) / 2
    if not math.isfinite(half) or half <= 0:
        return None
    return -math.floor(math.log10(half) + 1e-9)


def plain(number: float, places: int | None = None) -> str:
    """Return a number as text: rounded to so many decimals (tens if negative), or as it is.

    NaN and infinity read "not reached"; there is no minus before a zero.
    """
    if not math.isfinite(number):
        return "not reached"
    rounded = float(f"{number:.6g}") if places is None else round(number, places)
    if places is None:
        return f"{rounded + 0.0:,g}" if abs(rounded) < 1e6 else f"{rounded:,.0f}"
    text = f"{rounded + 0.0:,.{max(places, 0)}f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text


def shown(
    estimate: float, low: float, high: float, per: float = 1.0, whole: bool = False
) -> tuple[str, str, str]:
    """Return estimate, low and high as text with the digits their interval allows.

    Args:
        estimate: the number; NaN reads "not reached".
        low: lower end.
        high: upper end; with only one end finite, digits follow from that end's distance.
        per: multiplier, 100 to show a share per hundred runs.
        whole: show no decimals, for a number that has none (a median day).
    """
    ends = [end for end in (low, high) if math.isfinite(end)]
    low_end = min(ends, default=math.nan)
    high_end = max(ends, default=math.nan)
    if len(ends) == 1 and math.isfinite(estimate):
        reach = abs(ends[0] - estimate)
        low_end, high_end = estimate - reach, estimate + reach
    places = decimals(low_end * per, high_end * per)
    if whole and places is not None:
        places = min(places, 0)
    texts = [plain(number * per, places) for number in (estimate, low, high)]
    return texts[0], texts[1], texts[2]


def interval_text(
    estimate: float, low: float, high: float, unit: str = "", per: float = 1.0
) -> str:
    """Return "61 (59 to 63)", with the unit after the estimate: "83 days (81 to 85)"."""
    middle, lower, upper = shown(estimate, low, high, per)
    named = f"{middle} {unit}" if unit and middle != "not reached" else middle
    return f"{named} ({lower} to {upper})"
