"""Episodes of a batch as patterns: the historical days beside the batch's own runs, and beside
leaders who choose by lot from the same beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from model.parameters import Configuration
from runs.analysis.waiting.waiting import compute_waiting_times
from runs.execute.launch import Progress
from runs.plan.executor_settings import ExecutorSettings
from runs.studies.episodes.episode import STAGES, Episode, Stage
from runs.studies.patterns.collection import has_days_to_contact, make_episode_pattern
from runs.studies.patterns.comparison import make_table_row
from runs.studies.patterns.planning import (
    Beginning,
    PlannedPattern,
    make_job_key,
    plan_pattern_jobs,
)
from runs.studies.simulation import Columns, simulate

FIELDS = ("observed", "simulated", "low80", "high80", "width80", "width80_random_caller", "p",
          "used_to_learn", "unit")  # fmt: skip
"""What a row of episodes takes of the table of patterns."""


class PlayedEpisode(NamedTuple):
    """An episode, the configuration of its beginning and the outcomes of its runs."""

    episode: Episode
    config: Configuration
    outcomes: pd.DataFrame


def compare_episodes(
    played: Mapping[str, PlayedEpisode],
    seed: int,
    executor: ExecutorSettings,
    announce: Callable[[Progress], object],
) -> dict[tuple[str, Stage], dict[str, Any]]:
    """Return (episode's name, stage) -> FIELDS (observed, simulated, its 80 % interval and so on;
    days) from the table of patterns, all None for a stage that is not recorded. Runs of leaders who
    choose by lot are simulated for it.

    played: name -> episode with its runs; announce: called with the progress.
    """
    planned = {
        name: PlannedPattern(name, make_episode_pattern(one.episode), (Beginning(one.config),))
        for name, one in played.items()
        if has_days_to_contact(one.episode)
    }
    by_lot = {make_job_key(one.config, by_lot=True) for one in played.values()}
    runs = max((len(one.outcomes) for one in played.values()), default=0)
    jobs = {key: job for key, job in plan_pattern_jobs(planned, runs).items() if key in by_lot}
    results = simulate(jobs, seed, executor, announce) if jobs else {}
    results |= {
        make_job_key(one.config): _read_days_to_contact(one.outcomes) for one in played.values()
    }
    found: dict[tuple[str, Stage], dict[str, Any]] = {
        (name, stage): dict.fromkeys(FIELDS) for name in played for stage in STAGES
    }
    for name, one in planned.items():
        data = {datum.name: datum for datum in one.pattern.data}
        for stage in STAGES:
            datum = data.get(f"days_to_{stage}s")
            if datum is not None:
                row = make_table_row(one.pattern, datum, one.collect_values(datum, results))
                found[name, stage] = {field: row[field] for field in FIELDS}
    return found


def _read_days_to_contact(outcomes: pd.DataFrame) -> Columns:
    """Return measure text -> days from the trigger to the leaders' or envoys' first contact, (1,
    runs); infinity without one.
    """
    found = {}
    for stage in STAGES:
        wait = compute_waiting_times(outcomes, stage)
        days = np.where(wait.cause > 0, wait.day - 1.0, np.inf)
        found[f"days_to_contact(stage={stage})"] = days[None]
    return found
