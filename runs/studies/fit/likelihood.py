"""The likelihood of parameter sets, by simulation in common worlds.

Every set plays the same random worlds, so that the likelihood is one function of the levers: what
differs between two sets is the sets. A beginning is played up to the day after which nothing that
the data ask of it can change; all sets and worlds of one beginning share a block. Weights count
each cluster once. Days and who asked are taken for independent given the levers, envoys' days and
leaders' alike: a simplification (docs/fit.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from model.parameters import Configuration
from runs.analysis.estimates.estimates import FloatArray, IntArray
from runs.execute.executors import Executor
from runs.execute.launch import Progress
from runs.plan.variants import compute_variant_hash
from runs.studies.fit.datum import compute_weights
from runs.studies.fit.evidence import Evidence
from runs.studies.fit.forecasting import ComposedRows
from runs.studies.fit.prior import Prior
from runs.studies.fit.simulated import DAYS, PLACES, compute_asker_probability, name_columns
from runs.studies.fit.window import (
    compute_even_forecast,
    compute_event,
    compute_share_of_even,
    find_last_day_of_interest,
)
from runs.studies.simulation import Columns, Job, simulate_on


class Likelihoods(NamedTuple):
    """Log-likelihoods of parameter sets."""

    terms: FloatArray
    """(sets, data) the weighted log-likelihood of each datum."""
    halves: FloatArray
    """(sets, 2) its sum by the first and by the second half of the worlds alone."""

    @property
    def total(self) -> FloatArray:
        """(sets,) the log-likelihood of all data."""
        total: FloatArray = self.terms.sum(axis=1)
        return total


@dataclass(frozen=True)
class _Asked:
    """The data of one beginning, and its configuration with the horizon that they need."""

    config: Configuration
    places: tuple[int, ...]


class SimulatedLikelihood:
    """Computes the likelihood of parameter sets on workers that are there.

    Args:
        composed: the rows; those without a beginning have no say.
        prior: of the free levers.
        worlds: random worlds, the same for every set; at least 2.
        seed: of the worlds.
        evidence: window, blur, reliability.
    """

    def __init__(
        self, composed: ComposedRows, prior: Prior, worlds: int, seed: int, evidence: Evidence
    ) -> None:
        known = [datum for row in composed.rows for datum in row.data]
        self.data = tuple(datum for datum in known if datum.key in composed.configs)
        self.prior, self.worlds, self.seed, self.evidence = prior, worlds, seed, evidence
        self.weights = np.array(compute_weights(self.data))
        half_width = evidence.kernel.value
        self.events = np.array([compute_event(one, evidence, half_width) for one in self.data])
        self.ends = [find_last_day_of_interest(event) for event in self.events]
        self._asked = self._plan(composed)

    def _plan(self, composed: ComposedRows) -> dict[str, _Asked]:
        """Return key of a job -> what is simulated for it, the longest first."""
        places: dict[str, list[int]] = {}
        configs: dict[str, Configuration] = {}
        for place, datum in enumerate(self.data):
            config = composed.configs[datum.key]
            key = compute_variant_hash(config.model_dump(mode="json"))
            places.setdefault(key, []).append(place)
            configs[key] = config
        found = {}
        for key, own in places.items():
            horizon = max(self.ends[place] for place in own) + 1
            found[key] = _Asked(configs[key].model_copy(update={"horizon": horizon}), tuple(own))
        return dict(sorted(found.items(), key=lambda one: -one[1].config.horizon))

    @property
    def days(self) -> int:
        """Days simulated for one set in one world, all beginnings together."""
        return sum(one.config.horizon for one in self._asked.values())

    def evaluate(
        self, z: FloatArray, workers: Executor, lanes: int, announce: Callable[[Progress], object]
    ) -> Likelihoods:
        """Return the likelihoods of sets z, (sets, levers) standard normal under the prior.

        lanes: runs of one block, at most.
        """
        jobs = {}
        for key, one in self._asked.items():
            stages = dict.fromkeys(self.data[place].stage for place in one.places)
            columns = tuple(name for stage in stages for name in name_columns(stage))
            points = self.prior.carry(z, one.config)
            jobs[key] = Job(key, one.config, self.worlds, columns, points, DAYS)
        results = simulate_on(workers, jobs, self.seed, lanes, announce)
        return self.read(results, len(z))

    def read(self, results: dict[str, Columns], sets: int) -> Likelihoods:
        """Return the likelihoods that simulated days give; results by key of a job."""
        terms = np.zeros((sets, len(self.data)))
        halves = np.zeros((sets, 2))
        middle = self.worlds // 2
        for key, one in self._asked.items():
            for place in one.places:
                day_name, asker_name = name_columns(self.data[place].stage)
                days, asker = results[key][day_name], results[key][asker_name]
                days, asker = (np.broadcast_to(a, (sets, self.worlds)) for a in (days, asker))
                terms[:, place] = self._compute_term(place, days, asker)
                for half, part in enumerate((slice(0, middle), slice(middle, None))):
                    halves[:, half] += self._compute_term(place, days[:, part], asker[:, part])
        return Likelihoods(terms, halves)

    def _compute_term(self, place: int, days: IntArray, asker: IntArray) -> FloatArray:
        """Return (sets,) the weighted log-likelihood of a datum from (sets, worlds) days."""
        datum, event, evidence = self.data[place], self.events[place], self.evidence
        at = event[np.minimum(days, evidence.last + 1)]
        even = compute_share_of_even(evidence, days.shape[1])
        floor = float(event @ compute_even_forecast(evidence))
        found = np.log((1.0 - even) * at.mean(axis=1) + even * floor)
        if datum.asker is not None:
            met = days <= self.ends[place]
            shares = np.array([(met & (asker == who)).sum(axis=1) for who in range(PLACES)])
            _, coded = compute_asker_probability(
                shares.astype(float), met.sum(axis=1).astype(float), datum.asker
            )
            found = found + np.log(coded)
        term: FloatArray = self.weights[place] * found
        return term
