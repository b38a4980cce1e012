"""A launch as a process of its own: what it says when it does not begin, and who holds a batch."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TextIO

import pytest

from dashboards.launch import process
from runs.archive.batch import Batch
from runs.archive.manifest import format_log_line
from runs.errors import WrongInput
from runs.execute.launch_record import identify_launcher
from tests.architecture.sources import ROOT
from tests.runs.batches import make_batch

HOLD = """
import fcntl, signal, sys, time
from runs.archive.manifest import format_log_line
from runs.execute.launch_record import identify_launcher
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background shell would have it ignored
with open(sys.argv[1], "a") as log:
    fcntl.flock(log, fcntl.LOCK_EX)
    log.write(format_log_line("launched", done=60, left=0, **identify_launcher()))
    log.flush()
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make_batch(tmp_path_factory.mktemp("launches") / "idle")


def test_a_launch_that_is_refused_says_what_the_command_line_says(tmp_path: Path) -> None:
    words = ["run", "us.insulation=7", f"outputs={tmp_path / 'out'}"]
    with pytest.raises(WrongInput, match=r"did not begin: us\.insulation=7: out of range"):
        process.start_background_launch(words, tmp_path, "refused", lambda: False)
    assert "out of range" in process.read_log_text(tmp_path, "refused")
    assert not (tmp_path / "out").exists()


def test_a_launch_that_is_late_is_not_said_to_have_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = [sys.executable, "-c", "import time; time.sleep(1)"]
    monkeypatch.setattr(process, "_find_taijie_command", lambda: slow)
    monkeypatch.setattr(process, "PATIENCE", 0.1)
    with pytest.raises(WrongInput, match=r"still at work, and not ready after 0\.1 seconds"):
        process.start_background_launch(["run"], tmp_path, "late", lambda: False)


def test_a_log_is_asked_for_by_a_plain_name_only(tmp_path: Path) -> None:
    assert process.read_log_text(tmp_path, "never-begun") == ""
    with pytest.raises(WrongInput):
        process.read_log_text(tmp_path, "../secret")


def test_a_batch_at_rest_has_no_holder_and_cannot_be_interrupted(batch: Batch) -> None:
    assert process.find_launcher_pid(batch) is None
    with pytest.raises(WrongInput, match="no launcher"):
        process.interrupt_launcher(batch)


def lock_and_log(batch: Batch, log: TextIO, **process: object) -> None:
    """Hold the batch's lock and say in its log which process launches."""
    fcntl.flock(log, fcntl.LOCK_EX)
    log.write(format_log_line("launched", done=60, left=0, **process))
    log.flush()


def test_whoever_looks_at_a_batch_of_its_own_is_never_interrupted(batch: Batch) -> None:
    with batch.layout.status.open("a") as log:
        lock_and_log(batch, log, **identify_launcher())
        assert process.find_launcher_pid(batch) == os.getpid()
        with pytest.raises(WrongInput, match="no launcher"):
            process.interrupt_launcher(batch)


@pytest.mark.parametrize(
    "changed",
    [
        {"host": "elsewhere"},
        {"process_begun": 1.5},
        {"process": 2**22 + 1},
        {"process": "1"},
        {"host": None, "process": None, "process_begun": None},
    ],
    ids=["another machine", "another process of that number", "ended", "no number", "not said"],
)
def test_no_process_but_the_launcher_itself_is_taken_for_it(
    batch: Batch, changed: dict[str, object]
) -> None:
    with batch.layout.status.open("a") as log:
        lock_and_log(batch, log, **{**identify_launcher(), **changed})
        assert process.find_launcher_pid(batch) is None
        with pytest.raises(WrongInput, match="no launcher"):
            process.interrupt_launcher(batch)


def test_the_process_that_launches_is_the_one_interrupted(batch: Batch) -> None:
    command = [sys.executable, "-c", HOLD, str(batch.layout.status)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    ) as launcher:
        assert launcher.stdout is not None
        assert launcher.stdout.readline() == "held\n"
        assert process.find_launcher_pid(batch) == launcher.pid
        assert not process.is_stopping(batch)
        process.interrupt_launcher(batch)
        assert launcher.wait(30) in (-signal.SIGINT, 1, 130)
    assert not process.is_stopping(batch)
