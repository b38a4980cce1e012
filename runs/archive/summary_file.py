"""The summary of a batch: the tallies of its rows, in one small file.

Written by the launcher when it ends, so that no page and no command counts a million rows again. It
is derived: for a variant it is valid only while every part that was counted is there, of the same
size and unchanged. Later parts are counted and added; if a part changed or disappeared, its whole
variant is counted again. Which parts are valid is remembered in the same way, so that their footers
are read once. Tallies depend on the sides in use, and a file of other sides is not used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np

from runs.analysis.estimates.metrics import list_metrics
from runs.analysis.estimates.tallies import (
    KINDS,
    STAGES,
    Tallies,
    add_tallies,
    list_counted_columns,
    tally_outcomes,
)
from runs.archive import parquet, world_columns
from runs.archive.world_columns import make_list_array
from runs.rectangles import Rectangle, chunk_rectangles

if TYPE_CHECKING:
    import pyarrow as pa

    from runs.archive.manifest import Manifest, VariantRecord
    from runs.layout import Layout

VERSION = 1
"""Version of the file; another one is as good as none."""

PIECE = 65_536
"""Rows counted at once."""

ABOUT = b"taijie_summary"
SIDES = ("first_point", "points", "first_replication", "replications")

Collect: TypeAlias = "Callable[[pa.Table], None]"
Stamp = tuple[int, ...]
"""Size and time of change of both files of a part: what tells that it is still the same."""


@dataclass(frozen=True)
class Summary:
    """The parts that were tallied (variant hash -> part -> stamp), and their tallies by hash; None
    if there are no parts.
    """

    parts: Mapping[str, Mapping[Rectangle, Stamp]]
    tallies: Tallies | None = None


class BatchOfParts(Protocol):
    """The properties of a batch that these functions need: its variants, and their valid parts."""

    @property
    def manifest(self) -> Manifest:
        """The batch's manifest."""

    @property
    def layout(self) -> Layout:
        """Where its files are."""

    def list_valid_rectangles(self, variant: VariantRecord) -> list[Rectangle]:
        """Return a variant's valid rows on disk as disjoint rectangles, points by replications."""


def read_summary(path: Path, engine: str) -> Summary:
    """Return the summary in a file; an empty one if it is missing, damaged, or of another engine,
    version or sides.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(path, page_checksum_verification=True).read()
    except (OSError, pa.ArrowException):
        return Summary({})
    if (table.schema.metadata or {}).get(ABOUT) != _make_metadata(engine):
        return Summary({})
    hashes = table["variant"].to_pylist()
    return Summary(_read_parts(table, hashes), _read_tallies(table, hashes))


def to_parquet(summary: Summary, engine: str) -> bytes:
    """Return a summary with tallies as a Parquet file, a row a variant, zero counts left out."""
    import pyarrow as pa

    tallies = summary.tallies
    assert tallies is not None, "an empty summary is not written"
    held = [summary.parts[name] for name in tallies.names]
    sides = [[getattr(r, side) for r in parts for side in SIDES] for parts in held]
    stamps = [[number for stamp in parts.values() for number in stamp] for parts in held]
    columns = {
        "variant": pa.array(tallies.names, pa.string()),
        "parts": pa.array(sides, pa.list_(pa.int64())),
        "stamps": pa.array(stamps, pa.list_(pa.int64())),
        "n": _make_row_lists(tallies.n),
        "total": _make_row_lists(tallies.total),
        "squares": _make_row_lists(tallies.squares),
    }
    for stage, counts in tallies.days.items():
        flat = counts.reshape(len(counts), -1)
        variant, cell = np.nonzero(flat)
        ends = np.searchsorted(variant, np.arange(len(flat) + 1))
        last = counts.shape[2]
        columns[f"{stage}_kind"] = make_list_array(ends, cell // last)
        columns[f"{stage}_day"] = make_list_array(ends, cell % last)
        columns[f"{stage}_runs"] = make_list_array(ends, flat[variant, cell])
    if tallies.worlds is not None:
        columns |= world_columns.make_world_columns(tallies.worlds, len(tallies.names))
    if tallies.draws is not None:
        columns |= world_columns.make_world_columns(
            tallies.draws, len(tallies.names), world_columns.DRAW
        )
    return parquet.make_parquet_bytes(pa.table(columns), {ABOUT: _make_metadata(engine)})


def summarise_batch(batch: BatchOfParts, known: Summary, collect: Collect | None = None) -> Summary:
    """Return the batch's summary: the still valid tallies of `known`, with those of all other parts
    added; without tallies if there is no part.

    collect: called with each table of rows that is read.
    """
    if known.tallies is not None and _lacks_needed_tallies(batch.manifest, known.tallies):
        known = Summary({})  # of a version that did not count by world, or by draw
    parts: dict[str, dict[Rectangle, Stamp]] = {}
    kept: list[str] = []
    left: list[Rectangle] = []
    for record in batch.manifest.variants:
        now = {r: batch.layout.read_sizes_and_times(r) for r in batch.list_valid_rectangles(record)}
        if not now:
            continue
        parts[record.hash] = now
        before = known.parts.get(record.hash, {})
        is_grown = bool(before) and all(now.get(r) == stamp for r, stamp in before.items())
        if is_grown:
            kept.append(record.hash)
        left += [r for r in now if not (is_grown and r in before)]
    pieces = list(_tally_parts(batch, left, collect))
    if known.tallies is not None and kept:
        place = {name: i for i, name in enumerate(known.tallies.names)}
        pieces.append(known.tallies.select_variants([place[name] for name in kept]))
    names = [record.hash for record in batch.manifest.variants]
    if not pieces:
        return Summary(parts)
    whole, fit = add_tallies(pieces, names), batch.manifest.fit
    return Summary(parts, replace(whole, fit=fit.name) if fit and whole.draws else whole)


def _lacks_needed_tallies(manifest: Manifest, known: Tallies) -> bool:
    """Say whether tallies lack the counts by world or by draw that the batch's intervals need."""
    if manifest.design is not None:
        return known.worlds is None
    return manifest.fit is not None and known.draws is None


