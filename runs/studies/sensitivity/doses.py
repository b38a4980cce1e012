"""Dose and response: a metric along the values of the levers that a batch sweeps or crosses.

The values are variants (`-m`), or the points of a grid; either way all of them share their random
worlds.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from runs.analysis.comparison.factorial import compare_cells
from runs.analysis.estimates.estimates import find_name_column
from runs.analysis.estimates.tallies import Tallies
from runs.analysis.sensitivity.sweeps import compare_points_with_base
from runs.archive.batch import Batch
from runs.plan.crosses import Cross, CrossAxis, find_cross

GRID = "grid"


class Doses(NamedTuple):
    """A metric at each combination of values: one row each, levers' values under their keys."""

    axes: tuple[CrossAxis, ...]
    table: pd.DataFrame
    """A column for each axis, variant (name), point, n, estimate, low, high, effect, adjusted_low,
    adjusted_high, apart (`factorial.compare_cells`, against the first row)."""
    held: Mapping[str, float] = MappingProxyType({})
    """Further levers of a grid, and the value at which the table holds them."""


def find_batch_cross(batch: Batch) -> Cross | None:
    """Return the cross (every combination of some levers' values) that the variants of a batch
    form; None if they form none, or if the batch has a design.
    """
    manifest = batch.manifest
    if manifest.design is not None:
        return None
    return find_cross(
        [one.name for one in manifest.variants], [one.varied for one in manifest.variants]
    )


def tabulate_cross(
    cross: Cross, frame: pd.DataFrame, metric: str, tallies: Tallies | None = None
) -> Doses:
    """Return a metric over a cross (every combination of some levers' values) of variants; a
    variant without runs has no row.

    frame: outcomes of the variants, a row per run; tallies: of the same runs (`compare_cells`).
    """
    keys = [axis.key for axis in cross.axes]
    places = pd.DataFrame([*cross.names], columns=keys).assign(variant=list(cross.names.values()))
    for axis in cross.axes:
        places[axis.key] = pd.Categorical(places[axis.key], axis.values, ordered=True)
    places = places.sort_values(keys, ignore_index=True)
    played = set(frame[find_name_column(frame)].unique())
    first = next(name for name in places["variant"] if name in played)
    cells = compare_cells(frame, metric, first, tallies)
    return Doses(cross.axes, places.merge(cells, "inner", "variant").assign(point=0))


def tabulate_grid(batch: Batch, variant: str, frame: pd.DataFrame, metric: str) -> Doses | None:
    """Return a metric over the first two levers of a variant's grid, with further levers at their
    first value; None if the design is no grid.
    """
    design = batch.manifest.design
    if design is None or design.name != GRID:
        return None
    points = batch.points(batch.manifest.find_variant(variant).hash)
    table = points.merge(compare_points_with_base(frame, metric), on="point")
    paths = list(design.levers)
    held = {path: float(points[path].iloc[0]) for path in paths[2:]}
    for path, value in held.items():
        table = table[table[path] == value]
    axes = tuple(CrossAxis(path, tuple(sorted(table[path].unique()))) for path in paths[:2])
    table = table.sort_values([axis.key for axis in axes], ignore_index=True)
    return Doses(axes, table.assign(variant=variant), held)
