"""A batch's tables piece by piece, so that a million runs need no more memory than some parts.

Every table begins with the same columns: batch, variant, variant_name, the settings that vary in
the batch and, if rows belong to points of a design, the design's levers. Unit and meaning of each
column are in its field's metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.outcomes import BINS, make_daily_variables
from runs.analysis.estimates.draws import DRAW, FIT
from runs.archive import parts, tables
from runs.archive.export import varied
from runs.errors import WrongInput
from runs.rectangles import Rectangle, chunk_rectangles

if TYPE_CHECKING:
    import pyarrow as pa

    from runs.archive.batch import Batch

PIECE = 65_536
"""Rows read at once; a part is never cut."""

ABOUT_KEYS = {
    "batch": "folder of the batch",
    "variant": "hash of the variant's configuration",
    "variant_name": "name of the variant",
    "point": "row of the design table; 0 without a design",
    "replication": "number of the run; with seed and point it names the random world",
    "seed": "seed of the batch",
}


class Columns(NamedTuple):
    """Columns with one value a variant: schema fields, and the values by variant."""

    fields: list[pa.Field]
    values: list[pa.Array]


def stream_outcome_table(batch: Batch) -> tuple[pa.Schema, Iterator[pa.Table]]:
    """Return the schema and an iterator over pieces of the table of runs: one row a run.

    Columns: batch, variant, variant_name, the settings that vary, a design's levers, point,
    replication, seed, the outcomes; with a fit draw (which of its sets of parameters) and fit.
    """
    import pyarrow as pa

    shared, design = _make_variant_columns(batch), _read_design(batch)
    stored = _make_stored_schema(batch)
    keys = [_make_field(name, stored.field(name).type) for name in tables.KEYS[1:]]
    levers = [
        _make_field(path, pa.float64(), **varied.describe_setting(path)) for path in design.paths
    ]
    rest = list(stored)[len(tables.KEYS) :]
    drawn = [_make_field(DRAW, pa.int64(), meaning="draw of the fit that the run plays"),
             _make_field(FIT, pa.string(), meaning="name of the fit")]  # fmt: skip
    schema = pa.schema(
        [*shared.fields, *levers, *keys, *rest, *(drawn if batch.manifest.fit else ())]
    )
    return schema, _read_outcome_pieces(batch, schema, shared, design)


def _make_stored_schema(batch: Batch) -> pa.Schema:
    """Return the Arrow schema of the batch's outcome parts."""
    return tables.make_outcome_schema(batch.manifest.dyad, batch.manifest.own_metrics)


def stream_daily_table(batch: Batch) -> tuple[pa.Schema, Iterator[pa.Table]]:
    """Return the schema and an iterator over pieces of the histograms: one row a filled bin.

    Columns: batch, variant, variant_name, the settings that vary, variable, unit, day (from 1),
    low, high (ends of the bin, null if open), runs.
    """
    import pyarrow as pa

    shared = _make_variant_columns(batch)
    own = [
        _make_field("variable", pa.string(), meaning="what is counted"),
        _make_field("unit", pa.string(), meaning="unit of low and high"),
        _make_field("day", pa.int32(), "days", "day of the run, from 1"),
        _make_field(
            "low", pa.float64(), "see unit", "lower end of the bin; none: everything below"
        ),
        _make_field("high", pa.float64(), "see unit", "upper end, not included; none: and above"),
        _make_field("runs", pa.int64(), "runs", "runs whose value lies in the bin on that day"),
    ]
    schema = pa.schema([*shared.fields, *own])
    return schema, _read_daily_pieces(batch, schema, shared)


def stream_points_table(batch: Batch) -> tuple[pa.Schema, Iterator[pa.Table]]:
    """Return the schema and an iterator over pieces of the design: one row a point of a variant.

    Columns: batch, variant, variant_name, the settings that vary, point, the design's levers.
    WrongInput if the batch has no design.
    """
    import pyarrow as pa

    shared, design = _make_variant_columns(batch), _read_design(batch)
    if not design.paths:
        reason = f"batch {batch.name} was made without a design and has no points."
        raise WrongInput(reason, key="what", value="points", allowed=["outcomes", "daily"])
    levers = [
        _make_field(path, pa.float64(), **varied.describe_setting(path)) for path in design.paths
    ]
    schema = pa.schema([*shared.fields, _make_field("point", pa.int32()), *levers])

    def iterate_pieces() -> Iterator[pa.Table]:
        """Yield the points of each variant as a table."""
        for place, record in enumerate(batch.manifest.variants):
            whole = Rectangle(record.hash, 0, record.points, 0, 1)
            own = [np.arange(record.points, dtype=np.int32), *design.make_lever_columns([whole])]
            yield _join_variant_columns(schema, shared, np.full(record.points, place), own)

    return schema, iterate_pieces()


