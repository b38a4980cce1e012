"""Counts by random world, or by draw of a fit, as columns of a batch's summary: one row a variant,
cells without zeros.

Only a batch that plays a design has the one, only one that plays a fit the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runs.analysis.estimates.by_replication import CELL, PLACE, GroupTallies
from runs.analysis.estimates.estimates import IntArray
from runs.analysis.estimates.tallies import STAGES

if TYPE_CHECKING:
    import pyarrow as pa

CELLS = (*CELL[1:], "runs")
WORLD, DRAW = "world", "draw"
"""What runs are counted by, which the names of the columns begin with or hold."""


def make_world_columns(
    worlds: GroupTallies, variants: int, group: str = WORLD
) -> dict[str, pa.Array]:
    """Return counts by random world, or by draw of a fit, as columns of lists, one list a variant:
    column name -> list array.

    group: WORLD or DRAW. Columns: <stage>_<group>_kind, _day, _runs and _world for each stage,
    <group>, <group>_n and <group>_total.
    """
    found = {}
    for stage, cells in worlds.days.items():
        ends = _find_list_ends(cells, variants)
        for name in CELLS:
            found[f"{stage}_{group}_{name}"] = make_list_array(ends, cells[name].to_numpy())
    ends, width = _find_list_ends(worlds.places, variants), worlds.n.shape[1]
    found[group] = make_list_array(ends, worlds.places["world"].to_numpy())
    for name, rows in (("n", worlds.n), ("total", worlds.total)):
        found[f"{group}_{name}"] = make_list_array(ends * width, rows.ravel())
    return found


def read_world_columns(table: pa.Table, metrics: int, group: str = WORLD) -> GroupTallies | None:
    """Return the counts by random world, or by draw of a fit, from a summary's table; None if it
    has no such columns.

    metrics: their number; group: WORLD or DRAW.
    """
    if group not in table.column_names:
        return None
    days = {}
    for stage in STAGES:
        names = [f"{stage}_{group}_{name}" for name in CELLS]
        values = {
            name: _flatten_column(table, column) for name, column in zip(CELLS, names, strict=True)
        }
        days[stage] = pd.DataFrame({"variant": _make_variant_index(table, names[0]), **values})
    places = pd.DataFrame(
        {"variant": _make_variant_index(table, group), "world": _flatten_column(table, group)}
    )
    n, total = (
        _flatten_column(table, f"{group}_{name}").reshape(-1, metrics) for name in ("n", "total")
    )
    return GroupTallies(days, places[PLACE], n, total)


def make_list_array(ends: IntArray, values: np.ndarray) -> pa.ListArray:
    """Return an Arrow list array whose list i holds values[ends[i]:ends[i + 1]]; ends[0] is 0."""
    import pyarrow as pa

    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(values))


def _find_list_ends(rows: pd.DataFrame, variants: int) -> IntArray:
    """Return where each variant's rows begin, and the end, (variants + 1,); rows: sorted by
    variant.
    """
    return np.searchsorted(rows["variant"].to_numpy(), np.arange(variants + 1))


def _flatten_column(table: pa.Table, column: str) -> np.ndarray:
    """Return the values of a column of lists, one list after the other."""
    values: np.ndarray = table[column].combine_chunks().flatten().to_numpy()
    return values


def _make_variant_index(table: pa.Table, column: str) -> IntArray:
    """Return the variant (row of the table) of each value in a column of lists."""
    sizes = np.diff(table[column].combine_chunks().offsets.to_numpy())
    return np.repeat(np.arange(len(sizes)), sizes)
