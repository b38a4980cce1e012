"""Writes an exported file piece by piece under a temporary name, renamed when it is complete.

Beside FILE there is FILE.columns.json: each column's type, unit and meaning, and where the rows
come from. Parquet carries the same in its metadata; CSV has no place for it.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from runs.archive.export import rows
from runs.errors import WrongInput, find_nearest_names

if TYPE_CHECKING:
    import pyarrow as pa

    from runs.archive.batch import Batch

FORMATS = ("parquet", "csv")
DELIMITERS = {"csv": ",", "polecat": "\t"}
"""What parts the cells of a text, by format."""
TABLES: dict[str, Callable[[Batch], tuple[pa.Schema, Iterator[pa.Table]]]] = {
    "outcomes": rows.stream_outcome_table,
    "daily": rows.stream_daily_table,
    "points": rows.stream_points_table,
}


class ExportSummary(NamedTuple):
    """What was written: the table's file, the file of its column dictionary, rows and columns."""

    file: Path
    dictionary: Path
    rows: int
    columns: int

    def _repr_html_(self) -> str:
        """Return numbers of rows and columns and the file, for a notebook."""
        size = f"{self.rows:,} rows, {self.columns:,} columns"
        return f"<p>{size}: <code>{escape(str(self.file))}</code></p>"


def export(
    batch: Batch, file: Path | None, form: str | None, what: str = "outcomes"
) -> ExportSummary:
    """Write a table of the batch to a new file; only the completed runs of an incomplete batch.

    Args:
        batch: the batch.
        file: where; None: <batch>.<what>.<form> in the current folder.
        form: "parquet" or "csv"; None: by the file's name, else Parquet.
        what: "outcomes" (one row a run), "daily" (one row per non-empty bin of a histogram) or
            "points" (one row a point of the design).

    Raises:
        WrongInput: format or table is unknown, the file exists or cannot be written, a part is
            damaged, or there is no row; no file is left behind.
    """
    form = check_choice("format", form or _parse_format(file), FORMATS)
    make = TABLES[check_choice("what", what, tuple(TABLES))]
    file = file or Path(f"{batch.name}.{what}.{form}")
    return write_table_with_dictionary(batch, what, file, form, make(batch))


def write_table_with_dictionary(
    batch: Batch, what: str, file: Path, form: str, table: tuple[pa.Schema, Iterator[pa.Table]]
) -> ExportSummary:
    """Write a table of a batch piece by piece, and its column dictionary; both or neither.

    what: name of the table, for its metadata; form: "parquet" or a key of DELIMITERS; table: its
    schema and its pieces.

    Raises WrongInput if a file exists or cannot be written, is a folder, or there is no row.
    """
    if file.is_dir():
        reason = f"{file} is a folder, and a table is one file: name one in it."
        raise WrongInput(reason, key="output", value=str(file))
    dictionary = file.with_name(f"{file.name}.columns.json")
    _require_new_files(file, dictionary)
    schema, pieces = table
    with _write_through_temporary(dictionary) as beside, _write_through_temporary(file) as aside:
        written = _write_table(
            aside, form, schema.with_metadata(_make_origin_metadata(batch, what)), pieces
        )
        if not written:
            reason = f"batch {batch.name} has no run done yet: there is nothing to export."
            raise WrongInput(reason, key="batch", value=batch.name)
        beside.write_text(_write_column_dictionary(batch, what, schema, written), encoding="utf-8")
        _require_new_files(file, dictionary)
    return ExportSummary(file, dictionary, written, len(schema))


def check_choice(key: str, value: str, allowed: tuple[str, ...]) -> str:
    """Return the value if it is one of `allowed`; else raise WrongInput, with the nearest names."""
    if value in allowed:
        return value
    near = find_nearest_names(value, allowed)
    raise WrongInput(f"{key} {value} is not known.", key=key, value=value, allowed=allowed,
                     nearest=near)  # fmt: skip


def _parse_format(file: Path | None) -> str:
    """Return the format that a file's ending names, Parquet without one; WrongInput for any
    other.
    """
    suffix = file.suffix.lower().lstrip(".") if file else ""
    if file and suffix and suffix not in FORMATS:
        raise WrongInput(
            f"{file.name}: a table is written as Parquet or as CSV, not as .{suffix}.",
            key="output",
            value=str(file),
            allowed=[f"{file.stem}.{form}" for form in FORMATS],
        )
    return suffix or FORMATS[0]


def _require_new_files(*files: Path) -> None:
    """Raise WrongInput if one of the files exists, also as a broken link."""
    for file in files:
        if file.exists() or file.is_symlink():
            reason = f"{file} exists already and is not overwritten: give another name with -o."
            raise WrongInput(reason, key="output", value=str(file))


@contextmanager
def _write_through_temporary(file: Path) -> Iterator[Path]:
    """Return a context that gives a temporary file beside `file`, renamed to it at the end; after
    an error it is removed, and an OSError becomes WrongInput.
    """
    aside = file.with_name(f".{file.name}.{secrets.token_hex(4)}.tmp")
    try:
        yield aside
        aside.rename(file)
    except OSError as error:
        said = os.strerror(error.errno) if error.errno else error
        reason = f"cannot write {file}: {said}."
        raise WrongInput(reason, key="output", value=str(file)) from error
    finally:
        aside.unlink(missing_ok=True)


def _write_table(path: Path, form: str, schema: pa.Schema, pieces: Iterator[pa.Table]) -> int:
    """Write the tables of `pieces` one after the other to a file; return the number of rows."""
    import pyarrow.csv as csv
    import pyarrow.parquet as pq

    written = 0
    if form in DELIMITERS:
        plain = csv.WriteOptions(quoting_style="needed", delimiter=DELIMITERS[form])
        writer: Any = csv.CSVWriter(str(path), schema, write_options=plain)
    else:
        writer = pq.ParquetWriter(
            path, schema, version="2.6", compression="zstd", write_page_checksum=True
        )
    with writer:
        for piece in pieces:
            writer.write_table(piece.cast(schema))
            written += piece.num_rows
    return written


def _make_origin_metadata(batch: Batch, what: str) -> dict[str, str]:
    """Return where a table's rows come from, as texts: taijie_batch, taijie_table, taijie_created,
    taijie_commit, taijie_engine and taijie_commands (JSON).
    """
    manifest = batch.manifest
    commands = [launch.command for launch in manifest.commands]
    return {
        "taijie_batch": batch.name,
        "taijie_table": what,
        "taijie_created": manifest.created,
        "taijie_commit": manifest.commit or "",
        "taijie_engine": manifest.engine.digest,
        "taijie_commands": json.dumps(commands, ensure_ascii=False),
    }


def _write_column_dictionary(batch: Batch, what: str, schema: pa.Schema, rows: int) -> str:
    """Return the column dictionary as JSON text: the rows' origin, runs_wanted, rows (their
    number), and columns (name, type, unit, meaning).
    """
    columns = []
    for field in schema:
        said = {key.decode(): text.decode() for key, text in (field.metadata or {}).items()}
        columns.append({"name": field.name, "type": str(field.type), **said})
    origin = {
        key.removeprefix("taijie_"): text
        for key, text in _make_origin_metadata(batch, what).items()
    }
    origin["commands"] = json.loads(origin["commands"])
    told = {**origin, "runs_wanted": batch.manifest.lanes, "rows": rows, "columns": columns}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
