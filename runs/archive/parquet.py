"""Tables as the bytes of a Parquet file, written in memory: each page with its checksum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def make_parquet_bytes(
    table: pa.Table, metadata: dict[bytes, bytes | str], **options: Any
) -> bytes:
    """Return a table as the bytes of a Parquet file with this metadata; equal tables give equal
    bytes.

    options: further arguments of pyarrow's `write_table`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    stored = table.replace_schema_metadata(metadata)
    pq.write_table(stored, sink, compression="zstd", write_page_checksum=True, **options)
    data: bytes = sink.getvalue().to_pybytes()
    return data
