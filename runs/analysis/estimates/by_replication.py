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

from runs.analysis.estimates.cluster_errors import WorldSums, sum_by_group
from runs.analysis.estimates.estimates import FloatArray, IntArray

CELL = ["variant", "world", "kind", "day"]
PLACE = CELL[:2]
BLOCK = 4_000_000
"""Counts of a table (worlds, kinds, days) that are written out at once."""

Figures: TypeAlias = Callable[[IntArray, IntArray], tuple[IntArray, IntArray]]
"""From runs (worlds, kinds, days) and each world's variant to totals and runs by world."""


@dataclass(frozen=True)
class GroupTallies:
    """Numbers of runs of several variants by group: a random world or, for the interval over the
    draws of a fit, a draw. Variants and groups are numbered from 0; the column `world` tells the
    group.

    `days` maps a stage ("leader", "envoy") to a sorted table of variant, world, kind (of end), day
    and runs. `places` (variant and world, sorted) tells those of each row of `n` and `total`, both
    (rows, metrics): the number of runs that have the metric, and the sum of their values.
    """

    days: Mapping[str, pd.DataFrame]
    places: pd.DataFrame
    n: IntArray
    total: FloatArray

    def sum_over_worlds(self, stage: str, compute: Figures, kinds: int) -> WorldSums:
        """Return, for each variant, the sums over random worlds of what is computed for each world.

        Args:
            stage: whose contact is waited for, leader or envoy.
            compute: a function of the runs of some worlds by kind of end and day, (worlds, kinds,
                days), and of their variants, (worlds,). It returns two arrays with one row a world:
                totals and numbers of runs.
            kinds: number of ways in which a run can end at that stage.

        Returns:
            shape (variants, ...), where ... is the shape of one world's row.
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
            found.append(sum_by_group(*compute(days, own), own, int(owner[-1]) + 1))
        return reduce(add, found)

    def sum_metrics(self) -> WorldSums:
        """Return the sums over random worlds of each metric's values and of the runs that have it,
        shape (variants, metrics).
        """
        owner = self.places["variant"].to_numpy()
        return sum_by_group(self.total, self.n, owner, int(owner[-1]) + 1)

    def renumber_variants(self, new_numbers: IntArray) -> GroupTallies:
        """Return the same runs with variants renumbered.

        new_numbers: shape (variants,), the new number of each variant; below 0 drops the variant.
        """
        rows = _renumber_rows(self.places.assign(row=np.arange(len(self.places))), new_numbers)
        at = rows["row"].to_numpy()
        days = {stage: _renumber_rows(cells, new_numbers) for stage, cells in self.days.items()}
        return replace(self, days=days, places=rows[PLACE], n=self.n[at], total=self.total[at])


def count_by_world(
    variant: IntArray,
    world: IntArray,
    stages: Mapping[str, tuple[IntArray, IntArray]],
    metric_values: pd.DataFrame,
) -> GroupTallies:
    """Return the tallies of runs by random world (or by any other number given as `world`).

    Args:
        variant: number of each run's variant, shape (runs,).
        world: number of each run's random world, shape (runs,).
        stages: stage -> kind of end and day of each run, each (runs,).
        metric_values: the metrics, one column each, one row a run; NaN where a run has none.
    """
    place = pd.DataFrame({"variant": variant, "world": world})
    groups = metric_values.groupby([variant, world], sort=True)
    n = groups.count()
    return GroupTallies(
        days={
            stage: _sum_equal_cells(place.assign(kind=kind, day=day, runs=1))
            for stage, (kind, day) in stages.items()
        },
        places=n.index.to_frame(index=False).set_axis(PLACE, axis=1),
        n=n.to_numpy(dtype=np.int64),
        total=groups.sum().to_numpy(dtype=float),
    )


def sum_groups(parts: Sequence[GroupTallies]) -> GroupTallies:
    """Return several tallies (at least one; all of the same stages and metrics) added up, variant
    by variant and world by world.
    """
    days = {
        stage: _sum_equal_cells(
            pd.concat([piece.days[stage] for piece in parts], ignore_index=True)
        )
        for stage in parts[0].days
    }
    places = pd.concat([piece.places for piece in parts], ignore_index=True)
    at = places.groupby(PLACE, sort=True).ngroup().to_numpy()
    whole = places.drop_duplicates().sort_values(PLACE, ignore_index=True)
    n, total = (np.concatenate([getattr(p, name) for p in parts]) for name in ("n", "total"))
    added = np.zeros((len(whole), n.shape[1]), dtype=np.int64), np.zeros((len(whole), n.shape[1]))
    for into, rows in zip(added, (n, total), strict=True):
        np.add.at(into, at, rows)
    return GroupTallies(days, whole, *added)


def _sum_equal_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the runs summed over equal variant, world, kind and day, sorted by these."""
    return cells.groupby(CELL, sort=True)["runs"].sum().reset_index()


def _renumber_rows(rows: pd.DataFrame, new_numbers: IntArray) -> pd.DataFrame:
    """Return the rows with `new_numbers[variant]` as variant, sorted, without those for which it is
    negative.
    """
    variant = new_numbers[rows["variant"].to_numpy()]
    moved: pd.DataFrame = rows.assign(variant=variant).loc[variant >= 0]
    return moved.sort_values([c for c in CELL if c in rows], kind="stable", ignore_index=True)
