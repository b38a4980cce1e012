"""A failure names its rows, and the command it prints runs exactly those again."""

from __future__ import annotations

import errno
import shlex
from pathlib import Path

import pytest

from runs.archive.batch import Batch, write_part
from runs.errors import CannotContinueError, WrongInput
from runs.execute.executors import TaskResult
from runs.execute.failures import (
    describe_error,
    format_rows,
    intersect_rectangles,
    make_failure,
    parse_rows,
    would_fail_every_task,
)
from runs.execute.launch import Progress, resume, retry
from runs.execute.tasks import Task
from runs.layout import KINDS, Layout
from runs.plan.executor_settings import ExecutorSettings
from runs.rectangles import Rectangle
from tests.forking import TAIJIE, run_forked
from tests.runs.batches import make_batch, part_bytes, rows

SERIAL = ExecutorSettings(name="serial", lanes=10)


def failing(folder: Path) -> tuple[Batch, str, bytes]:
    """Return a batch whose first variant cannot be written, its hash, and the whole table."""
    batch = make_batch(folder, runs=20, lanes=10)
    whole = rows(batch)
    first = batch.manifest.variants[0].hash
    for part in folder.glob(f"variants/{first}/*/part-*"):
        part.unlink()
    daily = folder / "variants" / first / "daily"
    daily.rmdir()
    daily.write_text("in the way")
    return Batch(folder), first, whole


def mend_disk(batch: Batch, variant: str) -> None:
    """Take away what was in the way, and no more: the folder that was there is not made anew."""
    (batch.path / "variants" / variant / "daily").unlink()


@pytest.mark.slow
def test_the_printed_command_runs_exactly_the_rows_of_the_failed_task(tmp_path: Path) -> None:
    batch, variant, _ = failing(tmp_path / "batch")
    told: list[Progress] = []
    resume(batch, told.append, executor=SERIAL)
    failures = [progress.failure for progress in told if progress.failure]
    assert [f.rectangles for f in failures] == [
        (Rectangle(variant, 0, 1, 0, 10),),
        (Rectangle(variant, 0, 1, 10, 10),),
    ]
    mend_disk(batch, variant)
    command = shlex.split(failures[1].rerun)
    assert command[:2] == ["taijie", "retry"]
    done = run_forked([TAIJIE, *command[1:]], cwd=tmp_path)
    assert done.returncode == 1  # ten runs are missing still
    assert "10 runs are missing" in done.stderr
    assert Batch(batch.path).missing() == [Rectangle(variant, 0, 1, 0, 10)]


@pytest.mark.slow
def test_retry_computes_only_what_failed(tmp_path: Path) -> None:
    batch, variant, whole = failing(tmp_path / "batch")
    resume(batch, lambda _: None, executor=SERIAL)
    mend_disk(batch, variant)
    other = batch.manifest.variants[1].hash
    lost = next(batch.path.glob(f"variants/{other}/outcomes/part-*"))
    lost.unlink()  # missing, but it did not fail
    before = part_bytes(batch)
    again = retry(Batch(batch.path), lambda _: None, executor=SERIAL)
    assert {r.variant for r in again.missing()} == {other}
    assert {name: part_bytes(again)[name] for name in before} == before
    assert again.failures() == []
    assert rows(resume(again, lambda _: None, executor=SERIAL)) == whole


@pytest.mark.parametrize("gone", KINDS)
def test_a_folder_of_parts_that_was_removed_is_made_again(gone: str, tmp_path: Path) -> None:
    rectangle = Rectangle("a" * 64, 0, 1, 0, 5)
    paths = Layout(tmp_path).list_part_paths(rectangle)
    for path in paths:
        if path.parent.name != gone:
            path.parent.mkdir(parents=True)
    write_part(tmp_path, rectangle, b"days", b"rows")
    assert [path.read_bytes() for path in paths] == [b"days", b"rows"]


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    rectangle = Rectangle("a" * 64, 0, 1, 0, 5)
    daily = Layout(tmp_path).list_part_paths(rectangle)[0].parent
    daily.parent.mkdir(parents=True)
    daily.write_text("in the way")
    with pytest.raises(OSError, match="exists") as raised:
        write_part(tmp_path, rectangle, b"days", b"rows")
    assert describe_error(raised.value) == f"{daily}: File exists"


