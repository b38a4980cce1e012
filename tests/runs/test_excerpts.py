"""The excerpt is the rows that the parts hold, for as long as the parts are what they were."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runs.archive import excerpt, parts
from runs.archive.batch import Batch
from runs.archive.compact import compact_batch
from runs.archive.writer import BatchWriter
from runs.execute.launch import resume
from runs.plan.executor_settings import ExecutorSettings
from tests.runs.batches import make_batch, silently

SHORT = ("horizon=5", "us.insulation=0.1,0.2,0.3")
COLUMNS = ["first_mover_true", "duration", "face_us_us_end"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """Three variants in four parts each, with an excerpt."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(excerpt, "PARTS", 4)
        return make_batch(tmp_path_factory.mktemp("e") / "batch", runs=20, lanes=5, overrides=SHORT)


@pytest.fixture
def batch(kept: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """A copy of it, with the times of its files."""
    monkeypatch.setattr(excerpt, "PARTS", 4)
    return Batch(Path(shutil.copytree(kept.path, tmp_path / "batch")))


def count_parts_opened(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Count the parts opened from now on."""
    paths: list[Path] = []
    own = parts.read_parts

    def read(wanted: list[Path], *how: Any) -> Any:
        paths.extend(wanted)
        return own(wanted, *how)

    monkeypatch.setattr(parts, "read_parts", read)
    return lambda: len(paths)


def test_columns_come_from_the_excerpt_as_from_the_parts(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = count_parts_opened(batch, monkeypatch)
    quick = batch.table(columns=COLUMNS)
    assert count() == 0
    batch.layout.excerpt.unlink()
    assert quick.equals(batch.table(columns=COLUMNS), check_metadata=True)
    assert count() == 12
    assert len(quick) == 60


@pytest.mark.slow
@pytest.mark.parametrize("change", ["gone", "touched", "grown", "damaged excerpt"])
def test_an_excerpt_of_other_parts_is_not_read(
    batch: Batch, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    part = batch.layout.list_part_paths(batch.list_valid_rectangles(batch.manifest.variants[1])[0])[
        -1
    ]
    kept = batch.layout.excerpt.read_bytes()
    if change == "gone":
        part.unlink()
    elif change == "touched":
        shutil.copy(part, part.with_suffix(".copy"))
        part.with_suffix(".copy").replace(part)
    elif change == "grown":
        resume(batch, silently, runs=25, executor=ExecutorSettings(name="serial"))
        batch.layout.excerpt.write_bytes(kept)
    else:
        batch.layout.excerpt.write_bytes(kept[:-9])
    count, now = count_parts_opened(batch, monkeypatch), Batch(batch.path)
    assert len(now.table(columns=COLUMNS)) == {"gone": 55, "grown": 75}.get(change, 60)
    assert count() > 0


@pytest.mark.slow
def test_a_batch_that_grows_has_an_excerpt_of_all_its_rows(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown = resume(batch, silently, runs=25, executor=ExecutorSettings(name="serial"))
    count = count_parts_opened(grown, monkeypatch)
    assert len(grown.table(columns=COLUMNS)) == 75
    assert count() == 0


def test_of_many_rows_columns_without_fractions_are_kept(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excerpt, "ALL_COLUMNS", 59)
    with BatchWriter.open(batch.path) as writer:
        writer.summarise()
    count = count_parts_opened(batch, monkeypatch)
    batch.table(columns=["first_mover_true"])
    assert count() == 0
    assert batch.table(columns=COLUMNS).column_names[-1] == "face_us_us_end"
    assert count() == 12


def test_a_compacted_batch_needs_none(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    before = batch.table(columns=COLUMNS)
    assert compact_batch(batch) == (12, 3)
    assert not batch.layout.excerpt.exists()
    assert Batch(batch.path).table(columns=COLUMNS).equals(before)
