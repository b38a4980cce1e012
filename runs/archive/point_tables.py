"""The table of a design as Parquet.

Columns: `point`, then one per lever by its path. A table that is read back must have the digest of
the one that was written; the digest is also part of every variant's hash.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from runs.archive import parquet
from runs.errors import WrongInput
from runs.plan.designs.table import PointTable

if TYPE_CHECKING:
    import pandas as pd

DIGEST = b"taijie_digest"


def to_parquet(table: PointTable) -> bytes:
    """Return a design's table as the bytes of a Parquet file; equal tables give equal bytes."""
    import pyarrow as pa

    columns = {"point": pa.array(np.arange(len(table), dtype=np.int32))}
    columns |= {path: pa.array(table.values[:, i]) for i, path in enumerate(table.paths)}
    return parquet.make_parquet_bytes(
        pa.table(columns), {DIGEST: table.digest}, version="2.6", compression_level=1,
        use_dictionary=False, row_group_size=max(1, len(table)),
    )  # fmt: skip


def read_point_table(path: Path, what: str = "the points of the design") -> PointTable:
    """Return the table in a file; WrongInput, naming the file and `what` it holds, if it is damaged
    or changed.
    """
    try:
        state = path.stat()
    except OSError as error:
        raise _make_unread_table_error(path, what, error.strerror or error) from error
    return _read_points(path, what, (state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=8)
def _read_points(path: Path, what: str, _state: tuple[int, int]) -> PointTable:
    """Return the table in a file; WrongInput as of `read_point_table`. _state (time and size of the
    file) is part of the cache's key only, so that a changed file is read again.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        read = pq.ParquetFile(path, page_checksum_verification=True).read()
        paths = tuple(read.column_names[1:])
        values = np.column_stack([read[path].to_numpy() for path in paths])
        table = PointTable(paths, values.astype(np.float64))
        said = (read.schema.metadata or {}).get(DIGEST, b"").decode()
    except (OSError, ValueError, pa.ArrowException) as error:
        raise _make_unread_table_error(path, what, error) from error
    if said != table.digest:
        raise WrongInput(f"{what} have changed since the batch began: {path}.", key=str(path))
    return table


def _make_unread_table_error(path: Path, what: str, why: object) -> WrongInput:
    """Return the error for a file of `what` (in words) that cannot be read; why: the reason."""
    said = " ".join(str(why).split()).rstrip(".")
    return WrongInput(
        f"{what} cannot be read ({said}): {path}. Put the file back from a copy of the batch; its "
        "rows are not touched.",
        key=str(path),
    )


def to_frame(table: PointTable | None) -> pd.DataFrame:
    """Return a design's table as a frame: point, then one column a lever path; no row for None."""
    import pandas as pd

    if table is None:
        return pd.DataFrame({"point": np.array([], dtype=np.int32)})
    columns = {"point": np.arange(len(table), dtype=np.int32)}
    return pd.DataFrame({**columns, **{p: table.values[:, i] for i, p in enumerate(table.paths)}})
