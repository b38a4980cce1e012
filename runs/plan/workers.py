"""The number of workers of a batch: on this machine at most one per core, and what memory allows.

A worker is a process of some 200 MB that keeps a core busy; a hundred of them on two cores would
take minutes to start and compute nothing sooner. In a container its quota counts.
"""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING

from runs.plan.quotas import read_quotas

if TYPE_CHECKING:
    from runs.plan.executor_settings import ExecutorSettings

WORKER_BYTES = 300_000_000
"""Memory that a worker may take, and the launcher, in bytes (300 MB): measured, with room."""


def count_cores() -> int:
    """Return the number of cores this process may use; a container's quota is rounded up (2.5 cores
    are 3).
    """
    quota = read_quotas().cores
    there = _count_visible_cores()
    return there if quota is None else max(1, min(there, math.ceil(quota)))


def count_memory_bytes() -> int:
    """Return the bytes of memory that this process may use: the machine's, or its container's."""
    quota = read_quotas().memory
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return there if quota is None else min(there, quota)


def count_workers(settings: ExecutorSettings) -> int:
    """Return the number of workers of a batch: as many as asked for, on this machine at most one
    per core, and 1 for serial; by default one per core, here also no more than memory allows.
    """
    if settings.name == "serial":
        return 1
    if settings.name == "cluster":
        return settings.workers or count_cores()
    return min(settings.workers or min(count_cores(), _count_workers_in_memory()), count_cores())


def describe_excess_workers(executor: str, workers: int | None) -> str:
    """Return a note on workers asked for beyond the number of cores; empty if there are none, or if
    the executor is not local. executor: its name; workers: number asked for, None for the default.
    """
    there = count_cores()
    if executor != "local" or workers is None or workers <= there:
        return ""
    few = "1 core is" if there == 1 else f"{there} cores are"
    return f"executor.workers={workers}: {few} here, and more workers than cores gain nothing"


def describe_quota(executor: str, workers: int | None) -> str:
    """Return why a local batch has fewer workers than the machine has cores: a container's quota,
    or memory; empty without such a reason and for other executors. executor: its name; workers:
    number asked for, None for the default.
    """
    if executor != "local":
        return ""
    seen, usable, quotas = _count_visible_cores(), count_cores(), read_quotas()
    reasons = []
    if usable < seen and quotas.cores is not None:
        reasons.append(f"a quota of {quotas.cores:.3g} of this machine's {seen} cores")
    if workers is None and _count_workers_in_memory() < usable:
        whose = "a quota of" if quotas.memory == count_memory_bytes() else "this machine's"
        reasons.append(f"{whose} {count_memory_bytes() / 1e9:.2g} GB of memory")
    return f"workers: as many as {' and '.join(reasons)} allow" if reasons else ""


def _count_visible_cores() -> int:
    """Return the number of cores of the machine on which this process may run."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _count_workers_in_memory() -> int:
    """Return the number of workers that fit in memory beside the launcher; at least 1."""
    return max(1, (count_memory_bytes() - WORKER_BYTES) // WORKER_BYTES)
