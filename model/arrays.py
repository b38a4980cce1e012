"""Names of the array types every rule speaks of; the last axis is always the lane."""

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


def sigmoid(x: Floats) -> Floats:
    """s(x) = 1 / (1 + exp(-x)), elementwise; finite for |x| up to 700."""
    out = np.negative(x)
    np.exp(out, out=out)
    out += 1.0
    np.reciprocal(out, out=out)
    return out


def positive(x: Floats) -> Floats:
    """[x]+ = max(0, x), elementwise."""
    return np.maximum(x, 0.0)


def per_tick(rate: Floats, dt: float) -> Floats:
    """A daily probability as a probability per tick of dt days: 1 - (1 - p)^dt; p itself when dt =
    1.
    """
    if dt == 1.0:
        return rate
    out: Floats = -np.expm1(dt * np.log1p(-np.minimum(rate, 1.0 - 1e-16)))
    return out


def kept(share: Floats, dt: float) -> Floats:
    """A daily share kept (0 to 1) as a share kept per tick of dt days; the share itself when dt =
    1.
    """
    if dt == 1.0:
        return share
    out: Floats = np.exp(dt * np.log(np.maximum(share, 1e-300)))
    return out
