"""The executor on workers of a running Dask scheduler (SLURM, Kubernetes, ssh), whoever started it.

Taijie starts nothing here and stops nothing. It connects, checks that every worker has the engine
of this process, and distributes tasks as on one machine. A worker that joins later with another
engine is closed, with a message.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from distributed import Client, WorkerPlugin
from distributed.security import Security

from runs.archive import engine
from runs.errors import WrongInput, join_first_few
from runs.execute.dask_loop import (
    LOST,
    DaskExecutor,
    close_client,
    convert_connection_errors,
    make_lost_scheduler_error,
    register_plugin,
)
from runs.terminal import say

if TYPE_CHECKING:
    from runs.plan.executor_settings import ExecutorSettings

PATIENCE = "10s"
REFUSED = "taijie-refused"
"""Topic under which a worker that had to leave tells why."""


class ClusterWorkerSetup(WorkerPlugin):
    """Dask plugin that prepares every worker, also one that joins later: it imports what tasks
    need, or makes a worker with another engine (see `archive.engine`) leave.
    """

    name = "taijie-engine"

    def __init__(self, digest: str) -> None:
        self.digest = digest

    def setup(self, worker: Any) -> None:
        """Import what tasks need; where the worker's engine differs from the batch's, report that
        and close the worker.
        """
        try:
            engine.require_engine_digest(self.digest)
        except engine.EngineMismatchError as error:
            worker.log_event(REFUSED, f"{worker.address}: {error.reason}")
            worker.loop.add_callback(worker.close, reason="another engine")
            return
        import runs.execute.worker  # noqa: F401

        gc.freeze()


class Connection(Client):
    """A Dask client that is closed at once if no scheduler answers.

    Dask leaves such a client to the garbage collector, which may find it while another one starts:
    each then waits for the other.
    """

    def start(self, **kwargs: Any) -> None:
        """Connect to the scheduler; close the client before any error is raised."""
        try:
            super().start(**kwargs)  # type: ignore[no-untyped-call]
        except BaseException:
            close_client(self)
            raise


class Cluster(DaskExecutor):
    """Executor on the workers of a running scheduler, given by address or scheduler file."""

    def __init__(self, settings: ExecutorSettings) -> None:
        super().__init__(settings.workers or 0)
        self.settings = settings
        self._answered = False

    @property
    def scheduler(self) -> str:
        """The scheduler as the user named it: its address or its scheduler file."""
        return self.settings.address or str(self.settings.scheduler_file)

    def check(self) -> None:
        """Connect once to set `workers`, then disconnect; raise WrongInput for what would fail
        later.

        This refuses an unreachable scheduler, one without workers unless their number is set, and
        workers with another engine, naming what differs. A worker that dies while it is asked is
        not counted.
        """
        with self._connect() as client:
            try:
                threads = client.nthreads()  # type: ignore[no-untyped-call]
                answers = client.run(_get_worker_engine, on_error="return")
            except LOST as error:
                raise self._make_unreachable_error(error) from error
        there = {
            worker: answer for worker, answer in answers.items() if not _is_worker_lost(answer)
        }
        self.workers = self.settings.workers or sum(threads.get(worker, 1) for worker in there)
        if not self.workers:
            raise WrongInput(
                f"the scheduler at {self.scheduler} has no worker yet: start some, or say how many"
                " will come.",
                key="executor.workers",
                allowed=["executor.workers=N, the number of workers expected"],
            )
        _require_same_engine(there)
        self._answered = True

    def __enter__(self) -> Self:
        if not self._answered:
            self.check()
        try:
            self.client = self._stack.enter_context(self._connect())
        except WrongInput as error:
            raise make_lost_scheduler_error() from error
        try:
            with convert_connection_errors():
                self.client.subscribe_topic(REFUSED, _report_refused_worker)  # type: ignore[no-untyped-call]
                register_plugin(self.client, ClusterWorkerSetup(engine.get_current_engine().digest))
        except BaseException:
            self._stack.close()
            raise
        return self

    @contextmanager
    def _connect(self) -> Iterator[Client]:
        """Return a context that gives a client of the scheduler and closes it; WrongInput if none
        answers.
        """
        where = {"address": self.settings.address, "scheduler_file": self.settings.scheduler_file}
        named = {key: value for key, value in where.items() if value is not None}
        quiet = [logging.getLogger(name) for name in ("distributed", "asyncio")]
        before = [logger.level for logger in quiet]
        for logger in quiet:
            logger.setLevel(logging.CRITICAL)  # a lost scheduler is told in one sentence
        try:
            try:
                client = Connection(  # type: ignore[no-untyped-call]
                    **named, security=_make_tls_security(self.settings), timeout=PATIENCE,
                    set_as_default=False,
                )  # fmt: skip
            except (OSError, ValueError, TypeError, KeyError) as error:
                raise self._make_unreachable_error(error) from error
            try:
                yield client
            finally:
                close_client(client)
        finally:
            for logger, level in zip(quiet, before, strict=True):
                logger.setLevel(level)

    def _make_unreachable_error(self, error: Exception) -> WrongInput:
        """Return the error for a scheduler that does not answer."""
        key = "executor.address" if self.settings.address else "executor.scheduler_file"
        said = str(error).partition("\n")[0].rstrip(".")
        return WrongInput(
            f"no Dask scheduler answers at {self.scheduler}: {said}.", key=key, value=self.scheduler
        )


def _make_tls_security(settings: ExecutorSettings) -> Security | None:
    """Return the TLS files as Dask's settings; None if there are none."""
    if settings.tls_ca is None:
        return None
    return Security(  # type: ignore[no-untyped-call]
        tls_ca_file=settings.tls_ca,
        tls_client_cert=settings.tls_cert,
        tls_client_key=settings.tls_key,
        require_encryption=True,
    )


def _get_worker_engine() -> dict[str, Any]:
    """Return the engine of the process it is called in (each worker), as plain values."""
    return engine.get_current_engine().model_dump(mode="json")


def _is_worker_lost(answer: object) -> bool:
    """Say whether the worker is lost; False if it answered, even with an error of its own.

    answer: what the worker returned or raised. Dask reports a lost worker by an OSError without a
    number, which errors of files and memory have.
    """
    if isinstance(answer, ConnectionError):
        return True
    return isinstance(answer, OSError) and answer.errno is None


def _require_same_engine(answers: dict[str, Any]) -> None:
    """Raise WrongInput for the first worker whose engine differs from this process's, naming what
    differs.

    answers: worker's address -> its engine as plain values, or the exception it raised.
    """
    here = engine.get_current_engine()
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, BaseException):
            found = [f"it cannot run taijie ({type(answer).__name__}: {answer})"]
        else:
            found = engine.list_engine_differences(here, engine.Engine.model_validate(answer))
        if found:
            raise WrongInput(
                f"the worker at {worker} has another engine than this process (then is here, now"
                f" is there): {join_first_few(found, '; ', shown=8)}.",
                key="executor",
                value="cluster",
            )


def _report_refused_worker(event: Any) -> None:
    """Write to standard error which worker was dismissed; event: as Dask delivers it."""
    said = event[1] if isinstance(event, tuple) else event
    say(f"a worker was refused: {said}", error=True)
