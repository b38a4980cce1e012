"""Simulates a task: the one place where a batch meets the model.

A worker receives a task, runs its lanes as one block and writes one pair of parts for each
rectangle. Any error (another engine, NaN, a full disk) raises: the launcher reports it, and what
was not written is computed again by the next resume.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from agents.block import BlockResult, run_block
from runs.archive import engine, parts, tables
from runs.archive.batch import require_batch, write_part
from runs.execute.tasks import Task, TaskReport
from runs.plan.designs.table import make_piece
from runs.plan.plugins.loading import collect_local_digests, load_metrics, use_plugins
from runs.rectangles import Rectangle


def simulate(task: Task) -> TaskReport:
    """Simulate a task's runs as one block, compute the user's own metrics of them, write a part for
    each rectangle (runs of a variant), and return the number of runs, the seconds in the model and
    the seconds in all.

    Raises EngineMismatchError, NoBatchError, NotFiniteError (naming column and run), or what the
    model, a metric or the disk raises; rectangles before the failing one are written and stay.
    """
    start = time.perf_counter()
    engine.require_engine_digest(task.engine, collect_local_digests(task.plugins))
    require_batch(task.batch)
    with use_plugins(task.plugins):
        result = run_block(
            [make_piece(p.config, task.seed, p.rectangle, p.points, p.draws) for p in task.pieces]
        )
    simulated = time.perf_counter()
    dyad = task.pieces[0].config.dyad
    own = load_metrics(task.plugins)
    for rectangle, outcomes, daily in _split_by_rectangle(task, result):
        rows = tables.make_measured_table(dyad, rectangle, task.seed, outcomes, own)
        days = tables.make_daily_table(dyad, daily)
        files = [parts.serialise_part(table, rectangle, task.engine) for table in (days, rows)]
        write_part(task.batch, rectangle, *files)
    end = time.perf_counter()
    return TaskReport(task.lanes, simulated - start, end - start)


def _split_by_rectangle(
    task: Task, result: BlockResult
) -> Iterator[tuple[Rectangle, dict[str, np.ndarray], np.ndarray]]:
    """Yield each rectangle of a task with its outcomes (column -> (runs of the rectangle,)) and its
    daily histograms (variables, days, bins).
    """
    first = 0
    for index, rectangle in enumerate(task.rectangles):
        own = slice(first, first + rectangle.lanes)
        first = own.stop
        outcomes = {name: values[own] for name, values in result.outcomes.items()}
        yield rectangle, outcomes, result.daily[index]
