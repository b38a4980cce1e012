"""The rows of a batch as tables: one row a run, and histograms a variable and day.

The schemas are built from the column dictionary (`model.outcomes`), which stays the one place
where a column is named, given its unit and explained. Rows stand in canonical order, so that
equal runs make equal tables whatever block computed them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from model.dyad import Dyad
from model.outcomes import BINS, Column, make_columns, make_daily_variables
from model.outcomes.own_metrics import OwnMetric
from runs.analysis.metric import StoredMetric
from runs.rectangles import Rectangle

if TYPE_CHECKING:
    import pyarrow as pa

KEYS = ("variant", "point", "replication", "seed")


class NotFiniteError(ArithmeticError):
    """An outcome is NaN or infinite, or a metric of the user's own is infinite; the message names
    the column and the first such run.
    """


@cache
def make_outcome_schema(dyad: Dyad, metrics: tuple[StoredMetric, ...] = ()) -> pa.Schema:
    """Return the Arrow schema of outcome parts for two sides: variant, point, replication, seed,
    the outcome columns, then the user's own metrics of the batch.

    Unit and meaning of each column are in its field's metadata; every outcome may be null.
    """
    import pyarrow as pa

    keys = [("variant", pa.string()), ("point", pa.int32())]
    keys += [("replication", pa.int64()), ("seed", pa.int64())]
    fields = [pa.field(name, kind, nullable=False) for name, kind in keys]
    kinds = {"float64": pa.float64(), "int32": pa.int32(), "bool": pa.bool_()}
    for column in list_outcome_columns(dyad, metrics):
        about = {"unit": column.unit, "meaning": column.meaning}
        fields.append(pa.field(column.name, kinds.get(column.dtype, pa.string()), metadata=about))
    return pa.schema(fields)


def list_outcome_columns(dyad: Dyad, metrics: Iterable[StoredMetric] = ()) -> tuple[Column, ...]:
    """Return the outcome columns without the keys, then those of `metrics`, the user's own."""
    stored = (
        Column(of.name, "bool" if of.yes_no else "float64", of.unit, of.label) for of in metrics
    )
    return (*(column for column in make_columns(dyad) if column.name not in KEYS), *stored)


@lru_cache(maxsize=1)
def make_daily_schema() -> pa.Schema:
    """Return the Arrow schema of daily parts: variable, day and counts (runs by bin), one row a
    variable and day.
    """
    import pyarrow as pa

    counts = {"unit": "runs", "meaning": f"below, {BINS} equal bins from low to high, above"}
    return pa.schema(
        [
            pa.field("variable", pa.string(), nullable=False),
            pa.field("day", pa.int32(), nullable=False),
            pa.field("counts", pa.list_(pa.int32()), nullable=False, metadata=counts),
        ]
    )


def make_outcome_table(
    dyad: Dyad,
    rectangle: Rectangle,
    seed: int,
    outcomes: Mapping[str, np.ndarray],
    metrics: tuple[StoredMetric, ...] = (),
) -> pa.Table:
    """Return the rows of one rectangle as a table, in canonical order.

    `outcomes` maps each column, and each metric of `metrics`, to its (lanes,) array, point-major. A
    value equal to the column's `missing`, or a metric's NaN, becomes null. Raises NotFiniteError
    for any other NaN or infinity, KeyError for a missing column, ValueError for an array of another
    length.
    """
    import pyarrow as pa

    point, replication = make_row_keys(rectangle)
    variant = np.full(rectangle.lanes, rectangle.variant, dtype=object)
    arrays = [variant, point, replication, np.full(rectangle.lanes, seed, dtype=np.int64)]
    schema = make_outcome_schema(dyad, metrics)
    kinds = schema.types[: len(KEYS)]
    keys = [pa.array(array, type=kind) for array, kind in zip(arrays, kinds, strict=True)]
    columns = [
        _make_column(column, schema.field(column.name).type, outcomes[column.name], rectangle)
        for column in list_outcome_columns(dyad)
    ]
    measured = [_make_metric_column(of, outcomes[of.name], rectangle) for of in metrics]
    return pa.Table.from_arrays(keys + columns + measured, schema=schema)


