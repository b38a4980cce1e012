"""Outcomes counted: all that a figure about whole variants needs of a million rows.

Of the waiting times it is how many runs ended on which day, observed or not, by whose request:
whole numbers, so that shares, medians, restricted means and curves come out exactly as from the
rows, whatever parts the rows were counted in. Of every metric it is the number of runs that have
it, their total and their squared deviations, which agree with those of the rows to rounding.
What compares runs in pairs (effects, rankings) is not in here and needs rows. Runs of a design are
counted by random world as well (`worlds`), without which no pooled figure has an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import pandas as pd

from runs.analysis.estimates.by_replication import Figures, GroupTallies, count_by_world, sum_groups
from runs.analysis.estimates.cluster_errors import (
    WorldSums,
    find_fit_name,
    identify_worlds,
    is_pooled,
)
from runs.analysis.estimates.draws import DRAW
from runs.analysis.estimates.estimates import (
    N_MOVERS,
    FloatArray,
    IntArray,
    encode_movers,
    find_name_column,
)
from runs.analysis.estimates.metrics import (
    compute_metric_values,
    list_available_metrics,
    list_metrics,
)

STAGES = {
    "leader": ("duration", "event_observed", "first_mover_true"),
    "envoy": ("envoy_duration", "envoy_event_observed", "envoy_first_mover_true"),
}
"""Whose first contact -> columns of its day, whether it was seen, and whose request it followed."""

KINDS = 2 * N_MOVERS
"""Rows of a table of days: unseen by mover, then seen by mover."""


def list_counted_columns() -> list[str]:
    """Return the names of the outcome columns that tallies are made from."""
    of_stages = (column for stage in STAGES.values() for column in stage)
    return list(dict.fromkeys([*of_stages, *(of.column for of in list_metrics())]))


@dataclass(frozen=True)
class Tallies:
    """Numbers of runs and sums of metrics of several variants, which are the first axis of every
    array.

    `days` maps a stage to numbers of runs (variants, KINDS, last day + 1) by kind of end and day,
    day 0 for a run without a day; `n`, `total` and `squares` are (variants, metrics): runs with a
    value, its sum, and the sum of its squared deviations from the mean. `worlds` has the same by
    random world; None where each run has a world of its own. `draws` has the same by draw of the
    fit of that name, None without a fit.
    """

    names: tuple[str, ...]
    days: dict[str, IntArray]
    metrics: tuple[str, ...]
    n: IntArray
    total: FloatArray
    squares: FloatArray
    worlds: GroupTallies | None = None
    draws: GroupTallies | None = None
    fit: str = ""

    @property
    def runs(self) -> IntArray:
        """Number of runs of each variant, shape (variants,)."""
        return np.asarray(self.days["leader"].sum(axis=(1, 2)), dtype=np.int64)

    def count_movers(self, stage: str) -> IntArray:
        """Return runs by first mover of a stage ("leader", "envoy"), (variants, N_MOVERS)."""
        return _count_by_mover(self.days[stage])

    def sum_over_worlds(self, stage: str, compute: Figures) -> WorldSums | None:
        """Return the sums over random worlds of what `compute` returns, (variants, ...), as of
        `GroupTallies.sum_over_worlds`; None if the runs are not counted by world.
        """
        return None if self.worlds is None else self.worlds.sum_over_worlds(stage, compute, KINDS)

    def sum_metrics(self) -> WorldSums | None:
        """Return the sums over random worlds of each metric's values and of the runs that have it,
        (variants, metrics); None if they are not counted by world.
        """
        return None if self.worlds is None else self.worlds.sum_metrics()

    def sum_movers(self, stage: str) -> WorldSums | None:
        """Return the sums over random worlds of runs by first mover, (variants, N_MOVERS); None if
        they are not counted by world.
        """
        return self.sum_over_worlds(
            stage, lambda days, _: (_count_by_mover(days), _count_runs(days))
        )

    def select_variants(self, index: Sequence[int], names: Sequence[str] | None = None) -> Tallies:
        """Return the tallies of the variants at these positions, in this order; `names` renames."""
        at = np.array(index, dtype=np.intp)
        to = np.full(len(self.names), -1)
        to[at] = np.arange(len(at))
        return replace(
            self,
            names=tuple(self.names[place] for place in index) if names is None else tuple(names),
            days={stage: counts[at] for stage, counts in self.days.items()},
            n=self.n[at],
            total=self.total[at],
            squares=self.squares[at],
            worlds=self.worlds and self.worlds.renumber_variants(to),
            draws=self.draws and self.draws.renumber_variants(to),
        )


Outcomes: TypeAlias = "pd.DataFrame | Tallies"
"""Rows, or what they were counted to: whoever needs no single run takes either."""


def ensure_tallies(outcomes: Outcomes) -> Tallies:
    """Return outcomes as tallies, unchanged if they already are; ValueError if there is no run."""
    found = outcomes if isinstance(outcomes, Tallies) else tally_outcomes(outcomes)
    if not found.names:
        raise ValueError("the frame holds no runs")
    return found


def tally_outcomes(frame: pd.DataFrame, by_world: bool | None = None) -> Tallies:
    """Return the tallies of the rows of one or more variants, in their order of first appearance.

    A stage or a metric whose columns the frame lacks is left out. by_world: whether runs are
    counted by random world; default: where the frame holds several points of a design.
    """
    variant, names = pd.factorize(frame[find_name_column(frame)])
    cells = {
        stage: _encode_ending_and_day(frame, columns)
        for stage, columns in STAGES.items()
        if all(column in frame for column in columns)
    }
    days = {stage: _count_by_day(variant, len(names), *cell) for stage, cell in cells.items()}
    known = list_available_metrics(frame)
    numbers = pd.DataFrame(
        {of.name: compute_metric_values(frame, of) for of in known}, index=frame.index
    )
    groups = numbers.groupby(variant, sort=True)
    n = groups.count().to_numpy(dtype=np.int64)
    spread = groups.var(ddof=1).to_numpy(dtype=float)
    pooled = is_pooled(frame) if by_world is None else by_world
    fit = "" if pooled else find_fit_name(frame)
    return Tallies(
        names=tuple(str(name) for name in names),
        days=days,
        metrics=tuple(of.name for of in known),
        n=n,
        total=groups.sum().to_numpy(dtype=float),
        squares=np.where(n > 1, spread * (n - 1), 0.0),
        worlds=count_by_world(variant, identify_worlds(frame), cells, numbers) if pooled else None,
        draws=count_by_world(variant, frame[DRAW].to_numpy(), cells, numbers) if fit else None,
        fit=fit,
    )


def _encode_ending_and_day(
    frame: pd.DataFrame, columns: tuple[str, str, str]
) -> tuple[IntArray, IntArray]:
    """Return each run's kind of end (0 .. KINDS - 1: position of its first mover in `Dyad.movers`,
    plus N_MOVERS if a contact was seen) and its day (0 for none), each (runs,). columns: of STAGES.
    """
    duration, observed, mover = columns
    day = np.nan_to_num(frame[duration].to_numpy(dtype=float, na_value=np.nan)).astype(np.int64)
    seen = frame[observed].to_numpy(dtype=bool)
    return encode_movers(frame[mover]) + N_MOVERS * seen, day


def _count_by_day(variant: IntArray, variants: int, kind: IntArray, day: IntArray) -> IntArray:
    """Return the number of runs by variant, kind and day, shape (variants, KINDS, last day + 1)."""
    last = int(day.max()) + 1
    cells = (variant * KINDS + kind) * last + day
    return np.bincount(cells, minlength=variants * KINDS * last).reshape(variants, KINDS, last)


def add_tallies(tallies: Sequence[Tallies], names: Sequence[str]) -> Tallies:
    """Return several tallies added up, runs of the same variant together.

    Args:
        tallies: at least one; all of the same stages and metrics.
        names: the variants wanted, in order; one without a run is left out.
    """
    first = tallies[0]
    held = {name for piece in tallies for name in piece.names}
    kept = [name for name in names if name in held]
    place = {name: i for i, name in enumerate(kept)}
    where = [np.array([place[name] for name in piece.names], dtype=np.intp) for piece in tallies]
    days = {}
    for stage in first.days:
        last = max(piece.days[stage].shape[2] for piece in tallies)
        days[stage] = np.zeros((len(kept), KINDS, last), dtype=np.int64)
        for at, piece in zip(where, tallies, strict=True):
            counts = piece.days[stage]
            days[stage][at, :, : counts.shape[2]] += counts
    shape = (len(kept), len(first.metrics))
    n, total, squares = np.zeros(shape, dtype=np.int64), np.zeros(shape), np.zeros(shape)
    for at, piece in zip(where, tallies, strict=True):
        gap = _compute_means(total[at], n[at]) - _compute_means(piece.total, piece.n)
        both = n[at] + piece.n
        # Chan, Golub and LeVeque 1979: what the two means differ by is spread as well.
        squares[at] += piece.squares + gap**2 * n[at] * piece.n / np.maximum(both, 1)
        n[at], total[at] = both, total[at] + piece.total
    moved = list(zip(tallies, where, strict=True))
    worlds = _add_groups([(piece.worlds, at) for piece, at in moved])
    draws = _add_groups([(piece.draws, at) for piece, at in moved])
    return Tallies(tuple(kept), days, first.metrics, n, total, squares, worlds, draws, first.fit)


def _add_groups(pieces: Sequence[tuple[GroupTallies | None, IntArray]]) -> GroupTallies | None:
    """Return counts by group of several pieces added up, variants renumbered; None if no piece has
    them.

    pieces: each with the new numbers of its variants, (variants,).
    """
    moved = [piece.renumber_variants(at) for piece, at in pieces if piece is not None]
    return sum_groups(moved) if moved else None


def _count_by_mover(days: IntArray) -> IntArray:
    """Return the number of runs by first mover, shape (variants, N_MOVERS); days: numbers of runs,
    (variants, KINDS, days).
    """
    by_kind = days.sum(axis=2)
    return np.asarray(by_kind[:, :N_MOVERS] + by_kind[:, N_MOVERS:], dtype=np.int64)


def _count_runs(days: IntArray) -> IntArray:
    """Return the number of runs of each variant, (variants, 1); days: as of `_count_by_mover`."""
    return np.asarray(days.sum(axis=(1, 2)), dtype=np.int64)[:, None]


def _compute_means(total: FloatArray, n: IntArray) -> FloatArray:
    """Return total / n, elementwise; the total where n is 0."""
    return total / np.maximum(n, 1)
