"""A fit that is killed goes on with the same command, on other workers, to the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.forking import Forked
from tests.runs.fit.toys import write_rows


def begin_fit(folder: Path, executor: str) -> subprocess.Popen[str]:
    words = ["data=own.csv", "particles=20", "rounds=3", "moves=1", "draws=40",
             f"executor={executor}", f"outputs={folder}"]  # fmt: skip
    return Forked(
        [sys.executable, "-m", "runs", "fit", "mine", *words],
        cwd=folder, env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def read_fit(folder: Path) -> dict[str, bytes]:
    found = sorted((folder / "fits" / "mine").iterdir())
    return {path.name: path.read_bytes() for path in found if not path.name.startswith(".")}


MOMENTS = (0.12, 0.93, 0.45, 0.62, 0.3, 0.71, 0.56, 0.83, 0.5, 0.77)
"""Of the time a whole fit takes, after which it is killed; drawn once, without looking."""


def make_folder(folder: Path) -> Path:
    folder.mkdir()
    write_rows(folder / "own.csv", "F71")
    return folder


@pytest.mark.slow
def test_killed_at_ten_moments_it_ends_in_the_same_bytes(tmp_path):
    whole = make_folder(tmp_path / "whole")
    fit = begin_fit(whole, "serial")
    started = time.monotonic()
    told, _ = fit.communicate(timeout=250)
    took = time.monotonic() - started
    assert "of these" in told, told
    interrupted = 0
    for number, moment in enumerate(MOMENTS):
        folder = make_folder(tmp_path / f"killed_{number}")
        fit = begin_fit(folder, "serial")
        try:
            fit.communicate(timeout=moment * took)
        except subprocess.TimeoutExpired:
            fit.send_signal(signal.SIGKILL)
            fit.communicate()
            interrupted += 1
            executor = "local" if number == 0 else "serial"
            again, _ = begin_fit(folder, executor).communicate(timeout=250)
            assert "of these" in again or "is finished" in again, again
        assert read_fit(folder) == read_fit(whole)
    assert interrupted >= len(MOMENTS) // 2  # on a machine of uneven speed some come too late
