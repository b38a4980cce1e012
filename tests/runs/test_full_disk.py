"""A disk that takes no more, a folder that takes nothing, a worker that dies: a sentence each."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from runs.archive.batch import Batch
from runs.errors import WrongInput
from runs.execute import local
from runs.execute.executors import TaskResult
from runs.execute.failures import make_failure
from runs.execute.launch import resume
from runs.execute.local import Local
from runs.execute.tasks import Task
from runs.plan.executor_settings import ExecutorSettings
from tests.runs.batches import make_batch, rows, silently

TAIJIE = str(Path(sys.executable).with_name("taijie"))
SHORT = ["runs=600", "horizon=60", "batch=b", "executor.workers=1"]


def run_with_files_up_to(
    size: int, executor: str, folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run a short batch where the system lets no file grow beyond `size` bytes.

    What measures the branches executed would write into the full disk too, and is left out.
    """
    plain = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}

    def limit_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(
        [TAIJIE, "run", *SHORT, f"executor={executor}", f"outputs={folder / 'out'}"],
        capture_output=True, text=True, cwd=folder, timeout=120, preexec_fn=limit_disk, env=plain,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["serial", pytest.param("local", marks=pytest.mark.slow)])
def test_a_full_disk_ends_the_launch_with_a_sentence_and_a_batch_that_resumes(
    executor: str, tmp_path: Path
) -> None:
    whole = make_batch(tmp_path / "whole", runs=600, overrides=("horizon=60",))
    (part,) = whole.path.glob("variants/*/outcomes/part-*")
    config = whole.layout.get_config_path(whole.manifest.variants[0].hash)
    assert part.stat().st_size > config.stat().st_size + 20_000
    done = run_with_files_up_to(config.stat().st_size + 10_000, executor, tmp_path)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "File too large" in done.stderr
    assert "nothing more can be written" in done.stderr
    assert "taijie resume b" in done.stderr
    batch = Batch(tmp_path / "out" / "b")
    assert not list(batch.path.rglob("*.tmp"))
    assert len(batch.outcomes()) == 0  # no half file is believed
    again = resume(batch, silently, executor=ExecutorSettings(name="serial"))
    assert rows(again) == rows(whole)


@pytest.mark.slow
def test_no_room_for_the_batch_itself_leaves_nothing_behind(tmp_path: Path) -> None:
    done = run_with_files_up_to(100, "serial", tmp_path)
    assert done.returncode == 2
    assert "cannot write in" in done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_folder_that_takes_nothing_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [TAIJIE, "run", *SHORT, "executor=serial", "outputs=/proc/taijie"],
        capture_output=True, text=True, cwd=tmp_path, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert "cannot write in /proc" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_batch_on_a_read_only_disk_is_not_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make_batch(tmp_path / "batch", runs=2)
    usual = Path.open

    def refusing(path: Path, mode: str = "r", *words: object, **named: object) -> object:
        if mode not in ("r", "rb"):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return usual(path, mode, *words, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refusing)
    with pytest.raises(
        WrongInput, match=r"cannot write in .*batch: status.jsonl: Read-only file system"
    ):
        resume(batch, silently, executor=ExecutorSettings(name="serial"), runs=3)


def die(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


@pytest.mark.slow
def test_a_task_at_which_every_worker_dies_fails_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = {**local.SETTINGS, "distributed.scheduler.allowed-failures": 1}
    monkeypatch.setattr(local, "SETTINGS", few)
    with Local(workers=1) as executor:
        (ended,) = executor.run(die, [1])
        assert "its worker died, and so did the others" in str(ended.error)
        assert [end.result for end in executor.run(abs, [-2])] == [2]  # a new one took its place
    task = Task(batch=Path("b"), engine="e", seed=0, pieces=())
    failure = make_failure(TaskResult(task, error=ended.error, traceback=ended.traceback))
    assert failure.error.startswith("WorkerDiedError: its worker died")
