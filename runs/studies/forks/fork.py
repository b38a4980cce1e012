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
    """Which run, and from which day on, on how many days in a row.

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


class Turned(NamedTuple):
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


def find_fork_point(
    batch: Batch, variant: str, run: int, point: int, span: tuple[int, int]
) -> ForkPoint:
    """Return the run of a batch to be forked, with the batch's draws (parameter sets of a fit).

    Raises WrongInput for a run that the batch lacks, EngineMismatchError for other plug-ins.

    Args:
        batch: its batch; the engine must be the batch's.
        variant: name or hash.
        run: replication, from 0.
        point: row of the design table; 0 without one.
        span: the first changed day, and the number of changed days.
    """
    record = batch.manifest.find_variant(variant)
    require_number_in_batch("run", run, batch.manifest.runs)
    require_number_in_batch("point", point, record.points)
    config = make_run_config(batch, record.hash, point, run)
    plugins = require_same_plugins(batch.manifest, "a fork")
    fixed = list_lever_values(batch.design(record.hash))
    carried = list_lever_values(batch.draws(record.hash))
    draws = {path: values for path, values in carried.items() if path not in fixed}
    return ForkPoint(World(config, batch.manifest.seed, run), *span, plugins, draws)


def fork_run(place: ForkPoint, changes: Mapping[str, Change]) -> Fork:
    """Return the run and its twin with the changes, both simulated again with their traces."""
    from agents.block import trace_run

    world = place.world
    config = fork_configuration(world.config, changes, place.day, place.days)
    with use_plugins(place.plugins):
        run, twin = (trace_run(c, world.seed, world.replication) for c in (world.config, config))
    return Fork(run, twin, compare_traces(run, twin))


def estimate_turned_share(
    place: ForkPoint, changes: Mapping[str, Change], outcome: str, worlds: int,
    executor: ExecutorSettings,
) -> Turned:  # fmt: skip
    """Return in how many of the first random worlds of the seed the changes alter the outcome.

    Each world uses its draw of the parameters, if the place has draws.
    """
    config = fork_configuration(place.world.config, changes, place.day, place.days)
    jobs = {
        key: Job(key, one, worlds, (outcome,), draws=place.draws)
        for key, one in (("run", place.world.config), ("twin", config))
    }
    found = simulate(jobs, place.world.seed, executor, _ignore_progress)
    column = find_outcome(place.world.config, outcome)
    before, after = (_decode_outcomes(column, found[key][outcome][0]) for key in ("run", "twin"))
    pairs, counts = np.unique(np.stack([before, after], axis=1), axis=0, return_counts=True)
    turned = int((before != after).sum())
    low, high = wilson(turned, worlds)
    table = {(str(a), str(b)): int(n) for (a, b), n in zip(pairs, counts, strict=True)}
    return Turned(worlds, turned / worlds, float(low), float(high), table)


def find_outcome(config: Configuration, name: str) -> Column:
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
    """Return a yes/no or category outcome of each run in words."""
    words = [str(word) for word in column.categories or ("false", "true")]
    return np.asarray(np.array(words)[values.astype(int)])


def _ignore_progress(_: Progress) -> None:
    """Announce nothing."""
