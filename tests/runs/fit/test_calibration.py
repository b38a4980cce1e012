"""Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788) on the reduced problem."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chisquare

from tests.runs.fit.pseudo_history import LEVERS, PseudoHistory

BINS = 5


def compute_p_value(ranks: list[float]) -> float:
    """Return the p-value of ranks being uniform."""
    counts, _ = np.histogram(ranks, BINS, (0.0, 1.0))
    return float(chisquare(counts).pvalue)


@pytest.mark.slow
def test_ranks_of_the_truth_are_uniform_over_200_histories():
    ranks = {lever: [] for lever in (0, 1, 7)}
    for number in range(200):
        history = PseudoHistory(number)
        z = history.fit().z
        for lever, found in ranks.items():
            found.append(float((z[:, lever] < history.truth[0, lever]).mean()))
    for lever, found in ranks.items():
        assert compute_p_value(found) > 0.001, lever


@pytest.mark.slow
def test_a_likelihood_that_is_eight_times_too_sure_fails_it():
    ranks = [PseudoHistory(number, sharpness=8.0).rank(0) for number in range(100)]
    assert compute_p_value(ranks) < 0.001


@pytest.mark.slow
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
