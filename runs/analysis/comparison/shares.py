"""Who calls first: shares of runs, with Wilson intervals, of one variant or of two paired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from runs.analysis.comparison.pairing import pair_rows
from runs.analysis.estimates.cluster_errors import (
    WorldSums,
    compute_share_limits,
    find_fit_name,
    is_pooled,
    stack_sums,
    sum_cells_over_worlds,
)
from runs.analysis.estimates.cross_table import cross_tabulate_columns
from runs.analysis.estimates.draws import (
    DRAW,
    FIT,
    estimate_share_distribution,
    find_shared_fit_name,
    tabulate_draw_intervals,
)
from runs.analysis.estimates.estimates import (
    N_MOVERS,
    IntArray,
    encode_movers,
    find_name_column,
    iterate_variants,
)
from runs.analysis.estimates.over_draws import iterate_day_counts_by_draw
from runs.analysis.estimates.tallies import STAGES, Outcomes, Tallies, ensure_tallies
from runs.analysis.sides import get_dyad


def compute_mover_shares(frame: Outcomes, column: str = "first_mover_true") -> pd.DataFrame:
    """Return the share of runs by first mover, each with its Wilson interval.

    Over several points of a design the interval is that of `cluster_errors.compute_share_limits`.

    Args:
        frame: outcomes of one or more variants, one row a run, or their tallies.
        column: any first-mover column (first_mover_true, first_ask, first_signal, envoy_...); of
            tallies, one of those in `tallies.STAGES`.

    Returns:
        variant, mover, k (runs), n (runs in all), estimate, low, high (shares, 0 to 1): five rows
        a variant, in the order of `Dyad.movers`, those that never happened included. Of runs that
        play parameters drawn from a fit also draws_low, draws_high (95 % of the sets of
        parameters, without the noise of the runs within each) and fit (its name).
    """
    names, counted = _count_movers(frame, column)
    k = counted.ravel()
    n = np.repeat(counted.sum(axis=1), N_MOVERS)
    low, high = compute_share_limits(k, n, _sum_movers_over_worlds(frame, column))
    table = pd.DataFrame(
        {
            "variant": np.repeat(names, N_MOVERS),
            "mover": list(get_dyad().movers) * len(names),
            "k": k,
            "n": n,
            "estimate": k / n,
            "low": low,
            "high": high,
        }
    )
    fit = frame.fit if isinstance(frame, Tallies) else find_fit_name(frame)
    if not fit:
        return table
    found = [
        estimate_share_distribution(hits, by_draw.sum(axis=1))
        for by_draw in _iterate_mover_counts_by_draw(frame, column)
        for hits in by_draw.T
    ]
    return table.assign(**tabulate_draw_intervals(found, k / n, fit))


def _iterate_mover_counts_by_draw(outcomes: Outcomes, column: str) -> Iterator[IntArray]:
    """Yield, for each variant, the numbers of runs by draw (set of parameters of a fit) and mover,
    shape (draws, N_MOVERS). column: the first-mover column.
    """
    if isinstance(outcomes, Tallies):
        for days in iterate_day_counts_by_draw(outcomes, _find_stage(column)):
            yield days.sum(axis=2).reshape(len(days), -1, N_MOVERS).sum(axis=1)
        return
    for _, rows in iterate_variants(outcomes):
        cells = rows[DRAW].to_numpy() * N_MOVERS + encode_movers(rows[column])
        size = (int(rows[DRAW].max()) + 1) * N_MOVERS
        yield np.bincount(cells, minlength=size).reshape(-1, N_MOVERS)


def _sum_movers_over_worlds(outcomes: Outcomes, column: str) -> WorldSums | None:
    """Return the sums over random worlds of the runs by mover, shape (variants x movers,), one
    variant after the other; None unless the runs are of several design points.
    """
    if isinstance(outcomes, Tallies):
        found = outcomes.sum_movers(_find_stage(column))
        return found and WorldSums(*(part.ravel() for part in found))
    if not is_pooled(outcomes):
        return None
    variants = (rows for _, rows in iterate_variants(outcomes))
    coded = ((rows, encode_movers(rows[column])) for rows in variants)
    return stack_sums([sum_cells_over_worlds(rows, codes, N_MOVERS) for rows, codes in coded])


def _find_stage(column: str) -> str:
    """Return the stage, "leader" or "envoy", whose first movers this column holds."""
    (stage,) = (name for name, columns in STAGES.items() if columns[2] == column)
    return stage


def _count_movers(outcomes: Outcomes, column: str) -> tuple[list[str], IntArray]:
    """Return the names of the variants, and the numbers of their runs by mover, (variants,
    N_MOVERS), movers in the order of `Dyad.movers`.
    """
    if isinstance(outcomes, Tallies):
        return list(outcomes.names), ensure_tallies(outcomes).count_movers(_find_stage(column))
    variant, names = pd.factorize(outcomes[find_name_column(outcomes)])
    cells = variant * N_MOVERS + encode_movers(outcomes[column])
    counts = np.bincount(cells, minlength=len(names) * N_MOVERS)
    return [str(name) for name in names], counts.reshape(len(names), N_MOVERS)


def list_shown_movers(runs: Mapping[str, float]) -> list[str]:
    """Return the movers to show in tables and figures, in display order: always both sides; another
    one, or nobody, only where `runs` has more than 0 of it.

    runs: mover -> its number (or share) of runs in everything that is shown.
    """
    dyad = get_dyad()
    return [mover for mover in dyad.movers if mover in dyad.keys or runs[mover] > 0]


def count_movers_per_hundred(frame: Outcomes, column: str = "first_mover_true") -> pd.DataFrame:
    """Return each variant's first movers per hundred runs: variant, mover, runs (whole numbers that
    sum to 100 in each variant), one row for each of `Dyad.movers`.

    column: any first-mover column. Rounded as `round_to_hundred`.
    """
    table = compute_mover_shares(frame, column)[["variant", "mover", "k"]]
    runs = [round_to_hundred(k) for k in table["k"].to_numpy().reshape(-1, N_MOVERS)]
    return table[["variant", "mover"]].assign(runs=np.concatenate(runs))


def round_to_hundred(counts: ArrayLike) -> IntArray:
    """Return how many of a hundred each part of a whole is: whole numbers that sum to 100, by
    largest remainder, ties to the part listed first; zeros if all counts are 0.

    counts: the number of runs in each part.
    """
    k = np.asarray(counts, dtype=np.int64)
    if not k.sum():
        return k
    whole, rest = np.divmod(k * 100, k.sum())
    whole[np.argsort(-rest, kind="stable")[: 100 - whole.sum()]] += 1
    return whole


def cross_tabulate_movers(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Return how often each mover is first under b, for each first mover under a, over pairs of
    runs in the same random world.

    Args:
        a: outcomes of one variant (the baseline).
        b: outcomes of another, sharing (seed, point, replication) with a.

    Returns:
        mover_a, mover_b, k (pairs), n (pairs in all), estimate, low, high (share of all pairs,
        Wilson), share_of_row (share of the pairs with that mover_a; NaN if there are none): 25
        rows, including those without a pair; if both play one fit also draws_low, draws_high
        (95 % of its sets of parameters) and fit.
    """
    first, second = pair_rows(a, b)
    if not find_shared_fit_name(first, second):
        first = first.drop(columns=[DRAW, FIT], errors="ignore")
    column = "first_mover_true"
    names = ("mover_a", "mover_b")
    table = cross_tabulate_columns(first, first[column], second[column], names)
    rows = table.groupby("mover_a")["k"].transform("sum").to_numpy()
    share = np.where(rows > 0, table["k"] / np.maximum(rows, 1), np.nan)
    return table.assign(share_of_row=share)
