"""The excerpt of a batch: the columns that figures need, of all its rows, in one file.

A column of five thousand small parts costs five thousand footers, seconds for a table of some
megabytes. If there are many parts, the launcher therefore writes, beside the summary and in the
same pass, the columns that it counts. Like a summary, an excerpt is derived: it is valid only while
all parts are there, of the same size and unchanged, and no others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs.archive import parquet
from runs.rectangles import Rectangle

if TYPE_CHECKING:
    import pyarrow as pa

VERSION = 1
"""Version of the file; another one is as good as none."""
PARTS = 200
"""Parts below which reading each takes no quarter of a second."""
ALL_COLUMNS = 200_000
"""Rows up to which all counted columns are kept; of more, those alone that are no floats."""
ROWS = 2_000_000
"""Rows above which nothing is kept: counting all of them anew at each launch would take longer."""
ABOUT = b"taijie_excerpt"

Stamps = Mapping[str, Mapping[Rectangle, Sequence[int]]]
"""Parts by variant hash, each with what tells that it is still the same."""


class Excerpt:
    """Collects columns of a batch's rows as they are read, in the order of its parts.

    lanes: number of rows. Up to ALL_COLUMNS rows every column is stored, above that all but floats.
    """

    def __init__(self, lanes: int) -> None:
        self.is_whole = lanes <= ALL_COLUMNS
        self._pieces: list[pa.Table] = []

    def add(self, rows: pa.Table) -> None:
        """Keep the columns of some rows: all of them, or, if the batch has many rows, all but
        floats.
        """
        import pyarrow as pa

        narrow = [f.name for f in rows.schema if self.is_whole or not pa.types.is_floating(f.type)]
        self._pieces.append(rows.select(narrow))

    def to_parquet(self, stamps: Stamps) -> bytes:
        """Return the kept rows as a Parquet file; it is valid while the parts have these stamps.

        stamps: variant hash -> part -> sizes and times of its files.
        """
        import pyarrow as pa

        return parquet.make_parquet_bytes(
            pa.concat_tables(self._pieces), {ABOUT: _encode_stamp_digest(stamps)}
        )


def needs_excerpt(rectangles: Sequence[Rectangle]) -> bool:
    """Say whether a batch of these parts needs an excerpt: many parts, and not too many rows."""
    return len(rectangles) >= PARTS and sum(r.lanes for r in rectangles) <= ROWS


def read_excerpt(path: Path, stamps: Stamps, columns: Sequence[str]) -> pa.Table | None:
    """Return columns of all rows in the order of the parts; None if the file is missing or damaged,
    lacks a column, or is of other parts.

    stamps: variant hash -> part -> sizes and times of its files.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file: Any = pq.ParquetFile(path, page_checksum_verification=True)
        schema = file.schema_arrow
        if not set(columns) <= set(schema.names):
            return None
        if (schema.metadata or {}).get(ABOUT) != _encode_stamp_digest(stamps):
            return None
        return file.read(columns=list(columns)).select(list(columns)).replace_schema_metadata(None)
    except (OSError, pa.ArrowException):
        return None


def _encode_stamp_digest(stamps: Stamps) -> bytes:
    """Return the format's version and a digest of the parts' sizes and times, as JSON."""
    parts = [(*astuple(r), *stamp) for held in stamps.values() for r, stamp in held.items()]
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return json.dumps({"version": VERSION, "parts": digest}).encode()
