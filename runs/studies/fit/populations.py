"""Two populations of a fit: runs, regressions and particles of their own.

What one of them learns hangs on its own simulated runs alone, so that the difference of the two is
the noise of worlds, of the regression and of sampling. They share only where they look: both
simulate draws of either.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import NamedTuple

import numpy as np

from runs.analysis.estimates.estimates import FloatArray, IntArray
from runs.studies.fit.likelihood import SimulatedLikelihood
from runs.studies.fit.links import NominalLink, OrdinalLink
from runs.studies.fit.regression import ShareRegression, fit_shares
from runs.studies.fit.sampler import POPULATIONS


class Round(NamedTuple):
    """The runs of one round: those of the first population, then those of the second."""

    z: FloatArray
    """(runs, levers)"""
    codes: IntArray
    """(runs, questions) classes, of `SimulatedLikelihood.classify_runs`."""


class Populations:
    """The likelihood as learned by each population.

    Args:
        likelihood: computes the likelihood of the data from classes of runs.
        rounds: the runs so far.
    """

    def __init__(self, likelihood: SimulatedLikelihood, rounds: Sequence[Round]) -> None:
        self.likelihood = likelihood
        self.regressions = list[tuple[ShareRegression, ShareRegression]]()
        self.counts = np.ones(len(likelihood.data))
        for own in range(POPULATIONS):
            z = np.concatenate([np.split(one.z, POPULATIONS)[own] for one in rounds])
            codes = np.concatenate([np.split(one.codes, POPULATIONS)[own] for one in rounds])
            days, askers = np.split(codes, [len(likelihood.data)], axis=1)
            self.regressions.append(
                (fit_shares(z, days, OrdinalLink()), fit_shares(z, askers, NominalLink()))
            )

    def evaluate(self, z: FloatArray) -> FloatArray:
        """Return the weighted log-likelihood of each recorded contact, (sets, contacts); z: (sets,
        levers), the sets of the first population, then of the second, each judged by its own runs.
        """
        parts = np.split(z, POPULATIONS)
        return np.concatenate(
            [self.evaluate_population(own, part) for own, part in enumerate(parts)]
        )

    def evaluate_population(self, population: int, z: FloatArray) -> FloatArray:
        """Return the weighted log-likelihood of each recorded contact at any sets z, (sets,
        contacts), as learned by one population (0 or 1); z: (sets, levers).
        """
        fitted = self.regressions[population]
        shares = np.concatenate([one.compute_shares(z) for one in fitted], axis=1)
        return self.counts * self.likelihood.compute_log_likelihoods(shares)

    def leave_out(self, cluster: str) -> Populations:
        """Return a copy of the populations in whose likelihood the contacts of a cluster count
        0.
        """
        rest = copy(self)
        rest.counts = np.array([float(one.cluster != cluster) for one in self.likelihood.data])
        return rest
