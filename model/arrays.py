"""Names of the array types every rule speaks of; the last axis is always the lane."""

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
    """(m,) the lanes in which something holds."""
    return holds.nonzero()[0]


def sigmoid(x: Floats) -> Floats:
    """s(x) = 1 / (1 + exp(-x)), elementwise; finite for |x| up to 700."""
    out = np.negative(x)
    np.exp(out, out=out)
    out += 1.0
    np.reciprocal(out, out=out)
    return out


def is_equal_across_lanes(values: Floats) -> Bools:
    """(...,) whether (..., lanes) values are the same in every lane, to the last bit."""
    bits = values.view(np.int64)
    same: Bools = (bits == bits[..., :1]).all(axis=-1)
    return same


WIDE = 16_384
"""Lanes up to which the rows of one number below are kept."""


@cache
def _make_cached_row(value: float) -> Floats:
    row = np.full(WIDE, value)
    row.setflags(write=False)
    return row


def _make_row(value: float, lanes: int) -> Floats:
    """(lanes,) of one number: NumPy compares with an array faster than with a number."""
    return _make_cached_row(value)[:lanes] if lanes <= WIDE else np.full(lanes, value)


def maximum(x: Floats, low: float, out: Floats | None = None) -> Floats:
    """max(low, x), elementwise."""
    return np.maximum(x, _make_row(low, x.shape[-1]), out=out)


def minimum(x: Floats, high: float, out: Floats | None = None) -> Floats:
    """min(high, x), elementwise."""
    return np.minimum(x, _make_row(high, x.shape[-1]), out=out)


def clip(x: Floats, low: float, high: float, out: Floats | None = None) -> Floats:
    """max(low, min(high, x)), elementwise."""
    inside = maximum(x, low, out)
    return minimum(inside, high, inside)


def positive_part(x: Floats) -> Floats:
    """[x]+ = max(0, x), elementwise."""
    return maximum(x, 0.0)


def compute_tick_probability(rate: Floats, dt: float) -> Floats:
    """A daily probability as a probability per tick of dt days: 1 - (1 - p)^dt; p itself when dt =
    1.
    """
    if dt == 1.0:
        return rate
    return -np.expm1(dt * np.log1p(-np.minimum(rate, 1.0 - 1e-16)))


def compute_tick_retention(share: Floats, dt: float) -> Floats:
    """A daily share kept (0 to 1) as a share kept per tick of dt days; the share itself when dt =
    1.
    """
    if dt == 1.0:
        return share
    return np.exp(dt * np.log(np.maximum(share, 1e-300)))
