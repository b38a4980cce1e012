"""The bootstrap, as a function: the same pairs are always resampled in the same way.

The generator lives for one call and is seeded from a digest of the keys of the pairs, so an
interval depends neither on what else was asked nor on the time of day. As drawing is most of the
work, the newest draws are held for the next comparison in the same worlds.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from runs.analysis.estimates.estimates import (
    LEVEL,
    FloatArray,
    compute_normal_quantile,
    compute_t_quantile,
)

CountArray = npt.NDArray[np.unsignedinteger[Any]]

RESAMPLES = 1000
PATTERNS = 2**12
"""Most patterns of signs: all of twelve pairs."""
_EXACT = 2**24
"""Up to which single precision holds every whole number."""
_CELLS = 4_000_000
"""Size of the largest block of resampled counts as numbers to calculate with (32 MB)."""
_DRAWN_AT_ONCE = 100_000
"""Pairs drawn before they are counted: as many as stay in the processor's cache."""
_PAIRS_HELD = 20_000
"""Pairs whose counts, of two bytes each, are held from one call to the next (40 MB)."""


def resample_means(values: FloatArray, keys: pd.DataFrame) -> FloatArray:
    """Return bootstrap means of each column.

    Args:
        values: shape (pairs, columns); NaN marks a pair without a value in that column.
        keys: the pairs' keys (integers), shape (pairs, any); they seed the resampling.

    Returns:
        shape (RESAMPLES, columns); NaN where a resample holds no value of the column. A column
        of zeros gives exactly zeros.
    """
    known = ~np.isnan(values)
    gaps = ~known.all(axis=0)
    filled = np.where(known, values, 0.0)
    kind = _choose_exact_type(filled)
    filled, present = filled.astype(kind), known[:, gaps].astype(kind)
    parts = []
    for counts in _iterate_count_blocks(len(values), _derive_seed(keys), kind):
        size = np.full((len(counts), values.shape[1]), float(len(values)))
        size[:, gaps] = counts @ present
        with np.errstate(invalid="ignore", divide="ignore"):
            parts.append((counts @ filled) / size)
    return np.concatenate(parts)


def _choose_exact_type(values: FloatArray) -> type[np.floating[Any]]:
    """Return float32 if sums of resampled values come out exactly in it (small whole numbers),
    which takes half the time; else float64.
    """
    largest = len(values) * float(np.abs(values).max(initial=1.0))  # no sum of a resample exceeds
    exact = largest <= _EXACT and bool((values == np.rint(values)).all())
    return np.float32 if exact else np.float64


def resample_counts(keys: pd.DataFrame) -> Iterator[FloatArray]:
    """Yield, in blocks, how often each pair occurs in each resample, shape (resamples of the block,
    pairs).

    The resamples are those of `resample_means` with the same keys.
    """
    for counts in _iterate_count_blocks(len(keys), _derive_seed(keys), np.float64):
        yield counts.astype(np.float64)


def make_sign_patterns(keys: pd.DataFrame) -> FloatArray:
    """Return patterns of signs, -1 or 1, for as many pairs as `keys` has rows, shape (patterns,
    pairs).

    All 2^pairs patterns if these are at most PATTERNS; else PATTERNS of them, one without any flip
    and the others random. A test that counts the observed pattern keeps its level. Source: Hemerik
    and Goeman 2018, TEST 27, 811-825.
    """
    pairs = len(keys)
    if 2**pairs <= PATTERNS:
        flips = np.arange(2**pairs)[:, None] >> np.arange(pairs) & 1
    else:
        flips = _make_generator(_derive_seed(keys)).integers(0, 2, size=(PATTERNS, pairs))
        flips[0] = 0
    return np.asarray(1.0 - 2.0 * flips, dtype=float)


def compute_percentile_limits(resampled: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the lower and upper 95 % percentile limits of each column, each (columns,).

    resampled: shape (resamples, columns); NaN resamples are left out, NaN where all are.
    """
    unknown = np.isnan(resampled)
    whole, empty = ~unknown.any(axis=0), unknown.all(axis=0)
    quantiles = np.full((2, resampled.shape[1]), np.nan)
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    quantiles[:, whole] = np.quantile(resampled[:, whole], tails, axis=0)
    some = ~(whole | empty)  # looked at one by one, which takes longer
    quantiles[:, some] = np.nanquantile(resampled[:, some], tails, axis=0)
    return quantiles[0], quantiles[1]


def compute_small_sample_factor(pairs: int) -> float:
    """Return the factor by which a bootstrap interval of so many pairs must be widened; 1 below two
    pairs, near 1 for many.

    Resamples vary by (n - 1)/n of the sample's variance, which is also taken as known: the factor
    is t over z, times the root of n/(n - 1). Source: Hesterberg 2015, The American Statistician 69,
    371-386.
    """
    if pairs < 2:
        return 1.0
    return float(compute_t_quantile(pairs) / compute_normal_quantile()) * float(
        np.sqrt(pairs / (pairs - 1))
    )


def _iterate_count_blocks(
    pairs: int, seed: int, dtype: type[np.floating[Any]]
) -> Iterator[npt.NDArray[np.floating[Any]]]:
    """Yield blocks of resamples as counts of each pair, (resamples of the block, pairs), of type
    `dtype`; rows sum to `pairs`.

    A block is overwritten by the next one: fresh memory for each would cost more than the counting.
    """
    rows = min(RESAMPLES, max(1, _CELLS // pairs))
    sizes = [min(rows, RESAMPLES - start) for start in range(0, RESAMPLES, rows)]
    if pairs <= _PAIRS_HELD:
        blocks = iter(np.split(_resample_all_counts(pairs, seed), np.cumsum(sizes)[:-1]))
    else:
        generator = _make_generator(seed)
        blocks = (_resample_counts(generator, size, pairs) for size in sizes)
    held = np.empty((rows, pairs), dtype=dtype)
    for block in blocks:
        held[: len(block)] = block
        yield held[: len(block)]


@lru_cache(maxsize=2)
def _resample_all_counts(pairs: int, seed: int) -> CountArray:
    """Return all resamples as counts of each pair, shape (RESAMPLES, pairs), read-only."""
    counts = _resample_counts(_make_generator(seed), RESAMPLES, pairs)
    counts.flags.writeable = False
    return counts


def _resample_counts(generator: np.random.Generator, resamples: int, pairs: int) -> CountArray:
    """Return further resamples as counts of each pair, shape (resamples, pairs), from the
    generator.

    No count exceeds `pairs`, so the type is the smallest that can hold that.
    """
    counts = np.empty((resamples, pairs), dtype=np.min_scalar_type(pairs))
    rows = max(1, _DRAWN_AT_ONCE // pairs)
    for start in range(0, resamples, rows):
        block = counts[start : start + rows]
        drawn = generator.integers(0, pairs, size=block.shape, dtype=np.int64)
        drawn += np.arange(len(block))[:, None] * pairs
        block[:] = np.bincount(drawn.ravel(), minlength=block.size).reshape(block.shape)
    return counts


def _make_generator(seed: int) -> np.random.Generator:
    """Return a PCG64 generator of random numbers with this seed."""
    return np.random.Generator(np.random.PCG64(seed))


def _derive_seed(keys: pd.DataFrame) -> int:
    """Return the seed of the resampling: a 16-byte digest of the keys, as an integer."""
    words = np.ascontiguousarray(keys.to_numpy(dtype=np.int64)).astype("<i8")
    return int.from_bytes(blake2b(words.tobytes(), digest_size=16).digest(), "little")
