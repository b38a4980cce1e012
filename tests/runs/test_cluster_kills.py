"""kill -9 of a cluster's workers and of its scheduler: nothing lost or doubled, nothing hangs."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, WorkerPlugin

from runs.archive.batch import Batch
from runs.errors import CannotContinueError, WrongInput
from runs.execute import dask_loop
from runs.execute.cluster import Cluster
from runs.execute.executor_choice import make_executor
from runs.execute.launch import launch_plan
from runs.plan.executor_settings import ExecutorSettings
from tests.runs import dask_cluster
from tests.runs.batches import make_batch, make_plan, rows, silently
from tests.runs.kills import FEW, SMALL, resume_and_check

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The table of an uninterrupted run."""
    return rows(make_batch(tmp_path_factory.mktemp("whole") / "batch", **SMALL))


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[dask_cluster.Cluster]:
    with dask_cluster.cluster(tmp_path / "dask") as started:
        yield started


@contextmanager
def kill_after(seconds: float, kill: Callable[[], object]) -> Iterator[None]:
    """Kill something some seconds after the block began, however the block ends."""
    timer = threading.Timer(seconds, kill)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def on_cluster(folder: Path, file: Path) -> float:
    """Launch on the scheduler; return the seconds it took."""
    plan = make_plan(folder, **SMALL, name="cluster", scheduler_file=str(file), workers=2)  # type: ignore[arg-type]
    begin = time.monotonic()
    launch_plan(plan, silently)
    return time.monotonic() - begin


@pytest.mark.long
def test_a_worker_of_a_cluster_is_killed(
    scheduler: dask_cluster.Cluster, tmp_path: Path, whole: bytes
) -> None:
    seconds = on_cluster(tmp_path / "first", scheduler.file)
    for k, moment in enumerate(FEW):
        victim = scheduler.workers.pop(0)
        try:
            with kill_after(moment * seconds, victim.kill):
                on_cluster(tmp_path / str(k), scheduler.file)  # the other worker completes it
        finally:
            victim.wait()
        assert rows(Batch(tmp_path / str(k))) == whole, f"at {moment:.2f}"
        scheduler.start_workers(1)
        scheduler.wait_for_workers(2)


@pytest.mark.long
def test_the_scheduler_is_killed(
    tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.execute.cluster.PATIENCE", "3s")
    with dask_cluster.cluster(tmp_path / "dask", workers=1) as scheduler:
        seconds = on_cluster(tmp_path / "first", scheduler.file)
        said = []
        for k, moment in enumerate(FEW):
            folder = tmp_path / str(k)
            assert scheduler.scheduler is not None
            with kill_after(moment * seconds, scheduler.scheduler.kill):
                said.append(sentence(folder, scheduler.file))
            # Refused before anything was written, or else told when there is a batch to resume.
            assert said[-1] in ("", GONE) if folder.exists() else REFUSED in said[-1], said
            if folder.exists():
                resume_and_check(folder, whole, moment)
            scheduler.stop()
            scheduler.start_scheduler()
            scheduler.start_workers(1)
            scheduler.wait_for_workers(1)
    assert said.count(GONE) > len(FEW) / 4


GONE = "the scheduler of the workers is gone."
REFUSED = "no Dask scheduler answers"


def sentence(folder: Path, file: Path) -> str:
    """Launch on a scheduler that is being killed; return what is said of it."""
    try:
        on_cluster(folder, file)
    except CannotContinueError as error:
        return str(error)
    except WrongInput as error:
        return error.reason
    return ""


class Dies:
    """What a worker is asked, and is killed by: the first one asked alone, or each."""

    def __init__(self, marks: Path, all_of_them: bool = False) -> None:
        self.marks, self.all = marks, all_of_them

    def __call__(self) -> dict[str, Any]:
        from runs.archive import engine

        try:
            self.marks.touch(exist_ok=False)
        except FileExistsError:
            if not self.all:
                return engine.get_current_engine().model_dump(mode="json")
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("a killed process goes on")


class Deadly(WorkerPlugin):
    """A plugin that kills the first worker it is set up in."""

    def __init__(self, marks: Path) -> None:
        self.dies = Dies(marks)

    def setup(self, worker: object) -> None:
        self.dies()


def no_model() -> None:
    raise ImportError("no module named mesa")


def on(scheduler: dask_cluster.Cluster) -> ExecutorSettings:
    return ExecutorSettings(name="cluster", scheduler_file=str(scheduler.file))


def test_a_worker_that_dies_while_it_is_asked_is_not_there_and_no_other_engine(
    scheduler: dask_cluster.Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.execute.cluster._get_worker_engine", Dies(tmp_path / "one"))
    executor = make_executor(on(scheduler))
    executor.check()
    assert executor.workers == 1
    monkeypatch.setattr("runs.execute.cluster._get_worker_engine", Dies(tmp_path / "one", True))
    with pytest.raises(WrongInput, match="has no worker yet"):
        make_executor(on(scheduler)).check()
    expected = make_executor(on(scheduler).model_copy(update={"workers": 2}))
    expected.check()
    assert expected.workers == 2


def test_a_worker_that_cannot_import_the_model_is_refused(
    scheduler: dask_cluster.Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.execute.cluster._get_worker_engine", no_model)
    with pytest.raises(WrongInput, match=r"cannot run taijie \(ImportError: no module named mesa"):
        make_executor(on(scheduler)).check()


def test_a_worker_that_dies_while_it_is_prepared_leaves_the_work_to_the_other(
    scheduler: dask_cluster.Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "runs.execute.cluster.ClusterWorkerSetup", lambda _: Deadly(tmp_path / "one")
    )
    with make_executor(on(scheduler)) as executor:
        assert sorted(one.result or 0 for one in executor.run(abs, [-3, -4])) == [3, 4]
    assert sorted(worker.poll() is None for worker in scheduler.workers) == [False, True]


@pytest.mark.parametrize("look", [0.2, 2.0], ids=["while it is lost", "when it is there again"])
def test_a_client_that_is_not_told_of_its_lost_scheduler_finds_out(
    scheduler: dask_cluster.Cluster, look: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task submitted while the client closes is in no list of those that are cancelled, and the
    client may have found its scheduler again before anybody looks.
    """
    monkeypatch.setattr("runs.execute.cluster.PATIENCE", "1s")
    monkeypatch.setattr(dask_loop, "LOOK", look)
    assert scheduler.scheduler is not None
    with Cluster(on(scheduler)) as executor:
        ends = executor.run(time.sleep, [60.0] * 4)
        timer = threading.Timer(1.0, forget, [executor.client])
        timer.start()
        with pytest.raises(CannotContinueError, match="the scheduler of the workers is gone"):
            next(ends)
        timer.join()
    with warnings.catch_warnings():  # Tornado leaves the socket of a given-up connection open
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def forget(client: Client | None) -> None:
    """Lose the scheduler, and with it the knowledge of what was submitted."""
    assert client is not None
    client.futures.clear()
    client.loop.add_callback(client.scheduler_comm.comm.abort)
