"""Whether a batch fits the machine: disk and memory estimated in the plan, before anything is run.

The figures are measured ones, rounded up; they tell what fits from what does not by far, not the
last megabyte.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from model.parameters import Configuration
from runs.errors import WrongInput
from runs.paths import is_there
from runs.plan.workers import count_memory_bytes
from runs.terminal import format_size

if TYPE_CHECKING:
    from runs.plan.plan import Plan

RUN_BYTES = 470  # one row of outcomes, compressed, measured on call_2025
VARIANT_BYTES = 205_000  # daily histograms and the config of one variant, measured
PART_BYTES = 54_000  # what a further part costs before its first row, measured
TIE_BYTES = 500  # a tie of the network, of which there may be one for every two entries
SET_BYTES = 300_000_000
"""What the constituencies' arrays of a block may take, in bytes (300 MB)."""
MEMBER_BYTES = 88
"""Bytes a constituency takes in a lane: seven arrays of its own and four at work, 8 bytes each."""


def limit_lanes_to_memory(configs: Iterable[Configuration], lanes: int) -> int:
    """Return `lanes`, the number of runs simulated side by side, or fewer (at least 1) so that the
    constituencies of the largest of these casts fit in SET_BYTES.
    """
    largest = max(
        (sum(m.members for m in config.cast.values() if m.role == "constituency"))
        for config in configs
    )
    return max(1, min(lanes, SET_BYTES // (MEMBER_BYTES * max(1, largest))))


def estimate_disk_bytes(plan: Plan) -> int:
    """Return the bytes that the batch takes on disk once complete."""
    each = plan.runs * plan.points
    parts = -(-each // plan.executor.lanes) * len(plan.variants)
    further = max(0, parts - len(plan.variants))
    return plan.total * RUN_BYTES + len(plan.variants) * VARIANT_BYTES + further * PART_BYTES


def estimate_worker_bytes(plan: Plan) -> int:
    """Return the least memory, in bytes, for the constituencies and ties of the largest block."""
    configs = [variant.config for variant in plan.variants]
    lanes = limit_lanes_to_memory(configs, min(plan.executor.lanes, plan.runs * plan.points))
    casts = [config.cast.values() for config in configs]
    members = max(sum(m.members for m in cast if m.role == "constituency") for cast in casts)
    return members * lanes * MEMBER_BYTES + max(len(cast) for cast in casts) ** 2 * TIE_BYTES


def require_disk_and_memory(plan: Plan) -> None:
    """Raise WrongInput, with the bytes needed and available, if the batch does not fit disk or
    memory.
    """
    needed, free = estimate_disk_bytes(plan), _get_free_bytes(plan.folder)
    if needed > free:
        raise WrongInput(
            f"{plan.total:,} runs take about {format_size(needed)} on disk, and "
            f"{format_size(free)} are free in"
            f" {plan.folder.parent}: fewer runs, a larger executor.lanes, or outputs= elsewhere.",
            key="runs",
            value=plan.runs,
        )
    held, there = estimate_worker_bytes(plan), count_memory_bytes()
    if held > there:
        raise WrongInput(
            f"the cast would take about {format_size(held)} of memory in each worker, and "
            f"{format_size(there)} are there: fewer members or fewer entries.",
            key="cast",
        )


def _get_free_bytes(folder: Path) -> float:
    """Return the free bytes where a folder is to be made; infinity on a file system without a count
    (such as /proc, which refuses what it cannot hold).
    """
    place = next(one for one in (folder, *folder.absolute().parents) if is_there(one))
    usage = shutil.disk_usage(place)
    return usage.free if usage.total else math.inf
