"""Where tasks run: in this process, on workers of this machine, or on a cluster.

An executor knows nothing of batches. It takes tasks from an iterator, never more than it needs to
keep its workers busy, and returns each as soon as it ends, with its result or its exception. Ending
the iterator therefore ends the work after the running tasks.
"""

from __future__ import annotations

import ctypes
import gc
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, Protocol, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class LeavingTaskError(Exception):
    """A task called for the end of the program; its traceback is that of the call."""


@dataclass(frozen=True)
class TaskResult(Generic[T, R]):
    """How a task ended: with a result, or with an exception and its traceback as text."""

    task: T
    result: R | None = None
    error: BaseException | None = None
    traceback: str = ""


class Executor(Protocol):
    """Runs tasks on workers. A context manager: the workers live from entry to exit."""

    workers: int

    def check(self) -> None:
        """Raise WrongInput if no worker can be had; to be called before anything is written."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *failure: object) -> None: ...

    def run(self, work: Callable[[T], R], tasks: Iterable[T]) -> Iterator[TaskResult[T, R]]:
        """Yield every task as it ends, in any order; a task that raises is yielded with its
        exception.

        work: the function called on each task, in a worker.
        """
        ...


def make_error_result(task: T, error: BaseException) -> TaskResult[T, R]:
    """Return the TaskResult of a task that raised this error, with its traceback as text."""
    return TaskResult(task, error=error, traceback="".join(traceback.format_exception(error)))


def run_and_free_memory(work: Callable[[T], R], task: T) -> R:
    """Return `work(task)`, and give the memory it used back to the system at once.

    A model and its agents refer to one another, some 50 MB a block: objects too few, if large, for
    Python to collect them soon. And a worker computes in a thread, whose heap does not shrink by
    itself: with glibc, one grew from 0.3 to 2.7 GB over the tasks of robust shares. This takes 5 ms
    after a block of seconds, if imported objects are frozen.

    Raises what the task raises; LeavingTaskError where it would end the program (`exit()` in a
    user's own code), which would take the other tasks with it.
    """
    try:
        return work(task)
    except SystemExit as leaving:
        error = LeavingTaskError(f"SystemExit: {leaving}")
        raise error.with_traceback(leaving.__traceback__) from None
    finally:
        gc.collect()
        with suppress(AttributeError, OSError, TypeError):  # other C libraries have no such call
            ctypes.CDLL(None).malloc_trim(0)
