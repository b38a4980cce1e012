"""A run and its twin: the same random world, something changed from a day on.

Every draw is named by its day and its purpose, so whatever the change does not affect happens as it
did: the twin equals the run up to that day to the last bit, and throughout if nothing is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from model.outcomes import Column, make_columns
from model.parameters import Configuration
from runs.analysis.estimates.estimates import FloatArray, wilson
from runs.analysis.runs.divergence import Divergence, compare_traces
from runs.archive.batch import Batch
from runs.archive.plugin_check import require_same_plugins
from runs.archive.run_config import make_run_config, require_number_in_batch
from runs.errors import WrongInput, find_nearest_names
from runs.execute.launch import Progress
from runs.plan.designs.table import list_lever_values
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.plugins.catalogue import Plugin
from runs.plan.plugins.loading import use_plugins
from runs.studies.forks.acts import Change, fork_configuration
from runs.studies.forks.turning import World
from runs.studies.simulation import Job, simulate


class ForkPoint(NamedTuple):
    """Which run is to be changed, from which day on, and on how many days in a row.

    `draws` maps levers to their values, (draws,): the run in random world k uses draw k mod draws.
    Empty if all worlds have the run's parameters.
    """

    world: World
    day: int
    days: int
    plugins: tuple[Plugin, ...] = ()
    draws: Mapping[str, FloatArray] = MappingProxyType({})


class Fork(NamedTuple):
    """A run beside its twin.

    Args:
        run: the run's trace (agents.block.trace_run).
        twin: the twin's trace.
        parting: where they diverge.
    """

    run: dict[str, Any]
    twin: dict[str, Any]
    parting: Divergence


class TurnedShare(NamedTuple):
    """How often, over many random worlds, a change alters the outcome.

    Args:
        worlds: number of worlds.
        share: share of worlds in which the outcome differs; low, high: its 95 % interval (Wilson).
        counts: (from, to) -> number of worlds, unchanged ones included.
    """

    worlds: int
    share: float
    low: float
    high: float
    counts: dict[tuple[str, str], int]


def make_fork_point(
    batch: Batch, variant: str, run: int, point: int, first_day_and_count: tuple[int, int]
) -> ForkPoint:
    """Return a run of a batch with the days on which it is to be changed, and with the batch's
    draws (parameter sets of a fit).

    Raises WrongInput for a run that the batch lacks, EngineMismatchError for another engine or
    other plug-ins than the batch's.

    Args:
        batch: its batch.
        variant: name or hash.
        run: replication, from 0.
        point: row of the design table; 0 without one.
        first_day_and_count: the first changed day, and the number of changed days.
    """
    record = batch.manifest.find_variant(variant)
    require_number_in_batch("run", run, batch.manifest.runs)
    require_number_in_batch("point", point, record.points)
    config = make_run_config(batch, record.hash, point, run)
    plugins = require_same_plugins(batch.manifest, "a fork")
    fixed = list_lever_values(batch.design(record.hash))
    carried = list_lever_values(batch.draws(record.hash))
    draws = {path: values for path, values in carried.items() if path not in fixed}
    return ForkPoint(World(config, batch.manifest.seed, run), *first_day_and_count, plugins, draws)


def fork_run(fork_point: ForkPoint, changes: Mapping[str, Change]) -> Fork:
    """Return the run of a fork point and its twin with the changes (text -> change), both simulated
    again with their traces.
    """
    from agents.block import trace_run

    world = fork_point.world
    config = fork_configuration(world.config, changes, fork_point.day, fork_point.days)
    with use_plugins(fork_point.plugins):
        run, twin = (trace_run(c, world.seed, world.replication) for c in (world.config, config))
    return Fork(run, twin, compare_traces(run, twin))


def estimate_turned_share(
    fork_point: ForkPoint, changes: Mapping[str, Change], outcome: str, worlds: int,
    executor: ExecutorSettings,
) -> TurnedShare:  # fmt: skip
    """Return in how many of the first `worlds` random worlds of the seed the changes (text ->
    change) alter the outcome, a category or yes/no column. With a fit, world k uses draw k mod
    draws.
    """
    config = fork_configuration(fork_point.world.config, changes, fork_point.day, fork_point.days)
    jobs = {
        key: Job(key, one, worlds, (outcome,), draws=fork_point.draws)
        for key, one in (("run", fork_point.world.config), ("twin", config))
    }
    found = simulate(jobs, fork_point.world.seed, executor, _ignore_progress)
    column = find_categorical_outcome(fork_point.world.config, outcome)
    before, after = (_decode_outcomes(column, found[key][outcome][0]) for key in ("run", "twin"))
    pairs, counts = np.unique(np.stack([before, after], axis=1), axis=0, return_counts=True)
    turned = int((before != after).sum())
    low, high = wilson(turned, worlds)
    table = {(str(a), str(b)): int(n) for (a, b), n in zip(pairs, counts, strict=True)}
    return TurnedShare(worlds, turned / worlds, float(low), float(high), table)


def find_categorical_outcome(config: Configuration, name: str) -> Column:
    """Return the outcome column of that name if it is a category or a yes/no; else WrongInput."""
    columns = {
        column.name: column
        for column in make_columns(config.dyad)
        if column.categories or column.dtype == "bool"
    }
    if name not in columns:
        raise WrongInput(f"outcome={name} is no outcome that can turn.", key="outcome", value=name,
                         allowed=list(columns),
                         nearest=find_nearest_names(name, columns))  # fmt: skip
    return columns[name]


def _decode_outcomes(column: Column, values: np.ndarray) -> np.ndarray:
    """Return the outcome of each run in words, shaped as `values`: the category, or true or
    false.
    """
    words = [str(word) for word in column.categories or ("false", "true")]
    return np.asarray(np.array(words)[values.astype(int)])


def _ignore_progress(_: Progress) -> None:
    """Do nothing."""
