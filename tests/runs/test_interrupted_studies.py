"""Ctrl-C in a study: what is kept is said, and how to go on; the exit code is 130."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from runs.archive.batch import Archive
from tests.docs.commands import TAIJIE, taijie

pytestmark = pytest.mark.slow

EPISODES = ["episodes", "e15", "e16", "runs=20000", "horizon=20"]


def interrupt(words: list[str], folder: Path, begun: str) -> tuple[int, str]:
    """Run a command, interrupt it once there is a file of such a name, with stars, or a line of
    standard error with such words; return its exit code and the rest of standard error.
    """
    with subprocess.Popen(
        [TAIJIE, *words, "executor=serial", f"outputs={folder}"], cwd=folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as started:  # fmt: skip
        assert started.stderr is not None
        if "/" in begun:
            while not any(folder.glob(begun)):
                assert started.poll() is None
                time.sleep(0.05)
        else:
            while begun not in started.stderr.readline():
                assert started.poll() is None
        os.kill(started.pid, signal.SIGINT)
        return started.wait(60), started.stderr.read()


@pytest.mark.parametrize(
    ("words", "begun", "said"),
    [
        (["score", "runs=20"], "runs done", "nothing of it is kept"),
        (["claims", "k01", "k02", "k03", "runs=2000"], "runs done", "nothing of it is kept"),
        (["fit", "mine"], "fits/mine/settings.json", "0 of 2 rounds kept"),
    ],
    ids=["score", "claims", "fit"],
)
def test_ctrl_c_in_a_study_says_what_is_kept(
    words: list[str], begun: str, said: str, tmp_path: Path
) -> None:
    code, told = interrupt(words, tmp_path, begun)
    assert code == 130
    assert f"aborted; {said}: the same command " in told
    assert "Traceback" not in told


def test_interrupted_episodes_go_on_by_the_same_command(tmp_path: Path) -> None:
    code, told = interrupt(EPISODES, tmp_path, "*_episodes/manifest.json")
    assert code == 130
    assert "the runs that are done are kept: the same command goes on" in told
    archive = Archive(tmp_path)
    (begun,) = (archive.open(one.name) for one in archive.batches())
    assert begun.missing()
    done = taijie([*EPISODES, "executor=serial", f"outputs={tmp_path}"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert begun.name in done.stdout
    assert [one.name for one in archive.batches()] == [begun.name]
