"""How a command ends that is terminated, or whose reader leaves: the batch is what it would be."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from typer import Exit

from runs.archive.batch import Batch
from runs.cli.run import show_progress
from tests.docs.commands import TAIJIE

pytestmark = pytest.mark.slow

SMALL = ["runs=4", "horizon=10", "executor=serial", "batch=b"]


@pytest.mark.parametrize("executor", ["serial", "local"])
def test_a_launch_that_is_terminated_says_how_to_go_on(executor: str, tmp_path: Path) -> None:
    words = ["run", "runs=60000", "batch=b", f"executor={executor}", f"outputs={tmp_path}"]
    with subprocess.Popen(
        [TAIJIE, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as started:
        log = tmp_path / "b" / "status.jsonl"
        while not (log.is_file() and "launched" in log.read_text()):
            assert started.poll() is None
            time.sleep(0.05)
        time.sleep(2)  # the workers are there, or on their way
        started.send_signal(signal.SIGTERM)
        _, told = started.communicate(timeout=60)
    assert started.returncode == 143
    assert "aborted; what is done is kept: taijie resume b" in told
    assert "Traceback" not in told
    assert "resource_tracker" not in told
    assert Batch(tmp_path / "b").failures() == []


@pytest.mark.parametrize(
    ("words", "also"), [(["run", *SMALL], False), (["run", *SMALL, "--json"], True)]
)
def test_a_batch_is_computed_though_nobody_reads_what_is_said(
    words: list[str], also: bool, tmp_path: Path
) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [TAIJIE, *words, f"outputs={tmp_path}"], stdout=theirs,
        stderr=theirs if also else subprocess.PIPE, text=True, timeout=120,
    )  # fmt: skip
    os.close(theirs)
    assert done.returncode == 0
    assert Batch(tmp_path / "b").missing() == []
    assert "Traceback" not in (done.stderr or "")


def test_a_launch_that_is_interrupted_before_it_is_made_names_no_batch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Exit) as ended, show_progress(tmp_path / "b", as_json=False):
        raise KeyboardInterrupt
    assert ended.value.exit_code == 130
    assert capsys.readouterr().err == "\naborted; nothing was written\n"
