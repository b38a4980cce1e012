"""The likelihood of parameter sets, by simulation.

Runs of many parameter sets, each set in a world of its own, say of each datum how often the contact
comes before, within and after the window around the real day, and whom it was asked for by. How
these shares depend on the levers is a regression (`runs.studies.fit.regression`), so that the
likelihood is a smooth function of them. A run is played no longer than until it has given what the
data ask. Weights count each cluster once. Days and who asked are taken for independent given the
levers, envoys' days and leaders' alike: a simplification (docs/fit.md).
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
from runs.studies.episodes.episode import STAGES
from runs.studies.fit.evidence import Evidence
from runs.studies.fit.forecasting import ComposedRows
from runs.studies.fit.prior import Prior
from runs.studies.fit.recorded_wait import compute_cluster_weights
from runs.studies.fit.regression import UNKNOWN
from runs.studies.fit.simulated import DAYS, compute_coding_probability, name_day_and_asker_columns
from runs.studies.fit.window import (
    compute_even_forecast,
    compute_even_forecast_weight,
    find_last_day_of_interest,
    find_window,
    mark_window_days,
)
from runs.studies.simulation import Columns, Job, simulate_with_workers

BEFORE, WITHIN, AFTER = 0, 1, 2
"""Classes of a contact's day: the window's."""


class SimulatedRuns(NamedTuple):
    """The results of runs, (runs, data) each: days (trigger: 0; the horizon without a contact) and
    who asked (0, 1 sides, 2 other).
    """

    days: IntArray
    askers: IntArray


@dataclass(frozen=True)
class _SimulatedBeginning:
    """One beginning: its configuration, with the horizon that its recorded contacts need, and the
    indices of these in `SimulatedLikelihood.data`.
    """

    config: Configuration
    indices: tuple[int, ...]


class SimulatedLikelihood:
    """Simulates parameter sets and computes how probable they make the data.

    Args:
        composed: the rows; those without a beginning (starting configuration) are ignored.
        prior: of the free levers.
        evidence: window, weight of the even forecast, reliability of who asked.
    """

    def __init__(self, composed: ComposedRows, prior: Prior, evidence: Evidence) -> None:
        known = [datum for row in composed.rows for datum in row.data]
        self.data = tuple(datum for datum in known if datum.key in composed.configs)
        self.prior, self.evidence = prior, evidence
        self.weights = np.array(compute_cluster_weights(self.data))
        self.windows = [find_window(datum, evidence) for datum in self.data]
        events = [mark_window_days(datum, evidence) for datum in self.data]
        self.ends = [find_last_day_of_interest(event) for event in events]
        self.known_askers = [index for index, one in enumerate(self.data) if one.asker is not None]
        even = compute_even_forecast(evidence)
        self.floors = np.array([float(event @ even) for event in events])
        self._beginnings = self._group_by_beginning(composed)

    def _group_by_beginning(self, composed: ComposedRows) -> dict[str, _SimulatedBeginning]:
        """Return job key -> one distinct beginning with the indices in `data` of its contacts, the
        longest horizon first.
        """
        indices: dict[str, list[int]] = {}
        configs: dict[str, Configuration] = {}
        for index, datum in enumerate(self.data):
            config = composed.configs[datum.key]
            key = compute_variant_hash(config.model_dump(mode="json"))
            indices.setdefault(key, []).append(index)
            configs[key] = config
        found = {}
        for key, members in indices.items():
            horizon = max(self.ends[index] for index in members) + 1
            found[key] = _SimulatedBeginning(
                configs[key].model_copy(update={"horizon": horizon}), tuple(members)
            )
        return dict(sorted(found.items(), key=lambda one: -one[1].config.horizon))

    @property
    def simulated_days(self) -> int:
        """The most days simulated for one set of parameters, over all beginnings together."""
        return sum(one.config.horizon for one in self._beginnings.values())

    def simulate(
        self, z: FloatArray, seed: int, workers: Executor, lanes: int,
        announce: Callable[[Progress], object],
    ) -> SimulatedRuns:  # fmt: skip
        """Return days and askers, (sets, contacts) each, of one run of every beginning under each
        set of parameters; run k uses set k and random numbers of its own.

        z: (sets, levers), standard normal under the prior; seed: of the runs; lanes: the most runs
        simulated side by side; announce: called with the progress.
        """
        jobs = {}
        for key, one in self._beginnings.items():
            asks: dict[str, int] = {}
            for index in one.indices:
                stage = self.data[index].stage
                asks[stage] = max(asks.get(stage, 0), self.ends[index] + 1)
            stages = [stage for stage in STAGES if stage in asks]
            columns = tuple(name for stage in stages for name in name_day_and_asker_columns(stage))
            draws = self.prior.compute_lever_values(z, one.config)
            jobs[key] = Job(
                key, one.config, len(z), columns, reader=DAYS, draws=draws, asks=asks
            )  # fmt: skip
        return self.arrange_results(
            simulate_with_workers(workers, jobs, seed, lanes, announce), len(z)
        )

    def arrange_results(self, results: dict[str, Columns], sets: int) -> SimulatedRuns:
        """Return days and askers of simulated runs, (sets, contacts) each, in the order of `data`;
        results: job key -> columns, (1, sets).
        """
        days, askers = np.zeros((2, sets, len(self.data)), dtype=np.int64)
        for key, one in self._beginnings.items():
            for index in one.indices:
                day_name, asker_name = name_day_and_asker_columns(self.data[index].stage)
                days[:, index] = results[key][day_name][0]
                askers[:, index] = results[key][asker_name][0]
        return SimulatedRuns(days, askers)

    def classify_runs(self, runs: SimulatedRuns) -> IntArray:
        """Return the class of each run for each question, (runs, questions): for each recorded
        contact BEFORE, WITHIN or AFTER its window of days, then, for those whose asker is known,
        who asked in the run (0, 1 sides, 2 other; UNKNOWN without a contact in time).
        """
        first = np.array([window[0] for window in self.windows])
        last = np.array([window[1] for window in self.windows])
        days = np.where(runs.days < first, BEFORE, np.where(runs.days <= last, WITHIN, AFTER))
        met = runs.days <= np.array(self.ends)
        askers = np.where(met, runs.askers, UNKNOWN)[:, self.known_askers]
        return np.hstack([days, askers]).astype(np.int8)

    def compute_log_likelihoods(self, shares: FloatArray) -> FloatArray:
        """Return the weighted log-likelihood of each recorded contact, (sets, contacts).

        shares: probability of each class, (sets, questions, classes), questions as in
        `classify_runs`.
        """
        even = compute_even_forecast_weight(self.evidence, self.evidence.runs.value)
        found = np.log((1.0 - even) * shares[:, : len(self.data), WITHIN] + even * self.floors)
        for question, index in enumerate(self.known_askers, len(self.data)):
            asker = self.data[index].asker
            assert asker is not None
            own = shares[:, question, asker.place]
            found[:, index] += np.log(compute_coding_probability(own, asker))
        terms: FloatArray = self.weights * found
        return terms
