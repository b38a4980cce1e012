"""Counts by random world as columns of a batch's summary: one row a variant, cells without zeros.

Only a batch that plays a design has them; its other columns are those of any batch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runs.analysis.estimates.by_replication import CELL, PLACE, WorldTallies
from runs.analysis.estimates.estimates import IntArray
from runs.analysis.estimates.tallies import STAGES

if TYPE_CHECKING:
    import pyarrow as pa

CELLS = (*CELL[1:], "runs")
WORLD, RUNS, TOTAL = "world", "world_n", "world_total"


def make_world_columns(worlds: WorldTallies, variants: int) -> dict[str, pa.Array]:
    """Return the counts by random world as columns with a list a variant: name -> list array."""
    found = {}
    for stage, cells in worlds.days.items():
        ends = _find_list_ends(cells, variants)
        for name in CELLS:
            found[f"{stage}_{WORLD}_{name}"] = make_list_array(ends, cells[name].to_numpy())
    ends, width = _find_list_ends(worlds.places, variants), worlds.n.shape[1]
    found[WORLD] = make_list_array(ends, worlds.places["world"].to_numpy())
    for name, rows in ((RUNS, worlds.n), (TOTAL, worlds.total)):
        found[name] = make_list_array(ends * width, rows.ravel())
    return found


def read_world_columns(table: pa.Table, metrics: int) -> WorldTallies | None:
    """Return the counts by random world in the table of a summary; None if it has no such columns.

    metrics: their number.
    """
    if WORLD not in table.column_names:
        return None
    days = {}
    for stage in STAGES:
        names = [f"{stage}_{WORLD}_{name}" for name in CELLS]
        values = {
            name: _flatten_column(table, column) for name, column in zip(CELLS, names, strict=True)
        }
        days[stage] = pd.DataFrame({"variant": _make_variant_index(table, names[0]), **values})
    places = pd.DataFrame(
        {"variant": _make_variant_index(table, WORLD), "world": _flatten_column(table, WORLD)}
    )
    n, total = (_flatten_column(table, name).reshape(-1, metrics) for name in (RUNS, TOTAL))
    return WorldTallies(days, places[PLACE], n, total)


def make_list_array(ends: IntArray, values: np.ndarray) -> pa.ListArray:
    """Return an Arrow list array whose list i holds values[ends[i]:ends[i + 1]]; ends[0] is 0."""
    import pyarrow as pa

    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(values))


def _find_list_ends(rows: pd.DataFrame, variants: int) -> IntArray:
    return np.searchsorted(rows["variant"].to_numpy(), np.arange(variants + 1))


def _flatten_column(table: pa.Table, column: str) -> np.ndarray:
    values: np.ndarray = table[column].combine_chunks().flatten().to_numpy()
    return values


def _make_variant_index(table: pa.Table, column: str) -> IntArray:
    sizes = np.diff(table[column].combine_chunks().offsets.to_numpy())
    return np.repeat(np.arange(len(sizes)), sizes)
