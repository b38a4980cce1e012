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
from tests.runs.fit.toys import write_rows


def begin_fit(folder: Path, executor: str) -> subprocess.Popen[str]:
    words = ["data=own.csv", "particles=20", "rounds=3", "moves=1", "draws=40",
             f"executor={executor}", f"outputs={folder}"]  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "runs", "fit", "mine", *words],
        cwd=folder, env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def read_fit(folder: Path) -> dict[str, bytes]:
    found = sorted((folder / "fits" / "mine").iterdir())
    return {path.name: path.read_bytes() for path in found if not path.name.startswith(".")}


@pytest.mark.slow
def test_killed_in_the_middle_it_ends_in_the_same_bytes(tmp_path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for folder in (whole, killed):
        folder.mkdir()
        write_rows(folder / "own.csv", "F71")
    told, _ = begin_fit(whole, "serial").communicate(timeout=250)
    assert "of these" in told, told
    first = begin_fit(killed, "serial")
    step, deadline = killed / "fits" / "mine" / "round-00.npz", time.monotonic() + 120
    while not step.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert step.exists()
    again, _ = begin_fit(killed, "local").communicate(timeout=250)
    assert "of these" in again, again
    assert read_fit(killed) == read_fit(whole)
