"""Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788) on the reduced problem."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chisquare
from statsmodels.stats.multitest import multipletests

from tests.runs.fit.pseudo_history import LEVERS, PseudoHistory

pytestmark = pytest.mark.slow

BINS = 5
LEVEL = 0.01
BEST = 10
"""Levers whose intervals are held to the truth: those that the histories say most of."""
WRONG = 8.0
"""Times that a wrong likelihood counts each datum."""


def compute_ranks(histories: range, sharpness: float = 1.0) -> np.ndarray:
    """Return (histories, levers) the shares of draws below the truth."""
    ranks = []
    for number in histories:
        history = PseudoHistory(number, sharpness)
        ranks.append((history.fit().z < history.truth).mean(axis=0))
    return np.array(ranks)


def compute_p_values(ranks: np.ndarray) -> np.ndarray:
    """Return the p-value, by Holm, of the ranks of each lever being uniform."""
    counts = [np.histogram(one, BINS, (0.0, 1.0))[0] for one in ranks.T]
    return np.asarray(multipletests([chisquare(one).pvalue for one in counts], method="holm")[1])


def count_held(sharpness: float = 1.0) -> np.ndarray:
    """Return of how many of 20 histories the 90 % intervals hold the truth, for the levers that
    are identified best.
    """
    ranks, contractions = [], []
    for number in range(500, 520):
        history = PseudoHistory(number, sharpness)
        z = history.fit().z
        ranks.append((z < history.truth).mean(axis=0))
        contractions.append(1.0 - z.var(axis=0, ddof=1))
    best = np.argsort(-np.mean(contractions, axis=0))[:BEST]
    within = np.abs(np.array(ranks) - 0.5) <= 0.45
    return np.asarray(within.sum(axis=0)[best])


def test_ranks_of_the_truth_are_uniform_over_200_histories():
    assert (compute_p_values(compute_ranks(range(200))) > LEVEL).all()


def test_a_likelihood_that_is_eight_times_too_sure_fails_it():
    assert compute_p_values(compute_ranks(range(100), WRONG)).min() < LEVEL


def test_the_intervals_of_20_histories_hold_the_truth_as_often_as_they_say():
    held = count_held()
    assert ((held >= 15) & (held <= 20)).all(), held


def test_the_intervals_of_a_likelihood_that_is_eight_times_too_sure_do_not():
    assert count_held(WRONG).min() < 15


def test_levers_that_matter_are_recovered_in_20_histories_and_others_left():
    errors, contractions = [], []
    for number in range(500, 520):
        history = PseudoHistory(number)
        z = history.fit().z
        errors.append(z.mean(axis=0) - history.truth[0])
        contractions.append(1.0 - z.var(axis=0, ddof=1))
    rmse = np.sqrt((np.array(errors) ** 2).mean(axis=0))
    contraction = np.array(contractions).mean(axis=0)
    assert (rmse[:2] < 0.85).all()  # without data: 1
    assert (contraction[:2] > 0.4).all()
    assert (abs(contraction[2:]) < 0.25).all()
    assert len(contraction) == len(LEVERS)
