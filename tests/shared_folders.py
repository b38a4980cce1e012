"""Results that many tests read: made once in a run of the suite, by whichever of its workers needs
them first, and copied by each.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Maker = Callable[[Path], object]
"""Fills a folder."""


def copy_shared_folder(factory: pytest.TempPathFactory, makers: Mapping[str, Maker]) -> Path:
    """Return a new folder with what all makers leave in theirs; their names tell them apart.

    Workers begin at different makers, so that they share the work. The last of them comes when all
    others are done: what it leaves is the newest.
    """
    *names, last = makers
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    start = worker * len(names) // 2 % len(names) if names else 0
    order = (*names[start:], *names[:start], last)
    made = {name: _make_once(factory, name, makers[name]) for name in order}
    folder = factory.mktemp(last)
    for name in makers:
        shutil.copytree(made[name], folder, symlinks=True, dirs_exist_ok=True)
    return folder


def _make_once(factory: pytest.TempPathFactory, name: str, make: Maker) -> Path:
    """Return the folder that `make` has filled, for this worker or for another."""
    base = factory.getbasetemp()
    common = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made, being_made = common / f"shared-{name}", common / f"being-made-{name}"
    with (common / f"shared-{name}.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)  # freed when the file closes, also where `make` raises
        if not made.exists():
            shutil.rmtree(being_made, ignore_errors=True)
            being_made.mkdir()
            make(being_made)
            being_made.rename(made)
    return made
