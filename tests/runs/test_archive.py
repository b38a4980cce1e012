"""The archive as it is read: tables, frames, names."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from model.outcomes import BINS
from runs.archive import catalogue
from runs.archive.batch import Archive, Batch
from runs.archive.config_file import dump_yaml, load_yaml
from runs.archive.writer import BatchWriter
from runs.errors import WrongInput
from runs.paths import HOME
from runs.plan.planner import Planner
from tests.clock import measure_cost
from tests.dyads import COLUMNS, DAILY
from tests.runs.batches import make_batch


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make_batch(tmp_path_factory.mktemp("archive") / "batch", runs=20, lanes=8)


def test_a_frame_has_keys_names_and_every_column_in_order(batch: Batch) -> None:
    frame = batch.outcomes()
    keys = ["variant", "point", "replication", "seed", "variant_name"]
    assert list(frame.columns) == keys + [column.name for column in COLUMNS]
    assert list(frame["variant_name"].cat.categories) == [v.name for v in batch.manifest.variants]
    assert frame["variant_name"].tolist() == [
        v.name for v in batch.manifest.variants for _ in range(20)
    ]
    assert frame["replication"].tolist() == list(range(20)) * 3
    for column in COLUMNS:
        if column.categories:
            assert tuple(frame[column.name].cat.categories) == column.categories
    assert frame["duration"].between(1, 30).all()
    assert frame["channel"].isna().equals(~frame["event_observed"])


def test_columns_and_variants_can_be_picked(batch: Batch) -> None:
    second = batch.manifest.variants[1]
    frame = batch.outcomes(second.hash[:8], ["duration", "first_mover_true"])
    assert list(frame.columns)[-2:] == ["duration", "first_mover_true"]
    assert len(frame.columns) == 7
    assert set(frame["variant"]) == {second.hash}
    full = batch.outcomes()
    assert frame["duration"].tolist() == full[full["variant"] == second.hash]["duration"].tolist()


def test_daily_rows_count_every_run_on_every_day(batch: Batch) -> None:
    frame = batch.daily()
    assert list(frame.columns) == ["variant", "variant_name", "variable", "day", "counts"]
    assert len(frame) == 3 * len(DAILY) * 30
    assert {len(counts) for counts in frame["counts"]} == {BINS + 2}
    assert {int(np.sum(counts)) for counts in frame["counts"]} == {20}


def test_parts_are_read_by_duckdb_without_loading(batch: Batch) -> None:
    files = str(batch.path / "variants/*/outcomes/part-*.parquet")
    query = f"select count(*), min(duration), max(replication) from '{files}'"
    frame = batch.outcomes()
    assert duckdb.execute(query).fetchall() == [(60, frame["duration"].min(), 19)]


def test_a_variant_is_found_by_name_hash_and_its_beginning(batch: Batch) -> None:
    first = batch.manifest.variants[0]
    assert {
        batch.manifest.find_variant(n).hash for n in (first.name, first.hash, first.hash[:6])
    } == {first.hash}
    with pytest.raises(WrongInput, match="no variants us"):
        batch.manifest.find_variant("us.insulatoin=0.1")


@pytest.mark.slow
def test_a_configuration_comes_back_as_it_was_hashed(batch: Batch) -> None:
    for variant in batch.manifest.variants:
        assert batch.configuration(variant.hash).model_dump(mode="json") == batch.config(
            variant.name
        )


def test_every_configuration_survives_its_file() -> None:
    (variant,) = Planner().plan([], multirun=False).variants
    plain = variant.config.model_dump(mode="json")
    assert load_yaml(dump_yaml(plain)) == plain
    odd = {"no": 1e-05, "a b": "no", "n": None, "x": [1e22, 0.1, {"y": -1e-300}], "": {}, "e": [],
           "ß": "台阶: # ' \" \\ \n", "d": "2025-04-02", "t": True, "i": 3, "f": 3.0}  # fmt: skip
    assert load_yaml(dump_yaml(odd)) == odd
    assert repr(load_yaml(dump_yaml(odd))["x"]) == repr(odd["x"])


def test_a_batch_is_opened_by_the_beginning_of_its_name(batch: Batch) -> None:
    archive = Archive(batch.path.parent)
    assert archive.open("bat").path == batch.path
    for name in ("../archive", "bta", "", "."):
        with pytest.raises(WrongInput):
            archive.open(name)


def test_a_batch_that_has_not_changed_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make_batch(tmp_path / "batch", runs=2)
    archive, read = Archive(tmp_path), []
    own = catalogue._read_fields

    def read_fields(manifest: Path) -> dict[str, Any]:
        read.append(manifest.name)
        return own(manifest)

    monkeypatch.setattr(catalogue, "_read_fields", read_fields)
    first = archive.batches()
    assert read == ["manifest.json"]
    with BatchWriter.open(batch.path) as writer:
        assert [one.running for one in archive.batches()] == [True]
        assert read == ["manifest.json"]
        writer.change_manifest(runs=5)
        assert [one.runs for one in archive.batches()] == [5]
        writer.log_event("launched", done=1, left=14)
        assert [one.done for one in archive.batches()] == [1]
    assert read == ["manifest.json"] * 3
    assert [one.running for one in archive.batches()] == [first[0].running] == [False]


def test_the_newest_is_first_also_of_one_second_and_of_another_time_zone(
    batch: Batch, tmp_path: Path
) -> None:
    times = {
        "b": "2025-06-05T09:00:00.120+00:00",
        "a": "2025-06-05T09:00:00.340+00:00",
        "d": "2025-06-05T10:59:00+02:00",
        "c": "2025-06-05T08:00:01-04:00",
    }
    said = json.loads((batch.path / "manifest.json").read_text())
    for name, created in times.items():
        (tmp_path / name).mkdir()
        shutil.copy(batch.path / "status.jsonl", tmp_path / name)
        text = json.dumps({**said, "name": name, "created": created})
        (tmp_path / name / "manifest.json").write_text(text)
    assert [one.name for one in Archive(tmp_path).batches()] == ["c", "a", "b", "d"]
    assert re.search(r":\d\d\.\d{3}[+-]\d\d:\d\d$", batch.manifest.created)


def test_folders_that_are_no_batches_are_left_alone(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "stranger").mkdir()
    (tmp_path / "stranger" / "manifest.json").write_text(json.dumps({"theirs": 1}))
    (tmp_path / "empty").mkdir()
    assert Archive(tmp_path).batches() == []
    assert Archive(tmp_path / "nowhere").batches() == []


def test_no_row_yet_is_an_empty_frame_with_all_columns(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "batch", runs=1)
    for part in batch.path.glob("variants/*/*/part-*"):
        part.unlink()
    frame = Batch(batch.path).outcomes()
    assert len(frame) == 0
    assert isinstance(frame["first_mover_true"].dtype, pd.CategoricalDtype)


def test_listing_loads_no_table_library(batch: Batch) -> None:
    code = (
        "import sys; from pathlib import Path; from runs.archive.batch import Archive; "
        f"print(len(Archive(Path({str(batch.path.parent)!r})).batches())); "
        "print([m for m in ('pyarrow', 'pandas', 'numpy', 'dask', 'mesa') if m in sys.modules])"
    )
    with measure_cost(by_children=True) as cost:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=HOME, capture_output=True, text=True, check=True
        )
    assert done.stdout.split("\n")[:2] == ["1", "[]"]
    assert cost.seconds < 2
