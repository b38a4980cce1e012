"""A part of a batch as bytes: two Parquet files for one rectangle of rows.

The outcome part holds one row per run, the daily part the histograms of the same runs. The bytes
depend on the rows alone (canonical order, fixed writer settings), so a retry or a second worker
writes the same file again. A part carries in its footer whose rows it holds and which engine made
them, and is valid only if that fits. Where the files are is not known here.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs.archive import parquet
from runs.errors import WrongInput
from runs.paths import is_there
from runs.rectangles import Rectangle

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 1
"""Version of the columns and the footer; a part of another version is not believed."""

FOOTER = b"taijie"


class InvalidPartError(Exception):
    """A file that is no valid part: truncated, or of another rectangle, engine or schema."""


class DamagedPartError(WrongInput):
    """A part with a valid footer and damaged rows, which is noticed only when they are read."""

    def __init__(self, path: Path, why: object) -> None:
        said = " ".join(str(why).split())
        super().__init__(
            f"a file of this batch is damaged within ({said}): {path}. Take it away, and "
            "`taijie resume` computes its runs again.",
            key="batch",
        )


def serialise_part(table: pa.Table, rectangle: Rectangle, engine: str) -> bytes:
    """Return a table as the bytes of a part; equal rows, rectangle (their range) and engine (its
    digest) give equal bytes.
    """
    import pyarrow as pa

    footer = {"schema": SCHEMA_VERSION, "engine": engine, **asdict(rectangle)}
    words = [field.name for field in table.schema if pa.types.is_string(field.type)]
    return parquet.make_parquet_bytes(
        table,
        {FOOTER: json.dumps(footer, sort_keys=True)},
        row_group_size=max(1, table.num_rows),
        version="2.6",
        compression_level=1,
        use_dictionary=[*words, "counts.list.element"],  # floats are all different
        write_statistics=["point", "replication"],
    )


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that no reader and no crash ever sees half of it.

    Raises OSError (disk full, read-only) after removing the temporary file.
    """
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def list_absent_folders(folder: Path) -> list[Path]:
    """Return those that do not exist, or cannot be seen, of a folder and its parents, innermost
    first.
    """
    return [one for one in (folder, *folder.parents) if not is_there(one)]


def remove_empty_folders(folders: Iterable[Path]) -> None:
    """Remove these folders, made for a batch that was not created, up to the first not empty."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def make_folder(folder: Path) -> None:
    """Make a folder in an existing one unless it exists; OSError if a file has its name."""
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)  # another worker may have been quicker
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Write a folder's list of names to disk, so that they survive a power cut (Windows needs no
    call for it).
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check_part(path: Path, rectangle: Rectangle, rows: int, engine: str) -> None:
    """Raise InvalidPartError unless the file's footer names this rectangle and engine, and it has
    so many rows, which reach over the rectangle's points and replications.

    A truncated file has no footer. Damage inside a page is found by its checksum when the page is
    read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_metadata(path)
        footer = json.loads((metadata.metadata or {}).get(FOOTER, b"null"))
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InvalidPartError(f"{path}: {error}") from error
    if footer != {"schema": SCHEMA_VERSION, "engine": engine, **asdict(rectangle)}:
        raise InvalidPartError(f"{path}: holds {footer}, not {rectangle} of engine {engine}")
    if metadata.num_rows != rows:
        raise InvalidPartError(f"{path}: {metadata.num_rows} rows, not {rows}")
    held = {metadata.schema.column(i).path: i for i in range(metadata.num_columns)}
    bounds = {
        "point": (rectangle.first_point, rectangle.end_point - 1),
        "replication": (rectangle.first_replication, rectangle.end_replication - 1),
    }
    for key, wanted in bounds.items():
        if key in held and _read_column_bounds(metadata, held[key]) != wanted:
            raise InvalidPartError(
                f"{path}: {key} runs over {_read_column_bounds(metadata, held[key])}"
            )


def is_valid_part(path: Path, rectangle: Rectangle, rows: int, engine: str) -> bool:
    """Say whether a part passes `check_part`; the result is cached until the file changes."""
    try:
        stamp = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return _is_valid_part_cached(path, (stamp.st_mtime_ns, stamp.st_size), rectangle, rows, engine)


@lru_cache(maxsize=100_000)
def _is_valid_part_cached(
    path: Path, _state: tuple[int, int], rectangle: Rectangle, rows: int, engine: str
) -> bool:
    """Say whether a part passes `check_part`; _state (time and size of the file) is part of the
    cache's key only, so that a changed file is checked again.
    """
    try:
        check_part(path, rectangle, rows, engine)
    except InvalidPartError:
        return False
    return True


def _read_column_bounds(metadata: Any, column: int) -> tuple[int, int]:
    """Return the least and the largest value of a column, from the file's statistics."""
    groups = [metadata.row_group(i).column(column) for i in range(metadata.num_row_groups)]
    statistics = [group.statistics for group in groups if group.statistics is not None]
    return min(s.min for s in statistics), max(s.max for s in statistics)


def read_parts(paths: Sequence[Path], schema: pa.Schema, columns: Sequence[str]) -> pa.Table:
    """Return the named columns of several parts of one kind, in the order of `paths`; an empty
    table without paths.

    Page checksums are verified: DamagedPartError, naming the file, for damage inside it.
    """
    import pyarrow as pa

    wanted = pa.schema([schema.field(name) for name in columns])
    if not paths:
        return wanted.empty_table()
    try:
        return _read_table(paths, schema, columns)
    except FileNotFoundError:
        raise
    except (OSError, pa.ArrowException) as error:
        _raise_damaged_part_error(paths, schema, columns)
        raise error from None


def _raise_damaged_part_error(
    paths: Sequence[Path], schema: pa.Schema, columns: Sequence[str]
) -> None:
    """Raise DamagedPartError for the first part that cannot be read by itself."""
    import pyarrow as pa

    for path in paths:
        try:
            _read_table([path], schema, columns)
        except FileNotFoundError:
            raise
        except (OSError, pa.ArrowException) as error:
            raise DamagedPartError(path, error) from error


def _read_table(paths: Sequence[Path], schema: pa.Schema, columns: Sequence[str]) -> pa.Table:
    """Return the columns of the files as one table, page checksums verified."""
    import pyarrow.dataset as ds

    options = ds.ParquetFragmentScanOptions(page_checksum_verification=True)
    form = ds.ParquetFileFormat(default_fragment_scan_options=options)
    files = ds.dataset([str(path) for path in paths], schema=schema, format=form)
    return files.to_table(columns=list(columns)).replace_schema_metadata(None)
