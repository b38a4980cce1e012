"""Tasks: which lanes are computed together.

A task is up to `lanes` runs of variants whose structure is equal, so that a sweep of three hundred
small variants fills blocks as well as one large variant does. How runs are packed decides only how
long a batch takes: each run is the same in every block, and each rectangle writes its own part.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from model.lanes import hash_structure
from model.parameters import Configuration
from runs.plan.capacity import limit_lanes_to_memory
from runs.plan.plugins.catalogue import Plugin
from runs.rectangles import Rectangle, join_rectangles

FIXED_COST = 1500
"""What a block costs before its first lane, in lanes (0.3 s against 0.2 ms; `call_2025`)."""
SMALLEST = 250
"""Lanes below which a task is not split to occupy another worker."""
TURNS = 2000
"""Turns that variants of one structure take with one another, about, at most: each is a part."""


@dataclass(frozen=True)
class TaskPiece:
    """Rows of one variant (a rectangle of design points by replications), with its configuration.

    `points` maps each lever of the design to its values at these points, shape (points of the
    rectangle,); empty without a design. `draws` maps each lever of a fit to its values at the draws
    (sets of parameters), shape (draws,); empty without a fit.
    """

    rectangle: Rectangle
    config: Configuration
    points: Mapping[str, Any] = field(default_factory=dict)
    draws: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """What one worker computes as a block, and the batch it writes to."""

    batch: Path
    engine: str
    """Digest of the engine the batch belongs to; a worker with another refuses."""
    seed: int
    pieces: tuple[TaskPiece, ...]
    plugins: tuple[Plugin, ...] = ()
    """Policies, roles and metrics of the user's own, as the batch is computed with."""

    @property
    def lanes(self) -> int:
        """Number of runs in the task."""
        return sum(piece.rectangle.lanes for piece in self.pieces)

    @property
    def rectangles(self) -> list[Rectangle]:
        """The rows of each piece; each is written as a pair of parts (outcomes and daily
        histograms).
        """
        return [piece.rectangle for piece in self.pieces]


@dataclass(frozen=True)
class TaskReport:
    """Report of a finished task: number of runs written, seconds in the model, seconds in all."""

    lanes: int
    model_seconds: float
    seconds: float


def pack_tasks(
    rectangles: Iterable[Rectangle], configs: Mapping[str, Configuration], lanes: int, workers: int
) -> list[list[Rectangle]]:
    """Return the missing runs as tasks in running order, each a list of rectangles simulated in one
    block; empty if none is missing.

    A rectangle is a range of points by a range of replications of one variant. A task contains only
    variants whose configurations have the same structure (cast, network, menus).

    Args:
        rectangles: the missing runs.
        configs: variant hash -> configuration; many may share one object.
        lanes: the most runs of one block; fewer where memory does not allow so many.
        workers: number of workers; with few runs, tasks are cut so that each worker has some.
    """
    structures: dict[int, str] = {}
    groups: dict[str, list[Rectangle]] = {}
    for rectangle in rectangles:
        config = configs[rectangle.variant]
        if id(config) not in structures:
            structures[id(config)] = hash_structure(config)
        groups.setdefault(structures[id(config)], []).append(rectangle)
    if not groups:
        return []
    return pack_groups(
        list(groups.values()), limit_lanes_to_memory(configs.values(), lanes), workers
    )


def pack_groups(
    groups: Sequence[Sequence[Rectangle]], lanes: int, workers: int
) -> list[list[Rectangle]]:
    """Return tasks, each a list of rectangles (ranges of rows), in running order; rectangles of one
    group may share a block and are cut into the group's tasks.

    No task exceeds `lanes`; tasks of a group are of equal size to within one lane (one point of a
    design); groups take turns, and so do variants within a group, so that all grow together.
    """
    totals = [sum(r.lanes for r in group) for group in groups]
    counts = _choose_task_counts(totals, lanes, workers)
    turns: list[tuple[float, int, list[Rectangle]]] = []
    for index, (group, total, count) in enumerate(zip(groups, totals, counts, strict=True)):
        whole = max((r.replications for r in group if r.points > 1), default=1)
        size = min(lanes, math.ceil(total / count) + whole - 1)
        cut = _cut_tasks(_interleave_rectangles(group), size, whole > 1) if total else []
        turns += [((turn + 1) / len(cut), index, task) for turn, task in enumerate(cut)]
    return [task for _, _, task in sorted(turns, key=lambda entry: entry[:2])]


def _choose_task_counts(totals: Sequence[int], lanes: int, workers: int) -> list[int]:
    """Return the number of tasks of each group: the fewest possible, or more if that takes less
    time.

    totals: lanes (runs) of each group; lanes: the most lanes of a task.
    """
    best = [max(1, math.ceil(total / lanes)) for total in totals]
    if not totals or sum(best) > 20 * workers:
        return best  # the last round no longer matters
    shortest = _estimate_duration(totals, best, workers)
    counts = list(best)
    for _ in range(4 * workers):
        # Split the group with the largest tasks once more, as long as tasks stay worth a block.
        largest = max(range(len(totals)), key=lambda i: totals[i] / counts[i])
        if totals[largest] / (counts[largest] + 1) < SMALLEST:
            break
        counts[largest] += 1
        duration = _estimate_duration(totals, counts, workers)
        if duration < 0.97 * shortest:
            best, shortest = list(counts), duration
    return best


def _estimate_duration(totals: Sequence[int], counts: Sequence[int], workers: int) -> float:
    """Return roughly how long the tasks take on `workers`, in units of one lane's time, largest
    tasks first.

    totals, counts: lanes and number of tasks of each group.
    """
    sizes = [total / n for total, n in zip(totals, counts, strict=True) for _ in range(n)]
    ends = [0.0] * workers
    for size in sorted(sizes, reverse=True):
        heapq.heappush(ends, heapq.heappop(ends) + size + FIXED_COST)
    return max(ends)


def _interleave_rectangles(rectangles: Sequence[Rectangle]) -> list[Rectangle]:
    """Return the same rows in blocks of at least SMALLEST lanes: the first block of each rectangle,
    then the second of each, and so on. A point of a design is never cut.
    """
    block = max(SMALLEST, math.ceil(sum(r.lanes for r in rectangles) / TURNS))
    turns: list[tuple[int, int, Rectangle]] = []
    for place, whole in enumerate(rectangles):
        size = max(block, whole.replications) if whole.points > 1 else block
        turns += [(turn, place, head) for turn, head in enumerate(whole.cut_into_blocks(size))]
    return [head for _, _, head in sorted(turns, key=lambda entry: entry[:2])]


def _cut_tasks(
    rectangles: Iterable[Rectangle], size: int, by_points: bool
) -> list[list[Rectangle]]:
    """Return the rectangles as tasks of at most `size` lanes: rectangles that do not fit are cut,
    and adjacent pieces within a task joined.

    by_points: whether they are of a design; then a point stays whole if it fits into a task.
    """
    tasks: list[list[Rectangle]] = []
    room = 0
    queue = list(reversed(list(rectangles)))
    while queue:
        rectangle = queue.pop()
        splits_point = by_points and room < rectangle.replications <= size
        if room == 0 or splits_point:
            tasks.append([])
            room = size
        head, rest = rectangle.split(room)
        tasks[-1].append(head)
        room -= head.lanes
        queue += reversed(rest)
    return [join_rectangles(task) for task in tasks]
