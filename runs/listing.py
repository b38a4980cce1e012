"""One line a batch: what its manifest and its log say, without opening a part."""

from __future__ import annotations

import fcntl
import json
from typing import TYPE_CHECKING, Any

from runs import manifest as records

if TYPE_CHECKING:
    from runs.archive import Layout


def summary(layout: Layout) -> records.BatchSummary:
    """Return the line of one batch; raise OSError, ValueError or KeyError where it is none."""
    manifest = json.loads(layout.manifest.read_text())
    entries = log(layout)
    since = max((i for i, e in enumerate(entries) if e["event"] == "launched"), default=0)
    return records.BatchSummary(
        name=layout.path.name,
        path=layout.path,
        wanted=sum(variant["points"] for variant in manifest["variants"]) * manifest["runs"],
        variants=len(manifest["variants"]),
        done=records.lanes_done(entries),
        failed=sum(r.lanes for f in records.failures(entries[since:]) for r in f.rectangles),
        running=is_running(layout),
        **{key: manifest[key] for key in ("created", "experiment", "runs", "seed")},
    )


def log(layout: Layout) -> list[dict[str, Any]]:
    """Return the entries of a batch's log, oldest first."""
    with layout.status.open() as file:
        return list(records.events(file))


def is_running(layout: Layout) -> bool:
    """Say whether a launcher holds the batch."""
    with layout.status.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
