"""How the likelihood is let in by degrees: the next temperature, weights, and who is taken."""

from __future__ import annotations

import numpy as np

from runs.analysis.estimates.estimates import FloatArray, IntArray

EFFECTIVE = 0.5
"""Share of a population that each temperature leaves effective."""


def choose_temperature(total: FloatArray, now: float) -> float:
    """Return the next temperature (power of the likelihood, 0 to 1): 1, or that at which half of
    the population is effective. now: the present one.

    total: (particles,) log-likelihoods.
    """

    def is_effective(after: float) -> bool:
        """Say whether at least the share EFFECTIVE is left after going to a temperature."""
        weights = normalise_log_weights((after - now) * total)
        return bool(1.0 / (weights**2).sum() >= EFFECTIVE * len(total))

    if now >= 1.0 or is_effective(1.0):
        return 1.0
    low, high = now, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if is_effective(middle) else (low, middle)
    return high


def normalise_log_weights(logs: FloatArray) -> FloatArray:
    """Return weights that sum to 1 from log-weights, (n,)."""
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def resample_systematically(weights: FloatArray, u: float) -> IntArray:
    """Return the indices of the resampled particles, (n,): one at each (i + u) / n of the cumulated
    weights.
    """
    n = len(weights)
    by = np.cumsum(weights)
    places = np.searchsorted(by, (np.arange(n) + u) / n * by[-1])
    return np.asarray(np.minimum(places, n - 1), dtype=np.int64)
