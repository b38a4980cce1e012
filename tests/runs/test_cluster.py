"""A batch on a running Dask scheduler: the same bytes, and refusals before anything is written."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from runs.archive.batch import Batch
from runs.errors import WrongInput
from runs.execute.cluster import Cluster, Connection
from runs.execute.executor_choice import make_executor
from runs.execute.executors import Executor
from runs.execute.launch import launch_plan
from runs.plan.executor_settings import ExecutorSettings
from tests.architecture.sources import PACKAGES, ROOT
from tests.contracts.executors import ExecutorContract
from tests.forking import TAIJIE, run_forked
from tests.runs import dask_cluster
from tests.runs.batches import make_batch, make_plan, part_bytes, silently

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dask_cluster.Cluster]:
    with dask_cluster.cluster(tmp_path_factory.mktemp("dask")) as started:
        yield started


class TestCluster(ExecutorContract):
    @classmethod
    def make(cls) -> Executor:
        assert cls.running is not None
        return Cluster(ExecutorSettings(name="cluster", scheduler_file=str(cls.running.file)))

    running: dask_cluster.Cluster | None = None

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def its_scheduler(cls, running: dask_cluster.Cluster) -> None:
        cls.running = running


def test_a_batch_has_the_bytes_of_a_serial_one(
    running: dask_cluster.Cluster, tmp_path: Path
) -> None:
    serial = make_batch(tmp_path / "serial", runs=20, lanes=8)
    plan = make_plan(
        tmp_path / "cluster", runs=20, lanes=8, name="cluster", address=running.address()
    )
    batch = launch_plan(plan, silently)
    (record,) = batch.manifest.commands
    assert (record.executor, record.workers) == ("cluster", 2)
    assert part_bytes(batch) == part_bytes(serial)


def test_the_command_line_runs_on_a_scheduler_file(
    running: dask_cluster.Cluster, tmp_path: Path
) -> None:
    words = ["executor=cluster", f"executor.scheduler_file={running.file}", "horizon=20", "runs=9"]
    done = run_forked([TAIJIE, "run", *words, f"outputs={tmp_path}", "batch=far"], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(Batch(tmp_path / "far").outcomes()) == 9


def test_an_unreachable_scheduler_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.execute.cluster.PATIENCE", "1s")
    plan = make_plan(tmp_path / "batch", runs=2, name="cluster", address="tcp://127.0.0.1:1")
    with pytest.raises(WrongInput, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        launch_plan(plan, silently)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["tcp://:::", "gopher://127.0.0.1:70", "tls://127.0.0.1:1"])
def test_an_address_that_is_none_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runs.execute.cluster.PATIENCE", "1s")
    with pytest.raises(WrongInput, match="no Dask scheduler answers") as refusal:
        make_executor(ExecutorSettings(name="cluster", address=address)).check()
    assert refusal.value.key == "executor.address"
    left = [one for one in gc.get_objects() if isinstance(one, Connection)]
    assert left, "the refusal's traceback holds the one that failed"
    assert {one.status for one in left} == {"closed"}, "a garbage collection would wait for it"


def test_a_scheduler_without_workers_is_refused(tmp_path: Path) -> None:
    with dask_cluster.cluster(tmp_path / "dask", workers=0) as empty:
        settings = ExecutorSettings(name="cluster", scheduler_file=str(empty.file))
        with pytest.raises(WrongInput, match="has no worker yet"):
            make_executor(settings).check()
        expected = make_executor(settings.model_copy(update={"workers": 3}))
        expected.check()
        assert expected.workers == 3


def another_engine(folder: Path) -> dict[str, str]:
    """Return the environment of a worker whose copy of one source differs."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("outputs"))
    changed = folder / "model" / "draws.py"
    changed.write_text(changed.read_text() + "\n# another engine\n")
    return {"PYTHONPATH": str(folder)}


def test_a_worker_with_another_engine_is_refused_by_name(tmp_path: Path) -> None:
    with dask_cluster.cluster(tmp_path / "dask", workers=1) as mixed:
        mixed.start_workers(1, another_engine(tmp_path / "tree"))
        mixed.wait_for_workers(2)
        plan = make_plan(tmp_path / "batch", runs=2, name="cluster", scheduler_file=str(mixed.file))
        with pytest.raises(WrongInput, match=r"worker at tcp://.*model/draws\.py has changed"):
            launch_plan(plan, silently)
        assert not plan.folder.exists()


def test_a_worker_that_joins_later_with_another_engine_leaves_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with dask_cluster.cluster(tmp_path / "dask", workers=1) as mixed:
        settings = ExecutorSettings(name="cluster", scheduler_file=str(mixed.file))
        with make_executor(settings) as executor:
            mixed.start_workers(1, another_engine(tmp_path / "tree"))
            assert mixed.workers[1].wait(timeout=60) is not None
            ended = list(executor.run(abs, [-3, -4]))
            dask_cluster.wait_until(
                lambda: "a worker was refused: tcp://" in capsys.readouterr().err
            )
        assert sorted(one.result or 0 for one in ended) == [3, 4]
