"""Runs of a design counted by random world: what `tallies` needs for errors of pooled figures.

Only cells with a run are kept, so that there are never more of them than runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import TypeAlias

import numpy as np
import pandas as pd

from runs.analysis.estimates.cluster_errors import Sums, sum_by_group
from runs.analysis.estimates.estimates import FloatArray, IntArray

CELL = ["variant", "world", "kind", "day"]
PLACE = CELL[:2]
BLOCK = 4_000_000
"""Counts of a table (worlds, kinds, days) that are written out at once."""

Figures: TypeAlias = Callable[[IntArray, IntArray], tuple[IntArray, IntArray]]
"""From runs (worlds, kinds, days) and each world's variant to totals and runs by world."""


@dataclass(frozen=True)
class Worlds:
    """Several variants counted by world; a variant is named by its place among them.

    `days` maps a stage to its cells: CELL and runs, sorted. `places` has PLACE, sorted, of each row
    of `n` and `total` (rows, metrics): runs of the world that have the metric, and their sum.
    """

    days: Mapping[str, pd.DataFrame]
    places: pd.DataFrame
    n: IntArray
    total: FloatArray

    def sum_over_worlds(self, stage: str, figures: Figures, kinds: int) -> Sums:
        """Return the sums over random worlds of what `figures` makes of each world's runs.

        Args:
            stage: whose contact is waited for, leader or envoy.
            figures: from the runs of some worlds by kind and day, (worlds, kinds, days), and their
                variants, to two arrays a world: totals and numbers of runs.
            kinds: kinds of end a run can have at that stage.

        Returns:
            one sum a variant: shape (variants, ...), as the arrays of `figures` are shaped.
        """
        cells = self.days[stage]
        names = ("variant", "world", "kind", "day", "runs")
        variant, world, kind, day, runs = (cells[name].to_numpy() for name in names)
        begins = np.r_[True, (np.diff(variant) != 0) | (np.diff(world) != 0)]
        row, owner = np.cumsum(begins) - 1, variant[begins]
        last = int(day.max()) + 1
        some = max(1, BLOCK // (kinds * last))
        found = []
        for first in range(0, len(owner), some):
            own = owner[first : first + some]
            here = slice(*np.searchsorted(row, [first, first + some]))
            days = np.zeros((len(own), kinds, last), dtype=np.int64)
            days[row[here] - first, kind[here], day[here]] = runs[here]
            found.append(sum_by_group(*figures(days, own), own, int(owner[-1]) + 1))
        return reduce(add, found)

    def sum_metrics(self) -> Sums:
        """Return the sums over worlds of each metric: (variants, metrics)."""
        owner = self.places["variant"].to_numpy()
        return sum_by_group(self.total, self.n, owner, int(owner[-1]) + 1)

    def move_variants(self, to: IntArray) -> Worlds:
        """Return the variants at other places: `to` of each place, below 0 to leave one out."""
        rows = _move_rows(self.places.assign(row=np.arange(len(self.places))), to)
        at = rows["row"].to_numpy()
        days = {stage: _move_rows(cells, to) for stage, cells in self.days.items()}
        return replace(self, days=days, places=rows[PLACE], n=self.n[at], total=self.total[at])


def count_by_world(
    variant: IntArray,
    world: IntArray,
    stages: Mapping[str, tuple[IntArray, IntArray]],
    numbers: pd.DataFrame,
) -> Worlds:
    """Count runs by world: each run's variant and world, kind and day by stage, and metrics."""
    place = pd.DataFrame({"variant": variant, "world": world})
    groups = numbers.groupby([variant, world], sort=True)
    n = groups.count()
    return Worlds(
        days={
            stage: _sum_cells(place.assign(kind=kind, day=day, runs=1))
            for stage, (kind, day) in stages.items()
        },
        places=n.index.to_frame(index=False).set_axis(PLACE, axis=1),
        n=n.to_numpy(dtype=np.int64),
        total=groups.sum().to_numpy(dtype=float),
    )


def add_worlds(pieces: Sequence[Worlds]) -> Worlds:
    """Return pieces added up, the same world of a variant in several pieces being one."""
    days = {
        stage: _sum_cells(pd.concat([piece.days[stage] for piece in pieces], ignore_index=True))
        for stage in pieces[0].days
    }
    places = pd.concat([piece.places for piece in pieces], ignore_index=True)
    at = places.groupby(PLACE, sort=True).ngroup().to_numpy()
    whole = places.drop_duplicates().sort_values(PLACE, ignore_index=True)
    n, total = (np.concatenate([getattr(p, name) for p in pieces]) for name in ("n", "total"))
    added = np.zeros((len(whole), n.shape[1]), dtype=np.int64), np.zeros((len(whole), n.shape[1]))
    for into, rows in zip(added, (n, total), strict=True):
        np.add.at(into, at, rows)
    return Worlds(days, whole, *added)


def _sum_cells(cells: pd.DataFrame) -> pd.DataFrame:
    return cells.groupby(CELL, sort=True)["runs"].sum().reset_index()


def _move_rows(rows: pd.DataFrame, to: IntArray) -> pd.DataFrame:
    variant = to[rows["variant"].to_numpy()]
    moved: pd.DataFrame = rows.assign(variant=variant).loc[variant >= 0]
    return moved.sort_values([c for c in CELL if c in rows], kind="stable", ignore_index=True)
