"""The array types that every rule of the model uses, and elementwise arithmetic on them.

The last axis is always the lane: one simulated run. (m,) is the shape of values for m chosen lanes.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
"""(..., lanes) float64."""
Bools = npt.NDArray[np.bool_]
"""(..., lanes) bool."""
Ints = npt.NDArray[np.int64]
"""(..., lanes) int64."""
Codes = npt.NDArray[np.int8]
"""(lanes,) int8: an index into a short list of names."""


def find_lanes(holds: Bools) -> Ints:
    """Return the indices of the lanes in which `holds` ((lanes,)) is true; (m,), ascending."""
    return holds.nonzero()[0]


def sigmoid(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)), elementwise, in 0..1; finite for |x| up to 700."""
    out = np.negative(x)
    np.exp(out, out=out)
    out += 1.0
    np.reciprocal(out, out=out)
    return out


def is_equal_across_lanes(values: Floats) -> Bools:
    """Say for (..., lanes) values whether all lanes agree to the last bit; bool of shape (...,)."""
    bits = values.view(np.int64)
    same: Bools = (bits == bits[..., :1]).all(axis=-1)
    return same


WIDE = 16_384
"""Most lanes for which `_make_cached_row` keeps the array of a number."""


@cache
def _make_cached_row(value: float) -> Floats:
    """Return a read-only (WIDE,) array with this number in every place, kept for later calls."""
    row = np.full(WIDE, value)
    row.setflags(write=False)
    return row


def _make_row(value: float, lanes: int) -> Floats:
    """Return a (lanes,) array filled with one number, which NumPy compares faster than the
    number.
    """
    return _make_cached_row(value)[:lanes] if lanes <= WIDE else np.full(lanes, value)


def maximum(x: Floats, low: float, out: Floats | None = None) -> Floats:
    """Return the larger of x and the number `low`, elementwise; written to `out` if it is given."""
    return np.maximum(x, _make_row(low, x.shape[-1]), out=out)


def minimum(x: Floats, high: float, out: Floats | None = None) -> Floats:
    """Return the smaller of x and the number `high`, elementwise; written to `out` if it is
    given.
    """
    return np.minimum(x, _make_row(high, x.shape[-1]), out=out)


def clip(x: Floats, low: float, high: float, out: Floats | None = None) -> Floats:
    """Return x limited to low..high, elementwise; written to `out` if it is given."""
    inside = maximum(x, low, out)
    return minimum(inside, high, inside)


def positive_part(x: Floats) -> Floats:
    """Return max(0, x), elementwise; written [x]+ in formulas."""
    return maximum(x, 0.0)


def compute_tick_probability(rate: Floats, dt: float) -> Floats:
    """Convert `rate`, a probability p per day, into one per tick of `dt` days: 1 - (1 - p)^dt."""
    if dt == 1.0:
        return rate
    return -np.expm1(dt * np.log1p(-np.minimum(rate, 1.0 - 1e-16)))


def compute_tick_retention(share: Floats, dt: float) -> Floats:
    """Convert the share (0..1) kept per day into that kept per tick of `dt` days: share^dt."""
    if dt == 1.0:
        return share
    return np.exp(dt * np.log(np.maximum(share, 1e-300)))
