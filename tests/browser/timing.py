"""How long a visitor waits: seconds on the clock, and seconds of processor behind them.

The clock of a shared machine tells as much of its other work as of ours. So each act is timed by
both: the wall clock, and the processor seconds that the server and every process of Chromium
spent on it. A limit is held against the processor seconds where other work may stretch the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Served:
    """A running `taijie serve`, and the folder of batches it shows."""

    address: str
    pid: int
    outputs: Path

    def seconds(self) -> float:
        """Return the processor seconds it has spent."""
        return _spent([psutil.Process(self.pid)])


@dataclass(frozen=True)
class Took:
    """Seconds of one act: on the clock, of the server's processor, of Chromium's processors."""

    wall: float
    server: float
    browser: float

    @property
    def work(self) -> float:
        """Processor seconds in all."""
        return self.server + self.browser


def _spent(processes: Sequence[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def _chromium() -> float:
    """Return the processor seconds of every Chromium that this process started."""
    children = psutil.Process().children(recursive=True)
    return _spent([child for child in children if "chrom" in child.name()])


def timed(server: Served, act: Callable[[], object]) -> Took:
    """Do something and return what it took."""
    before = (time.perf_counter(), server.seconds(), _chromium())
    act()
    return Took(
        time.perf_counter() - before[0], server.seconds() - before[1], _chromium() - before[2]
    )


def said(rounds: Sequence[Took], allowed: float) -> str:
    """Return rounds in words: the median, the quickest, and the processor's part."""
    walls = sorted(one.wall for one in rounds)
    return (
        f"{median(walls):.2f} s (median of {len(rounds)}; quickest {walls[0]:.2f} s, processor "
        f"{median(one.work for one in rounds):.2f} s) of {allowed:g} s allowed"
    )


def within(rounds: Sequence[Took], allowed: float) -> bool:
    """Say whether the limit holds: by the clock, or by what it would show on an idle machine.

    Server and browser take turns over a page, so the processor seconds of both bound the wait
    from above where nothing else wants the processors.
    """
    return median(one.wall for one in rounds) <= allowed or (
        median(one.work for one in rounds) <= allowed
    )
