"""What the suites of kill -9 share: the moments, the small batch, and what must hold after each.

The moments are fractions of an uninterrupted run's time, fixed beforehand and spread evenly, one in
the middle of each equal part. After a kill the batch is resumed, and its table must be an
uninterrupted run's to the last byte.
"""

from __future__ import annotations

from pathlib import Path

from runs.archive.batch import Batch
from runs.execute.launch import resume
from runs.plan.executor_settings import ExecutorSettings
from tests.runs.batches import rows, silently


def spread(count: int) -> list[float]:
    """Return so many moments, each the middle of an equal part of the time."""
    return [(k + 0.5) / count for k in range(count)]


MOMENTS = spread(12)
"""For the launcher, after which all that is left is what is on disk."""
FEW = spread(10)
"""For processes that Dask replaces: each costs the seconds in which workers start."""
SERIAL = ExecutorSettings(name="serial")
SMALL = {"runs": 16, "lanes": 4}


def resume_and_check(folder: Path, whole: bytes, moment: float) -> int:
    """Resume a batch and hold it to the uninterrupted table; return the runs that were missing."""
    before = Batch(folder)
    lost = sum(rectangle.lanes for rectangle in before.missing())
    there = before.table(columns=[])  # workers that lost their launcher may have written meanwhile
    assert before.manifest.lanes - lost <= there.num_rows <= before.manifest.lanes
    keys = there.select(["variant", "point", "replication"]).to_pydict()
    told = set(zip(*keys.values(), strict=True))
    assert len(told) == there.num_rows, f"at {moment:.2f}: a row twice"
    after = resume(before, silently, executor=SERIAL)
    assert after.missing() == [], f"at {moment:.2f}"
    assert rows(after) == whole, f"at {moment:.2f}"
    counted = [c.done for c in after.counts()]
    assert counted == [SMALL["runs"]] * len(counted)
    assert all((h.sum(axis=1) == SMALL["runs"]).all() for h in after.histograms(
        after.manifest.variants[0].hash).values())  # fmt: skip
    return lost
