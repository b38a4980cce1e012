"""Draws under neighbouring keys know nothing of each other: serial and crossed, in numbers, in
cells and in bits.
"""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from model.arrays import Floats
from model.draws import hash_worlds
from tests.model.draws.streams import EACH, LEVEL, STREAMS, stream

SIDE = 32
BOUND = stats.norm.isf(LEVEL / 2)
PAIRS = list(combinations(STREAMS, 2))


def correlation(one: Floats, other: Floats) -> float:
    """Correlation of two uniform streams in standard errors, by the known mean and variance."""
    return float(12.0 * ((one - 0.5) * (other - 0.5)).mean() * np.sqrt(len(one)))


def unevenness(one: Floats, other: Floats) -> float:
    """Chi-square of the pairs over SIDE x SIDE cells; SIDE^2 - 1 degrees of freedom."""
    cells = (one * SIDE).astype(int) * SIDE + (other * SIDE).astype(int)
    expected = len(one) / SIDE**2
    counts = np.bincount(cells, minlength=SIDE**2)
    return float(((counts - expected) ** 2).sum() / expected)


@pytest.mark.parametrize("lag", [1, 2, 7, 1000])
@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_does_not_correlate_with_its_own_past(name: str, lag: int) -> None:
    draws = stream(name)
    assert abs(correlation(draws[lag:], draws[:-lag])) < BOUND


@pytest.mark.parametrize("name", STREAMS)
def test_successive_pairs_fill_the_square_evenly(name: str) -> None:
    draws = stream(name)
    low, high = stats.chi2.ppf([LEVEL / 2, 1 - LEVEL / 2], SIDE**2 - 1)
    assert low < unevenness(draws[0::2], draws[1::2]) < high


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_streams_do_not_correlate(one: str, other: str) -> None:
    assert abs(correlation(stream(one), stream(other))) < BOUND


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_pairs_of_two_streams_fill_the_square_evenly(one: str, other: str) -> None:
    low, high = stats.chi2.ppf([LEVEL / 2, 1 - LEVEL / 2], SIDE**2 - 1)
    assert low < unevenness(stream(one), stream(other)) < high


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_half_of_the_bits_of_two_draws_differ(one: str, other: str) -> None:
    """Overlapping or shifted states would show here before they show in a correlation."""
    words = [(stream(name) * 2.0**52).astype(np.uint64) for name in (one, other)]
    differ = np.bitwise_count(words[0] ^ words[1]).mean() / 52.0
    assert abs(float(differ) - 0.5) < BOUND * 0.5 / np.sqrt(52.0 * EACH)


@pytest.mark.slow
def test_no_two_worlds_of_three_seeds_and_a_million_replications_are_the_same() -> None:
    replications = np.arange(EACH, dtype=np.int64)
    states = [hash_worlds(np.full(EACH, seed, dtype=np.int64), replications) for seed in (0, 1, 2)]
    assert len(np.unique(np.concatenate(states))) == 3 * EACH
