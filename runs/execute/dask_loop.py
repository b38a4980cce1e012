"""Runs tasks on Dask workers, whoever started the workers.

The local workers of one machine and a cluster of many differ in how a client is made. What is done
with it is here: few tasks are submitted at a time, each is returned as it ends, and Dask repeats a
task whose worker died. Nothing is waited for without end: Dask reports most losses by an exception
and some never, so that waiting is interrupted by a check every few seconds.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from distributed import Client, KilledWorker, WorkerPlugin
from distributed.client import ClosedClientError

from runs.errors import CannotContinueError
from runs.execute.executors import TaskResult, make_error_result, run_and_free_memory

T = TypeVar("T")
R = TypeVar("R")

PER_WORKER = 2
"""Tasks submitted for each worker: one running, one at hand."""
LOOK = 2.0
"""Seconds without a task that ended after which it is seen whether one can still end."""
LOST = (OSError, CancelledError, ClosedClientError)
"""What Dask raises when a connection is lost; of OSError: closed connections and timeouts."""
ATTEMPTS = 3
"""Times that all workers are asked, each time without those that died while they were asked."""


class WorkerDiedError(Exception):
    """Every worker that started a task died while running it, most often for lack of memory."""


class DaskExecutor:
    """Base of the executors that run tasks by a Dask client; a subclass sets `client` when it is
    entered.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.client: Client | None = None
        self._line: Any = None
        self._stack = ExitStack()
        self._numbers = itertools.count()  # a key used twice would give the first one's result

    def __exit__(self, *failure: object) -> None:
        self.client = None
        self._stack.close()

    def run(self, work: Callable[[T], R], tasks: Iterable[T]) -> Iterator[TaskResult[T, R]]:
        """Yield each task as it ends; a task whose worker died is run again by Dask.

        Raises CannotContinueError where the scheduler or all workers are gone: the tasks submitted
        by then are lost.
        """
        client = self.client
        assert client is not None, "an executor is used as a context manager"
        self._line = client.scheduler_comm
        waiting = iter(tasks)
        in_hand: dict[Any, T] = {}
        ended: SimpleQueue[Any] = SimpleQueue()

        def submit_tasks(count: int) -> None:
            """Submit so many further tasks, fewer if there are no more."""
            for task in itertools.islice(waiting, count):
                with convert_connection_errors():
                    key = f"{client.id}-{next(self._numbers)}"
                    future = client.submit(run_and_free_memory, work, task, pure=False, key=key)
                    in_hand[future] = task
                    future.add_done_callback(ended.put)  # type: ignore[no-untyped-call]

        submit_tasks(PER_WORKER * self.workers)
        while in_hand:
            future = self._wait_for_answer(ended.get)
            with convert_connection_errors():
                outcome = self._collect_result(in_hand.pop(future), future)
            yield outcome
            submit_tasks(1)

    def watch_workers(self) -> Iterator[None]:
        """Yield once for each check that the scheduler is alive; raise CannotContinueError if it is
        not.

        A client that lost its connection and reconnected is running, but its tasks are lost.
        """
        while self.client is not None and self.client.status == "running":
            if self.client.scheduler_comm is not self._line:
                break
            yield
        raise make_lost_scheduler_error()

    def _wait_for_answer(self, ask: Callable[..., T]) -> T:
        """Return `ask()`, repeated every LOOK seconds; raise CannotContinueError if nobody can
        answer.

        ask: takes `timeout` and raises Empty or TimeoutError after it.
        """
        looks = self.watch_workers()
        while True:
            with suppress(Empty, TimeoutError):
                return ask(timeout=LOOK)
            next(looks)

    def _collect_result(self, task: T, future: Any) -> TaskResult[T, Any]:
        """Return how a task ended; CancelledError if it was cancelled.

        A result lost with its worker is waited for again, as Dask repeats the task.
        """
        looks = self.watch_workers()
        while not future.cancelled():
            error = self._wait_for_answer(future.exception)
            if error is not None:
                return _make_error_result(task, error, future)
            try:
                return TaskResult(task, future.result(timeout=LOOK))
            except Exception as lost:
                if not isinstance(lost, TimeoutError) and future.status != "error":
                    raise
            next(looks)
        raise CancelledError


def _make_error_result(task: T, error: BaseException, future: Any) -> TaskResult[T, Any]:
    """Return the result of a task that raised, or whose workers all died."""
    if isinstance(error, KilledWorker):
        said = f"its worker died, and so did the others that took it up ({error.last_worker.name})"
        return make_error_result(task, WorkerDiedError(f"{said}; memory may be short."))
    return make_error_result(task, error.with_traceback(future.traceback()))


def make_lost_scheduler_error() -> CannotContinueError:
    """Return the error for a scheduler that is gone."""
    return CannotContinueError("the scheduler of the workers is gone.")


@contextmanager
def convert_connection_errors() -> Iterator[None]:
    """Return a context in which Dask's connection errors (LOST) become CannotContinueError."""
    try:
        yield
    except LOST as error:
        raise make_lost_scheduler_error() from error


def register_plugin(client: Client, plugin: WorkerPlugin) -> None:
    """Register a plugin in every worker, including those that join later.

    A worker that dies meanwhile breaks the connection to all, so this is tried up to ATTEMPTS
    times; OSError after the last.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            client.register_plugin(plugin)
            return
        except OSError:
            if attempt == ATTEMPTS or client.status != "running":
                raise
        time.sleep(0.2)  # until the scheduler has missed the worker


def close_client(client: Client) -> None:
    """Close a client; errors because its scheduler is gone are ignored."""
    with suppress(*LOST):
        client.close()  # type: ignore[no-untyped-call]
