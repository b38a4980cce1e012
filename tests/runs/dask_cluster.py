"""A scheduler and two workers, started by Dask's own command line on the loopback interface."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from distributed import Client

from tests.architecture.sources import ROOT
from tests.forking import Forked

DASK = str(Path(sys.executable).with_name("dask"))
LOOPBACK = ["--host", "127.0.0.1"]
SECONDS = 60


class Cluster:
    """Its processes, each in a group of its own, and the file that names the scheduler."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def start_scheduler(self) -> None:
        """Start the scheduler and wait for its file."""
        self.file.unlink(missing_ok=True)
        words = ["scheduler", *LOOPBACK, "--port", "0", "--no-dashboard", "--no-show"]
        self.scheduler = self._start([*words, "--scheduler-file", str(self.file)])
        wait_until(self.file.exists)

    def start_workers(self, count: int, own: Mapping[str, str] | None = None) -> None:
        """Start workers and wait until they have joined; `own` is their environment."""
        words = ["worker", *LOOPBACK, "--scheduler-file", str(self.file), "--nthreads", "1"]
        words += ["--no-dashboard", "--no-nanny", "--local-directory", str(self.folder)]
        self.workers += [self._start(words, own) for _ in range(count)]

    def wait_for_workers(self, count: int) -> None:
        """Wait until the scheduler has so many workers."""
        with Client(scheduler_file=str(self.file), timeout="10s", set_as_default=False) as client:  # type: ignore[no-untyped-call]
            wait_until(lambda: len(client.nthreads()) == count)

    def address(self) -> str:
        """Return the scheduler's address."""
        with Client(scheduler_file=str(self.file), timeout="10s", set_as_default=False) as client:  # type: ignore[no-untyped-call]
            return str(client.scheduler.address)

    def stop(self) -> None:
        """End whatever is running still."""
        for process in [*self.workers, *([self.scheduler] if self.scheduler else [])]:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()
        self.workers, self.scheduler = [], None

    def _start(
        self, words: list[str], own: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        paths = {"PYTHONPATH": str(ROOT), **(own or {})}
        with (self.folder / "dask.log").open("ab") as log:
            begin = subprocess.Popen if own else Forked  # what is imported follows the environment
            return begin(
                [DASK, *words], cwd=self.folder, stdout=log, stderr=log,
                env={**os.environ, **paths}, start_new_session=True,
            )  # fmt: skip


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """Run a cluster of that many workers while the block lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    started = Cluster(folder)
    try:
        started.start_scheduler()
        started.start_workers(workers)
        started.wait_for_workers(workers)
        yield started
    finally:
        started.stop()


def wait_until(there: object, seconds: float = SECONDS) -> None:
    """Wait until `there()` is true; fail after that many seconds."""
    assert callable(there)
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.03)
