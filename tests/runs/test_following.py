"""How a batch in the making stands, told from its parts and its launcher's log."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from runs.archive.batch import Batch
from runs.archive.manifest import Failure
from runs.archive.status import CUT_OFF, WORKING, estimate_time_left, group_failures, read_status
from runs.execute.launch import resume
from runs.plan.executor_settings import ExecutorSettings
from runs.rectangles import Rectangle
from tests.runs.batches import make_batch, silently
from tests.runs.examples import make_failed_batch


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make_batch(tmp_path_factory.mktemp("following") / "whole")


def test_a_finished_batch_has_all_its_runs_and_nothing_to_wait_for(whole: Batch) -> None:
    now = read_status(whole)
    assert (now.done, now.failed, now.left, now.wanted) == (60, 0, 0, 60)
    assert (now.state, now.running, now.pace) == ("finished", False, None)
    assert [count.done for count in now.counts] == [20, 20, 20]


def test_done_is_what_lies_on_disk_whatever_the_log_says(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "b")
    for part in batch.path.glob(f"variants/{batch.manifest.variants[1].hash}/*/*"):
        part.unlink()
    now = read_status(Batch(batch.path))
    assert [count.done for count in now.counts] == [20, 0, 20]
    assert now.left == 20


def test_a_launcher_that_is_gone_is_told_from_one_at_work(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "b")
    status = batch.layout.status
    status.write_text("\n".join(status.read_text().splitlines()[:-1]) + "\n")
    assert read_status(batch).state == CUT_OFF
    with status.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert read_status(batch).state == WORKING
        assert read_status(batch).running


@pytest.mark.slow
def test_failures_are_counted_until_a_resume_has_put_them_right(tmp_path: Path) -> None:
    batch = make_failed_batch(tmp_path)
    now = read_status(batch)
    assert (now.failed, now.left) == (10, 0)
    (group,) = now.failures
    assert group.runs == 10
    assert "Traceback" in group.traceback
    assert group.reruns[0].startswith("taijie ret")
    variant = batch.manifest.variants[0].hash
    (batch.path / "variants" / variant / "daily").unlink()
    (batch.path / "variants" / variant / "daily").mkdir()
    resume(Batch(batch.path), silently, executor=ExecutorSettings(name="serial"))
    assert read_status(Batch(batch.path)).failures == []


def test_the_time_left_lies_between_the_quickest_and_the_slowest_tenth() -> None:
    entries = [
        {"event": "done", "lanes": 100, "seconds": float(seconds)} for seconds in range(1, 21)
    ]
    found = estimate_time_left(entries, left=1000, workers=2)
    assert found is not None
    assert (found.low, found.high, found.tasks) == (15.0, 90.0, 20)


def test_no_time_is_told_before_a_task_has_ended_or_when_nothing_is_left() -> None:
    assert estimate_time_left([{"event": "launched"}], left=10, workers=2) is None
    assert (
        estimate_time_left([{"event": "done", "lanes": 4, "seconds": 1.0}], left=0, workers=2)
        is None
    )


def test_failures_of_one_error_are_told_once_with_their_runs_together() -> None:
    tasks = [
        Failure((Rectangle("a", 0, 1, first, runs),), error, "Traceback", "taijie resume b", "now")
        for first, runs, error in ((0, 5, "OSError: full"), (5, 9, "KeyError"), (20, 7, "KeyError"))
    ]
    groups = group_failures(tasks)
    assert [(group.error, group.tasks, group.runs) for group in groups] == [
        ("KeyError", 2, 16),
        ("OSError: full", 1, 5),
    ]
