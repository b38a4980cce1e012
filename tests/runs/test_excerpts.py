"""The excerpt is the rows that the parts hold, for as long as the parts are what they were."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runs import excerpts, parts
from runs.archive import Batch
from runs.compacting import compact
from runs.launching import resume
from runs.plan import Executor
from runs.writer import BatchWriter
from tests.runs.batches import made, silently

SHORT = ("horizon=5", "us.insulation=0.1,0.2,0.3")
COLUMNS = ["first_mover_true", "duration", "face_us_us_end"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """Three variants in four parts each, with an excerpt."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(excerpts, "PARTS", 4)
        return made(tmp_path_factory.mktemp("e") / "batch", runs=20, lanes=5, overrides=SHORT)


@pytest.fixture
def batch(kept: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """A copy of it, with the times of its files."""
    monkeypatch.setattr(excerpts, "PARTS", 4)
    return Batch(Path(shutil.copytree(kept.path, tmp_path / "batch")))


def opened(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Count the parts opened from now on."""
    paths: list[Path] = []
    own = parts.read

    def read(wanted: list[Path], *how: Any) -> Any:
        paths.extend(wanted)
        return own(wanted, *how)

    monkeypatch.setattr(parts, "read", read)
    return lambda: len(paths)


def test_columns_come_from_the_excerpt_as_from_the_parts(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = opened(batch, monkeypatch)
    quick = batch.table(columns=COLUMNS)
    assert count() == 0
    batch.layout.excerpt.unlink()
    assert quick.equals(batch.table(columns=COLUMNS), check_metadata=True)
    assert count() == 12
    assert len(quick) == 60


@pytest.mark.parametrize("change", ["gone", "touched", "grown", "damaged excerpt"])
def test_an_excerpt_of_other_parts_is_not_read(
    batch: Batch, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    part = batch.layout.parts(batch.believed(batch.manifest.variants[1])[0])[-1]
    kept = batch.layout.excerpt.read_bytes()
    if change == "gone":
        part.unlink()
    elif change == "touched":
        shutil.copy(part, part.with_suffix(".copy"))
        part.with_suffix(".copy").replace(part)
    elif change == "grown":
        resume(batch, silently, runs=25, executor=Executor(name="serial"))
        batch.layout.excerpt.write_bytes(kept)
    else:
        batch.layout.excerpt.write_bytes(kept[:-9])
    count, now = opened(batch, monkeypatch), Batch(batch.path)
    assert len(now.table(columns=COLUMNS)) == {"gone": 55, "grown": 75}.get(change, 60)
    assert count() > 0


def test_a_batch_that_grows_has_an_excerpt_of_all_its_rows(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown = resume(batch, silently, runs=25, executor=Executor(name="serial"))
    count = opened(grown, monkeypatch)
    assert len(grown.table(columns=COLUMNS)) == 75
    assert count() == 0


def test_of_many_rows_columns_without_fractions_are_kept(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excerpts, "ALL_COLUMNS", 59)
    with BatchWriter.open(batch.path) as writer:
        writer.summarise()
    count = opened(batch, monkeypatch)
    batch.table(columns=["first_mover_true"])
    assert count() == 0
    assert batch.table(columns=COLUMNS).column_names[-1] == "face_us_us_end"
    assert count() == 12


def test_a_compacted_batch_needs_none(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    before = batch.table(columns=COLUMNS)
    assert compact(batch) == (12, 3)
    assert not batch.layout.excerpt.exists()
    assert Batch(batch.path).table(columns=COLUMNS).equals(before)