def make_measured_table(
    dyad: Dyad,
    rectangle: Rectangle,
    seed: int,
    outcomes: Mapping[str, np.ndarray],
    metrics: Sequence[OwnMetric],
) -> pa.Table:
    """Return the rows of one rectangle, outcomes followed by the user's own metrics computed from
    them.

    outcomes: column -> (lanes,). Raises what `make_outcome_table` and the metrics raise.
    """
    if not metrics:
        return make_outcome_table(dyad, rectangle, seed, outcomes)
    from runs.analysis.estimates.own_metrics import compute_own_metrics, make_stored_metric

    values = {**outcomes, **compute_own_metrics(metrics, dyad, outcomes)}
    return make_outcome_table(
        dyad, rectangle, seed, values, tuple(map(make_stored_metric, metrics))
    )


def make_row_keys(rectangle: Rectangle) -> tuple[np.ndarray, np.ndarray]:
    """Return point (lanes,) int32 and replication (lanes,) int64 of each row, replications of one
    point together.
    """
    points = np.arange(rectangle.first_point, rectangle.end_point, dtype=np.int32)
    runs = np.arange(rectangle.first_replication, rectangle.end_replication, dtype=np.int64)
    return np.repeat(points, rectangle.replications), np.tile(runs, rectangle.points)


def _make_column(
    column: Column, data_type: pa.DataType, values: np.ndarray, rectangle: Rectangle
) -> pa.Array:
    """Return an outcome column of a rectangle's runs as Arrow's, null where a run has no value;
    NotFiniteError and ValueError as in `make_outcome_table`.
    """
    import pyarrow as pa

    if len(values) != rectangle.lanes:
        raise ValueError(f"{column.name} has {len(values)} values for {rectangle.lanes} lanes")
    if column.dtype == "category":
        if values.dtype == object:
            return pa.array([word or None for word in values], type=pa.string())
        codes = pa.array(values, type=pa.int32(), mask=values < 0)
        return pa.array(column.categories or (), type=pa.string()).take(codes)
    missing = None if column.missing is None else values == column.missing
    if column.dtype == "float64":
        _require_finite(column.name, values, rectangle)
    return pa.array(values, type=data_type, mask=missing)


def _make_metric_column(metric: StoredMetric, values: np.ndarray, rectangle: Rectangle) -> pa.Array:
    """Return a metric's column, yes/no as bool, null for NaN; NotFiniteError for an infinity."""
    import pyarrow as pa

    missing = np.isnan(values)
    _require_finite(metric.name, np.where(missing, 0.0, values), rectangle)
    return pa.array(values == 1.0 if metric.yes_no else values, mask=missing)


def _require_finite(name: str, values: np.ndarray, rectangle: Rectangle) -> None:
    """Raise NotFiniteError, naming column and first run, unless all values are finite."""
    finite = np.isfinite(values)
    if finite.all():
        return
    first = int(np.argmin(finite))
    point, replication = (int(key[first]) for key in make_row_keys(rectangle))
    raise NotFiniteError(
        f"{name} is {values[first]} in variant {rectangle.variant}, point {point}, "
        f"replication {replication} ({int((~finite).sum())} of {len(values)} runs)"
    )


def make_daily_table(
    dyad: Dyad, histograms: np.ndarray, variables: Sequence[str] | None = None
) -> pa.Table:
    """Return histograms as a table: variable, day (from 1), counts, one row a variable and day.

    histograms: runs by bin, (variables, days, BINS + 2), ValueError for another shape; variables:
    their names if not all are there (an earlier version had fewer).
    """
    import pyarrow as pa

    daily = variables or [variable.name for variable in make_daily_variables(dyad)]
    size, days, bins = histograms.shape
    if size != len(daily) or bins != BINS + 2:
        raise ValueError(f"daily counts of shape {histograms.shape} for {len(daily)} variables")
    names = np.repeat(np.array(daily, dtype=object), days)
    day = np.tile(np.arange(1, days + 1, dtype=np.int32), size)
    offsets = np.arange(0, histograms.size + 1, bins, dtype=np.int32)
    flat = pa.array(np.ascontiguousarray(histograms, dtype=np.int32).reshape(-1))
    lists = pa.ListArray.from_arrays(pa.array(offsets), flat)
    return pa.Table.from_arrays([pa.array(names), pa.array(day), lists], schema=make_daily_schema())


def sort_rows(table: pa.Table) -> pa.Table:
    """Return the rows sorted by (point, replication) within each variant, variants in order of
    appearance; the table itself if it is sorted already.
    """
    import pyarrow as pa

    variant = table["variant"].combine_chunks().dictionary_encode()
    codes = variant.indices if isinstance(variant, pa.Array) else variant.combine_chunks().indices
    keys = [table[name].to_numpy() for name in ("replication", "point")]
    order = np.lexsort([*keys, codes.to_numpy()])
    return table if (np.diff(order) == 1).all() else table.take(order)
