"""kill -9 of the launcher at twelve moments, of a local worker at ten: nothing lost or doubled."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from runs.archive.batch import Archive
from runs.errors import CannotContinueError
from runs.execute.launch import Progress, launch_plan
from tests.architecture.sources import ROOT
from tests.forking import TAIJIE, Forked, fork_workers, run_forked
from tests.runs import dask_cluster
from tests.runs.batches import THREE, make_batch, make_plan, rows
from tests.runs.kills import FEW, MOMENTS, SMALL, resume_and_check, spread

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The table of an uninterrupted run."""
    return rows(make_batch(tmp_path_factory.mktemp("whole") / "batch", **SMALL))


def start_launcher(folder: Path) -> subprocess.Popen[bytes]:
    """Start a launcher on two local workers in a process group of its own."""
    words = [str(folder), "local", str(SMALL["runs"]), str(SMALL["lanes"])]
    return Forked(
        [sys.executable, "-m", "tests.runs.launcher", *words],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def wait_for_end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.long
def test_the_launcher_is_killed(tmp_path: Path, whole: bytes) -> None:
    first = start_launcher(tmp_path / "first")
    dask_cluster.wait_until((tmp_path / "first").exists)
    begin = time.monotonic()
    assert first.wait(timeout=120) == 0
    seconds = time.monotonic() - begin
    lost = []
    for k, moment in enumerate(MOMENTS):
        folder = tmp_path / str(k)
        process = start_launcher(folder)
        try:
            dask_cluster.wait_until(folder.exists)
            time.sleep(moment * seconds)
            process.kill()
            process.wait()
            lost.append(resume_and_check(folder, whole, moment))  # its workers may still be writing
        finally:
            wait_for_end(process)
    assert sum(1 for count in lost if count) > len(MOMENTS) / 3  # most kills came before the end


def worker_processes() -> list[psutil.Process]:
    """The processes of this process's local workers, those that only start among them."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it may have ended meanwhile
            said = " ".join(process.cmdline())
            forked = "forkserver" in said and process.ppid() != os.getpid()
            if "spawn_main" in said or "dask worker" in said or forked:
                found.append(process)
    return found


class Killer:
    """Kills a worker of this process's local cluster at moments of a launch, by the runs done."""

    def __init__(self, moments: list[float]) -> None:
        self.moments, self.kills = list(moments), 0

    def __call__(self, progress: Progress) -> None:
        done = progress.done / (progress.done + progress.left)
        if self.moments and done >= self.moments[0]:
            time.sleep(self.moments.pop(0) / 20)  # not only when a task has just ended
            for process in worker_processes()[:1]:
                process.kill()
                self.kills += 1


@pytest.mark.long
@pytest.mark.parametrize(
    ("moments", "begun"),
    [(FEW[::4], nullcontext), (sorted({*FEW} - {*FEW[::4]}), fork_workers)],
    ids=["begun cold", "forked"],
)
def test_a_local_worker_is_killed_again_and_again(
    tmp_path: Path,
    whole: bytes,
    moments: list[float],
    begun: Callable[[], AbstractContextManager[None]],
) -> None:
    plan = make_plan(tmp_path / "batch", **SMALL, name="local", workers=2)  # type: ignore[arg-type]
    killer = Killer(moments)
    with begun():
        batch = launch_plan(plan, killer)
    assert killer.kills == len(moments)
    assert batch.missing() == []
    assert rows(batch) == whole


class KillerOfAll(threading.Thread):
    """Kills every local worker, from one moment on, as soon as its process is there."""

    def __init__(self) -> None:
        super().__init__()
        self.kills = 0
        self.over = threading.Event()

    def __call__(self, progress: Progress) -> None:
        if progress.done and not self.is_alive():
            self.start()

    def run(self) -> None:
        while not self.over.wait(0.02):
            for process in worker_processes():
                with suppress(psutil.Error):
                    process.kill()
                    self.kills += 1


@pytest.mark.usefixtures("forked_workers")
@pytest.mark.parametrize("first", [True, False], ids=["from the first on", "after a first task"])
def test_every_worker_is_killed_whenever_it_starts(
    tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    monkeypatch.setattr("runs.execute.local.START", 3.0)
    killer = KillerOfAll()
    if first:
        killer.start()
    plan = make_plan(tmp_path / "batch", **SMALL, name="local", workers=2)  # type: ignore[arg-type]
    try:
        with pytest.raises(CannotContinueError, match="the workers on this machine do not start"):
            launch_plan(plan, killer)
    finally:
        killer.over.set()
        killer.join()
    assert killer.kills >= 2
    assert resume_and_check(plan.folder, whole, 0) > 0


@pytest.mark.long
def test_a_part_is_truncated_by_hand_at_thirty_lengths(tmp_path: Path, whole: bytes) -> None:
    batch = make_batch(tmp_path / "batch", **SMALL)
    parts = {path: path.read_bytes() for path in sorted(batch.path.glob("variants/*/*/part-*"))}
    lengths = spread(30)
    for k in range(0, 30, 3):
        cut = [list(parts)[7 * place % len(parts)] for place in (k, k + 1, k + 2)]
        for part, length in zip(cut, lengths[k : k + 3], strict=True):
            part.write_bytes(parts[part][: int(length * len(parts[part]))])
        assert resume_and_check(batch.path, whole, lengths[k]) == 3 * SMALL["lanes"]
        assert all(part.read_bytes() == intact for part, intact in parts.items())


def taijie(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    outputs = {"TAIJIE_OUTPUTS": str(folder / "out")}
    return run_forked([TAIJIE, *words], cwd=folder, env={**os.environ, **outputs})


def test_watch_kill_halfway_resume_retry_on_the_command_line(tmp_path: Path) -> None:
    whole = make_batch(tmp_path / "out" / "whole", runs=200, lanes=200)
    words = ["run", "-m", *THREE, "runs=200", "executor.lanes=10", "executor.workers=2"]
    launcher = subprocess.Popen(
        [TAIJIE, *words, "batch=killed"], cwd=tmp_path, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "TAIJIE_OUTPUTS": str(tmp_path / "out")}, start_new_session=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    assert launcher.stderr is not None
    watched = ""
    for line in launcher.stderr:
        watched = line
        done = line.partition(" of ")[0].replace(",", "")
        if done.isdigit() and int(done) >= 240:  # of 600
            break
    assert "runs/s" in watched
    states = json.loads(taijie("list", "--json", folder=tmp_path).stdout)
    assert {b["name"]: b["running"] for b in states} == {"whole": False, "killed": True}
    os.killpg(launcher.pid, signal.SIGKILL)
    launcher.communicate()
    resumed = taijie("resume", "killed", "executor.workers=2", folder=tmp_path)
    assert resumed.returncode == 0, resumed.stderr
    retried = taijie("retry", "killed", folder=tmp_path)
    assert (retried.returncode, retried.stderr) == (0, "Nothing failed in killed.\n")
    killed = Archive(tmp_path / "out").open("killed")
    assert rows(killed) == rows(whole)
    assert killed.missing() == []
