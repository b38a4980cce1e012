"""The range that a quantity can have at all, to which limits of intervals are clipped.

A t or a normal interval does not know the range of its quantity: for few runs it may reach below 0
or above 1. The value itself is always inside, so that clipping changes neither the coverage nor on
which side of 0 the interval lies.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from runs.analysis.estimates.estimates import FloatArray

BOUNDS = {
    **dict.fromkeys(("share", "probability"), (0.0, 1.0)),
    **dict.fromkeys(("days", "rate", "requests", "hints", "visits"), (0.0, np.inf)),
}
"""Lowest and highest value of a quantity by the unit of its metric; any other has no bounds."""

ENDS = (("low", "high"), ("adjusted_low", "adjusted_high"))
"""Columns of the ends of a table of differences."""


def clip_to_bounds(
    low: npt.ArrayLike, high: npt.ArrayLike, unit: str
) -> tuple[FloatArray, FloatArray]:
    """Return the low and high limits of intervals, clipped to the values that a quantity in this
    unit can take.

    low, high: numbers or arrays, clipped elementwise; NaN stays. unit: a key of BOUNDS; any other
    has no bounds.
    """
    least, most = BOUNDS.get(unit, (-np.inf, np.inf))
    return _clip_limits(low, high, np.asarray(least), np.asarray(most))


def clip_difference_limits(
    low: npt.ArrayLike, high: npt.ArrayLike, unit: str | npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Return the low and high limits of intervals of differences, clipped to the range that a
    difference of two quantities in this unit can take; NaN stays.

    unit: a key of BOUNDS (any other has no bounds), one for all intervals, or one for each.
    """
    widths = [float(np.subtract(*BOUNDS.get(str(one), (0.0, np.inf))[::-1]))
              for one in np.atleast_1d(unit)]  # fmt: skip
    most = np.array(widths) if np.ndim(unit) else np.asarray(widths[0])
    return _clip_limits(low, high, -most, most)


def get_difference_bounds(unit: str) -> tuple[float, float]:
    """Return the lowest and the highest difference of two quantities in this unit; infinite if it
    has no bounds.
    """
    low, high = clip_difference_limits(-np.inf, np.inf, unit)
    return float(low), float(high)


def clip_difference_columns(
    table: pd.DataFrame, unit: str, limit_columns: Sequence[tuple[str, str]] = ENDS
) -> pd.DataFrame:
    """Return a table of differences with its interval limits clipped to the range that a difference
    in `unit` can take; limit_columns: (name of the low, name of the high limit) of each interval.
    """
    return table.assign(
        **{
            name: values
            for low, high in limit_columns
            for name, values in zip(
                (low, high), clip_difference_limits(table[low], table[high], unit), strict=True
            )
        }
    )


def _clip_limits(
    low: npt.ArrayLike, high: npt.ArrayLike, least: FloatArray, most: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return low, at least `least`, and high, at most `most`, elementwise; NaN stays."""
    return np.maximum(np.asarray(low, float), least), np.minimum(np.asarray(high, float), most)
