"""kill -9 at thirty moments each: the launcher, a worker, the scheduler; nothing lost or doubled.

The moments are fractions of an uninterrupted run's time, fixed beforehand and spread evenly in a
mixed order. After every kill the batch is resumed, and its table must be an uninterrupted run's
to the last byte.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from runs.archive import Archive, Batch
from runs.errors import CannotContinueError, WrongInput
from runs.launching import Progress, launch, resume
from runs.plan import Executor
from tests.architecture.sources import ROOT
from tests.runs import dask_cluster
from tests.runs.batches import made, planned, rows, silently

pytestmark = pytest.mark.slow

KILLS = 30
MOMENTS = [(11 * k % 31) / 31 for k in range(1, KILLS + 1)]
SERIAL = Executor(name="serial")
SMALL = {"runs": 24, "lanes": 4}
OVERRIDES = ("horizon=30", "us.insulation=0.1,0.2,0.3")
TAIJIE = str(Path(sys.executable).with_name("taijie"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The table of an uninterrupted run."""
    return rows(made(tmp_path_factory.mktemp("whole") / "batch", **SMALL))


def checked(folder: Path, whole: bytes, moment: float) -> int:
    """Resume a batch and hold it to the uninterrupted table; return the runs that were missing."""
    before = Batch(folder)
    lost = sum(rectangle.lanes for rectangle in before.missing())
    there = before.table()
    assert there.num_rows + lost == before.manifest.lanes, f"at {moment:.2f}: a row twice"
    after = resume(before, silently, executor=SERIAL)
    assert after.missing() == [], f"at {moment:.2f}"
    assert rows(after) == whole, f"at {moment:.2f}"
    counted = [c.done for c in after.counts()]
    assert counted == [SMALL["runs"]] * len(counted)
    assert all((h.sum(axis=1) == SMALL["runs"]).all() for h in after.histograms(
        after.manifest.variants[0].hash).values())  # fmt: skip
    return lost


def started(folder: Path) -> subprocess.Popen[bytes]:
    """Start a launcher on two local workers in a process group of its own."""
    words = [str(folder), "local", str(SMALL["runs"]), str(SMALL["lanes"])]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.runs.launcher", *words],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_the_launcher_is_killed(tmp_path: Path, whole: bytes) -> None:
    first = started(tmp_path / "first")
    dask_cluster.waited_for((tmp_path / "first").exists)
    begin = time.monotonic()
    assert first.wait(timeout=120) == 0
    seconds = time.monotonic() - begin
    lost = []
    for k, moment in enumerate(MOMENTS):
        folder = tmp_path / str(k)
        process = started(folder)
        try:
            dask_cluster.waited_for(folder.exists)
            time.sleep(moment * seconds)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            lost.append(checked(folder, whole, moment))  # its workers may still be writing
        finally:
            ended(process)
    assert sum(1 for count in lost if count) > KILLS / 3  # most kills came before the end


class Killer:
    """Kills a worker of this process's local cluster some seconds after the workers began."""

    def __init__(self, seconds: float) -> None:
        self.timer = threading.Timer(seconds, self.kill)
        self.begun = self.killed = False

    def __call__(self, _: Progress) -> None:
        if not self.begun:
            self.begun = True
            self.timer.start()

    def kill(self) -> None:
        own = [p for p in psutil.Process().children() if "spawn_main" in " ".join(p.cmdline())]
        if own:
            own[0].kill()
            self.killed = True

    def rest(self) -> bool:
        """Let go; say whether a worker was killed."""
        self.timer.cancel()
        self.timer.join()
        return self.killed


def test_a_local_worker_is_killed(tmp_path: Path, whole: bytes) -> None:
    killed = []
    for k, moment in enumerate(MOMENTS):
        plan = planned(tmp_path / str(k), **SMALL, name="local", workers=2)  # type: ignore[arg-type]
        killer = Killer(moment / 2)
        batch = launch(plan, killer)
        killed.append(killer.rest())
        assert batch.missing() == [], f"at {moment:.2f}"
        assert rows(batch) == whole, f"at {moment:.2f}"
    assert sum(killed) > KILLS / 3


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[dask_cluster.Cluster]:
    with dask_cluster.cluster(tmp_path / "dask") as started:
        yield started


def on_cluster(folder: Path, file: Path) -> float:
    """Launch on the scheduler; return the seconds it took."""
    plan = planned(folder, **SMALL, name="cluster", scheduler_file=str(file), workers=2)  # type: ignore[arg-type]
    begin = time.monotonic()
    launch(plan, silently)
    return time.monotonic() - begin


def test_a_worker_of_a_cluster_is_killed(
    scheduler: dask_cluster.Cluster, tmp_path: Path, whole: bytes
) -> None:
    seconds = on_cluster(tmp_path / "first", scheduler.file)
    for k, moment in enumerate(MOMENTS):
        victim = scheduler.workers.pop(0)
        timer = threading.Timer(moment * seconds, victim.kill)
        timer.start()
        on_cluster(tmp_path / str(k), scheduler.file)  # the other worker completes it
        timer.join()
        victim.wait()
        assert rows(Batch(tmp_path / str(k))) == whole, f"at {moment:.2f}"
        scheduler.start_workers(1)
        dask_cluster.waited_for(lambda: scheduler.joined() == 2)


@pytest.mark.skipif(
    "TAIJIE_KILL_SCHEDULER" not in os.environ,
    reason="a scheduler killed between two of its answers is not yet told alike every time",
)
def test_the_scheduler_is_killed(
    scheduler: dask_cluster.Cluster,
    tmp_path: Path,
    whole: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("runs.executors.cluster.PATIENCE", "3s")
    seconds = on_cluster(tmp_path / "first", scheduler.file)
    stopped = 0
    for k, moment in enumerate(MOMENTS):
        folder = tmp_path / str(k)
        assert scheduler.scheduler is not None
        timer = threading.Timer(moment * seconds, scheduler.scheduler.kill)
        timer.start()
        try:
            on_cluster(folder, scheduler.file)
        except CannotContinueError:
            stopped += 1
        except WrongInput:
            assert not folder.exists()  # gone before anything was written
        timer.join()
        if folder.exists():
            checked(folder, whole, moment)
        scheduler.stop()
        scheduler.start_scheduler()
        scheduler.start_workers(2)
    assert stopped > KILLS / 4


def test_a_part_is_truncated_by_hand_at_thirty_lengths(tmp_path: Path, whole: bytes) -> None:
    batch = made(tmp_path / "batch", **SMALL)
    parts = sorted(batch.path.glob("variants/*/*/part-*"))
    for k, moment in enumerate(MOMENTS):
        part = parts[7 * k % len(parts)]
        intact = part.read_bytes()
        part.write_bytes(intact[: int(moment * len(intact))])
        assert checked(batch.path, whole, moment) == SMALL["lanes"]
        assert part.read_bytes() == intact


def taijie(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    outputs = {"TAIJIE_OUTPUTS": str(folder / "out")}
    return subprocess.run(
        [TAIJIE, *words], capture_output=True, text=True, cwd=folder, timeout=240,
        env={**os.environ, **outputs},
    )  # fmt: skip


def test_watch_kill_halfway_resume_retry_on_the_command_line(tmp_path: Path) -> None:
    words = ["run", "-m", *OVERRIDES, "runs=200", "executor.lanes=10", "executor.workers=2"]
    assert taijie(*words, "batch=whole", folder=tmp_path).returncode == 0
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
    archive = Archive(tmp_path / "out")
    assert rows(archive.open("killed")) == rows(archive.open("whole"))
    assert archive.open("killed").missing() == []