class _Design(NamedTuple):
    """A batch and the paths of its design's levers, empty without a design."""

    batch: Batch
    paths: list[str]

    def make_lever_columns(self, rectangles: Iterable[Rectangle]) -> list[np.ndarray]:
        """Return the values of each lever, (rows,), in the rows of the rectangles; empty without a
        design.
        """
        if not self.paths:
            return []
        found = []
        for r in rectangles:
            table = self.batch.points(r.variant).iloc[r.first_point : r.end_point]
            values = table[self.paths].to_numpy(dtype=np.float64)
            found.append(np.repeat(values, r.replications, axis=0))
        return list(np.concatenate(found).T)


def _read_design(batch: Batch) -> _Design:
    """Return the batch with the paths of its design's levers, empty without a design."""
    first = batch.manifest.variants[0].hash
    return _Design(batch, [path for path in batch.points(first).columns if path != "point"])


def _make_variant_columns(batch: Batch) -> Columns:
    """Return the columns that all tables begin with, one value a variant: batch, variant,
    variant_name, and the settings that vary.
    """
    import pyarrow as pa

    records = batch.manifest.variants
    named = {
        "batch": [batch.name] * len(records),
        "variant": [record.hash for record in records],
        "variant_name": [record.name for record in records],
    }
    fields = [_make_field(name, pa.string()) for name in named]
    values = [pa.array(texts, pa.string()) for texts in named.values()]
    for key, own in varied.collect_varied_settings(batch).items():
        values.append(varied.make_arrow_column(own))
        fields.append(_make_field(key, values[-1].type, **varied.describe_setting(key)))
    return Columns(fields, values)


def _read_outcome_pieces(
    batch: Batch, schema: pa.Schema, shared: Columns, design: _Design
) -> Iterator[pa.Table]:
    """Yield the runs of some parts at a time as tables of this schema: shared columns, levers of
    the design, stored columns. WrongInput if a part is damaged.
    """
    own = schema.names[len(shared.fields) + len(design.paths) :]
    own, fit = [name for name in own if name not in (DRAW, FIT)], batch.manifest.fit
    places = {record.hash: place for place, record in enumerate(batch.manifest.variants)}
    held = (r for v in batch.manifest.variants for r in batch.list_valid_rectangles(v))
    for rectangles in chunk_rectangles(held, PIECE):
        paths = [batch.layout.list_part_paths(r)[-1] for r in rectangles]
        try:
            read = parts.read_parts(paths, _make_stored_schema(batch), own)
        except OSError as error:
            reason = f"a part of batch {batch.name} is damaged: {error}"
            raise WrongInput(reason, key="batch", value=batch.name) from error
        lanes = [r.lanes for r in rectangles]
        place = np.repeat([places[r.variant] for r in rectangles], lanes)
        drawn = (
            [read["replication"].to_numpy() % fit.draws, [fit.name] * read.num_rows] if fit else []
        )
        levers = design.make_lever_columns(rectangles)
        yield _join_variant_columns(schema, shared, place, [*levers, *read.columns, *drawn])


def _read_daily_pieces(batch: Batch, schema: pa.Schema, shared: Columns) -> Iterator[pa.Table]:
    """Yield the filled bins of each variant as a table."""
    import pyarrow as pa

    for place, record in enumerate(batch.manifest.variants):
        histograms = batch.histograms(record.hash)
        daily = [v for v in make_daily_variables(batch.manifest.dyad) if v.name in histograms]
        names, units = ([getattr(v, word) for v in daily] for word in ("name", "unit"))
        edges = np.array([np.linspace(v.low, v.high, BINS + 1) for v in daily])
        counts = np.array([histograms[name] for name in names])
        which, day, bin_ = np.nonzero(counts)
        low, high = edges[which, np.maximum(bin_ - 1, 0)], edges[which, np.minimum(bin_, BINS)]
        own = [
            pa.array(names).take(pa.array(which)),
            pa.array(units).take(pa.array(which)),
            pa.array(day + 1, pa.int32()),
            pa.array(low, mask=bin_ == 0),
            pa.array(high, mask=bin_ == BINS + 1),
            pa.array(counts[which, day, bin_], pa.int64()),
        ]
        yield _join_variant_columns(schema, shared, np.full(len(which), place), own)


def _join_variant_columns(
    schema: pa.Schema, shared: Columns, variant_index: np.ndarray, columns: Iterable[object]
) -> pa.Table:
    """Return rows as a table: the shared columns of each row's variant (`variant_index`, (rows,)),
    then `columns`.
    """
    import pyarrow as pa

    of_variant = [values.take(pa.array(variant_index)) for values in shared.values]
    return pa.Table.from_arrays([*of_variant, *map(_to_arrow_array, columns)], schema=schema)


def _to_arrow_array(values: object) -> object:
    """Return a NumPy array as Arrow's; anything else unchanged."""
    import pyarrow as pa

    return pa.array(values) if isinstance(values, np.ndarray) else values


def _make_field(name: str, data_type: pa.DataType, unit: str = "", meaning: str = "") -> pa.Field:
    """Return an Arrow field with its unit and meaning (default: that of ABOUT_KEYS) in the
    metadata.
    """
    import pyarrow as pa

    said = {"unit": unit, "meaning": meaning or ABOUT_KEYS.get(name, "")}
    return pa.field(name, data_type, metadata=said)
