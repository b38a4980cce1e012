"""Parts: what is in them is what the dictionary says, and half of one is none."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from model.outcomes import BINS
from runs.archive import parts, tables
from runs.rectangles import Rectangle
from tests.dyads import COLUMNS, DAILY, PRESET

HERE = Rectangle("ab" * 32, 2, 2, 10, 5)
ENGINE = "e" * 64


def outcomes(lanes: int = 10) -> dict[str, np.ndarray]:
    """Return made-up values of every column: this suite is about bytes, not about the model."""
    values: dict[str, np.ndarray] = {}
    for number, column in enumerate(COLUMNS):
        ramp = np.arange(lanes) + number
        if column.dtype == "category" and not column.categories:
            values[column.name] = np.array(["ask_private", None] * (lanes // 2), dtype=object)
        elif column.dtype == "category":
            values[column.name] = (ramp % len(column.categories or ())).astype(np.int64)
        else:
            values[column.name] = (ramp % 3).astype(column.dtype)
    return values


def table(**changes: np.ndarray) -> object:
    return tables.make_outcome_table(PRESET, HERE, 7, {**outcomes(), **changes})


def write(path: Path) -> bytes:
    data = parts.serialise_part(table(), HERE, ENGINE)
    parts.write_atomically(path, data)
    return data


def test_the_schema_is_the_column_dictionary() -> None:
    schema = tables.make_outcome_schema(PRESET)
    assert schema.names == [*tables.KEYS, *(column.name for column in COLUMNS)]
    kinds = {"float64": "double", "int32": "int32", "bool": "bool", "category": "string"}
    for column in COLUMNS:
        field = schema.field(column.name)
        assert str(field.type) == kinds[column.dtype]
        assert field.metadata == {
            b"unit": column.unit.encode(),
            b"meaning": column.meaning.encode(),
        }


def test_a_file_gives_back_the_dictionary_and_the_rows(tmp_path: Path) -> None:
    write(tmp_path / "part")
    read = pq.read_table(tmp_path / "part")
    assert read.schema.remove_metadata() == tables.make_outcome_schema(PRESET).remove_metadata()
    assert read.schema.field("duration").metadata[b"unit"] == b"days"
    assert read.equals(table())
    assert read["point"].to_pylist() == [2] * 5 + [3] * 5
    assert read["replication"].to_pylist() == [10, 11, 12, 13, 14] * 2
    assert set(read["seed"].to_pylist()) == {7}


def test_what_is_missing_is_null_and_nothing_else_is() -> None:
    days = np.array([-1.0, 3.0] * 5)
    rows = table(first_ask_day=days, first_mover_true=np.array([0, 4] * 5))
    assert rows["first_ask_day"].to_pylist() == [None, 3.0] * 5  # type: ignore[index]
    assert rows["first_mover_true"].to_pylist() == ["us", "nobody"] * 5  # type: ignore[index]
    assert rows["channel"].to_pylist() == ["ask_private", None] * 5  # type: ignore[index]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_no_number_names_column_and_run(bad: float) -> None:
    values = np.ones(10)
    values[7] = bad
    with pytest.raises(tables.NotFiniteError) as refusal:
        table(tension_end=values)
    said = str(refusal.value)
    assert "tension_end" in said
    assert HERE.variant in said
    assert "point 3, replication 12 (1 of 10 runs)" in said


def test_a_column_the_engine_forgot_is_named() -> None:
    values = outcomes()
    del values["duration"]
    with pytest.raises(KeyError, match="duration"):
        tables.make_outcome_table(PRESET, HERE, 7, values)


def test_equal_rows_have_equal_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "one") == write(tmp_path / "other")


def test_daily_rows_are_one_a_variable_and_day() -> None:
    counts = np.arange(len(DAILY) * 3 * (BINS + 2), dtype=np.int32).reshape(len(DAILY), 3, -1)
    rows = tables.make_daily_table(PRESET, counts)
    assert rows["variable"].to_pylist() == [v.name for v in DAILY for _ in range(3)]
    assert rows["day"].to_pylist() == [1, 2, 3] * len(DAILY)
    assert rows["counts"][4].as_py() == counts[1, 1].tolist()
    with pytest.raises(ValueError, match="daily counts of shape"):
        tables.make_daily_table(PRESET, counts[:, :, 1:])


def test_a_whole_part_is_believed(tmp_path: Path) -> None:
    write(tmp_path / "part")
    parts.check_part(tmp_path / "part", HERE, 10, ENGINE)
    assert parts.is_valid_part(tmp_path / "part", HERE, 10, ENGINE)


def test_a_part_truncated_anywhere_is_not_believed(tmp_path: Path) -> None:
    data = write(tmp_path / "part")
    for length in [0, 1, 4, 8, *range(12, len(data), 997), len(data) - 1]:
        (tmp_path / "part").write_bytes(data[:length])
        assert not parts.is_valid_part(tmp_path / "part", HERE, 10, ENGINE)


def test_a_part_of_other_rows_or_another_engine_is_not_believed(tmp_path: Path) -> None:
    write(tmp_path / "part")
    elsewhere = Rectangle(HERE.variant, 2, 2, 11, 5)
    for rectangle, rows, engine in [
        (elsewhere, 10, ENGINE),
        (HERE, 9, ENGINE),
        (HERE, 10, "f" * 64),
    ]:
        with pytest.raises(parts.InvalidPartError):
            parts.check_part(tmp_path / "part", rectangle, rows, engine)


def test_a_foreign_parquet_file_is_not_believed(tmp_path: Path) -> None:
    pq.write_table(table(), tmp_path / "part")
    assert not parts.is_valid_part(tmp_path / "part", HERE, 10, ENGINE)


def test_keys_that_are_not_the_rectangles_are_not_believed(tmp_path: Path) -> None:
    shifted = Rectangle(HERE.variant, 2, 2, 11, 5)
    rows = tables.make_outcome_table(PRESET, shifted, 7, outcomes())
    parts.write_atomically(tmp_path / "part", parts.serialise_part(rows, HERE, ENGINE))
    with pytest.raises(parts.InvalidPartError, match="replication runs over"):
        parts.check_part(tmp_path / "part", HERE, 10, ENGINE)


def test_damage_inside_a_part_is_found_when_it_is_read(tmp_path: Path) -> None:
    data = bytearray(write(tmp_path / "part"))
    index = tables.make_outcome_schema(PRESET).get_field_index("duration")
    metadata = pq.read_metadata(tmp_path / "part").row_group(0).column(index)
    middle = metadata.data_page_offset + metadata.total_compressed_size - 3
    data[middle] ^= 0xFF
    (tmp_path / "part").write_bytes(data)
    with pytest.raises(parts.DamagedPartError, match=r"(?i)crc.*Take it away"):
        parts.read_parts([tmp_path / "part"], tables.make_outcome_schema(PRESET), ["duration"])


def test_a_failed_write_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        parts.write_atomically(tmp_path / "part", b"half")
    assert list(tmp_path.iterdir()) == []
