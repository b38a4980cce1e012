"""The progress of a batch: runs done, failed and left, the time left, and the failures.

Done runs are those validly on disk; the launcher's log only adds which tasks raised and how long
the others took. It works the same for a batch that has ended, whoever launched it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from runs.archive import manifest as records
from runs.archive.batch import Batch
from runs.archive.catalogue import read_log, read_running_state
from runs.archive.failures import find_unresolved_failures
from runs.archive.manifest import Counts, Failure

ENDINGS = {
    "finished": "finished",
    "stopped": "stopped before its end",
    "aborted": "aborted",
}
CUT_OFF = "cut off: its launcher is gone"
UNTOLD = "at work or cut off: without file locks it cannot be told"
WORKING = "at work"
UNPLAYED = "no run yet"
LISTED = 4  # variants without a run that are named
TENTH = 10  # the quickest and the slowest tenth of the tasks bound the time left


@dataclass(frozen=True)
class TimeLeft:
    """Seconds left at the speed of the fastest tenth of the tasks, and of the slowest tenth."""

    low: float
    high: float
    tasks: int
    """Tasks that ended in this launch and were timed."""


@dataclass(frozen=True)
class FailureGroup:
    """Tasks that failed with the same error; the traceback is that of the first."""

    error: str
    tasks: int
    runs: int
    traceback: str
    reruns: tuple[str, ...]
    """A command for each task."""
    time: str
    """When the newest of them failed."""
    since: str
    """When rows of them first failed."""
    attempts: int
    """How often the rows were tried, of those that were tried most."""


@dataclass(frozen=True)
class BatchStatus:
    """The state of a batch at one moment. `state` is WORKING, one of ENDINGS' texts, CUT_OFF, or
    UNTOLD (without file locks).
    """

    counts: list[Counts]
    running: bool
    state: str
    pace: TimeLeft | None
    """None before a task has ended, or where nothing is left or nobody works on it."""
    failures: list[FailureGroup]

    @property
    def done(self) -> int:
        """Number of valid runs on disk."""
        return sum(count.done for count in self.counts)

    @property
    def failed(self) -> int:
        """Number of runs lost to failed tasks: of the running launch or, if none is running, of
        all.
        """
        return sum(count.failed for count in self.counts)

    @property
    def wanted(self) -> int:
        """Number of runs the batch should hold."""
        return sum(count.wanted for count in self.counts)

    @property
    def left(self) -> int:
        """Number of runs neither on disk nor failed."""
        return self.wanted - self.done - self.failed


def read_status(batch: Batch) -> BatchStatus:
    """Return the state of a batch at this moment."""
    held = read_running_state(
        batch.layout
    )  # first: what ends meanwhile is then seen at the next look
    running, otherwise = bool(held), UNTOLD if held is None else CUT_OFF
    every = read_log(batch.layout.status)
    entries = _select_last_launch(every)
    missing = batch.missing()
    failures = records.parse_failures(every)
    # A launch at work may yet compute what an earlier one lost.
    first = len(failures) - len(records.parse_failures(entries)) if running else 0
    failed = find_unresolved_failures(failures, missing, first)
    lost = [rectangle for failure in failed for rectangle in failure.rectangles]
    counts = records.count_runs(batch.manifest, missing, lost)
    left = sum(count.wanted - count.done - count.failed for count in counts)
    ended = _describe_ending(entries, otherwise)
    if ended == ENDINGS["stopped"] and not missing:
        ended = ENDINGS["finished"]  # the tasks in hand were the last
    return BatchStatus(
        counts=counts,
        running=running,
        state=WORKING if running else ended,
        pace=estimate_time_left(entries, left, batch.manifest.commands[-1].workers)
        if running
        else None,
        failures=group_failures(failed),
    )


def describe_variant_state(count: Counts, state: str) -> str:
    """Return one variant's state in words: "done", "failed", "failed, 20 of 50 done", "no run yet",
    "at work, 20 of 50" or "stopped, 20 of 50".
    state: that of its batch (`BatchStatus.state`).
    """
    if count.done >= count.wanted:
        return "done"
    there = f"{count.done:,} of {count.wanted:,}"
    if count.failed:
        return f"failed, {there} done" if count.done else "failed"
    if not count.done:
        return UNPLAYED
    return f"at work, {there}" if state == WORKING else f"stopped, {there}"


def describe_absent_variants(status: BatchStatus) -> str:
    """Return a sentence on the variants without a finished run, which tables omit, and why each has
    none; empty if all have one.
    """
    states = list_states_without_runs(status)
    return explain_missing_results(states) if states else ""


def list_states_without_runs(status: BatchStatus) -> dict[str, str]:
    """Return name -> state in words (`describe_variant_state`) of each variant without a run."""
    return {c.name: describe_variant_state(c, status.state) for c in status.counts if not c.done}


def explain_missing_results(states: Mapping[str, str]) -> str:
    """Return a sentence on why variants have no results; states: name -> state of each."""
    told = [f"“{name}”" if state == UNPLAYED else f"“{name}” ({state})"
            for name, state in states.items()]  # fmt: skip
    rest = f" and {len(told) - LISTED:,} more" if len(told) > LISTED else ""
    reason = UNPLAYED if set(states.values()) == {UNPLAYED} else "no runs"
    return f"Nothing is said of {', '.join(told[:LISTED])}{rest}: {reason}."


def list_variants_unplayed_last(status: BatchStatus) -> tuple[str, ...]:
    """Return the names of a batch's variants in the batch's order, but those without a run last."""
    return tuple(count.name for count in sorted(status.counts, key=lambda count: not count.done))


def estimate_time_left(
    entries: Sequence[dict[str, Any]], left: int, workers: int
) -> TimeLeft | None:
    """Return the time left in seconds, from the seconds per run of each completed task; None if no
    task has ended or no run is left.

    entries: log of one launch; left: number of runs; workers: number of tasks computed at once.
    """
    timed = [e for e in entries if e["event"] == "done" and e["lanes"] and "seconds" in e]
    each = sorted(e["seconds"] / e["lanes"] for e in timed)
    if not each or not left:
        return None
    cut = len(each) // TENTH
    share = left / max(1, workers)
    return TimeLeft(share * each[cut], share * each[-1 - cut], len(each))


def group_failures(failures: Sequence[Failure]) -> list[FailureGroup]:
    """Return the failures grouped by error, the error with the most lost runs first."""
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
            time=max(failure.time for failure in found),
            since=min(failure.since or failure.time for failure in found),
            attempts=max(failure.attempts for failure in found),
        )
        for error, found in same.items()
    ]
    return sorted(groups, key=lambda group: -group.runs)


def _select_last_launch(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries of a log from the beginning of the last launch on."""
    since = max((i for i, entry in enumerate(entries) if entry["event"] == "launched"), default=0)
    return entries[since:]


def _describe_ending(entries: Sequence[dict[str, Any]], default: str) -> str:
    """Return in words how a launch ended, from its last entry; `default` if that does not say."""
    return ENDINGS.get(entries[-1]["event"], default) if entries else default
