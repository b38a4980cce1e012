"""The unresolved failures of a batch, by rows: each missing row is in exactly one of them.

A log has a line for each task that raised. After a resume and a retry it may name the same rows
three times, each time cut otherwise; what matters is their newest error, since when they have
failed, and how often they were tried.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from runs.archive.manifest import Failure
from runs.rectangles import Rectangle, subtract_rectangles


def find_unresolved_failures(
    failures: Sequence[Failure], missing: Iterable[Rectangle], start: int = 0
) -> list[Failure]:
    """Return the failures whose rows are still missing, oldest first, each missing row in one of
    them only.

    Args:
        failures: those of a log, oldest first (`manifest.parse_failures`).
        missing: the rows that are wanted and not on disk, disjoint.
        start: position of the first failure to return; earlier ones only count as attempts.
    """
    gaps = _RectangleIndex([(0, rows) for rows in missing])
    tries = _RectangleIndex(
        [(i, rows) for i, one in enumerate(failures) for rows in one.rectangles]
    )
    found = []
    for place, failure in enumerate(failures[start:], start=start):
        gone = [
            (rows, gap) for rows in failure.rectangles for _, gap in gaps.find_overlapping(rows)
        ]
        lost = [part for rows, gap in gone for part in rows.intersect_rectangle(gap)]
        newer = {rows for part in lost for i, rows in tries.find_overlapping(part) if i > place}
        lost = list(subtract_rectangles(lost, newer))
        if not lost:
            continue
        before = {i for part in lost for i, _ in tries.find_overlapping(part) if i <= place}
        since = failures[min(before)].time
        found.append(replace(failure, rectangles=tuple(lost), since=since, attempts=len(before)))
    return found


def format_attempts(time: str, since: str, attempts: int) -> str:
    """Return "tried 3 times, first at ..., last at ...", or "at ..." for one attempt."""
    if attempts < 2:
        return f"at {time}"
    return f"tried {attempts:,} times, first at {since}, last at {time}"


class _RectangleIndex:
    """Numbered rectangles that can be looked up by the rows they hold.

    One variant may have thousands, and a running batch is checked every second.
    """

    def __init__(self, numbered: Iterable[tuple[int, Rectangle]]) -> None:
        self._of: dict[str, list[tuple[int, Rectangle]]] = {}
        for number, rows in numbered:
            self._of.setdefault(rows.variant, []).append((number, rows))
        for own in self._of.values():
            own.sort(key=_get_first_replication)
        self._widest = {
            variant: max(rows.replications for _, rows in own) for variant, own in self._of.items()
        }

    def find_overlapping(self, rows: Rectangle) -> Iterator[tuple[int, Rectangle]]:
        """Yield (number, rectangle) of each rectangle that shares a row with the given one."""
        own = self._of.get(rows.variant, [])
        reach = rows.first_replication - self._widest.get(rows.variant, 0) + 1
        begin = bisect_left(own, reach, key=_get_first_replication)
        end = bisect_left(own, rows.end_replication, key=_get_first_replication)
        return ((number, other) for number, other in own[begin:end] if rows.is_overlapping(other))


def _get_first_replication(numbered: tuple[int, Rectangle]) -> int:
    """Return the first replication of a numbered rectangle."""
    return numbered[1].first_replication
