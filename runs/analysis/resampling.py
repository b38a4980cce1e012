"""The bootstrap, as a function: the same pairs are always resampled in the same way.

The generator lives for one call and is seeded from a digest of the keys of the pairs, so an
interval depends neither on what else was asked nor on the time of day.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

import numpy as np
import pandas as pd

from runs.analysis.estimates import LEVEL, FloatArray

RESAMPLES = 1000
_CELLS = 4_000_000
"""Size of the largest block of resampled counts held at once (32 MB)."""


def resampled_means(values: FloatArray, keys: pd.DataFrame) -> FloatArray:
    """Return bootstrap means of each column.

    Args:
        values: shape (pairs, columns); NaN marks a pair without a value in that column.
        keys: the pairs' keys (integers), shape (pairs, any); they seed the resampling.

    Returns:
        shape (RESAMPLES, columns); NaN where a resample holds no value of the column. A column
        of zeros gives exactly zeros.
    """
    known = ~np.isnan(values)
    complete = bool(known.all())
    filled = values if complete else np.where(known, values, 0.0)
    parts = []
    for counts in _counts(len(values), _seed(keys)):
        size = float(len(values)) if complete else counts @ known.astype(float)
        with np.errstate(invalid="ignore", divide="ignore"):
            parts.append((counts @ filled) / size)
    return np.concatenate(parts)


def resampled_counts(keys: pd.DataFrame) -> Iterator[FloatArray]:
    """Yield, in blocks, how often each pair occurs in each resample, shape (some, pairs).

    The same resamples as those of `resampled_means` with the same keys.
    """
    yield from _counts(len(keys), _seed(keys))


def percentile_limits(resampled: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the percentile limits of each column of resampled means, NaN resamples left out."""
    empty = np.isnan(resampled).all(axis=0)
    quantiles = np.full((2, resampled.shape[1]), np.nan)
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    quantiles[:, ~empty] = np.nanquantile(resampled[:, ~empty], tails, axis=0)
    return quantiles[0], quantiles[1]


def _counts(pairs: int, seed: int) -> Iterator[FloatArray]:
    """Yield blocks of resamples as counts of each pair, shape (some, pairs), rows sum to pairs."""
    generator = np.random.Generator(np.random.PCG64(seed))
    rows = max(1, _CELLS // pairs)
    for start in range(0, RESAMPLES, rows):
        some = min(rows, RESAMPLES - start)
        drawn = generator.integers(0, pairs, size=(some, pairs), dtype=np.int64)
        drawn += np.arange(some)[:, None] * pairs
        yield np.bincount(drawn.ravel(), minlength=some * pairs).reshape(some, pairs).astype(float)


def _seed(keys: pd.DataFrame) -> int:
    words = np.ascontiguousarray(keys.to_numpy(dtype=np.int64)).astype("<i8")
    return int.from_bytes(blake2b(words.tobytes(), digest_size=16).digest(), "little")
