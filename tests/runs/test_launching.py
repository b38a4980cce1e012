"""Launching: the same rows whatever computed them, and nothing lost to an interruption."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.compute as pc
import pytest

from runs.archive import engine
from runs.archive.batch import Archive, Batch
from runs.archive.writer import BatchWriter
from runs.errors import WrongInput
from runs.execute import launch
from runs.execute.launch import Progress, resume
from runs.plan.executor_settings import ExecutorSettings
from tests.forking import Forked
from tests.runs.batches import canonical_bytes, make_batch, make_plan, part_bytes, rows, silently

SERIAL = ExecutorSettings(name="serial")
RUNS, LANES = 24, 8


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """An uninterrupted batch, to compare with."""
    return make_batch(tmp_path_factory.mktemp("whole") / "batch", runs=RUNS, lanes=LANES)


@pytest.mark.slow
@pytest.mark.usefixtures("forked_workers")
@pytest.mark.parametrize("how", [("serial", 1), ("serial", 7), ("serial", 4096), ("local", 7)])
def test_rows_are_equal_to_the_last_bit_whatever_the_packing(
    tmp_path: Path, whole: Batch, how: tuple[str, int]
) -> None:
    name, lanes = how
    runs = 4 if lanes == 1 else RUNS
    batch = make_batch(tmp_path / "batch", runs=runs, name=name, lanes=lanes, workers=2)
    same = whole.table().filter(pc.field("replication") < runs)
    assert rows(batch) == canonical_bytes(same)


@pytest.mark.slow
@pytest.mark.usefixtures("forked_workers")
def test_equal_rectangles_have_equal_bytes_on_both_executors(tmp_path: Path, whole: Batch) -> None:
    # The same cuts follow from the same number of workers; contents may not depend on either.
    beside = make_batch(tmp_path / "batch", runs=RUNS, name="local", lanes=LANES, workers=2)
    local, serial = part_bytes(beside), part_bytes(whole)
    shared = set(local) & set(serial)
    assert len(shared) >= 6
    assert all(local[name] == serial[name] for name in shared)


@pytest.mark.slow
def test_histograms_of_parts_merge_to_those_of_the_whole(tmp_path: Path, whole: Batch) -> None:
    one = make_batch(tmp_path / "batch", runs=RUNS, lanes=4096)
    for variant in whole.manifest.variants:
        merged, single = whole.histograms(variant.hash), one.histograms(variant.hash)
        assert all((merged[name] == single[name]).all() for name in single)
        assert all((counts.sum(axis=1) == RUNS).all() for counts in merged.values())


def test_progress_adds_up_and_the_log_tells_it(tmp_path: Path) -> None:
    told: list[Progress] = []
    batch = launch.launch_plan(make_plan(tmp_path / "batch", runs=10, lanes=5), told.append)
    assert [p.done + p.left for p in told] == [30] * len(told)
    assert (told[-1].done, told[-1].left, told[-1].failed) == (30, 0, 0)
    assert told[-1].rate > 0
    (summary,) = Archive(tmp_path).batches()
    assert (summary.done, summary.wanted, summary.failed, summary.running) == (30, 30, 0, False)
    assert [(c.done, c.wanted, c.failed) for c in batch.counts()] == [(10, 10, 0)] * 3


def test_a_batch_is_never_overwritten(whole: Batch) -> None:
    before = part_bytes(whole)
    with pytest.raises(WrongInput, match="never overwritten"):
        launch.launch_plan(make_plan(whole.path, runs=3), silently)
    assert part_bytes(whole) == before
    assert [path.name for path in whole.path.parent.iterdir()] == [whole.name]


def test_two_launches_into_one_batch_are_refused(whole: Batch) -> None:
    with (
        BatchWriter.open(whole.path),
        pytest.raises(WrongInput, match="another launch is at work"),
    ):
        resume(whole, silently, executor=SERIAL)
    resume(whole, silently, executor=SERIAL)  # let go of, it can be resumed


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    plan = make_plan(tmp_path / "file" / "batch", runs=1)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WrongInput, match="cannot write in"):
        launch.launch_plan(plan, silently)


@pytest.mark.slow
def test_more_runs_are_only_the_new_ones(tmp_path: Path, whole: Batch) -> None:
    batch = make_batch(tmp_path / "batch", runs=16, lanes=LANES)
    before = part_bytes(batch)
    more = resume(batch, silently, executor=SERIAL, runs=RUNS)
    after = part_bytes(more)
    assert {name: after[name] for name in before} == before
    assert rows(more) == rows(whole)
    assert [entry.runs for entry in more.manifest.commands] == [16, RUNS]


@pytest.mark.slow
def test_a_truncated_part_is_computed_again(tmp_path: Path, whole: Batch) -> None:
    batch = make_batch(tmp_path / "batch", runs=RUNS, lanes=LANES)
    outcomes = sorted(batch.path.glob("variants/*/outcomes/part-*"))
    daily = sorted(batch.path.glob("variants/*/daily/part-*"))
    outcomes[0].write_bytes(outcomes[0].read_bytes()[:-100])
    daily[-1].unlink()
    (outcomes[1].parent / ".part-0-1-0-8.parquet.1234.tmp").write_bytes(b"half")
    (batch.path / "status.jsonl").write_bytes(b'{"time": "now", "event": "don')
    assert sum(r.lanes for r in Batch(batch.path).missing()) == 2 * LANES
    assert len(Batch(batch.path).outcomes()) == 3 * RUNS - 2 * LANES
    again = resume(Batch(batch.path), silently, executor=SERIAL)
    assert again.missing() == []
    assert rows(again) == rows(whole)
    assert not list(again.path.glob("**/*.tmp"))
    assert len((again.path / "status.jsonl").read_text().splitlines()) >= 3


def test_another_engine_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = make_batch(tmp_path / "batch", runs=2)
    other = engine.get_current_engine().model_copy(update={"numpy": "9.9"})
    monkeypatch.setattr(engine, "get_current_engine", lambda: other)
    with pytest.raises(WrongInput, match=r"needs the engine .* 9\.9 now"):
        resume(batch, silently, executor=SERIAL, runs=5)


@pytest.mark.slow
def test_a_changed_configuration_is_refused_by_its_setting(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "batch", runs=2)
    (config, *_) = batch.path.glob("variants/*/config.yaml")
    text = config.read_text()
    for changed, said in (
        (text.replace("horizon: 30", "horizon: 31"), "began: horizon was 30, is 31"),
        (text.replace("horizon: 30", "horizon: soon"), "began: horizon was 30, is soon"),
        (text[:40], r"is no YAML|was .*\(absent\)"),
        ("- a list", "is no mapping"),
    ):
        config.write_text(changed)
        with pytest.raises(WrongInput, match=said):
            resume(batch, silently, executor=SERIAL, runs=5)
    config.unlink()
    with pytest.raises(WrongInput, match="No such file"):
        resume(batch, silently, executor=SERIAL, runs=5)


@pytest.mark.slow
def test_a_changed_setting_is_found_beside_another_variant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make_batch(tmp_path / "batch", runs=2)
    config = batch.layout.get_config_path(batch.manifest.variants[1].hash)
    config.write_text(config.read_text().replace("horizon: 30", "horizon: 31"))
    monkeypatch.setattr("runs.archive.config_check._recompose_config", lambda *_: None)
    with pytest.raises(WrongInput, match="began: horizon was 30, is 31\\."):
        resume(batch, silently, executor=SERIAL, runs=5)


@pytest.mark.slow
def test_a_failing_task_is_told_at_once_and_the_others_go_on(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "batch", runs=20)
    (first, *others) = batch.manifest.variants
    for folder in batch.path.glob("variants/*/daily"):
        for part in folder.iterdir():
            part.unlink()
        if folder.parent.name == first.hash:
            folder.rmdir()
            folder.write_text("in the way")  # the disk refuses the parts of one variant
    told: list[Progress] = []
    again = resume(
        Batch(batch.path), told.append, executor=ExecutorSettings(name="serial", lanes=10)
    )
    failure = next(p.failure for p in told if p.failure)
    assert "Traceback" in failure.traceback
    assert failure.rerun.startswith(f"taijie retry batch --outputs {tmp_path} {first.hash[:12]}:")
    assert {r.variant for r in failure.rectangles} == {first.hash}
    assert again.counts()[0].failed == 20
    assert [c.done for c in again.counts()] == [0] + [20] * len(others)
    assert len(again.failures()) == len([p for p in told if p.failure])


@pytest.fixture
def launched(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A launch on two local workers, in a process group of its own, past its first task."""
    command = [sys.executable, "-m", "tests.runs.launcher", str(tmp_path / "batch"), "local"]
    process = Forked(
        [*command, str(RUNS), "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, cwd=Path(__file__).resolve().parent.parent.parent,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().startswith("0 ")  # the workers are there
    assert process.stdout.readline()
    yield process, tmp_path / "batch"
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.slow
def test_the_first_interrupt_finishes_what_is_in_hand(
    launched: tuple[subprocess.Popen[str], Path], whole: Batch
) -> None:
    process, folder = launched
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    told, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    done, left, stopping = told.splitlines()[-1].split()
    assert stopping == "True"
    assert 0 < int(done) < 3 * RUNS
    batch = Batch(folder)
    assert sum(c.done for c in batch.counts()) == int(done)
    assert sum(r.lanes for r in batch.missing()) == int(left)
    assert rows(resume(batch, silently, executor=SERIAL)) == rows(whole)


@pytest.mark.slow
def test_the_second_interrupt_aborts_and_the_batch_resumes(
    launched: tuple[subprocess.Popen[str], Path], whole: Batch
) -> None:
    process, folder = launched
    os.killpg(process.pid, signal.SIGINT)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode in (0, 1, -signal.SIGINT), errors
    assert rows(resume(Batch(folder), silently, executor=SERIAL)) == rows(whole)


@pytest.mark.slow
def test_a_killed_launcher_leaves_a_batch_that_resumes(
    launched: tuple[subprocess.Popen[str], Path], whole: Batch
) -> None:
    process, folder = launched
    process.kill()
    process.communicate(timeout=30)
    batch = resume(Batch(folder), silently, executor=SERIAL)
    assert batch.missing() == []
    assert rows(batch) == rows(whole)
