"""A fit from its first runs to its result, round by round, each kept before the next begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from runs.analysis.estimates.estimates import FloatArray
from runs.archive.engine import get_current_engine
from runs.execute.executors import Executor
from runs.execute.launch import Progress
from runs.studies.fit import sampler
from runs.studies.fit.diagnostics import compute_log_mean_exp, describe_fit
from runs.studies.fit.likelihood import SimulatedLikelihood
from runs.studies.fit.populations import Populations, Round
from runs.studies.fit.sampler import Budget, SamplerState
from runs.studies.fit.staleness import compute_record_digest, read_golden_table_name
from runs.studies.fit.storage import (
    RESULT,
    prepare_fit_folder,
    read_rounds,
    write_cluster_terms,
    write_draws,
    write_json,
    write_left_out,
    write_round,
)

PARTICLES_LEFT_OUT, DRAWS_LEFT_OUT = 1000, 80
"""Particles of a population, at most, and draws kept of a fit without a cluster."""
STRIDE = 10_000
"""Steps of the sampler set apart for each round, so that none draws what another drew."""


@dataclass(frozen=True)
class Fit:
    """The settings of a fit, and its folder."""

    folder: Path
    likelihood: SimulatedLikelihood
    budget: Budget
    seed: int
    own_data: bool = False
    """Whether its data are a file of the user's own, and not the shipped record."""

    @property
    def names(self) -> tuple[str, ...]:
        """Dotted paths of the free levers."""
        return self.likelihood.prior.names

    @property
    def settings(self) -> dict[str, Any]:
        """All settings that determine the result, as stored in the folder."""
        own = self.likelihood
        return {
            "seed": self.seed,
            **self.budget._asdict(), "data": [asdict(one) for one in own.data],
            "prior": own.prior.model_dump(), "evidence": own.evidence.model_dump(),
            "rules": read_golden_table_name(),
            "record": "" if self.own_data else compute_record_digest(),
            "engine": get_current_engine().digest,
        }  # fmt: skip

    def run(
        self, workers: Executor, lanes: int, announce: Callable[[Progress], object],
        report_round: Callable[[int, SamplerState], object],
    ) -> dict[str, Any]:  # fmt: skip
        """Continue the fit from its last stored round to the last of its budget; store the result
        and return it (`settings` and the keys of `describe_fit`).

        The first round simulates sets of parameters drawn from the prior, each later one sets drawn
        from what was learned so far: in each of the two independent populations, half of them are
        the other's, since a regression holds only near its own runs and the two would drift apart.
        lanes: runs simulated together at most; announce: called as runs are done; report_round:
        called with the number of each round and the sampler's state after it.
        """
        from threadpoolctl import threadpool_limits

        prepare_fit_folder(self.folder, self.settings)
        rounds = read_rounds(self.folder, self.budget.rounds)
        if not rounds:
            z = sampler.draw_particles(self.names, self.budget, self.seed)
            rounds.append(self._simulate_round(0, z, workers, lanes, announce))
        with threadpool_limits(1, "blas"):
            while True:
                number = len(rounds) - 1
                learned = Populations(self.likelihood, rounds)
                state = self._sample_posterior(learned, number)
                report_round(number, state)
                if len(rounds) == self.budget.rounds:
                    return self._store_result(learned, state)
                z = sampler.exchange_every_other_particle(state.z)
                rounds.append(self._simulate_round(number + 1, z, workers, lanes, announce))

    def _simulate_round(
        self, number: int, z: FloatArray, workers: Executor, lanes: int,
        announce: Callable[[Progress], object],
    ) -> Round:  # fmt: skip
        """Simulate one run of every beginning at each set z, (sets, levers), store the classes of
        the runs as round `number`, and return them.
        """
        seed = self.seed * self.budget.rounds + number
        runs = self.likelihood.simulate(z, seed, workers, lanes, announce)
        found = Round(z, self.likelihood.classify_runs(runs))
        write_round(self.folder, number, found)
        return found

    def _sample_posterior(self, learned: Populations, number: int) -> SamplerState:
        """Return the sampler's last state under the likelihood learned from rounds 0 to
        `number`.
        """
        first = STRIDE * (number + 1)
        return sampler.sample_posterior(self.names, self.budget, self.seed, learned.evaluate, first)

    def _store_result(self, learned: Populations, state: SamplerState) -> dict[str, Any]:
        """Store the kept draws, the clusters' likelihoods, the fits without a cluster and, last,
        the result; return the result (`settings` and the keys of `describe_fit`).
        """
        draws = sampler.select_draws(state, self.budget.draws)
        result = {**self.settings, **describe_fit(state, draws, learned)}
        left_out = self._fit_without_clusters(learned, result["clusters"])
        write_draws(self.folder, self.likelihood.prior, draws.z)
        write_cluster_terms(self.folder, self.likelihood.data, draws.terms)
        write_left_out(self.folder, self.likelihood.prior, left_out)
        write_json(self.folder / RESULT, result)
        return result

    def _fit_without_clusters(
        self, learned: Populations, clusters: list[dict[str, Any]]
    ) -> dict[str, FloatArray]:
        """Fit again without each cluster that weights cannot leave out reliably; no run is
        simulated again. Return cluster -> draws of that fit, (draws, levers).

        clusters: records of `score_left_out_clusters`, in which refitted and log_score are set.
        """
        few = min(self.budget.particles, PARTICLES_LEFT_OUT)
        budget, found = self.budget._replace(particles=few), dict[str, FloatArray]()
        for index, record in enumerate(clusters):
            if record["reliable"]:
                continue
            rest = learned.leave_out(record["cluster"])
            first = STRIDE * (self.budget.rounds + 1 + index)
            state = sampler.sample_posterior(self.names, budget, self.seed, rest.evaluate, first)
            gains = learned.evaluate(state.z).sum(axis=1) - state.total
            record |= {"refitted": True, "log_score": compute_log_mean_exp(gains)}
            found[record["cluster"]] = sampler.select_draws(state, DRAWS_LEFT_OUT).z
        return found
