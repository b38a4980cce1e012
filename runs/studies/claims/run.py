"""One call of `taijie claims`: plan, simulate, judge, store; the command line only asks
and prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from model.lanes import hash_structure
from runs.analysis.text.names import format_count
from runs.archive import engine
from runs.archive.manifest import format_current_time
from runs.execute.launch import Progress
from runs.execute.tasks import FIXED_COST
from runs.plan.cost import estimate_cost
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.plan import NO_FIT, Plan
from runs.plan.planned_variant import PlannedVariant
from runs.studies.claims import ablation, maps, robust, storage, table
from runs.studies.claims.claim import Claim
from runs.studies.claims.plan import PlannedClaim, Variants, plan_claims, plan_jobs
from runs.studies.simulation import Columns, Job, simulate
from runs.terminal import format_duration

Announce = Callable[[Progress], object]


@dataclass(frozen=True)
class Request:
    """What the user asks for: `runs` of each variant, `texts` (overrides before every claim's own),
    and `sets` parameter sets of the robust share (0: none), each with `set_runs` runs.
    """

    runs: int = 2000
    seed: int = 0
    texts: tuple[str, ...] = ()
    executor: ExecutorSettings = field(default_factory=ExecutorSettings)
    sets: int = 0
    set_runs: int = 100
    map_runs: int = 0
    """Runs of each point of a head-to-head map; 0 for no maps."""
    fit: str = "prior"
    """Whose draws the sets of the robust share are; none: an admissible box."""
    off: bool = False
    """Whether each claim is also played with what it rests on switched off."""


@dataclass(frozen=True)
class Session:
    """Planned claims of one call; `preset`: hash of the configuration with no claim's overrides."""

    request: Request
    claims: Sequence[PlannedClaim]
    variants: Variants
    preset: str
    off: Sequence[PlannedClaim] = ()
    """The claims once more, with what they rest on switched off."""
    carried: Sequence[PlannedClaim] = ()
    """Those that say what else carries them, with that off too."""

    @classmethod
    def create(cls, claims: Sequence[Claim], request: Request, variants: Variants) -> Session:
        """Return the session with every variant validated; WrongInput names the first bad claim."""
        preset = variants.compose_and_hash_variant()
        off = ablation.plan_mechanisms_off(claims, variants) if request.off else ()
        carried = ablation.plan_carriers_off(claims, variants) if request.off else ()
        return cls(request, plan_claims(claims, variants), variants, preset, off, carried)

    def plan_table_jobs(self) -> dict[str, Job]:
        """Return job key -> job, for all variants that the table of claims needs."""
        return plan_jobs([*self.claims, *self.off, *self.carried], self.variants, self.request.runs)

    def count_table_runs(self) -> int:
        """Return the number of runs that the table of claims needs."""
        return sum(job.lanes for job in self.plan_table_jobs().values())

    def count_robust_share_runs(self) -> int:
        """Return the runs of robust shares, in a box for one round of candidates; 0 for none."""
        if not (wanted := self.request.sets):
            return 0
        pairs = {
            (key, robust.list_treated_paths(one, self.variants.configs[self.preset], self.variants))
            for one in robust.select_claims_with_robust_share(self.claims)
            for key in (one.a, one.b)
        }
        band = robust.CANDIDATES * robust.BAND_RUNS * (self.request.fit == NO_FIT)
        return wanted * (band + len(pairs) * self.request.set_runs)

    def plan_map_jobs(self) -> dict[str, Job]:
        """Return claim id -> job of its head-to-head map; {} if no maps are wanted."""
        claims, runs = [one.claim for one in self.claims], self.request.map_runs
        return maps.plan_map_jobs(claims, self.variants, runs) if runs else {}

    def estimate_time_in_words(self) -> str:
        """Simulate a pilot; return the estimated time of the call, as text."""
        cost = estimate_cost(make_cost_plan(self))
        told = "not timed" if cost.seconds is None else f"about {format_duration(cost.seconds)}"
        return f"{told} on {format_count(cost.workers, 'worker')}"

    def compute_table(self, announce: Announce) -> pd.DataFrame:
        """Simulate every variant once; return the table of claims (`table.COLUMNS`)."""
        results = self._simulate_jobs(self.plan_table_jobs(), announce)
        rows = table.build_claim_table(self.claims, results, self.variants)
        if not self.off:
            return rows
        return ablation.add_ablation_columns(rows, self.off, self.carried, results, self.variants)

    def sample_sets(
        self, announce: Announce, compute_draws: robust.LeverDraws | None
    ) -> robust.ParameterSets:
        """Return at most `request.sets` draws of a fit; admissible sets if there is none."""
        asked, preset = self.request, self.variants.configs[self.preset]
        if compute_draws is not None:
            return robust.select_fit_draws(preset, asked.sets, compute_draws)
        run = partial(self._simulate_jobs, announce=announce)
        return robust.sample_admissible_sets(preset, asked.sets, asked.seed, run)

    def compute_robust_shares(
        self, sets: robust.ParameterSets, announce: Announce
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Simulate each variant in each set; return tables of robust shares and of signs by set."""
        preset, runs = self.variants.configs[self.preset], self.request.set_runs
        jobs, job_keys = robust.plan_robust_jobs(self.claims, sets, preset, self.variants, runs)
        found = self._simulate_jobs(jobs, announce)
        results = {pair: found[name] for pair, name in job_keys.items()}
        return robust.compute_robust_shares(self.claims, results, sets, self.variants, preset)

    def compute_maps(self, announce: Announce) -> pd.DataFrame:
        """Simulate and return maps of the claims on two levers that pull apart (maps.COLUMNS)."""
        wanted = self.plan_map_jobs()
        results = self._simulate_jobs(wanted, announce) if wanted else {}
        return maps.build_map_table([one.claim for one in self.claims], wanted, results)

    def _simulate_jobs(self, jobs: Mapping[str, Job], announce: Announce) -> dict[str, Columns]:
        """Return job key -> name -> values, (points, replications), of simulated jobs."""
        return simulate(jobs, self.request.seed, self.request.executor, announce)

    def write_table(
        self, outputs: Path, table_rows: pd.DataFrame, others: Mapping[str, pd.DataFrame],
        command: list[str],
    ) -> Path:  # fmt: skip
        """Write the table, further tables and how they were made into a new folder; return it."""
        request = self.request
        description: dict[str, Any] = {
            "created": format_current_time(),
            "command": command,
            "engine": engine.get_current_engine().digest,
            "runs": request.runs,
            "seed": request.seed,
            "overrides": list(request.texts),
            "sets": request.sets,
            "fit": request.fit if request.sets else None,
            "set_runs": request.set_runs if request.sets else None,
            "map_runs": request.map_runs or None,
            "off": request.off,
            "variants": {one.claim.id: {"a": one.a, "b": one.b} for one in self.claims},
            "verdicts": table.count_verdicts(table_rows),
            **engine.collect_provenance(),
        }
        return storage.write_claim_table(outputs, table_rows, description, others)


def make_cost_plan(session: Session) -> Plan:
    """Return a plan that costs as much as a session's call: the preset, with the runs of the table,
    the robust shares and the maps.
    """
    config = session.variants.configs[session.preset]
    jobs = [*session.plan_table_jobs().values(), *session.plan_map_jobs().values()]
    structures = {hash_structure(job.config) for job in jobs}
    runs = sum(job.lanes for job in jobs)
    blocks = max(0, len(structures) - runs // session.request.executor.lanes)
    return Plan(
        variants=[PlannedVariant("preset", [], config, session.preset)],
        runs=runs + session.count_robust_share_runs() + blocks * FIXED_COST,
        seed=session.request.seed,
        experiment=None,
        executor=session.request.executor,
        folder=Path(),
        command=[],
    )
