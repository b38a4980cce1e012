"""Compacting changes how many parts there are, and nothing else, wherever it is killed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from runs.archive import parts
from runs.archive.batch import Batch
from runs.archive.batch_rows import ATTEMPTS, read_with_retries
from runs.archive.compact import compact_batch, group_rectangles
from runs.archive.writer import BatchWriter
from runs.errors import WrongInput
from runs.execute.launch import resume
from runs.plan.executor_settings import ExecutorSettings
from runs.rectangles import Rectangle, drop_overlaps, subtract_rectangles
from tests.runs.batches import canonical_bytes, make_batch, part_bytes, rows, silently

RUNS = 12
TWO = ("horizon=5", "us.insulation=0.1,0.2")


class KilledError(BaseException):
    """Nothing that the code could catch by accident."""


@pytest.fixture(scope="module")
def scattered(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """Two variants in three parts each."""
    batch = make_batch(tmp_path_factory.mktemp("c") / "batch", runs=RUNS, lanes=4, overrides=TWO)
    assert len(part_bytes(batch)) == 2 * 2 * 3
    return batch


def copy_batch(batch: Batch, folder: Path) -> Batch:
    return Batch(Path(shutil.copytree(batch.path, folder)))


def everything(batch: Batch) -> tuple[bytes, bytes]:
    """Return the bytes of both tables, as a reader gets them."""
    daily = batch.daily()
    counts = b"".join(row.tobytes() for row in daily["counts"])
    keys = daily.drop(columns="counts").to_csv(index=False).encode()
    return canonical_bytes(batch.table()), keys + counts


@pytest.mark.slow
def test_a_compacted_part_is_the_one_a_single_task_would_have_written(
    scattered: Batch, tmp_path: Path
) -> None:
    batch = copy_batch(scattered, tmp_path / "batch")
    assert compact_batch(batch) == (6, 2)
    single = make_batch(tmp_path / "single", runs=RUNS, overrides=TWO)
    assert part_bytes(batch) == part_bytes(single)
    assert everything(Batch(batch.path)) == everything(scattered)
    assert compact_batch(batch) == (2, 2)


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_nothing_and_doubles_nothing(
    scattered: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, moment, ended = everything(scattered), 0, False
    while not ended:
        batch = copy_batch(scattered, tmp_path / str(moment))
        left = [moment]

        def count_calls(own: object, left: list[int] = left) -> object:
            def call(*words: object, **named: object) -> object:
                if left[0] == 0:
                    raise KilledError
                left[0] -= 1
                return own(*words, **named)  # type: ignore[operator]

            return call

        with monkeypatch.context() as watched:
            watched.setattr(Path, "unlink", count_calls(Path.unlink))
            watched.setattr(Path, "replace", count_calls(Path.replace))
            try:
                compact_batch(batch)
                ended = True
            except KilledError:
                pass
        after = Batch(batch.path)
        assert after.missing() == [], f"killed at operation {moment}"
        assert everything(after) == wanted, f"killed at operation {moment}"
        compact_batch(after)
        assert everything(Batch(batch.path)) == wanted
        assert len(part_bytes(after)) == 4
        moment += 1
    assert moment > 10


@pytest.mark.slow
def test_a_compacted_batch_grows_and_a_damaged_part_is_computed_again(
    scattered: Batch, tmp_path: Path
) -> None:
    batch = copy_batch(scattered, tmp_path / "batch")
    compact_batch(batch)
    part = next(batch.path.glob("variants/*/outcomes/part-*"))
    part.write_bytes(part.read_bytes()[:-50])
    serial = ExecutorSettings(name="serial", lanes=5)
    more = resume(Batch(batch.path), silently, executor=serial, runs=RUNS + 6)
    assert rows(more) == rows(make_batch(tmp_path / "more", runs=RUNS + 6, overrides=TWO))


def test_a_batch_at_work_is_not_compacted(scattered: Batch, tmp_path: Path) -> None:
    batch = copy_batch(scattered, tmp_path / "batch")
    with BatchWriter.open(batch.path), pytest.raises(WrongInput, match="another launch"):
        compact_batch(batch)
    assert part_bytes(batch) == part_bytes(scattered)


def test_neighbours_are_joined_along_replications_then_along_points() -> None:
    cells = [Rectangle("v", p, 2, r, 4) for p in (0, 2, 4) for r in (0, 4)]
    (group,) = group_rectangles(cells, max_rows=1000)
    assert group.whole == Rectangle("v", 0, 6, 0, 8)
    assert sorted(group.parts) == sorted(cells)
    assert [g.whole for g in group_rectangles(cells, max_rows=16)] == [
        Rectangle("v", p, 2, 0, 8) for p in (0, 2, 4)
    ]
    apart = [Rectangle("v", 0, 1, 0, 4), Rectangle("v", 0, 1, 5, 4), Rectangle("v", 2, 1, 0, 4)]
    assert sorted(g.whole for g in group_rectangles(apart, max_rows=1000)) == sorted(apart)


def test_of_parts_that_begin_together_the_merged_one_is_believed() -> None:
    small = [Rectangle("v", 0, 1, r, 4) for r in (0, 4, 8)]
    merged = Rectangle("v", 0, 1, 0, 12)
    for left in (small, small[1:], small[2:], []):
        assert drop_overlaps([*left, merged]) == [merged]
    assert list(subtract_rectangles([merged], drop_overlaps(small))) == []


def test_a_reader_whose_parts_are_merged_meanwhile_reads_again(
    scattered: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    untouched = everything(scattered)
    own = parts.read_parts
    for k, asked in enumerate((Batch.table, Batch.daily, Batch.tallies)):
        reader, merged = copy_batch(scattered, tmp_path / str(k)), []
        reader.layout.summary.unlink()  # so that tallies open parts too

        def read(*how: Any, path: Path = reader.path, done: list[int] = merged) -> Any:
            if not done:
                done.append(1)  # after the reader made its index and before it opens a part
                compact_batch(Batch(path))
            return own(*how)

        monkeypatch.setattr(parts, "read_parts", read)
        asked(reader)
        assert merged, asked
        assert everything(reader) == untouched


def test_a_part_that_stays_away_is_told(scattered: Batch, tmp_path: Path) -> None:
    def read() -> None:
        asked.append(1)
        raise FileNotFoundError(tmp_path)

    asked: list[int] = []
    with pytest.raises(FileNotFoundError):
        read_with_retries(read)
    assert len(asked) == ATTEMPTS
