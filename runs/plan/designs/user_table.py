"""A user's own table of points: CSV or Parquet, columns lever paths, one row a point.

Every cell is checked before anything is written. The points become part of the batch, which needs
the file no more.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from model.parameters.cells import SEPARATORS, Cells, number_lines, read_cells
from runs.errors import WrongInput, find_nearest_names
from runs.paths import HOME
from runs.plan.designs.kinds import MOST_POINTS
from runs.plan.designs.ranges import check_lever_value
from runs.plan.designs.table import FloatArray, PointTable
from runs.plan.settings.levers import find_lever
from runs.plan.settings.text_files import read_utf8_text

KEY = "design.file"
BYTES = 200_000_000
"""Size above which a table is not opened, and so are the values of a packed one once unpacked."""
PACKAGED = HOME / "configs" / "design"


def read_points(file: str, known: Sequence[str]) -> PointTable:
    """Return the table in a .csv or .parquet file.

    The file is looked for in the current folder, then beside the designs of `./configs` and of the
    package. Lines of a CSV that begin with # are comments.

    Args:
        file: path.
        known: paths of all levers of the configuration, to suggest the nearest.

    Raises:
        WrongInput: the table is not one of levers within range; names key, line and value.
    """
    path = _find_table_file(file)
    columns = _read_csv(path) if path.suffix == ".csv" else _read_parquet(path)
    for name in columns:
        if name not in known:
            raise WrongInput(
                f"{path.name}: column {name!r} is no lever.",
                key=KEY,
                value=name,
                nearest=find_nearest_names(name, known),
            )
    lines = next(iter(columns.values()))[1] if columns else []
    if not lines:
        raise WrongInput(f"{path.name} holds no point.", key=KEY, value=file)
    _require_size_limit(path, len(lines), MOST_POINTS, "points")
    for name, (values, _) in columns.items():
        _check_column_range(path, name, values, lines)
    return PointTable(tuple(columns), np.column_stack([values for values, _ in columns.values()]))


Columns = dict[str, tuple[FloatArray, list[int]]]
"""Name -> values (points,) and the line each stands on."""


def _find_table_file(file: str) -> Path:
    """Return the path of a table in the first folder that has it; WrongInput if none has, if it is
    neither .csv nor .parquet, or larger than BYTES.
    """
    for folder in (Path(), Path("configs") / "design", PACKAGED):
        path = folder / file
        if path.is_file():
            if path.suffix not in (".csv", ".parquet"):
                allowed = [".csv", ".parquet"]
                raise WrongInput(f"{file} is no table.", key=KEY, value=file, allowed=allowed)
            _require_size_limit(path, path.stat().st_size, BYTES, "bytes")
            return path
    raise WrongInput(f"{KEY}={file}: there is no such file.", key=KEY, value=file)


def _require_size_limit(path: Path, size: int, most_allowed: int, unit: str) -> None:
    """Raise WrongInput if a file has more than `most_allowed` of a unit (points or bytes)."""
    if size > most_allowed:
        limit = [f"at most {most_allowed:,}"]
        raise WrongInput(
            f"{path.name} has too many {unit}.", key=KEY, value=str(path), allowed=limit
        )


def _read_csv(path: Path) -> Columns:
    """Return column -> (values, lines), both (points,); WrongInput for a file that cannot be read,
    a repeated column, a row of another length or a cell that is no number.
    """
    try:
        table = read_cells(number_lines(read_utf8_text(path, KEY)))
    except (OSError, csv.Error) as error:
        raise WrongInput(f"{path.name} cannot be read: {error}", key=KEY) from error
    for name in table.names:
        if table.names.count(name) > 1:
            raise WrongInput(f"{path.name}: column {name!r} stands twice.", key=KEY, value=name)
    for line, row in table.rows:
        if len(row) != len(table.names):
            raise WrongInput(
                f"{path.name}, line {line}: {len(row)} values for {len(table.names)} columns, "
                f"which {SEPARATORS[table.separator]} separate.",
                key=KEY,
                value=table.separator.join(row),
                allowed=["columns between commas, semicolons or tabs, the same on every line"],
            )
    _require_clear_points(path, table)
    lines = [line for line, _ in table.rows]
    return {
        name: (np.array([_parse_number(path, name, table.get_number(row[i]), line)
                         for line, row in table.rows]), lines)
        for i, name in enumerate(table.names)
    }  # fmt: skip


def _require_clear_points(path: Path, table: Cells) -> None:
    """Raise WrongInput, with line and column, if every point in a table's numbers may stand between
    thousands as well as before decimals.
    """
    found = table.find_ambiguous_cell()
    if found:
        line, name, cell = found[0], found[1], found[2].strip()
        whole = cell.replace(".", "")
        decimal = f" or {cell.replace('.', ',')}" if cell.count(".") == 1 else ""
        raise WrongInput(
            f"{path.name}, line {line}: {name} is {cell}, whose point may stand between thousands"
            f" or before decimals: write {whole}{decimal}.",
            key=KEY,
            value=cell,
        )


def _parse_number(path: Path, name: str, text: str, line: int) -> float:
    """Return a cell as a number; WrongInput, with file, line and column, if it is none."""
    try:
        return float(text)
    except ValueError:
        raise WrongInput(
            f"{path.name}, line {line}: {name} is {text.strip() or 'empty'}; a number is wanted.",
            key=KEY,
            value=text,
        ) from None


def _read_parquet(path: Path) -> Columns:
    """Return column -> (values, row numbers from 1), both (points,); NaN for null.

    Raises WrongInput for a file that cannot be read, is too large, or has a column of no numbers.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        packed: Any = pq.ParquetFile(path)
        rows, fields = packed.metadata.num_rows, list(packed.schema_arrow)
        _require_size_limit(path, rows, MOST_POINTS, "points")
        _require_size_limit(path, rows * len(fields) * 8, BYTES, "bytes")
        for field in fields:
            if not (pa.types.is_integer(field.type) or pa.types.is_floating(field.type)):
                raise WrongInput(
                    f"{path.name}: column {field.name!r} holds {field.type}, and numbers are "
                    "wanted.",
                    key=KEY,
                    value=field.name,
                )
        table = packed.read()
    except (OSError, ValueError, pa.ArrowException) as error:
        raise WrongInput(f"{path.name} cannot be read: {error}", key=KEY) from error
    lines = list(range(1, table.num_rows + 1))
    return {
        name: (table[name].to_pandas().to_numpy(dtype=np.float64, na_value=math.nan), lines)
        for name in table.schema.names
    }


def _check_column_range(path: Path, name: str, values: FloatArray, lines: Sequence[int]) -> None:
    """Raise WrongInput for the first value outside the lever's range, naming its line (or row)."""
    info = find_lever(name)
    assert info is not None
    wrong = np.flatnonzero(~((values >= info.low) & (values <= info.high)))
    if len(wrong):
        place = "line" if path.suffix == ".csv" else "row"
        check_lever_value(
            name, float(values[wrong[0]]), f"{path.name}, {place} {lines[wrong[0]]}: "
        )
