"""A fit from its first draw to its result, step by step, each kept before the next begins."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from runs.analysis.estimates.estimates import FloatArray
from runs.archive.engine import get_current_engine
from runs.execute.executors import Executor
from runs.execute.launch import Progress
from runs.studies.fit import sampler
from runs.studies.fit.diagnostics import describe_fit
from runs.studies.fit.evidence import Evidence
from runs.studies.fit.likelihood import Likelihoods, SimulatedLikelihood
from runs.studies.fit.prior import Prior
from runs.studies.fit.sampler import Budget, SamplerState
from runs.studies.fit.staleness import compute_sources_digest
from runs.studies.fit.storage import (
    RESULT,
    open_fit,
    read_last_step,
    write_draws,
    write_json,
    write_step,
)

MOST_STEPS = 400


@dataclass(frozen=True)
class Fit:
    """The settings of a fit, and where it is stored."""

    folder: Path
    likelihood: SimulatedLikelihood
    budget: Budget
    seed: int

    @property
    def names(self) -> tuple[str, ...]:
        """Paths of the free levers."""
        return self.likelihood.prior.names

    @property
    def settings(self) -> dict[str, Any]:
        """All that decides its result, for its folder."""
        own = self.likelihood
        return {
            "key": compute_key(own.prior, own.evidence, own), "seed": self.seed,
            **self.budget._asdict(), "data": [asdict(one) for one in own.data],
            "prior": own.prior.model_dump(), "evidence": own.evidence.model_dump(),
            "engine": get_current_engine().digest, "sources": compute_sources_digest(),
        }  # fmt: skip

    def run(
        self, workers: Executor, lanes: int, announce: Callable[[Progress], object],
        tell: Callable[[int, SamplerState], object],
    ) -> dict[str, Any]:  # fmt: skip
        """Go on from the last step kept to the end; return the result.

        tell: is given each step and the state after it.
        """
        open_fit(self.folder, self.settings)

        def evaluate(z: FloatArray) -> Likelihoods:
            return self.likelihood.evaluate(z, workers, lanes, announce)

        kept = read_last_step(self.folder)
        step, state = kept or (0, sampler.begin(self.names, self.budget, self.seed, evaluate))
        if kept is None:
            write_step(self.folder, 0, state)
        tell(step, state)
        while not sampler.is_finished(state, self.budget) and step < MOST_STEPS:
            step += 1
            state = sampler.advance(state, step, self.names, self.budget, self.seed, evaluate)
            write_step(self.folder, step, state)
            tell(step, state)
        return self._finish(step, state)

    def _finish(self, step: int, state: SamplerState) -> dict[str, Any]:
        write_draws(self.folder, self.likelihood.prior, state.z)
        result = {**self.settings, "steps": step, **describe_fit(state, self.likelihood)}
        write_json(self.folder / RESULT, result)
        return result


def compute_key(prior: Prior, evidence: Evidence, likelihood: SimulatedLikelihood) -> str:
    """Return the digest of what a fit rests on: data, priors, evidence and the model's sources.

    Not of the machine: on another one the same fit is used, though its last bits may differ.
    """
    parts: Mapping[str, Any] = {
        "data": [asdict(one) for one in likelihood.data],
        "prior": prior.model_dump(),
        "evidence": evidence.model_dump(),
        "sources": compute_sources_digest(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
