"""Worker processes on this machine, by Dask: one code path with a cluster of many machines.

Dask completes a batch after its workers were killed. Its defaults are not for a laptop, and each
setting here was measured or looked at: everything listens on the loopback interface only, and
behind a temporary TLS key, since whoever reaches a scheduler can run code; workers survive the
first Ctrl-C, import the model once, have one thread, no memory limit and no MALLOC_TRIM_THRESHOLD_
(Dask's own default, it made blocks 3.3 times slower). Dask starts a worker again that died at
work, but not one that died while it started: those are started from here.
"""

from __future__ import annotations

import gc
import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import dask
from distributed import Client, LocalCluster, WorkerPlugin
from distributed.security import Security

from runs.errors import CannotContinueError
from runs.execute.dask_loop import DaskExecutor, register_plugin

HOST = "127.0.0.1"
START = 60.0
"""Seconds without a single worker after which none is waited for. One starts in one or two, and in
ten where five other programs want the same core."""
SELDOM = 50_000
"""Containers after which a worker looks for unreachable cycles: a block makes many containers and
no cycle, and at Python's 700 it spent a fiftieth of its time looking."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), 1)
SETTINGS: dict[str, Any] = {
    "distributed.nanny.pre-spawn-environ": ONE_THREAD,
    "distributed.scheduler.allowed-failures": 10,  # deaths of a task's worker before it is given up
    "distributed.scheduler.work-stealing": False,  # tasks in hand are two a worker
    # What Dask does for its own dashboard, which is not shown: 2 % of a core in each worker and
    # 1.4 % in the launcher, measured as processor time beside a task of known length.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "5s",
}


class LocalWorkerSetup(WorkerPlugin):
    """Dask plugin that makes a worker ignore Ctrl-C and import the model before its first task."""

    def setup(self, worker: Any) -> None:  # noqa: ARG002 (Dask's interface)
        """Prepare the worker's process; also called for a worker that replaces a dead one."""
        # The terminal sends Ctrl-C to the whole process group; only the launcher answers it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        import runs.execute.worker  # noqa: F401

        gc.freeze()
        gc.set_threshold(SELDOM, 10, 10)


@contextmanager
def _block_interrupts() -> Iterator[None]:
    """Return a context in which Ctrl-C is blocked, so that workers started in it never receive it.

    A thread and a process begin with the blocked signals of whoever starts them. Windows blocks
    none: there a worker ignores Ctrl-C once it is set up.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # Python unblocks Ctrl-C wherever it starts this one
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _defer_termination() -> Iterator[None]:
    """Return a context after which a SIGTERM is answered that came within it: a cluster that is
    half started cannot be closed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
    if asked:
        signal.raise_signal(asked[0])


class Local(DaskExecutor):
    """Executor on worker processes of this machine, which Dask runs; they live from
    entry to exit.
    """

    def check(self) -> None:
        """Do nothing: no error can be found before the workers start."""

    def __enter__(self) -> Self:
        try:
            with _defer_termination(), _block_interrupts():
                self._start_cluster()
        except BaseException as error:
            self._stack.close()
            if isinstance(error, (RuntimeError, OSError)):
                raise _make_start_error(error) from error
            raise
        return self

    def _start_cluster(self) -> None:
        """Start the scheduler and the workers on this machine, and set `client`."""
        self._stack.enter_context(dask.config.set(SETTINGS))
        self._cluster = self._stack.enter_context(
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=self.workers,
                threads_per_worker=1,
                processes=True,
                host=HOST,
                dashboard_address=f"{HOST}:0",
                worker_dashboard_address=f"{HOST}:0",
                security=Security.temporary(),  # type: ignore[no-untyped-call]
                memory_limit=None,
                silence_logs=logging.CRITICAL,
            )
        )
        client = Client(self._cluster, set_as_default=False)  # type: ignore[no-untyped-call]
        self.client = self._stack.enter_context(client)
        register_plugin(client, LocalWorkerSetup())

    def watch_workers(self) -> Iterator[None]:
        """Yield once for each check; restart dead workers, and raise CannotContinueError if the
        scheduler is gone or no worker has started for START seconds.
        """
        seen = time.monotonic()
        for _ in super().watch_workers():
            if self._cluster.scheduler.workers:
                seen = time.monotonic()
            elif time.monotonic() - seen > START:
                raise _make_start_error(f"none within {START:g} s of the last one's end")
            self._cluster.scale(self.workers)  # no more than these: those given up are replaced
            yield


def _make_start_error(reason: object) -> CannotContinueError:
    """Return the error for workers that do not start."""
    return CannotContinueError(
        f"the workers on this machine do not start: {str(reason).rstrip('.')}."
    )
