"""The summary of a design counts by random world too, and holds what its rows give."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from runs.analysis.comparison import overview
from runs.analysis.estimates.tallies import tally_outcomes
from runs.analysis.waiting import durations
from runs.archive import excerpt, world_columns
from runs.archive.batch import Batch
from runs.execute.launch import resume
from runs.plan.executor_settings import ExecutorSettings
from tests.runs.batches import make_batch, silently

CUBE = (
    *("design=latin_hypercube", "design.points=4", "us.insulation=[0.1,0.9]"),
    *("leader@us=honor,hierarchy", "horizon=30"),
)
SERIAL = ExecutorSettings(name="serial", lanes=40)


@pytest.fixture(scope="module")
def cube(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make_batch(tmp_path_factory.mktemp("cubes") / "cube", overrides=CUBE, runs=10, lanes=20)


@pytest.fixture
def copy(cube: Batch, tmp_path: Path) -> Batch:
    """The batch again, its summary still believed."""
    shutil.copytree(cube.path, tmp_path / "copy", copy_function=shutil.copy2)
    return Batch(tmp_path / "copy")


def check_counts(batch: Batch) -> None:
    """Check that what is counted gives the pooled figures of the rows, variant by variant."""
    counted = Batch(batch.path).tallies()
    assert counted is not None
    assert counted.worlds is not None
    rows = tally_outcomes(batch.outcomes())
    pd.testing.assert_frame_equal(
        overview.summarise_variants(counted), overview.summarise_variants(rows), rtol=1e-9
    )
    for own in (counted.select_variants([1]), counted.select_variants([1, 0]).select_variants([0])):
        alone = tally_outcomes(batch.outcomes(rows.names[1]))
        pd.testing.assert_frame_equal(durations.compute_rmst(own), durations.compute_rmst(alone))
        one, other = overview.summarise_variants(own), overview.summarise_variants(alone)
        pd.testing.assert_frame_equal(one, other, rtol=1e-9)


def test_what_is_kept_of_a_design_gives_the_pooled_figures_of_its_rows(cube: Batch) -> None:
    assert len(list(cube.path.glob("variants/*/outcomes/part-*"))) == 4
    kept = Batch(cube.path)._summary.tallies
    assert kept is not None
    assert kept.worlds is not None
    assert len(kept.worlds.places) == 2 * 10
    check_counts(cube)


def test_a_design_that_grows_is_counted_on(copy: Batch) -> None:
    grown = resume(copy, silently, executor=SERIAL, runs=14)
    kept = Batch(grown.path)._summary.tallies
    assert kept is not None
    assert kept.worlds is not None
    assert len(kept.worlds.places) == 2 * 14
    check_counts(grown)


def test_a_design_of_many_parts_is_counted_as_its_excerpt_is_made(
    copy: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excerpt, "PARTS", 1)
    grown = resume(copy, silently, executor=SERIAL, runs=12)
    assert grown.layout.excerpt.is_file()
    check_counts(grown)


def test_a_summary_that_did_not_count_by_world_is_counted_anew(copy: Batch) -> None:
    table = pq.read_table(copy.layout.summary)
    names = [name for name in table.column_names if world_columns.WORLD not in name]
    assert len(names) < len(table.column_names)
    pq.write_table(table.select(names), copy.layout.summary, write_page_checksum=True)
    known = Batch(copy.path)._summary.tallies
    assert known is not None
    assert known.worlds is None
    check_counts(copy)


def test_a_batch_without_a_design_keeps_no_worlds(tmp_path: Path) -> None:
    plain = make_batch(tmp_path / "plain", overrides=("horizon=30",), runs=5)
    table = pq.read_table(plain.layout.summary)
    assert not [name for name in table.column_names if world_columns.WORLD in name]
    counted = plain.tallies()
    assert counted is not None
    assert counted.worlds is None
