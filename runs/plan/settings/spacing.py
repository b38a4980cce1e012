"""The values of `range(start,stop,step)`, counted in decimals as they are written.

Added up in binary fractions, 0.1 + 0.2 is 0.30000000000000004 and 0.3 + 0.3 + 0.3 falls short of
0.9, so that a range would contain values that nobody wrote, and sometimes its own end. Fifteen
digits are read of each number: those that a binary fraction holds of a decimal.
"""

from __future__ import annotations

import math
from decimal import Decimal

from runs.errors import WrongInput

MOST = 100_000
"""Values of one range; more variants than that fit no plan."""

Number = int | float


def space_numbers(start: Number, stop: Number, step: Number, key: str = "") -> list[Number]:
    """Return start, start + step, ... up to the last value below stop (with a negative step: above
    it), [] if there is none; whole numbers if all three are whole.

    Raises WrongInput for numbers that are not finite, a step of 0 and more than MOST values. key:
    the setting, for the message.
    """
    first, end, each = (
        Decimal(f"{number:.15g}") if isinstance(number, float) else Decimal(number)
        for number in (start, stop, step)
    )
    text = f"range({start},{stop},{step})"
    if not all(number.is_finite() for number in (first, end, each)) or not each:
        raise WrongInput(
            f"{key}={text}: the ends are numbers, the step is one and not 0.", key=key, value=text
        )
    count = max(0, math.ceil((end - first) / each))
    if count > MOST:
        raise WrongInput(
            f"{key}={text} makes {count:,} values.",
            key=key,
            value=text,
            allowed=[f"at most {MOST:,} values"],
        )
    whole = all(isinstance(number, int) for number in (start, stop, step))
    values = [first + place * each for place in range(count)]
    return [int(value) if whole else float(value) for value in values]
