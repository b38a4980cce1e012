"""Reads the tables of the historical record; errors name file, row and column."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from model.parameters.cells import SEPARATORS, number_lines, read_cells
from runs.errors import WrongInput
from runs.plan.settings.compose import PACKAGED
from runs.plan.settings.text_files import read_utf8_text
from runs.plan.settings.value_errors import describe_error, list_stated_values
from runs.studies.history.records import Freeze, Inputs, Name, Record, Size

FOLDER = PACKAGED / "history"
Row = TypeVar("Row", bound=Record)


@dataclass(frozen=True)
class Country:
    """One country: what the rule reads (size, elections), and the words for it (the rest)."""

    code: str
    size: float
    """GDP of 2019 in billions of dollars."""
    elections: bool
    """Whether its leader faces competitive elections."""
    key: str
    title: str
    adjective: str
    short: str
    leader: str


def read_table(path: Path, row_type: type[Row]) -> list[Row]:
    """Return the rows of a CSV file as records; columns that `row_type` lacks are ignored.

    Raises WrongInput for an unreadable file, a missing or repeated column, or an invalid cell (with
    file, row, column, value and what is allowed).
    """
    try:
        table = read_cells(number_lines(read_utf8_text(path, path.name)), strict=True)
    except (OSError, csv.Error) as error:
        raise WrongInput(f"{path.name} cannot be read: {error}.", key=path.name) from None
    if not table.names:
        raise WrongInput(f"{path.name} is empty: it wants a line of column names.", key=path.name)
    twice = [name for name in table.names if table.names.count(name) > 1]
    if twice:
        raise WrongInput(f"{path.name}: column {twice[0]} stands twice.", key=twice[0])
    missing = [name for name in row_type.model_fields if name not in table.names]
    if missing:
        told = f"{path.name}: column {missing[0]} is missing, where {SEPARATORS[table.separator]}"
        raise WrongInput(f"{told} separate the columns.", key=missing[0])
    return [
        _read_row((path.name, line), row_type, table.names, cells) for line, cells in table.rows
    ]


def read_inputs(path: Path = FOLDER / "freezes.csv") -> dict[str, Inputs]:
    """Return id -> inputs of each row of freezes.csv: the columns that are known on the day of the
    trigger.
    """
    ids = [row.id for row in read_table(path, _Identified)]
    return dict(zip(ids, read_table(path, Inputs), strict=True))


def read_freezes(path: Path = FOLDER / "freezes.csv") -> dict[str, Freeze]:
    """Return id -> row of freezes.csv, with all columns."""
    return {row.id: row for row in read_table(path, Freeze)}


def read_countries(folder: Path = FOLDER) -> dict[str, Country]:
    """Return code -> country, from countries.csv and names.csv; WrongInput if a name is missing."""
    names = {row.code: row for row in read_table(folder / "names.csv", Name)}
    found = {}
    for row in read_table(folder / "countries.csv", Size):
        said = names.get(row.code)
        if said is None:
            raise WrongInput(f"names.csv: row {row.code} is missing.", key="code", value=row.code)
        elections = row.competitive_elections == "yes"
        words = said.model_dump(exclude={"code"})
        found[row.code] = Country(row.code, row.gdp_usd_bn_2019, elections, **words)
    return found


class _Identified(Record):
    """The id of a row of freezes.csv."""

    id: str


def _read_row(
    place: tuple[str, int], row_type: type[Row], columns: Sequence[str], cells: Sequence[str]
) -> Row:
    """Return a row of a CSV as a record of `row_type`; WrongInput, with the row's place (file and
    line), its id and the column, for a cell that is not valid.
    """
    row = dict(zip(columns, cells, strict=False))
    name = row.get("id") or row.get("code") or "?"
    where, line = f"{place[0]}, row {name}", f" (line {place[1]})"
    if len(cells) != len(columns):
        told = f"more or fewer cells than columns, {len(cells)} for {len(columns)}"
        raise WrongInput(f"{where}: {told}{line}.", key="row", value=name)
    for column, cell in row.items():
        if any(unicodedata.category(letter) == "Cc" for letter in cell if letter not in "\r\n\t"):
            told = f"{where}: {column}={cell!r}: a control character is no text{line}."
            raise WrongInput(told, key=column, value=repr(cell))
    try:
        return row_type.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    column, value = str(first["loc"][0]), str(first["input"])
    raise WrongInput(
        f"{where}: {column}={value}: {describe_error(first)}{line}.",
        key=column,
        value=value,
        allowed=list_stated_values(first),
    )
