"""A launch as a process of its own: what it says when it does not begin, and who holds a batch."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from runs import launches
from runs.archive import Batch
from runs.errors import WrongInput
from tests.runs.batches import made

HOLD = """
import fcntl, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background shell would have it ignored
with open(sys.argv[1], "a") as log:
    fcntl.flock(log, fcntl.LOCK_EX)
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return made(tmp_path_factory.mktemp("launches") / "idle")


def test_a_launch_that_is_refused_says_what_the_command_line_says(tmp_path: Path) -> None:
    words = ["run", "us.insulation=7", f"outputs={tmp_path / 'out'}"]
    with pytest.raises(WrongInput, match=r"did not begin: us\.insulation=7: out of range"):
        launches.begin(words, tmp_path, "refused", lambda: False)
    assert "out of range" in launches.log_text(tmp_path, "refused")
    assert not (tmp_path / "out").exists()


def test_a_log_is_asked_for_by_a_plain_name_only(tmp_path: Path) -> None:
    assert launches.log_text(tmp_path, "never-begun") == ""
    with pytest.raises(WrongInput):
        launches.log_text(tmp_path, "../secret")


def test_a_batch_at_rest_has_no_holder_and_cannot_be_interrupted(batch: Batch) -> None:
    assert launches.holder(batch) is None
    with pytest.raises(WrongInput, match="no launcher"):
        launches.interrupt(batch)


def test_who_looks_at_a_batch_himself_is_never_interrupted(batch: Batch) -> None:
    with batch.layout.status.open("a") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        assert launches.holder(batch) == os.getpid()
        with pytest.raises(WrongInput, match="no launcher"):
            launches.interrupt(batch)


def test_the_process_that_holds_the_lock_is_the_one_interrupted(batch: Batch) -> None:
    command = [sys.executable, "-c", HOLD, str(batch.layout.status)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert launches.holder(batch) == process.pid
        assert not launches.is_stopping(batch)
        launches.interrupt(batch)
        assert process.wait(30) in (-signal.SIGINT, 1, 130)
    assert not launches.is_stopping(batch)
