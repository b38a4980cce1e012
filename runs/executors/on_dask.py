"""Running tasks on Dask workers: one way of it, whoever started the workers.

The local workers of one machine and a cluster of many differ in how a client comes to be. What is
done with it stands here: few tasks in hand, each given back as it ends, a task whose worker died
run again by Dask.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from distributed import Client, KilledWorker, as_completed

from runs.errors import CannotContinueError
from runs.executors import Ended, failed, swept

T = TypeVar("T")
R = TypeVar("R")

PER_WORKER = 2
"""Tasks submitted for each worker: one running, one at hand."""


class WorkerDiedError(Exception):
    """Every worker that took up a task died at it, most often for want of memory."""


class OnDask:
    """Runs tasks by a Dask client, which a subclass brings when it is entered."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.client: Client | None = None
        self._stack = ExitStack()
        self._numbers = itertools.count()  # a key used twice would give the first one's result

    def __exit__(self, *failure: object) -> None:
        self.client = None
        self._stack.close()

    def run(self, work: Callable[[T], R], tasks: Iterable[T]) -> Iterator[Ended[T, R]]:
        """Yield each task as it ends; a task whose worker died is run again by Dask.

        Raises CannotContinueError where the scheduler is gone: the tasks in hand are lost then.
        """
        client = self.client
        assert client is not None, "an executor is used as a context manager"
        waiting = iter(tasks)
        in_hand: dict[Any, T] = {}

        def submit(task: T) -> Any:
            key = f"{client.id}-{next(self._numbers)}"
            future = client.submit(swept, work, task, pure=False, key=key)
            in_hand[future] = task
            return future

        at_hand = itertools.islice(waiting, PER_WORKER * self.workers)
        with still_there():
            first = [submit(task) for task in at_hand]
        ended = as_completed(first, loop=client.loop)  # type: ignore[no-untyped-call]
        for future in ended:
            with still_there():
                outcome = _outcome(in_hand.pop(future), future)
            yield outcome
            for task in itertools.islice(waiting, 1):
                with still_there():
                    ended.add(submit(task))  # type: ignore[no-untyped-call]


@contextmanager
def still_there() -> Iterator[None]:
    """Turn what Dask raises in many forms into one sentence: the scheduler is gone."""
    try:
        yield
    except (OSError, CancelledError) as error:  # OSError: closed connections and timeouts too
        raise CannotContinueError("the scheduler of the workers is gone.") from error


def _outcome(task: T, future: Any) -> Ended[T, Any]:
    if future.cancelled():
        raise CancelledError
    error = future.exception()
    if error is None:
        return Ended(task, future.result())
    if isinstance(error, KilledWorker):
        said = f"its worker died, and so did the others that took it up ({error.last_worker.name})"
        return failed(task, WorkerDiedError(f"{said}; memory may be short."))
    return failed(task, error.with_traceback(future.traceback()))
