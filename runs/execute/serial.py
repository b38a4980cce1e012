"""Runs tasks one after the other in this process: for debugging, or where no process may be
started.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from typing import Self, TypeVar

from runs.execute.executors import TaskResult, make_error_result, run_and_free_memory

T = TypeVar("T")
R = TypeVar("R")


class Serial:
    """Executor that runs tasks in this process, one after the other."""

    workers = 1

    def check(self) -> None:
        """Do nothing: this process needs no workers."""

    def __enter__(self) -> Self:
        gc.freeze()
        return self

    def __exit__(self, *failure: object) -> None:
        gc.unfreeze()

    def run(self, work: Callable[[T], R], tasks: Iterable[T]) -> Iterator[TaskResult[T, R]]:
        """Yield each task as it ends; KeyboardInterrupt is no failure of a task and is raised."""
        for task in tasks:
            try:
                ended: TaskResult[T, R] = TaskResult(task, run_and_free_memory(work, task))
            except Exception as error:  # noqa: BLE001 (whatever a task raises is reported)
                ended = make_error_result(task, error)
            yield ended
