"""How the likelihood is let in by degrees: the next temperature, weights, and who is taken."""

from __future__ import annotations

import numpy as np

from runs.analysis.estimates.estimates import FloatArray, IntArray

EFFECTIVE = 0.5
"""Share of a population that each temperature leaves effective."""


def compute_next_temperature(total: FloatArray, temperature: float) -> float:
    """Return the next temperature (power of the likelihood, 0 to 1) after `temperature`: 1, or that
    at which half of the population is effective.

    total: (particles,) log-likelihoods.
    """

    def is_effective(after: float) -> bool:
        """Say whether at least the share EFFECTIVE of particles is effective at the temperature
        `after`.
        """
        weights = normalise_log_weights((after - temperature) * total)
        return bool(1.0 / (weights**2).sum() >= EFFECTIVE * len(total))

    if temperature >= 1.0 or is_effective(1.0):
        return 1.0
    low, high = temperature, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if is_effective(middle) else (low, middle)
    return high


def normalise_log_weights(logs: FloatArray) -> FloatArray:
    """Return weights that sum to 1 from log-weights, (n,)."""
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def resample_systematically(weights: FloatArray, u: float) -> IntArray:
    """Return the indices of the resampled particles, (n,), one at each (i + u) / n of the cumulated
    weights; u: uniform in [0, 1).
    """
    n = len(weights)
    cumulated = np.cumsum(weights)
    indices = np.searchsorted(cumulated, (np.arange(n) + u) / n * cumulated[-1])
    return np.asarray(np.minimum(indices, n - 1), dtype=np.int64)