def _tally_parts(
    batch: BatchOfParts, rectangles: Sequence[Rectangle], collect: Collect | None
) -> Iterator[Tallies]:
    """Yield the tallies of outcome rows, a few parts at a time to save memory.

    collect: called with the rows of each few parts as they are read.
    """
    from runs.archive import parts, tables
    from runs.archive.frames import make_outcome_frame

    dyad = batch.manifest.dyad
    schema = tables.make_outcome_schema(dyad, batch.manifest.own_metrics)
    pooled = batch.manifest.design is not None
    needed = ("variant", "replication") if pooled or batch.manifest.fit else ("variant",)
    columns = [name for name in list_counted_columns() if name in schema.names]
    names = [*(tables.KEYS if collect else needed), *columns]
    for group in chunk_rectangles(rectangles, PIECE):
        files = [batch.layout.list_part_paths(r)[-1] for r in group]
        rows = parts.read_parts(files, schema, names)
        if collect:
            collect(rows)
        frame = make_outcome_frame(
            rows.select([*needed, *columns]),
            batch.manifest.dyad,
            batch.manifest.variants,
            batch.manifest.fit,
        )
        yield tally_outcomes(frame.drop(columns="variant_name"), by_world=pooled)


def _make_metadata(engine: str) -> bytes:
    """Return the metadata that a valid file must have: version, engine, metrics and stages, as
    JSON.
    """
    said = {"version": VERSION, "engine": engine, "metrics": list_metrics(), "stages": STAGES}
    return json.dumps(said, sort_keys=True).encode()


def _read_parts(table: pa.Table, hashes: Sequence[str]) -> dict[str, dict[Rectangle, Stamp]]:
    """Return variant hash -> part -> sizes and times of its files, from the table of a summary."""
    found: dict[str, dict[Rectangle, Stamp]] = {}
    each = zip(hashes, table["parts"].to_pylist(), table["stamps"].to_pylist(), strict=True)
    for name, sides, stamps in each:
        width = len(SIDES)
        size = len(stamps) * width // max(1, len(sides))
        found[name] = {
            Rectangle(name, *sides[width * i : width * (i + 1)]): tuple(
                stamps[size * i : size * (i + 1)]
            )
            for i in range(len(sides) // width)
        }
    return found


def _read_tallies(table: pa.Table, hashes: Sequence[str]) -> Tallies:
    """Return the tallies in the table of a summary, a variant a row; hashes: those of its rows."""
    days = {}
    for stage in STAGES:
        lists = table[f"{stage}_day"].combine_chunks()
        variant = np.repeat(np.arange(len(hashes)), np.diff(lists.offsets.to_numpy()))
        kind, day, runs = (
            table[f"{stage}_{name}"].combine_chunks().flatten().to_numpy()
            for name in ("kind", "day", "runs")
        )
        last = int(day.max()) + 1
        days[stage] = np.zeros((len(hashes), KINDS, last), dtype=np.int64)
        days[stage][variant, kind, day] = runs
    moments: dict[str, Any] = {
        name: table[name].combine_chunks().flatten().to_numpy().reshape(len(hashes), -1)
        for name in ("n", "total", "squares")
    }
    names = tuple(of.name for of in list_metrics())
    worlds, draws = (
        world_columns.read_world_columns(table, len(names), by)
        for by in (world_columns.WORLD, world_columns.DRAW)
    )
    return Tallies(tuple(hashes), days, names, **moments, worlds=worlds, draws=draws)


def _make_row_lists(rows: np.ndarray) -> pa.ListArray:
    """Return the rows of a 2-d array as an Arrow array of lists."""
    return world_columns.make_list_array(np.arange(len(rows) + 1) * rows.shape[1], rows.ravel())
