"""How a batch in the making stands: done, failed and left, the time that is left, what failed.

Done is what lies on disk and is valid; the log of the launcher only adds which tasks raised and
how long the others took. Works the same for a batch that ended, whoever launched it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from runs import manifest as records
from runs.archive import Batch
from runs.listing import is_running
from runs.manifest import Counts, Failure

ENDINGS = {
    "finished": "finished",
    "stopped": "stopped before its end",
    "aborted": "aborted",
}
CUT_OFF = "cut off: its launcher is gone"
WORKING = "at work"
TENTH = 10  # the quickest and the slowest tenth of the tasks bound the time left


@dataclass(frozen=True)
class Pace:
    """Seconds left if the rest went like the quickest, and like the slowest tenth of the tasks."""

    low: float
    high: float
    tasks: int
    """Tasks that ended in this launch and were timed."""


@dataclass(frozen=True)
class FailureGroup:
    """Tasks that failed with one and the same error, told by the first of them."""

    error: str
    tasks: int
    runs: int
    traceback: str
    reruns: tuple[str, ...]
    """A command for each task."""
    time: str


@dataclass(frozen=True)
class Standing:
    """One look at a batch. `state` is WORKING, one of ENDINGS' sentences or CUT_OFF."""

    counts: list[Counts]
    running: bool
    state: str
    pace: Pace | None
    """None before a task has ended, or where nothing is left or nobody works on it."""
    failures: list[FailureGroup]

    @property
    def done(self) -> int:
        """Runs on disk."""
        return sum(count.done for count in self.counts)

    @property
    def failed(self) -> int:
        """Runs lost to tasks that raised in the last launch."""
        return sum(count.failed for count in self.counts)

    @property
    def wanted(self) -> int:
        """Runs the batch should hold."""
        return sum(count.wanted for count in self.counts)

    @property
    def left(self) -> int:
        """Runs neither there nor failed."""
        return self.wanted - self.done - self.failed


def standing(batch: Batch) -> Standing:
    """Return how the batch stands at this moment."""
    running = is_running(batch.layout)  # first: what ends meanwhile is then seen at the next look
    with batch.layout.status.open() as file:
        entries = _of_last_launch(list(records.events(file)))
    missing = batch.missing()
    failed = [
        failure
        for failure in records.failures(entries)
        if any(r.overlaps(m) for r in failure.rectangles for m in missing)
    ]
    lost = [rectangle for failure in failed for rectangle in failure.rectangles]
    counts = records.counts(batch.manifest, missing, lost)
    left = sum(count.wanted - count.done - count.failed for count in counts)
    return Standing(
        counts=counts,
        running=running,
        state=WORKING if running else _ending(entries),
        pace=pace(entries, left, batch.manifest.commands[-1].workers) if running else None,
        failures=grouped(failed),
    )


def pace(entries: Sequence[dict[str, Any]], left: int, workers: int) -> Pace | None:
    """Return the time left, from the seconds a run of each ended task; None if it is unknown."""
    each = sorted(e["seconds"] / e["lanes"] for e in entries if e["event"] == "done" and e["lanes"])
    if not each or not left:
        return None
    cut = len(each) // TENTH
    share = left / max(1, workers)
    return Pace(share * each[cut], share * each[-1 - cut], len(each))


def grouped(failures: Sequence[Failure]) -> list[FailureGroup]:
    """Return failures by their error, the one that cost most runs first."""
    same: dict[str, list[Failure]] = {}
    for failure in failures:
        same.setdefault(failure.error, []).append(failure)
    groups = [
        FailureGroup(
            error=error,
            tasks=len(found),
            runs=sum(r.lanes for failure in found for r in failure.rectangles),
            traceback=found[0].traceback,
            reruns=tuple(dict.fromkeys(failure.rerun for failure in found)),
            time=found[0].time,
        )
        for error, found in same.items()
    ]
    return sorted(groups, key=lambda group: -group.runs)


def _of_last_launch(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    since = max((i for i, entry in enumerate(entries) if entry["event"] == "launched"), default=0)
    return entries[since:]


def _ending(entries: Sequence[dict[str, Any]]) -> str:
    return ENDINGS.get(entries[-1]["event"], CUT_OFF) if entries else CUT_OFF
