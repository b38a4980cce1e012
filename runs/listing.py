"""One line a batch: what its manifest and its log say, without opening a part."""

from __future__ import annotations

import fcntl
import json
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs import manifest as records

if TYPE_CHECKING:
    from runs.archive import Layout


def summary(layout: Layout) -> records.BatchSummary:
    """Return the line of one batch; raise OSError, ValueError or KeyError where it is none.

    Manifest and log are read again only when they have changed: a page that follows a batch asks
    for all of them every second or two.
    """
    files = [path.stat() for path in (layout.manifest, layout.status)]
    state = tuple((file.st_ino, file.st_size, file.st_mtime_ns) for file in files)
    return replace(_said(layout.manifest, layout.status, state), running=is_running(layout))


@lru_cache(maxsize=10_000)
def _said(file: Path, status: Path, _state: tuple[tuple[int, ...], ...]) -> records.BatchSummary:
    """Return the line as the files of that state have it; whether it runs is not among them."""
    manifest = json.loads(file.read_text())
    entries = log(status)
    since = max((i for i, e in enumerate(entries) if e["event"] == "launched"), default=0)
    return records.BatchSummary(
        name=file.parent.name,
        path=file.parent,
        wanted=sum(variant["points"] for variant in manifest["variants"]) * manifest["runs"],
        variants=len(manifest["variants"]),
        done=records.lanes_done(entries),
        failed=sum(r.lanes for f in records.failures(entries[since:]) for r in f.rectangles),
        running=False,
        made=datetime.fromisoformat(manifest["created"]).astimezone(),
        **{key: manifest[key] for key in ("created", "experiment", "runs", "seed")},
    )


def log(status: Path) -> list[dict[str, Any]]:
    """Return the entries of a batch's log, oldest first."""
    with status.open() as file:
        return list(records.events(file))


def is_running(layout: Layout) -> bool:
    """Say whether a launcher holds the batch."""
    with layout.status.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
