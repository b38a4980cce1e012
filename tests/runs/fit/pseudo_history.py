"""A stated reduced problem: 8 standoffs, 12 levers, days whose law is known, without the engine.

The log of a standoff's days is normal with sd 1 and mean 3.2 + .5 z0 + .5 x z1, where x is 1 or
-1 by standoff; the other ten levers do nothing. Window, blur, likelihood and sampler are the
product's own.
"""

from __future__ import annotations

import numpy as np

from runs.studies.fit import sampler
from runs.studies.fit.datum import Datum
from runs.studies.fit.evidence import read_evidence
from runs.studies.fit.likelihood import Likelihoods, SimulatedLikelihood, _Asked
from runs.studies.fit.prior import draw_normals
from runs.studies.fit.sampler import Budget
from runs.studies.fit.window import compute_event, find_last_day_of_interest

LEVERS = tuple(f"lever {i}" for i in range(12))
SIGNS = np.array([1.0, -1.0] * 4)
BUDGET = Budget(32, 150, 3)
EVIDENCE = read_evidence()


def simulate_days(z: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Return (standoffs, sets, worlds) days of sets z, in worlds of (standoffs, worlds) noise."""
    mean = 3.2 + 0.5 * z[None, :, 0] + 0.5 * SIGNS[:, None] * z[None, :, 1]
    days = np.exp(mean[:, :, None] + noise[:, None, :])
    return np.minimum(days, EVIDENCE.last + 1).astype(np.int64)


class PseudoHistory:
    """One history drawn from the prior, and the likelihood of sets given it."""

    def __init__(self, number: int, sharpness: float = 1.0) -> None:
        self.sharpness, self.number = sharpness, number
        self.truth = draw_normals(number, 1, LEVERS, ("test", "truth"))
        own = draw_normals(number, len(SIGNS), ("real",), ("test", "real"))
        days = simulate_days(self.truth, own)[:, 0, 0]
        data = [
            Datum(str(i), "leader", str(i), int(day), False).end_at(EVIDENCE.last)
            for i, day in enumerate(days)
        ]
        events = np.array([compute_event(one, EVIDENCE, EVIDENCE.kernel.value) for one in data])
        names = tuple(f"worlds of {i}" for i in range(len(SIGNS)))
        self.noise = draw_normals(number, BUDGET.worlds, names, ("test", "worlds")).T
        self.own = object.__new__(SimulatedLikelihood)
        self.own.__dict__.update(
            data=tuple(data), worlds=BUDGET.worlds, evidence=EVIDENCE, events=events,
            weights=np.ones(len(data)), ends=[find_last_day_of_interest(one) for one in events],
            _asked={str(i): _Asked(None, (i,)) for i in range(len(data))},
        )  # fmt: skip

    def evaluate(self, z: np.ndarray) -> Likelihoods:
        days = simulate_days(z, self.noise)
        results = {
            str(i): {"leader_day": days[i], "leader_asker": np.zeros_like(days[i])}
            for i in range(len(SIGNS))
        }
        found = self.own.read(results, len(z))
        return found._replace(terms=self.sharpness * found.terms)

    def fit(self) -> sampler.SamplerState:
        """Return the finished sampler."""
        state, step = sampler.begin(LEVERS, BUDGET, self.number, self.evaluate), 0
        while not sampler.is_finished(state, BUDGET):
            step += 1
            state = sampler.advance(state, step, LEVERS, BUDGET, self.number, self.evaluate)
        return state

    def rank(self, lever: int) -> float:
        """Return the share of draws below the true value of a lever, once fitted."""
        return float((self.fit().z[:, lever] < self.truth[0, lever]).mean())
