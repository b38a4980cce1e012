"""Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788) on the reduced problem."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.stats import chisquare
from statsmodels.stats.multitest import multipletests

from model.arrays import Floats
from tests.runs.fit.pseudo_history import LEVERS, PseudoHistory

pytestmark = pytest.mark.slow

BINS = 5
LEVEL = 0.01
BEST = 10
"""Levers whose intervals are held to the truth: those that the histories say most of."""
TWENTY = (0, 20)
"""Histories that the intervals are held to, the first of those that the ranks are of."""
WRONG = 8.0
"""Times that a wrong likelihood counts each datum."""


@cache
def fit_history(number: int, sharpness: float) -> tuple[Floats, Floats]:
    """Return the truth of a history, (levers,), and the fitted draws, (draws, levers)."""
    history = PseudoHistory(number, sharpness)
    return history.truth[0], history.fit().z


def fit_histories(first: int, last: int, sharpness: float = 1.0) -> list[tuple[Floats, Floats]]:
    """Return the truth and the fitted draws of each history from `first` to before `last`."""
    return [fit_history(number, sharpness) for number in range(first, last)]


def compute_ranks(fitted: list[tuple[Floats, Floats]]) -> np.ndarray:
    """Return (histories, levers) the shares of draws below the truth."""
    return np.array([(z < truth).mean(axis=0) for truth, z in fitted])


def compute_contractions(fitted: list[tuple[Floats, Floats]]) -> np.ndarray:
    """Return (levers,) the mean over histories of 1 - variance of the draws."""
    return np.mean([1.0 - z.var(axis=0, ddof=1) for _, z in fitted], axis=0)


def compute_p_values(ranks: np.ndarray) -> np.ndarray:
    """Return the p-value, by Holm, of the ranks of each lever being uniform."""
    counts = [np.histogram(one, BINS, (0.0, 1.0))[0] for one in ranks.T]
    return np.asarray(multipletests([chisquare(one).pvalue for one in counts], method="holm")[1])


def count_held(sharpness: float = 1.0) -> np.ndarray:
    """Return of how many of 20 histories the 90 % intervals hold the truth, for the levers that
    are identified best.
    """
    fitted = fit_histories(*TWENTY, sharpness)
    best = np.argsort(-compute_contractions(fitted))[:BEST]
    within = np.abs(compute_ranks(fitted) - 0.5) <= 0.45
    return np.asarray(within.sum(axis=0)[best])


def test_ranks_of_the_truth_are_uniform_over_200_histories():
    assert (compute_p_values(compute_ranks(fit_histories(0, 200))) > LEVEL).all()


def test_a_likelihood_that_is_eight_times_too_sure_fails_it():
    assert compute_p_values(compute_ranks(fit_histories(0, 100, WRONG))).min() < LEVEL


def test_the_intervals_of_20_histories_hold_the_truth_as_often_as_they_say():
    held = count_held()
    assert ((held >= 15) & (held <= 20)).all(), held


def test_the_intervals_of_a_likelihood_that_is_eight_times_too_sure_do_not():
    assert count_held(WRONG).min() < 15


def test_levers_that_matter_are_recovered_in_20_histories_and_others_left():
    fitted = fit_histories(*TWENTY)
    errors = np.array([z.mean(axis=0) - truth for truth, z in fitted])
    rmse, contraction = np.sqrt((errors**2).mean(axis=0)), compute_contractions(fitted)
    assert (rmse[:2] < 0.85).all()  # without data: 1
    assert (contraction[:2] > 0.4).all()
    assert (abs(contraction[2:]) < 0.25).all()
    assert len(contraction) == len(LEVERS)
