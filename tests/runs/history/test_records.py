"""The record: every table fits its columns, and what does not fit is refused with its place."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from runs.errors import WrongInput
from runs.studies.history import records
from runs.studies.history.reading import (
    FOLDER,
    read_countries,
    read_freezes,
    read_inputs,
    read_table,
)
from tests.architecture.sources import python_files, relative_path

CODEBOOK = (FOLDER / "README.md").read_text(encoding="utf-8")
TABLES: dict[str, tuple[type[records.Record], int]] = {
    "freezes": (records.Freeze, 58),
    "contacts": (records.Contact, 77),
    "series_2025": (records.Fact, 127),
    "countries": (records.Size, 47),
    "names": (records.Name, 47),
    "second_coding": (records.Coding, 15),
}
NEVER_READ = {
    "days_to_envoy_contact", "days_to_leader_contact", "first_mover_best_evidence", "asker_role",
    "leader_contact", "envoy_date", "leader_date", "broker", "ritual_pretext", "unlocked_by",
    "deniable_signals", "new_leader_in_between", "disputed", "readouts_and_claims",
    "censored_after_days",
}  # fmt: skip


def read_cells(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_fits_its_columns_and_has_its_rows(name: str) -> None:
    kind, count = TABLES[name]
    rows = read_table(FOLDER / f"{name}.csv", kind)
    assert len(rows) == count
    assert set(read_cells(name)[0]) == set(kind.model_fields)
    first = "id" if "id" in kind.model_fields else "code"
    assert max(Counter(getattr(row, first) for row in rows).values()) == 1


@pytest.mark.parametrize("name", TABLES)
def test_the_codebook_tells_every_column_and_the_number_of_rows(name: str) -> None:
    kind, count = TABLES[name]
    assert f"| `{name}.csv` | {count} |" in CODEBOOK
    assert [column for column in kind.model_fields if f"`{column}`" not in CODEBOOK] == []


def test_inputs_and_outcomes_are_apart_and_the_codebook_says_which_is_which() -> None:
    assert set(records.OUTCOMES) == NEVER_READ
    assert len({*records.INPUTS, *records.OUTCOMES, *records.DESCRIPTIONS}) == 28
    found = re.findall(r"^\| (`.+?`) \| (input|outcome|label) \|", CODEBOOK, re.MULTILINE)
    told = {name: kind for names, kind in found for name in re.findall(r"`(\w+)`", names)}
    assert {name for name, kind in told.items() if kind == "input"} == set(records.INPUTS)
    assert {name for name, kind in told.items() if kind == "outcome"} == set(records.OUTCOMES)


def test_every_country_of_a_pair_has_its_size_and_its_words() -> None:
    countries = read_countries()
    assert {code for row in read_inputs().values() for code in row.codes} <= set(countries)
    assert len({one.key for one in countries.values()}) == len(countries)


def test_the_record_stands_beside_the_model_which_never_reads_it() -> None:
    below = [path for path in python_files("model", "agents") if "freezes" in path.read_text()]
    assert [relative_path(path) for path in below] == []


def break_cell(column: str, value: str, row: int = 0) -> Callable[[list[list[str]]], None]:
    def change(table: list[list[str]]) -> None:
        table[row + 1][table[0].index(column)] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (break_cell("trigger_class", "quarrel"), "freezes.csv, row F01: trigger_class=quarrel"),
        (break_cell("contact_cut_by", "FR"), "row F01: contact_cut_by=FR: not one of US, CN, both"),
        (break_cell("trigger_date", "1995-13-01", 0), "row F01: trigger_date=1995-13-01"),
        (break_cell("days_to_leader_contact", "-3"), "row F01: days_to_leader_contact=-3"),
        (break_cell("leader_date", "1995-10-25"), "leader_date=1995-10-25: 1995-10-24 by days"),
        (break_cell("asker_role", "cutter asks"), "asker_role=cutter asks: cut-off side asks by"),
        (break_cell("disputed", "maybe", 2), "freezes.csv, row F05: disputed=maybe"),
    ],
)
def test_a_wrong_cell_is_refused_with_file_row_column_and_value(
    change: Callable[[list[list[str]]], None], said: str, tmp_path: Path
) -> None:
    with pytest.raises(WrongInput) as refused:
        read_freezes(write_changed(change, tmp_path))
    assert said in str(refused.value)


def test_a_wrong_class_is_refused_with_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(WrongInput) as refused:
        read_inputs(write_changed(break_cell("trigger_class", "quarrel"), tmp_path))
    assert {"war", "trade", "talks_ended"} <= set(refused.value.allowed)


def test_a_missing_column_and_a_torn_row_are_refused(tmp_path: Path) -> None:
    def cut_row(table: list[list[str]]) -> None:
        del table[1][-1]

    def drop_dyad(table: list[list[str]]) -> None:
        place = table[0].index("dyad")
        for row in table:
            del row[place]

    with pytest.raises(WrongInput, match=r"freezes\.csv, row F01: more or fewer cells"):
        read_freezes(write_changed(cut_row, tmp_path))
    with pytest.raises(WrongInput, match=r"freezes\.csv: column dyad is missing"):
        read_inputs(write_changed(drop_dyad, tmp_path))
    with pytest.raises(WrongInput, match="cannot be read"):
        read_inputs(tmp_path / "nowhere.csv")


def write_changed(change: Callable[[list[list[str]]], None], folder: Path) -> Path:
    with (FOLDER / "freezes.csv").open(newline="", encoding="utf-8") as text:
        table = list(csv.reader(text))
    change(table)
    path = folder / "freezes.csv"
    with path.open("w", newline="", encoding="utf-8") as text:
        csv.writer(text).writerows(table)
    return path
