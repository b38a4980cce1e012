"""Launching: from a plan, or a batch with gaps, to rows on disk.

A launch writes the batch's folder, then computes what is missing in it, which at first is all of
it: resume, retry and "more runs" are the same operation. The first Ctrl-C finishes the tasks in
hand, a second aborts; either leaves a batch that resumes.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from model.lanes import structure_key
from model.parameters import Configuration
from runs import engine, executors
from runs.archive import Batch
from runs.manifest import Failure, LaunchRecord, Manifest, VariantRecord, now
from runs.plan import Executor, Plan
from runs.rectangles import Rectangle
from runs.tasks import Done, Task, TaskPiece, pack, perform
from runs.writer import BatchWriter


@dataclass(frozen=True)
class Progress:
    """How far a launch is, in runs; `failure` is set when a task has just raised."""

    done: int
    failed: int
    left: int
    rate: float
    """Runs a second since the workers began; 0 before the first."""
    seconds_left: float | None
    failure: Failure | None = None
    stopping: bool = False
    """After the first Ctrl-C: what is in hand is being finished."""


Announce = Callable[[Progress], object]


def launch(plan: Plan, announce: Announce) -> Batch:
    """Create the plan's batch and compute it; return it, whole or with what failed missing.

    Raises WrongInput, with nothing written, where the folder exists or cannot be made.
    """
    configs = {variant.hash: variant.config for variant in plan.variants}
    plain = {key: config.model_dump(mode="json") for key, config in configs.items()}
    with BatchWriter.create(plan.folder, _manifest(plan), plain) as writer:
        _compute(writer, configs, plan.executor, announce)
    return Batch(plan.folder)


def resume(
    batch: Batch,
    announce: Announce,
    *,
    executor: Executor | None = None,
    runs: int | None = None,
    command: Sequence[str] = (),
) -> Batch:
    """Compute what a batch lacks, to `runs` replications if more are wanted than it has.

    Raises EngineMismatchError, naming what differs, where the engine is not the batch's.
    """
    engine.require(batch.manifest.engine, f"batch {batch.name}")
    executor = executor or Executor()
    wanted = max(runs or 0, batch.manifest.runs)
    with BatchWriter.open(batch.path) as writer:
        grown = writer.add_launch(_launch_record(command, wanted, executor))
        needed = {rectangle.variant for rectangle in grown.missing()}
        configs = {key: batch.configuration(key) for key in sorted(needed)}
        _compute(writer, configs, executor, announce)
    return Batch(batch.path)


def _manifest(plan: Plan) -> Manifest:
    return Manifest(
        format_version=engine.FORMAT_VERSION,
        name=plan.folder.name,
        created=now(),
        experiment=plan.experiment,
        runs=plan.runs,
        seed=plan.seed,
        engine=engine.current(),
        commands=[_launch_record(plan.command, plan.runs, plan.executor)],
        variants=[
            VariantRecord(
                name=variant.name,
                hash=variant.hash,
                overrides=list(variant.overrides),
                varied=dict(variant.varied),
                horizon=variant.config.horizon,
            )
            for variant in plan.variants
        ],
        **engine.provenance(),
    )


def _launch_record(command: Sequence[str], runs: int, executor: Executor) -> LaunchRecord:
    workers = 1 if executor.name == "serial" else executor.workers or executors.cores()
    return LaunchRecord(
        time=now(), command=list(command), runs=runs, executor=executor.name, workers=workers
    )


def _compute(
    writer: BatchWriter,
    configs: dict[str, Configuration],
    settings: Executor,
    announce: Announce,
) -> None:
    """Compute the batch's missing rows and log each task as it ends."""
    batch = Batch(writer.path)
    missing = batch.missing()
    left = sum(rectangle.lanes for rectangle in missing)
    writer.log("launched", done=batch.manifest.lanes - left, left=left)
    if not missing:
        return
    executor = executors.make(settings.name, settings.workers)
    tasks = _tasks(batch, missing, configs, settings.lanes, executor.workers)
    tally = _Tally(left)
    try:
        with _Interrupts() as interrupts, executor:
            tally.begin()
            announce(tally.progress(None, interrupts.stopping))
            for ended in executor.run(perform, interrupts.until_first(tasks)):
                failure = _record(writer, ended)
                tally.add(ended.task.lanes, failure is not None)
                announce(tally.progress(failure, interrupts.stopping))
    except KeyboardInterrupt:
        writer.log("aborted")
        raise
    writer.log("stopped" if interrupts.stopping else "finished", failed=tally.failed)


def _tasks(
    batch: Batch,
    missing: Iterable[Rectangle],
    configs: dict[str, Configuration],
    lanes: int,
    workers: int,
) -> Iterator[Task]:
    """Yield the missing rows as tasks, packed from variants of equal structure."""
    structures = {key: structure_key(config) for key, config in configs.items()}
    groups: dict[str, list[Rectangle]] = {}
    for rectangle in missing:
        groups.setdefault(structures[rectangle.variant], []).append(rectangle)
    digest, seed = batch.manifest.engine.digest, batch.manifest.seed
    for rectangles in pack(list(groups.values()), lanes, workers):
        pieces = tuple(TaskPiece(r, configs[r.variant]) for r in rectangles)
        yield Task(batch=batch.path, engine=digest, seed=seed, pieces=pieces)


def _record(writer: BatchWriter, ended: executors.Ended[Task, Done]) -> Failure | None:
    """Log the end of a task; return its failure if it has one."""
    rectangles = ended.task.rectangles
    if ended.result is not None:
        writer.log(
            "done",
            lanes=ended.result.lanes,
            seconds=round(ended.result.seconds, 3),
            model_seconds=round(ended.result.model_seconds, 3),
            rectangles=rectangles,
        )
        return None
    failure = Failure(
        rectangles=tuple(rectangles),
        error=f"{type(ended.error).__name__}: {ended.error}",
        traceback=ended.traceback,
        rerun=f"taijie resume {writer.path.name} executor=serial",
        time=now(),
    )
    told = {"error": failure.error, "traceback": failure.traceback, "rerun": failure.rerun}
    writer.log("failed", rectangles=rectangles, **told)
    return failure


class _Tally:
    """Counts runs and estimates the time left."""

    def __init__(self, left: int) -> None:
        self.left, self.done, self.failed = left, 0, 0
        self.start = time.monotonic()

    def begin(self) -> None:
        """Start the clock: the workers are there."""
        self.start = time.monotonic()

    def add(self, lanes: int, is_failure: bool) -> None:
        """Count a task that ended."""
        self.left -= lanes
        self.failed += lanes * is_failure
        self.done += lanes * (not is_failure)

    def progress(self, failure: Failure | None, stopping: bool) -> Progress:
        """Return where things stand."""
        seconds = time.monotonic() - self.start
        rate = (self.done + self.failed) / seconds if seconds > 0 else 0.0
        remaining = self.left / rate if rate > 0 else None
        return Progress(self.done, self.failed, self.left, rate, remaining, failure, stopping)


class _Interrupts:
    """Turns the first Ctrl-C into "no further tasks" and leaves the second its usual meaning."""

    def __init__(self) -> None:
        self.stopping = False
        self._before: Any = None

    def until_first(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """Yield tasks until the first Ctrl-C."""
        for task in tasks:
            if self.stopping:
                return
            yield task

    def _handle(self, *_: object) -> None:
        if self.stopping:
            raise KeyboardInterrupt
        self.stopping = True

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._handle)
        return self

    def __exit__(self, *failure: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
