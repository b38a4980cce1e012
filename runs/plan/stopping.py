"""The stopping rule: runs are added in rounds until the main outcome is precise enough
(`precision=0.01`).

The main outcome is the share of runs in which a side calls first. Every round adds the same
replications to every variant, so that pairs stay whole, and is followed by one check of the variant
and side with the widest interval. The numbers of runs at which it is checked are fixed before the
first, and the interval of each check is so wide that all of them together hold with 95 %
(`runs.analysis.checks.group_sequential`).
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

GROWTH = 1.5
"""Each look has half as many runs again as the one before: at most half of them too many."""
REACHED, EXHAUSTED, PASSED = "reached", "runs_max", "more runs were asked for"


class _Record(BaseModel):
    """Base of records that cannot be changed and refuse unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class InterimLook(_Record):
    """A check of a batch's precision at so many runs of each variant: its widest interval, and the
    variant and side it is of.
    """

    runs: int
    half_width: float
    variant: str
    side: str
    share: float
    """Share of runs in which that side calls first."""


class PrecisionRecord(_Record):
    """A wanted precision, the numbers of runs at which it is checked, the checks so far, and why
    they ended.
    """

    wanted: float
    """Half width of the interval of P(first)."""
    planned: tuple[int, ...]
    """Runs of each variant at each look."""
    critical: float
    """Normal quantile of the interval of each look, so that all looks hold with 95 %."""
    looks: tuple[InterimLook, ...] = ()
    stopped: str | None = None
    """`reached`, `runs_max`, or why else; None while more looks may follow."""


def start_precision_record(half_width: float, runs: int, runs_max: int) -> PrecisionRecord:
    """Return the precision record of a batch before its first check.

    half_width: to be reached; runs, runs_max: runs of each variant at the first and at the last
    check.
    """
    from runs.analysis.checks.group_sequential import compute_critical_value, schedule_looks

    planned = schedule_looks(runs, GROWTH, runs_max)
    return PrecisionRecord(
        wanted=half_width, planned=planned, critical=compute_critical_value(planned)
    )


def find_next_run_count(record: PrecisionRecord, runs: int) -> int | None:
    """Return the next planned number of runs of each variant above `runs`; None if checks have
    ended or none is planned.
    """
    if record.stopped is not None:
        return None
    return next((planned for planned in record.planned if planned > runs), None)


def describe_stopping_rule(record: PrecisionRecord) -> str:
    """Return the stopping rule as text, for the plan."""
    first, *_, last = (*record.planned, record.planned[-1])
    return (
        f"precision: every variant gets {first:,} runs, then half as many again, up to {last:,},"
        f" until P(first) of the worst variant and side is known to ±{record.wanted:g}\n"
        f"  (looked at {len(record.planned)} times at most; the interval of each look, with"
        f" {record.critical:.2f} in place of 1.96, is such that all looks together hold with 95 %)"
    )


def describe_stopping_result(record: PrecisionRecord) -> str:
    """Return a sentence on how many checks there were, at how many runs they stopped and why."""
    if not record.looks:
        return f"Precision ±{record.wanted:g}: not looked at yet."
    last = record.looks[-1]
    why = {
        REACHED: "reached",
        EXHAUSTED: f"not reached, {last.runs:,} runs being the most allowed (runs_max)",
        PASSED: f"not decided: {PASSED}",
        None: "not reached yet",
    }[record.stopped]
    looks = "1 look" if len(record.looks) == 1 else f"{len(record.looks)} looks"
    return (
        f"Precision ±{record.wanted:g} {why}, after {looks}: at {last.runs:,} runs the widest"
        f" interval is ±{last.half_width:.2g} (side {last.side} first, {last.variant};"
        f" all {len(record.planned)} possible looks together hold with 95 %)."
    )
