"""Simulates many configurations at once, in memory, and returns a few values per run.

Uses the same rectangles, packing and executors as a batch; a task leaves no parts on disk but
values read from its runs' outcome columns or journal. A job may have points: values of levers that
replace the configuration's, all simulated in the same random worlds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from model.outcomes import Column, make_columns
from model.parameters import Configuration
from runs.archive import engine
from runs.execute.executor_choice import make_executor
from runs.execute.executors import Executor
from runs.execute.failures import make_study_error
from runs.execute.launch import Progress
from runs.execute.tasks import pack_tasks
from runs.plan.designs.table import select_points
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.plugins.catalogue import Catalogue, Plugin
from runs.plan.plugins.choosing import choose_plugins, collect_source_digests
from runs.plan.plugins.kinds import ROLE
from runs.plan.plugins.loading import collect_local_digests, use_plugins
from runs.rectangles import Rectangle

if TYPE_CHECKING:
    from agents.block import BlockResult
    from model.lanes import Piece

Columns = dict[str, np.ndarray]


class Reader(NamedTuple):
    """How values are read from each run of a simulated task.

    Args:
        read: (configuration, block's result, slice of lanes, names of Job.columns) -> name ->
            values, (runs,); defined in a module, from which workers import it.
        with_journal: whether it needs the journal.
        outcomes: the outcome columns it reads; empty: those of `Job.columns`.
    """

    read: Callable[[Configuration, BlockResult, slice, tuple[str, ...]], Columns]
    with_journal: bool = False
    outcomes: tuple[str, ...] = ()


def read_outcome_columns(
    config: Configuration, result: BlockResult, lanes: slice, names: tuple[str, ...]
) -> Columns:
    """Return name -> outcome column, (runs,): numbers as float64 with NaN where missing, categories
    as int16 codes, yes/no as bool; NotFiniteError for NaN or infinity in an outcome. lanes: where
    these runs lie in the block's result.
    """
    known = {column.name: column for column in make_columns(config.dyad)}
    return {name: _convert_column(known[name], result.outcomes[name][lanes]) for name in names}


OUTCOMES = Reader(read_outcome_columns)


@dataclass(frozen=True)
class Job:
    """One configuration to simulate: replications 0..n-1 of each of its points.

    `points` maps a lever's dotted path to its value at each point, shape (points,); empty for one
    point as configured. `draws` maps one to its value in each draw of a fit, shape (draws,), of
    which replication k plays draw k mod draws. `columns` are what to keep, as `reader` names it.
    `asks` maps a stage (leader, envoy) to the last day, from 1, up to which its first contact is
    looked for: a run ends once these contacts are known, and has only their columns
    (`agents.first_contacts`); empty for whole runs.
    """

    key: str
    config: Configuration
    replications: int
    columns: tuple[str, ...]
    points: Mapping[str, Any] = field(default_factory=dict)
    reader: Reader = field(default_factory=lambda: OUTCOMES)
    draws: Mapping[str, Any] = field(default_factory=dict)
    asks: Mapping[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of points of the job; 1 without a design."""
        return len(next(iter(self.points.values()))) if self.points else 1

    @property
    def lanes(self) -> int:
        """Number of runs of the job."""
        return self.count * self.replications


@dataclass(frozen=True)
class LanePiece:
    """A rectangle of a job, with the lever values of its points; all else is as in `Job`."""

    rectangle: Rectangle
    config: Configuration
    columns: tuple[str, ...]
    points: dict[str, Any]
    reader: Reader
    draws: Mapping[str, Any]
    asks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class LaneTask:
    """The runs that one worker simulates at once; `engine`: the digest that its code must have."""

    engine: str
    seed: int
    pieces: tuple[LanePiece, ...]
    plugins: tuple[Plugin, ...] = ()

    @property
    def lanes(self) -> int:
        """Number of runs of the task."""
        return sum(piece.rectangle.lanes for piece in self.pieces)


def simulate_task(task: LaneTask) -> list[Columns]:
    """Simulate a task as one block; return for each of its pieces, in order, name -> (runs,)
    values.

    Raises EngineMismatchError if this worker's engine is not the task's.
    """
    from runs.plan.designs.table import make_piece

    engine.require_engine_digest(task.engine, collect_local_digests(task.plugins))
    pieces = [make_piece(p.config, task.seed, p.rectangle, p.points, p.draws) for p in task.pieces]
    with use_plugins(task.plugins):
        result = _run_pieces(task, pieces)
    ends = np.cumsum([piece.rectangle.lanes for piece in task.pieces])
    return [
        p.reader.read(p.config, result, slice(end - p.rectangle.lanes, end), p.columns)
        for p, end in zip(task.pieces, ends, strict=True)
    ]


def _run_pieces(task: LaneTask, pieces: list[Piece]) -> BlockResult:
    """Simulate a block to the horizon, or to first contacts if all pieces ask only for these."""
    from agents.block import run_block
    from agents.first_contacts import run_until_contact

    if not all(piece.asks for piece in task.pieces):
        return run_block(pieces, any(p.reader.with_journal for p in task.pieces), with_daily=False)
    lanes = [piece.rectangle.lanes for piece in task.pieces]
    last_days = {
        stage: np.repeat([piece.asks.get(stage, 0) for piece in task.pieces], lanes)
        for stage in dict.fromkeys(stage for piece in task.pieces for stage in piece.asks)
    }
    names = dict.fromkeys(n for one in task.pieces for n in one.reader.outcomes or one.columns)
    return run_until_contact(pieces, last_days, tuple(names))


def _convert_column(info: Column, values: np.ndarray) -> np.ndarray:
    """Return an outcome's values in the type that is kept; NotFiniteError if one is not finite."""
    from runs.archive.tables import NotFiniteError

    if info.dtype == "category":
        return values.astype(np.int16)
    if info.dtype == "bool":
        return values.astype(bool)
    numbers = values.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise NotFiniteError(
            f"{info.name} is not finite in {int((~np.isfinite(numbers)).sum())} runs"
        )
    return numbers if info.missing is None else np.where(numbers == info.missing, np.nan, numbers)


def simulate(
    jobs: Mapping[str, Job],
    seed: int,
    executor: ExecutorSettings,
    announce: Callable[[Progress], object],
) -> dict[str, Columns]:
    """Simulate jobs on new workers; return job key -> name -> values, (points, replications) each.

    announce: called after each task. CannotContinueError for the first that fails.
    """
    with make_executor(executor) as workers:
        return simulate_with_workers(workers, jobs, seed, executor.lanes, announce)


def simulate_with_workers(
    workers: Executor,
    jobs: Mapping[str, Job],
    seed: int,
    lanes: int,
    announce: Callable[[Progress], object],
) -> dict[str, Columns]:
    """Return job's key -> name -> values, (points, replications) each, simulated by workers that
    have been started, at most `lanes` runs at once; announce: as in `simulate`, and so are errors.
    """
    found = {key: _ColumnAssembly(job) for key, job in jobs.items()}
    total, done, start = sum(job.lanes for job in jobs.values()), 0, time.monotonic()
    for ended in workers.run(simulate_task, make_lane_tasks(jobs, seed, lanes, workers.workers)):
        if ended.result is None:
            raise make_study_error(ended, ended.task.plugins)
        for piece, columns in zip(ended.task.pieces, ended.result, strict=True):
            found[piece.rectangle.variant].add_columns(piece.rectangle, columns)
        done += ended.task.lanes
        rate = done / max(time.monotonic() - start, 1e-9)
        announce(Progress(done, 0, total - done, rate, (total - done) / rate))
    return {key: room.columns for key, room in found.items()}


def make_lane_tasks(
    jobs: Mapping[str, Job], seed: int, lanes: int, workers: int
) -> Iterator[LaneTask]:
    """Yield the jobs in tasks of at most `lanes` runs, for so many workers; jobs may share one."""
    wholes = [Rectangle(key, 0, job.count, 0, job.replications) for key, job in jobs.items()]
    configs = {key: job.config for key, job in jobs.items()}
    plugins = choose_plugins(configs.values(), Catalogue(), Catalogue(kind=ROLE))
    digest = engine.get_engine_with_sources(collect_source_digests(plugins)).digest
    for rectangles in pack_tasks(wholes, configs, lanes, workers):
        pieces = tuple(_make_lane_piece(jobs[r.variant], r) for r in rectangles)
        yield LaneTask(digest, seed, pieces, plugins)


def _make_lane_piece(job: Job, rectangle: Rectangle) -> LanePiece:
    """Return the part of a job that a rectangle (points x replications) covers."""
    points = select_points(job.points, rectangle)
    return LanePiece(rectangle, job.config, job.columns, points, job.reader, job.draws, job.asks)


class _ColumnAssembly:
    """Assembles the columns of a job from the columns of its pieces."""

    def __init__(self, job: Job) -> None:
        self.shape = (job.count, job.replications)
        self.columns: Columns = {}

    def add_columns(self, rectangle: Rectangle, columns: Columns) -> None:
        """Store the values of a rectangle's runs, (runs,) each, at its points and replications."""
        for name, values in columns.items():
            if name not in self.columns:
                self.columns[name] = np.zeros(self.shape, dtype=values.dtype)
            place = self.columns[name][rectangle.first_point : rectangle.end_point]
            runs = slice(rectangle.first_replication, rectangle.end_replication)
            place[:, runs] = values.reshape(rectangle.points, rectangle.replications)
