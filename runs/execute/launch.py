"""Launching: from a plan, or a batch with gaps, to rows on disk.

A launch writes the batch's folder, then computes what is missing in it, which at first is all of
it: resume, retry and "more runs" are the same operation. The first Ctrl-C finishes the tasks in
hand, a second aborts; either leaves a batch that resumes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache, partial

from model.parameters import Configuration
from runs.archive.batch import Batch
from runs.archive.manifest import Failure, VariantRecord
from runs.archive.plugin_check import require_same_plugins
from runs.archive.writer import BatchWriter
from runs.errors import CannotContinueError
from runs.execute.executor_choice import make_executor
from runs.execute.executors import Executor, TaskResult
from runs.execute.failures import intersect_rectangles, make_failure, would_fail_every_task
from runs.execute.interrupts import Interrupts
from runs.execute.launch_record import identify_launcher, make_first_manifest, make_launch_record
from runs.execute.perform import perform_task
from runs.execute.progress import Announce, Progress, ProgressCounter
from runs.execute.stopping_look import add_precision_check
from runs.execute.tasks import Task, TaskPiece, TaskReport, pack_tasks
from runs.plan.capacity import require_disk_and_memory
from runs.plan.designs.table import list_lever_values
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.plan import Plan
from runs.plan.plugins.catalogue import Plugin
from runs.plan.stopping import find_next_run_count
from runs.rectangles import Rectangle

__all__ = ["Announce", "Progress", "launch_plan", "resume", "retry"]


def launch_plan(plan: Plan, announce: Announce) -> Batch:
    """Create the plan's batch, compute it and return it; runs of failed tasks are missing in it.

    Raises WrongInput, with nothing written, if the batch cannot be made or computed here;
    CannotContinueError if the disk fills up or workers are lost.
    """
    require_disk_and_memory(plan)
    configs = {variant.hash: variant.config for variant in plan.variants}
    plain = ((variant.hash, variant.to_plain_values()) for variant in plan.variants)
    table = plan.design.table if plan.design else None
    executor = make_executor(plan.executor)
    executor.check()
    manifest = make_first_manifest(plan, executor.workers)
    draws = {one.hash: one.draws for one in plan.variants if one.draws is not None}
    with BatchWriter.create(plan.folder, manifest, plain, table, draws) as writer:
        launcher = _Launcher(writer, configs, executor, plan.executor.lanes, announce, plan.plugins)
        launcher.compute()
    return Batch(plan.folder)


def resume(
    batch: Batch,
    announce: Announce,
    *,
    executor: ExecutorSettings | None = None,
    runs: int | None = None,
    command: Sequence[str] = (),
) -> Batch:
    """Compute a batch's missing runs and return it; a larger `runs` than its own adds replications.

    announce: called with the progress; command: its words, for the record. Raises, naming what
    differs, EngineMismatchError for another engine, WrongInput for a changed configuration.
    """
    settings = executor or ExecutorSettings()
    wanted = max(runs or 0, batch.manifest.runs)
    return _continue_batch(batch, announce, settings, LaunchOrder(wanted, tuple(command)))


def retry(
    batch: Batch,
    announce: Announce,
    *,
    executor: ExecutorSettings | None = None,
    rows: Sequence[Rectangle] = (),
    command: Sequence[str] = (),
) -> Batch:
    """Compute a batch's failed and still missing runs, or only `rows`; return the batch.

    The other arguments and the errors are those of `resume`.
    """
    chosen = list(rows) or [r for failure in batch.failures() for r in failure.rectangles]
    order = LaunchOrder(batch.manifest.runs, tuple(command), tuple(chosen))
    return _continue_batch(batch, announce, executor or ExecutorSettings(), order)


@dataclass(frozen=True)
class LaunchOrder:
    """What a further launch computes: up to `runs` runs of each variant, or only some rows."""

    runs: int
    command: tuple[str, ...]
    rows: tuple[Rectangle, ...] | None = None
    """Rows to compute, of those missing; None for all of them."""


def _continue_batch(
    batch: Batch, announce: Announce, settings: ExecutorSettings, order: LaunchOrder
) -> Batch:
    """Compute what a launch orders in a batch and return the batch, or raise as `resume` does."""
    plugins = require_same_plugins(batch.manifest, f"batch {batch.name}")
    executor = make_executor(settings)
    with BatchWriter.open(batch.path) as writer:
        batch = Batch(batch.path)  # as it is now that nobody else changes it
        order = replace(order, runs=max(order.runs, batch.manifest.runs))
        configs = {
            v.hash: batch.configuration(v.hash) for v in _find_incomplete_variants(batch, order)
        }
        if configs:
            executor.check()
        record = make_launch_record(order.command, order.runs, settings, executor.workers)
        writer.add_launch(record)
        launcher = _Launcher(writer, configs, executor, settings.lanes, announce, plugins)
        launcher.compute(order.rows)
    return Batch(batch.path)


def _find_incomplete_variants(batch: Batch, order: LaunchOrder) -> list[VariantRecord]:
    """Return the variants of which a launch has rows to compute."""
    precision = batch.manifest.precision
    grows = precision is not None and precision.stopped is None and order.rows is None
    if grows or order.runs > batch.manifest.runs:
        return batch.manifest.variants
    missing = batch.missing()
    chosen = missing if order.rows is None else intersect_rectangles(missing, order.rows)
    hashes = {rectangle.variant for rectangle in chosen}
    return [variant for variant in batch.manifest.variants if variant.hash in hashes]


@dataclass(frozen=True)
class _Launcher:
    """Computes the missing rows of a batch; one launcher writes to a batch at a time."""

    writer: BatchWriter
    configs: Mapping[str, Configuration]
    executor: Executor
    lanes: int
    announce: Announce
    plugins: tuple[Plugin, ...]

    def compute(self, rows: Sequence[Rectangle] | None = None) -> None:
        """Compute the missing rows (or only `rows`), then more until the wanted precision is
        reached.
        """
        interrupts = Interrupts()
        try:
            with interrupts, ExitStack() as stack:
                start = cache(partial(stack.enter_context, self.executor))  # in the first round
                while (
                    self._run_round(rows, interrupts, start) and rows is None and self._grow_batch()
                ):
                    pass
        except KeyboardInterrupt:
            self.writer.log_event("aborted")
            raise
        self.writer.summarise()

    def _run_round(
        self, rows: Sequence[Rectangle] | None, interrupts: Interrupts, start: Callable[[], object]
    ) -> bool:
        """Compute what is missing; return whether all exists then. start: starts the workers."""
        batch = Batch(self.writer.path)
        missing = batch.missing()
        there = batch.manifest.lanes - sum(rectangle.lanes for rectangle in missing)
        if rows is not None:
            missing = intersect_rectangles(missing, rows)
        tally = ProgressCounter(sum(rectangle.lanes for rectangle in missing))
        self.writer.log_event("launched", done=there, left=tally.left, **identify_launcher())
        if not missing:
            return True
        start()
        tally.begin()
        self.announce(tally.compute_progress(None, interrupts.stopping))
        self._run_tasks(batch, missing, tally, interrupts)
        if interrupts.stopping:  # perhaps since after the last task
            self.announce(tally.compute_progress(None, True))
        self.writer.log_event("stopped" if interrupts.stopping else "finished", failed=tally.failed)
        return tally.left == tally.failed == 0

    def _grow_batch(self) -> bool:
        """Check a batch's precision and order more runs if it is too low; return whether it did."""
        batch = Batch(self.writer.path)
        precision = batch.manifest.precision
        if precision is None or precision.stopped is not None:
            return False
        record = add_precision_check(batch)
        runs = find_next_run_count(record, batch.manifest.runs)
        self.writer.change_manifest(precision=record, runs=runs or batch.manifest.runs)
        return runs is not None

    def _run_tasks(
        self,
        batch: Batch,
        missing: Iterable[Rectangle],
        tally: ProgressCounter,
        interrupts: Interrupts,
    ) -> None:
        """Run tasks, after Ctrl-C only those begun; CannotContinueError once the disk is full."""
        hopeless = ""
        tasks = self._make_tasks(batch, missing)
        for ended in self.executor.run(perform_task, interrupts.take_until_interrupt(tasks)):
            failure = self._log_task_end(ended)
            tally.add(ended.task.lanes, failure is not None)
            if failure is not None and would_fail_every_task(ended.error):
                hopeless = failure.error
                interrupts.stop()
            self.announce(tally.compute_progress(failure, interrupts.stopping))
        if hopeless:
            raise CannotContinueError(f"nothing more can be written: {hopeless}.")

    def _make_tasks(self, batch: Batch, missing: Iterable[Rectangle]) -> Iterator[Task]:
        """Yield the missing rows as tasks, each of variants of equal structure."""
        manifest = batch.manifest
        table = batch.design(manifest.variants[0].hash)  # all variants play the same points
        for rectangles in pack_tasks(missing, self.configs, self.lanes, self.executor.workers):
            pieces = tuple(
                TaskPiece(
                    r,
                    self.configs[r.variant],
                    table.select_points(r) if table else {},
                    list_lever_values(batch.draws(r.variant)),
                )
                for r in rectangles
            )
            yield Task(batch.path, manifest.engine.digest, manifest.seed, pieces, self.plugins)

    def _log_task_end(self, ended: TaskResult[Task, TaskReport]) -> Failure | None:
        """Log the end of a task; return its failure, None if it succeeded."""
        if ended.result is not None:
            self.writer.log_event(
                "done",
                lanes=ended.result.lanes,
                seconds=round(ended.result.seconds, 3),
                model_seconds=round(ended.result.model_seconds, 3),
                rectangles=ended.task.rectangles,
            )
            return None
        failure = make_failure(ended)
        told = {"error": failure.error, "traceback": failure.traceback, "rerun": failure.rerun}
        self.writer.log_event("failed", rectangles=ended.task.rectangles, **told)
        return failure
