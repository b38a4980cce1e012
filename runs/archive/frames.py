"""Stored parts as pandas frames and histograms, the form in which analysis and pages want them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from model.dyad import Dyad
from model.outcomes import BINS, make_columns, make_daily_variables
from runs.analysis.estimates.draws import DRAW, FIT
from runs.archive import parts, tables
from runs.archive.manifest import VariantRecord
from runs.plan.draws import FitRecord

if TYPE_CHECKING:
    import pyarrow as pa


def make_outcome_frame(
    table: pa.Table,
    dyad: Dyad,
    variants: Sequence[VariantRecord],
    fit: FitRecord | None = None,
) -> pd.DataFrame:
    """Return an outcome table as a data frame: text columns as categories, in the order of the
    column dictionary and of `variants`, and `variant_name` added after the keys.

    fit: of the batch; with one, `draw` (number of the set of parameters that each run plays) and
    `fit` (its name) come at the end.
    """
    orders: dict[str, Sequence[str]] = {c.name: c.categories or () for c in make_columns(dyad)}
    orders["variant"] = [variant.hash for variant in variants]
    columns: dict[str, Any] = {}
    for name in table.column_names:
        columns[name] = _to_pandas_column(table[name], orders.get(name, ()))
    names = {variant.hash: variant.name for variant in variants}
    frame = pd.DataFrame(columns)
    frame.insert(len(tables.KEYS), "variant_name", frame["variant"].cat.rename_categories(names))
    if fit is not None:
        frame[DRAW] = frame["replication"] % fit.draws
        one = np.zeros(len(frame), dtype=np.int64)
        frame[FIT] = pd.Categorical.from_codes(one, pd.Index([fit.name]))
    return frame


def _to_pandas_column(column: pa.ChunkedArray, words: Sequence[str]) -> Any:
    """Return a column for a data frame: text as a Categorical with `words` as its categories (for
    none, the words that occur, sorted), anything else as pandas makes it.
    """
    import pyarrow as pa

    if not pa.types.is_string(column.type):
        return column.to_pandas()
    coded = column.combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    found = coded.dictionary.to_pylist()
    categories = pd.Index(list(words) or sorted(found))
    position = np.array([categories.get_loc(word) for word in found] + [-1], dtype=np.int32)
    codes = coded.indices.fill_null(len(found)).to_numpy(zero_copy_only=False)
    return pd.Categorical.from_codes(position[codes], categories)


def merge_counts(paths: Sequence[Path], dyad: Dyad, days: int) -> dict[str, np.ndarray]:
    """Return variable -> numbers of runs by day and bin, (days, BINS + 2) int64, summed over
    several daily parts (files); zeros without a file.

    Only variables that every part has (an earlier version had fewer), in the dictionary's order.
    """
    total: dict[str, np.ndarray] = {}
    held = [variable.name for variable in make_daily_variables(dyad)]
    for path in paths:
        rows = parts.read_parts([path], tables.make_daily_schema(), ["variable", "counts"])
        names = rows["variable"].to_pylist()[::days]
        counts = rows["counts"].combine_chunks().flatten().to_numpy()
        by_variable = counts.reshape(len(names), days, BINS + 2).astype(np.int64)
        for name, own in zip(names, by_variable, strict=True):
            total[name] = total[name] + own if name in total else own
        held = [name for name in held if name in names]
    return {name: total[name] for name in held} if paths else make_empty_counts(held, days)


def make_empty_counts(names: Sequence[str], days: int) -> dict[str, np.ndarray]:
    """Return variable -> zeros, (days, BINS + 2), int64."""
    return {name: np.zeros((days, BINS + 2), dtype=np.int64) for name in names}


def make_daily_frame(
    histograms: Mapping[tuple[str, str], Mapping[str, np.ndarray]],
) -> pd.DataFrame:
    """Return histograms as a frame with variant, variant_name, variable, day (from 1) and counts
    (runs by bin), one row a variant, variable and day.

    histograms: (variant hash, name) -> variable -> counts, shape (days, bins).
    """
    frames = [
        pd.DataFrame(
            {
                "variant": variant,
                "variant_name": name,
                "variable": variable,
                "day": np.arange(1, len(counts) + 1, dtype=np.int32),
                "counts": list(counts),
            }
        )
        for (variant, name), variables in histograms.items()
        for variable, counts in variables.items()
    ]
    return pd.concat(frames, ignore_index=True)
