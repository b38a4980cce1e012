"""The estimated cost of a batch: time from a short pilot of the real engine, size from measured
rows.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from runs.plan.capacity import estimate_disk_bytes, require_disk_and_memory
from runs.plan.plan import Plan
from runs.plan.plugins.loading import use_plugins
from runs.plan.workers import count_cores, count_workers
from runs.terminal import format_duration, format_size

UNTIMED = 1000  # runs below which importing the model takes longer than the batch
PILOT_DAYS = (2, 8)
START_SECONDS = 2.5  # workers started and the model imported in them, measured
VARIANT_SECONDS = (0.009, 0.009)  # planned and summarised; its files written by a worker; measured
SAMPLE = 40  # variants of which it is counted how many differ in structure


@dataclass(frozen=True)
class Cost:
    """The expected cost of a batch: seconds (None without a pilot; `untimed` says why), bytes on
    disk, workers.
    """

    seconds: float | None
    bytes: float
    workers: int
    untimed: str = "too few runs for a pilot"

    def format_cost(self) -> str:
        """Return the cost as text: `about 6 s on 2 workers (timed on a pilot) · 3 MB`."""
        workers = "1 worker" if self.workers == 1 else f"{self.workers} workers"
        if self.seconds is None:
            return f"not timed: {self.untimed} · {workers} · {format_size(self.bytes)}"
        took = format_duration(self.seconds)
        took = f"about {took}" if self.seconds >= 1 else took
        return f"{took} on {workers} (timed on a pilot) · {format_size(self.bytes)}"


def estimate_cost(plan: Plan) -> Cost:
    """Return the cost of a plan, its time extrapolated from a pilot, which simulates the first
    variant; None for the time for fewer than UNTIMED runs, or if the pilot fails.

    Raises WrongInput if the batch does not fit disk or memory.
    """
    require_disk_and_memory(plan)
    workers = count_workers(plan.executor)
    volume = estimate_disk_bytes(plan)
    if plan.total < UNTIMED:
        return Cost(None, volume, workers)
    busy = min(workers, count_cores())
    lanes = min(plan.executor.lanes, max(1, plan.total // max(busy, _count_structures(plan))))
    try:
        setup, day = _time_pilot(plan, lanes)
    except Exception as error:  # noqa: BLE001 -- the tasks will report it, with their runs
        return Cost(None, volume, workers, f"the pilot failed ({type(error).__name__}: {error})")
    horizon = max(variant.config.horizon for variant in plan.variants)
    blocks = -(-plan.total // (lanes * busy))
    start = START_SECONDS if plan.executor.name != "serial" else 0.0
    alone, shared = VARIANT_SECONDS
    files = len(plan.variants) * (alone + shared / busy)
    return Cost(start + blocks * (setup + day * horizon) + files, volume, workers)


def _count_structures(plan: Plan) -> int:
    """Return how many groups the variants form within which they may share a block; of more than
    SAMPLE variants by a sample, and as many as variants if no two of the sample may share one.
    """
    from model.lanes import hash_structure

    sample = plan.variants[:: -(-len(plan.variants) // SAMPLE)]
    groups = len({hash_structure(variant.config) for variant in sample})
    return groups if groups < len(sample) else len(plan.variants)


def _time_pilot(plan: Plan, lanes: int) -> tuple[float, float]:
    """Return (seconds before the first day, seconds for each day), 0 or more, of `lanes` runs side
    by side, timed by simulating the first variant for each number of days in PILOT_DAYS.
    """
    import numpy as np

    from agents.block import run_block
    from model.lanes import Piece

    config = plan.variants[0].config
    seconds = []
    for days in PILOT_DAYS:
        short = config.model_copy(update={"horizon": days})
        piece = Piece(config=short, seed=plan.seed, replications=np.arange(lanes, dtype=np.int64))
        begin = time.perf_counter()
        with use_plugins(plan.plugins):
            run_block([piece])
        seconds.append(time.perf_counter() - begin)
    fewer, more = PILOT_DAYS
    day = max(0.0, (seconds[1] - seconds[0]) / (more - fewer))
    return max(0.0, seconds[0] - fewer * day), day
