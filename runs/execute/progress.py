"""The progress of a launch, counted as tasks end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from runs.archive.manifest import Failure


@dataclass(frozen=True)
class Progress:
    """How far a launch is, as numbers of runs done, failed and left; `failure` is that of the task
    that has just ended, None if it succeeded.
    """

    done: int
    failed: int
    left: int
    rate: float
    """Runs a second since the workers began; 0 before the first."""
    seconds_left: float | None
    """None before the first run has ended."""
    failure: Failure | None = None
    stopping: bool = False
    """After the first Ctrl-C: what is in hand is being finished."""


Announce = Callable[[Progress], object]


class ProgressCounter:
    """Counts runs as they end and estimates the time left."""

    def __init__(self, left: int) -> None:
        self.left, self.done, self.failed = left, 0, 0
        self.start = time.monotonic()

    def begin(self) -> None:
        """Start the clock, once the workers are ready."""
        self.start = time.monotonic()

    def add(self, lanes: int, is_failure: bool) -> None:
        """Add the lanes (runs) of a task that ended, as done or as failed."""
        self.left -= lanes
        self.failed += lanes * is_failure
        self.done += lanes * (not is_failure)

    def compute_progress(self, failure: Failure | None, stopping: bool) -> Progress:
        """Return the present progress; the rate (runs a second) is over all runs that ended since
        `begin`.

        failure: of the task that has just ended; stopping: whether no further task will begin.
        """
        seconds = time.monotonic() - self.start
        rate = (self.done + self.failed) / seconds if seconds > 0 else 0.0
        remaining = self.left / rate if rate > 0 else None
        return Progress(self.done, self.failed, self.left, rate, remaining, failure, stopping)
