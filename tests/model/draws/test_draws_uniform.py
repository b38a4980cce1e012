"""Each stream of draws is uniform: chi-square, Kolmogorov and Smirnov, moments, and every bit."""

import numpy as np
import pytest
from scipy import stats

from model.draws import Draws, hash_names, hash_worlds
from tests.model.draws.streams import ASK, EACH, LEVEL, STREAMS, stream

CELLS = 1024


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_fills_its_cells_evenly(name: str) -> None:
    counts = np.bincount((stream(name) * CELLS).astype(int), minlength=CELLS)
    low, high = stats.chi2.ppf([LEVEL / 2, 1 - LEVEL / 2], CELLS - 1)
    found = float(((counts - EACH / CELLS) ** 2).sum() / (EACH / CELLS))
    assert low < found < high  # too even is as suspicious as too uneven


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_follows_the_uniform_distribution(name: str) -> None:
    assert stats.kstest(stream(name), "uniform", mode="asymp").pvalue > LEVEL


@pytest.mark.parametrize("name", STREAMS)
def test_the_mean_and_the_variance_of_a_stream_are_those_of_a_uniform(name: str) -> None:
    draws = stream(name)
    bound = stats.norm.isf(LEVEL / 2)
    assert abs(draws.mean() - 0.5) < bound * np.sqrt(1 / 12 / EACH)
    assert abs(((draws - 0.5) ** 2).mean() - 1 / 12) < bound * np.sqrt(1 / 180 / EACH)


@pytest.mark.parametrize("name", ["base", "ticks", "names", "seeds"])
def test_each_bit_of_a_stream_is_set_in_half_of_the_draws(name: str) -> None:
    words = (stream(name) * 2.0**52).astype(np.uint64)
    bound = stats.norm.isf(LEVEL / 2 / 52)  # one comparison for all 52 bits
    for bit in range(52):
        share = float(((words >> np.uint64(bit)) & np.uint64(1)).mean())
        assert abs(share - 0.5) < bound * 0.5 / np.sqrt(EACH), bit


@pytest.mark.parametrize("name", STREAMS)
def test_every_draw_lies_strictly_between_nought_and_one(name: str) -> None:
    draws = stream(name)
    assert draws.min() > 0.0
    assert draws.max() < 1.0


def test_gumbel_draws_have_the_mean_and_the_variance_of_a_gumbel() -> None:
    draws = Draws(hash_worlds(np.zeros(EACH, dtype=np.int64), np.arange(EACH)), 1).gumbels(
        hash_names([ASK])
    )[0]
    mean, variance = np.euler_gamma, np.pi**2 / 6.0
    bound = stats.norm.isf(LEVEL / 2)
    kurtosis = 5.4  # fourth central moment over variance squared
    assert abs(draws.mean() - mean) < bound * np.sqrt(variance / EACH)
    assert abs(draws.var() - variance) < bound * variance * np.sqrt((kurtosis - 1.0) / EACH)
    assert stats.kstest(draws, "gumbel_r", mode="asymp").pvalue > LEVEL


def test_normal_draws_follow_the_normal_distribution() -> None:
    draws = Draws(hash_worlds(np.zeros(EACH, dtype=np.int64), np.arange(EACH)), 1).normal(
        "contact", "swing"
    )
    assert np.isfinite(draws).all()
    assert stats.kstest(draws, "norm", mode="asymp").pvalue > LEVEL


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_difference_of_two_options_draws_is_logistic(seed: int) -> None:
    """What a choice by Gumbel-max hangs on."""
    options = hash_names([("us_leader", "contact", name) for name in ("vague_hint", "ask_private")])
    world = hash_worlds(np.full(EACH, seed, dtype=np.int64), np.arange(EACH, dtype=np.int64))
    hint, ask = Draws(world, 1).gumbels(options)
    assert stats.kstest(hint - ask, "logistic", mode="asymp").pvalue > LEVEL
