"""Runs added in rounds until the headline is known well enough: `precision=0.01`.

The headline is the share of runs in which a side calls first. Every round adds the same
replications to every variant, so that pairs stay whole, and is followed by one look at the worst
variant and side. The numbers of runs looked at are fixed before the first, and the interval of each
look is so wide that all of them together hold with 95 % (`runs.analysis.looks`): stopping at one of
them is paid for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.manifest import Look, PrecisionRecord

if TYPE_CHECKING:
    from runs.archive import Batch

GROWTH = 1.5
"""Each look has half as many runs again as the one before: at most half of them too many."""
COLUMN = "first_mover_true"
SIDES = ("us", "china")
REACHED, EXHAUSTED, PASSED = "reached", "runs_max", "more runs were asked for"


def begun(wanted: float, runs: int, runs_max: int) -> PrecisionRecord:
    """Return the record of a batch that has not been looked at: its looks and their constant."""
    from runs.analysis.looks import critical_value, schedule

    planned = schedule(runs, GROWTH, runs_max)
    return PrecisionRecord(wanted=wanted, planned=planned, critical=critical_value(planned))


def looked(batch: Batch) -> PrecisionRecord:
    """Return the batch's record after a look at what it has, which is all that is wanted of it.

    Without a look where its number of runs is none of those planned: somebody asked for more.
    """
    record, runs = batch.manifest.precision, batch.manifest.runs
    assert record is not None, "only a batch with a wanted precision is looked at"
    if runs not in record.planned or runs in {look.runs for look in record.looks}:
        passed = PASSED if runs > record.planned[-1] else record.stopped
        return record.model_copy(update={"stopped": passed})
    look = _look(batch, record.critical)
    stopped = None
    if look.half_width <= record.wanted:
        stopped = REACHED
    elif runs == record.planned[-1]:
        stopped = EXHAUSTED
    return record.model_copy(update={"looks": (*record.looks, look), "stopped": stopped})


def next_runs(record: PrecisionRecord, runs: int) -> int | None:
    """Return the number of runs to go on to; None where the batch is done with."""
    if record.stopped is not None:
        return None
    return next((planned for planned in record.planned if planned > runs), None)


def _look(batch: Batch, critical: float) -> Look:
    """Return the widest interval over variants, points of a design and sides."""
    import numpy as np

    from runs.analysis.looks import interval

    table = batch.outcomes(columns=[COLUMN])
    groups = table.groupby(["variant_name", "point"], observed=True, sort=False)[COLUMN]
    worst = Look(runs=batch.manifest.runs, half_width=-1.0, variant="", side="", share=0.0)
    for (name, _), column in groups:
        hits = np.array([(column == side).sum() for side in SIDES])
        low, high = interval(hits, len(column), critical)
        for side, count, half in zip(SIDES, hits, (high - low) / 2, strict=True):
            if half > worst.half_width:
                share = float(count / len(column))
                found = {"half_width": float(half), "variant": name, "side": side, "share": share}
                worst = worst.model_copy(update=found)
    return worst


def rule(record: PrecisionRecord) -> str:
    """Return the stopping rule in words, for the plan."""
    first, *_, last = (*record.planned, record.planned[-1])
    return (
        f"precision: every variant gets {first:,} runs, then half as many again, up to {last:,},"
        f" until P(first) of the worst variant and side is known to ±{record.wanted:g}\n"
        f"  (looked at {len(record.planned)} times at most; the interval of each look, with"
        f" {record.critical:.2f} in place of 1.96, is such that all looks together hold with 95 %)"
    )


def sentence(record: PrecisionRecord) -> str:
    """Return what came of it: how many looks, where it stopped and why."""
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
