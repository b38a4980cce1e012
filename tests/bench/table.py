"""Rows of the tables, and how they are timed.

Medians of a few repeats, to be compared with each other, not across machines. The engine is timed
in processor seconds of this one process, whole commands in wall seconds.
"""

import time
from collections.abc import Callable
from statistics import median

Row = tuple[str, ...]


def median_seconds(
    job: Callable[[], object], repeats: int = 3, clock: Callable[[], float] = time.process_time
) -> float:
    """Median seconds of a few calls, after one that is not counted."""
    job()
    seconds = []
    for _ in range(repeats):
        begin = clock()
        job()
        seconds.append(clock() - begin)
    return median(seconds)


def markdown(header: Row, rows: list[Row]) -> str:
    """A table as docs/performance.md keeps it: names to the left, numbers to the right."""
    lines = [header, ("---", *("--:" for _ in header[1:])), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