def test_rows_are_read_as_they_are_written(tmp_path: Path) -> None:
    manifest = make_batch(tmp_path / "batch", runs=20).manifest
    variant = manifest.variants[2]
    for rectangle in (
        Rectangle(variant.hash, 0, 1, 3, 1),
        Rectangle(variant.hash, 0, 1, 5, 15),
    ):
        assert parse_rows(manifest, [format_rows(rectangle)]) == [rectangle]
    assert parse_rows(manifest, [f"{variant.name}:0-4"]) == [Rectangle(variant.hash, 0, 1, 0, 5)]
    assert format_rows(Rectangle("a" * 64, 8, 2, 0, 100)) == f"{'a' * 12}@8-9:0-99"


@pytest.mark.parametrize("text", ["", "us.insulation=0.1", "us.insulation=0.1:20", "x:0-4",
                                  "us.insulation=0.1:5-4", "us.insulation=0.1@1:0"])  # fmt: skip
def test_rows_the_batch_has_not_are_refused(text: str, manifest_of_20: Batch) -> None:
    with pytest.raises(WrongInput):
        parse_rows(manifest_of_20.manifest, [text])


@pytest.fixture(scope="module")
def manifest_of_20(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make_batch(tmp_path_factory.mktemp("rows") / "batch", runs=20)


def test_only_missing_rows_that_were_chosen_are_common() -> None:
    missing = [Rectangle("a", 0, 4, 0, 10), Rectangle("b", 0, 1, 0, 5)]
    chosen = [Rectangle("a", 1, 1, 2, 20), Rectangle("a", 2, 9, 8, 4)]
    found = intersect_rectangles(missing, chosen)
    cells = {
        (r.variant, p, n)
        for r in found
        for p in range(r.first_point, r.end_point)
        for n in range(r.first_replication, r.end_replication)
    }
    assert cells == {("a", 1, n) for n in range(2, 10)} | {
        ("a", p, n) for p in (2, 3) for n in (8, 9)
    }
    assert sum(r.lanes for r in found) == len(cells)


@pytest.mark.slow
def test_a_full_disk_is_told_by_its_file_and_ends_the_launch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make_batch(tmp_path / "batch", runs=10)
    whole = rows(make_batch(tmp_path / "whole", runs=30, lanes=5))

    def full(path: Path, _: bytes) -> None:
        if path.name.startswith("part-"):
            raise OSError(errno.ENOSPC, "No space left on device", str(path))

    told: list[Progress] = []
    with monkeypatch.context() as broken:
        broken.setattr("runs.archive.parts.write_atomically", full)
        with pytest.raises(CannotContinueError, match=r"nothing more can be written: .*No space"):
            resume(batch, told.append, executor=ExecutorSettings(name="serial", lanes=5), runs=30)
    assert len([p for p in told if p.failure]) == 1  # no other task is begun
    assert rows(resume(Batch(batch.path), lambda _: None, executor=SERIAL)) == whole


def test_an_error_of_the_system_is_a_sentence_without_a_traceback(tmp_path: Path) -> None:
    error = OSError(errno.EROFS, "Read-only file system", "parts/one")
    task = Task(batch=tmp_path / "b", engine="e", seed=0, pieces=())
    failure = make_failure(TaskResult(task, error=error, traceback="Traceback ..."))
    assert failure.error == "parts/one: Read-only file system"
    assert failure.is_plain
    assert would_fail_every_task(error)
    assert not would_fail_every_task(ValueError("of its own"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("of its own"), "ValueError: of its own"),
        (ValueError("of two\n  lines\n"), "ValueError: of two lines"),
        (AssertionError(), "AssertionError"),
    ],
)
def test_an_error_is_one_line(error: Exception, said: str) -> None:
    assert describe_error(error) == said
