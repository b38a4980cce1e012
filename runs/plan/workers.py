"""How many workers a batch gets: on this machine never more than it has cores.

A worker is a process of some 200 MB that keeps a core busy; a hundred of them on two cores spend
minutes on starting and compute nothing sooner.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runs.plan.executor_settings import ExecutorSettings


def count_cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def count_workers(settings: ExecutorSettings) -> int:
    """Return the number of workers of a batch: at most one for each core on this machine; on a
    cluster, as many as are asked for.
    """
    if settings.name == "serial":
        return 1
    if settings.name == "cluster":
        return settings.workers or count_cores()
    return min(settings.workers or count_cores(), count_cores())


def describe_excess_workers(name: str, wanted: int | None) -> str:
    """Return a note on workers asked for beyond the number of cores; empty if there are none.

    name: the executor; wanted: workers asked for, None for the default.
    """
    there = count_cores()
    if name != "local" or wanted is None or wanted <= there:
        return ""
    few = "1 core is" if there == 1 else f"{there} cores are"
    return f"executor.workers={wanted}: {few} here, and more workers than cores gain nothing"
