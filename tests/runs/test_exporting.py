"""Exported tables: the rows of the parts to the last bit, told apart from what reads them here."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from model.outcomes import BINS
from runs.archive.batch import Batch
from runs.archive.export import rows
from runs.archive.export.files import export
from runs.errors import WrongInput
from tests.docs.commands import in_process, taijie
from tests.dyads import COLUMNS, DAILY
from tests.runs.batches import make_batch

SWEEP = ("horizon=30", "us.insulation=0.1,0.25", "leader@us=honor,hierarchy")


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make_batch(
        tmp_path_factory.mktemp("export") / "batch", overrides=SWEEP, runs=20, lanes=8
    )


def read_parts(batch: Batch) -> list[dict[str, object]]:
    """Return the rows as they lie in the parts, read by nothing of ours, in canonical order."""
    files = sorted(batch.path.glob("variants/*/outcomes/part-*.parquet"))
    found = [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]
    place = {variant.hash: i for i, variant in enumerate(batch.manifest.variants)}
    return sorted(found, key=lambda r: (place[r["variant"]], r["point"], r["replication"]))


def cells(file: Path) -> list[dict[str, object]]:
    """Return the exported rows as plain Python values; of CSV, as they can be read from text."""
    if file.suffix == ".parquet":
        return list(pq.ParquetFile(file).read().to_pylist())
    with file.open(newline="") as text:
        return [{k: None if v == "" else v for k, v in row.items()} for row in csv.DictReader(text)]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_an_exported_table_is_the_rows_of_the_parts_to_the_last_bit(
    batch: Batch, tmp_path: Path, form: str
) -> None:
    done = export(batch, tmp_path / f"table.{form}", None)
    found, raw = cells(done.file), read_parts(batch)
    assert (done.rows, done.columns) == (80, len(found[0])) == (len(raw), len(raw[0]) + 4)
    for own, theirs in zip(found, raw, strict=True):
        assert own["batch"] == batch.name
        for name, value in theirs.items():
            cell = own[name]
            if form == "csv" and isinstance(value, bool):
                cell = {"true": True, "false": False}[str(cell)]
            elif form == "csv" and isinstance(value, int | float):
                cell = type(value)(str(cell))
            assert (cell, type(cell)) == (value, type(value)), name


@pytest.mark.slow
def test_what_varies_stands_as_columns_with_the_configured_value(
    batch: Batch, tmp_path: Path
) -> None:
    export(batch, tmp_path / "table.parquet", None)
    found = pq.read_table(tmp_path / "table.parquet")
    schema = found.schema
    assert schema.names[:5] == ["batch", "variant", "variant_name", "us.insulation", "leader@us"]
    assert schema.field("us.insulation").type == pa.float64()
    frame = found.select(schema.names[:5]).to_pandas().drop_duplicates()
    assert len(frame) == 4
    for _, row in frame.iterrows():
        text = (batch.path / "variants" / row["variant"] / "config.yaml").read_text()
        assert yaml.safe_load(text)["us"]["insulation"] == row["us.insulation"]
        assert (
            row["variant_name"]
            == f"us.insulation={row['us.insulation']}, us leader={row['leader@us']}"
        )
        assert batch.manifest.find_variant(row["variant_name"]).hash == row["variant"]


@pytest.mark.slow
def test_a_setting_only_some_variants_name_has_its_configured_value_in_the_others(
    tmp_path: Path,
) -> None:
    overrides = ("experiment=first_call", "horizon=10")
    named = make_batch(tmp_path / "named", overrides=overrides, runs=2)
    export(named, tmp_path / "named.parquet", None)
    frame = pd.read_parquet(tmp_path / "named.parquet").drop_duplicates("variant")
    assert frame["us.face_weight"].tolist() == [1, 1, 0]
    assert frame["us.accounting"].tolist() == ["honor", "hierarchy", "honor"]


def test_units_and_meanings_stand_in_the_file_and_beside_it(batch: Batch, tmp_path: Path) -> None:
    done = export(batch, tmp_path / "table.parquet", None)
    told = json.loads(done.dictionary.read_text())
    schema = pq.read_schema(done.file)
    fields = [(f.name, f.metadata[b"unit"].decode(), f.metadata[b"meaning"].decode())
              for f in schema]  # fmt: skip
    assert [(c["name"], c["unit"], c["meaning"]) for c in told["columns"]] == fields
    known = {name: (unit, meaning) for name, unit, meaning in fields}
    assert all(known[c.name] == (c.unit, c.meaning) for c in COLUMNS)
    assert all(meaning for _, _, meaning in fields)
    assert known["us.insulation"][0] == "share"
    assert (told["rows"], told["runs_wanted"], told["batch"]) == (80, 80, batch.name)
    assert told["engine"] == batch.manifest.engine.digest
    assert schema.metadata[b"taijie_engine"].decode() == told["engine"]
    assert told["commands"] == [["t"]]


def test_daily_histograms_come_as_one_row_a_filled_bin(batch: Batch, tmp_path: Path) -> None:
    export(batch, tmp_path / "daily.csv", None, "daily")
    frame = pd.read_csv(tmp_path / "daily.csv")
    sums = frame.groupby(["variant", "variable", "day"])["runs"].sum()
    assert len(sums) == 4 * len(DAILY) * 30
    assert set(sums) == {20}
    variant = batch.manifest.variants[1].hash
    files = batch.path.glob(f"variants/{variant}/daily/part-*.parquet")
    raw = pd.concat([pd.read_parquet(file) for file in files])
    raw = raw[(raw["variable"] == "tension") & (raw["day"] == 9)]
    counts = np.sum(np.stack(raw["counts"].tolist()), axis=0)
    lows = [np.nan, *np.linspace(0, 2, BINS + 1)]
    own = frame[(frame["variant"] == variant) & (frame["variable"] == "tension")]
    own = own[own["day"] == 9]
    assert own["runs"].tolist() == counts[counts > 0].tolist()
    np.testing.assert_allclose(own["low"], np.array(lows)[counts > 0], rtol=1e-15)
    assert set(own["unit"]) == {"tension"}


def test_the_size_of_the_pieces_changes_nothing(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(batch, tmp_path / "whole.csv", None)
    monkeypatch.setattr(rows, "PIECE", 10)
    _, pieces = rows.stream_outcome_table(batch)
    assert max(piece.num_rows for piece in pieces) < 20
    export(batch, tmp_path / "pieces.csv", None)
    assert (tmp_path / "whole.csv").read_bytes() == (tmp_path / "pieces.csv").read_bytes()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("there.csv", None, "outcomes"), "exists already"),
        (("", None, "outcomes"), "is a folder, and a table is one file"),
        (("new.xls", "xls", "outcomes"), "format xls is not known"),
        (("new.csv", None, "daly"), "what daly is not known"),
        (("new.csv", None, "points"), "without a design"),
        (("no/folder/new.csv", None, "outcomes"), "No such file or directory"),
    ],
)
def test_a_refused_export_leaves_nothing(
    batch: Batch, tmp_path: Path, given: tuple[str, str | None, str], said: str
) -> None:
    (tmp_path / "there.csv").write_text("mine")
    name, form, what = given
    with pytest.raises(WrongInput, match=said):
        export(batch, tmp_path / name, form, what)
    assert [path.name for path in tmp_path.iterdir()] == ["there.csv"]
    assert (tmp_path / "there.csv").read_text() == "mine"


def test_the_current_folder_is_no_file(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (".", "..", "/"):
        with pytest.raises(WrongInput, match=r"is a folder"):
            export(batch, Path(name), None)


def test_a_damaged_part_is_named_and_nothing_half_written_stays(
    batch: Batch, tmp_path: Path
) -> None:
    shutil.copytree(batch.path, tmp_path / "copy")
    part = sorted((tmp_path / "copy").glob("variants/*/outcomes/part-*.parquet"))[-1]
    whole = bytearray(part.read_bytes())
    group = pq.read_metadata(part).row_group(0)
    column = group.column(group.num_columns // 2)
    whole[column.data_page_offset + column.total_compressed_size - 3] ^= 0xFF
    part.write_bytes(whole)
    with pytest.raises(WrongInput, match="damaged"):
        export(Batch(tmp_path / "copy"), tmp_path / "table.csv", None)
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_a_batch_without_a_run_is_not_exported(batch: Batch, tmp_path: Path) -> None:
    shutil.copytree(batch.path, tmp_path / "copy")
    for part in (tmp_path / "copy").glob("variants/*/*/part-*"):
        part.unlink()
    with pytest.raises(WrongInput, match="no run done yet"):
        export(Batch(tmp_path / "copy"), tmp_path / "table.csv", None)
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_the_command_says_how_many_runs_of_the_batch_are_not_in_the_file(
    batch: Batch, tmp_path: Path
) -> None:
    shutil.copytree(batch.path, tmp_path / "copy")
    words = ["export", "copy", "--outputs", str(tmp_path), "-o"]
    assert "not done" not in in_process([*words, "whole.csv"], tmp_path).stderr
    next((tmp_path / "copy").glob("variants/*/outcomes/part-*")).unlink()
    done = in_process([*words, "part.csv"], tmp_path)
    left = int(done.stdout.split(" rows")[0])
    assert f"{80 - left} runs of the batch not done and not in it" in done.stderr


@pytest.mark.slow
def test_the_command_names_the_file_and_another_program_reads_it(
    batch: Batch, tmp_path: Path
) -> None:
    words = ["export", batch.name, "--outputs", str(batch.path.parent)]
    done = taijie(words, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("80 rows")
    query = "select count(*), max(\"us.insulation\") from 'batch.outcomes.parquet'"
    assert duckdb.sql(query.replace("'batch", f"'{tmp_path}/batch")).fetchall() == [(80, 0.25)]
    again = taijie(words, tmp_path)
    assert (again.returncode, "exists already" in again.stderr) == (2, True)
    assert "Traceback" not in again.stderr
