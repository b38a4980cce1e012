"""Which executor the settings of a launch name. Dask is imported only where it is one of Dask's."""

from __future__ import annotations

from runs.execute.executors import Executor
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.workers import count_workers


def make_executor(settings: ExecutorSettings) -> Executor:
    """Return the executor that the settings name; a local one has at most one worker per core."""
    if settings.name == "serial":
        from runs.execute.serial import Serial

        return Serial()
    if settings.name == "cluster":
        from runs.execute.cluster import Cluster

        return Cluster(settings)
    from runs.execute.local import Local

    return Local(count_workers(settings))
