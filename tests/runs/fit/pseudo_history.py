"""A stated reduced problem: 8 standoffs, 12 levers, days whose law is known, without the engine.

The log of a standoff's days is normal with sd 1 and mean 3.2 + .5 z0 + .5 x z1, where x is 1 or
-1 by standoff; the other ten levers do nothing. Window, likelihood, regressions, rounds and sampler
are the product's own.
"""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_limits

from runs.studies.fit import sampler
from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.likelihood import SimulatedLikelihood, SimulatedRuns
from runs.studies.fit.populations import Populations, Round
from runs.studies.fit.prior import Prior, draw_normals
from runs.studies.fit.recorded_wait import RecordedWait
from runs.studies.fit.sampler import Budget
from tests.runs.fit.toys import make_likelihood

LEVERS = tuple(f"lever {i}" for i in range(12))
SIGNS = np.array([1.0, -1.0] * 4)
BUDGET = Budget(600, 2, 6, 400)
EVIDENCE = read_evidence()
PRIOR = Prior(levers={one: {"family": "normal", "spread": 1.0, "reason": "-"} for one in LEVERS})


def simulate_days(z: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Return (runs, standoffs) days of sets z, each in a world of (runs, standoffs) noise."""
    mean = 3.2 + 0.5 * z[:, :1] + 0.5 * SIGNS * z[:, 1:2]
    return np.minimum(np.exp(mean + noise), EVIDENCE.last_day + 1).astype(np.int64)


class PseudoHistory:
    """One history drawn from the prior, and how it is learned from."""

    def __init__(self, number: int, sharpness: float = 1.0) -> None:
        self.number = number
        self.truth = draw_normals(number, 1, LEVERS, ("test", "truth"))
        self.worlds = tuple(f"world of {i}" for i in range(len(SIGNS)))
        noise = draw_normals(number, 1, self.worlds, ("test", "real"))
        days = simulate_days(self.truth, noise)[0]
        data = [
            RecordedWait(str(i), "leader", str(i), int(day), False).censor_after(EVIDENCE.last_day)
            for i, day in enumerate(days)
        ]
        self.likelihood: SimulatedLikelihood = make_likelihood(data, PRIOR)
        self.likelihood.weights *= sharpness

    def simulate(self, z: np.ndarray, number: int) -> Round:
        """Return the runs of a round at sets z."""
        noise = draw_normals(self.number, len(z), self.worlds, ("test", "simulated"), number)
        days = simulate_days(z, noise)
        return Round(z, self.likelihood.classify_runs(SimulatedRuns(days, np.zeros_like(days))))

    def fit(self) -> sampler.SamplerState:
        """Return the finished sampler."""
        own = LEVERS, BUDGET, self.number
        z, rounds = sampler.draw_particles(*own), []
        with threadpool_limits(1, "blas"):
            for number in range(BUDGET.rounds):
                rounds.append(self.simulate(z, number))
                learned = Populations(self.likelihood, rounds)
                state = sampler.sample_posterior(*own, learned.evaluate, 1000 * (number + 1))
                z = sampler.exchange_every_other_particle(state.z)
        return state
