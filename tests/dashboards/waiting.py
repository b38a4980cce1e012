"""Waiting for what another process does, with an end to one's patience."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from runs.archive.batch import Batch
from runs.archive.status import read_status

PATIENCE = 90.0


def until(true: Callable[[], bool], what: str) -> None:
    """Wait until something holds; fail, saying what, after PATIENCE seconds."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def wait_for_batch(path: Path) -> Batch:
    """Return a batch once its launcher has ended."""
    until(lambda: not read_status(Batch(path)).running, f"{path.name} has not ended")
    return Batch(path)
