"""Checks the precision of a batch: the widest interval of its main outcome with the runs so far.

When checks are due, and when they end, is decided by the stopping rule (`runs.plan.stopping`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.plan.stopping import EXHAUSTED, PASSED, REACHED, InterimLook, PrecisionRecord

if TYPE_CHECKING:
    from runs.archive.batch import Batch

COLUMN = "first_mover_true"


def add_precision_check(batch: Batch) -> PrecisionRecord:
    """Return the batch's precision record with a check of its present runs added, and `stopped` set
    if the wanted precision is reached or no check is left.

    No check is added if the number of runs is not a planned one, or was checked already; `stopped`
    is then set if the runs are more than the last check planned.
    """
    record, runs = batch.manifest.precision, batch.manifest.runs
    assert record is not None, "only a batch with a wanted precision is looked at"
    if runs not in record.planned or runs in {look.runs for look in record.looks}:
        passed = PASSED if runs > record.planned[-1] else record.stopped
        return record.model_copy(update={"stopped": passed})
    look = _compute_interim_look(batch, record.critical)
    stopped = None
    if look.half_width <= record.wanted:
        stopped = REACHED
    elif runs == record.planned[-1]:
        stopped = EXHAUSTED
    return record.model_copy(update={"looks": (*record.looks, look), "stopped": stopped})


def _compute_interim_look(batch: Batch, critical: float) -> InterimLook:
    """Return the widest interval of P(a side calls first), over variants, design points and sides:
    its half-width, share (both 0 to 1), variant and side.

    critical: normal quantile of the interval.
    """
    import numpy as np

    from runs.analysis.checks.group_sequential import compute_wilson_limits

    sides = batch.manifest.dyad.keys
    table = batch.outcomes(columns=[COLUMN])
    groups = table.groupby(["variant_name", "point"], observed=True, sort=False)[COLUMN]
    worst = InterimLook(runs=batch.manifest.runs, half_width=-1.0, variant="", side="", share=0.0)
    for (name, _), column in groups:
        hits = np.array([(column == side).sum() for side in sides])
        low, high = compute_wilson_limits(hits, len(column), critical)
        for side, count, half in zip(sides, hits, (high - low) / 2, strict=True):
            if half > worst.half_width:
                share = float(count / len(column))
                found = {"half_width": float(half), "variant": name, "side": side, "share": share}
                worst = worst.model_copy(update=found)
    return worst
