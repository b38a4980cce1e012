"""What was true, what each side claimed, and what each audience believes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.estimates.cluster_errors import (
    WorldSums,
    compute_share_limits,
    find_fit_name,
    is_pooled,
    stack_sums,
    sum_cells_over_worlds,
)
from runs.analysis.estimates.draws import (
    DRAW,
    estimate_run_share_distribution,
    select_with_draw_interval,
    tabulate_draw_intervals,
)
from runs.analysis.estimates.estimates import iterate_variants
from runs.analysis.estimates.over_draws import tabulate_cells_over_draws
from runs.analysis.sides import get_dyad


def tabulate_belief_flow(frame: pd.DataFrame, side: str, audience: str) -> pd.DataFrame:
    """Return the number of runs for each combination of who asked, what one side claims, and what
    one audience believes.

    Args:
        frame: outcomes of one or more variants.
        side: key of the side whose claim it is.
        audience: one of `Dyad.audiences`.

    Returns:
        variant, truth (first_mover_true), claim (claimed_<side>), belief (believed_<audience>), k
        (runs, above 0), n (runs in all), estimate, low, high (share of all runs, Wilson), with a
        fit draws_low, draws_high (95 % of its sets of parameters) and fit. The k of a variant sum
        to n; sums over one of the three give the links of a Sankey.
    """
    stations = {
        "truth": "first_mover_true",
        "claim": f"claimed_{side}",
        "belief": f"believed_{audience}",
    }
    parts = []
    for name, rows in iterate_variants(frame):
        path = pd.DataFrame({to: rows[column].astype(str) for to, column in stations.items()})
        counts = path.value_counts(sort=False).rename("k").reset_index()
        index = pd.MultiIndex.from_frame(counts[[*stations]])
        cells = index.get_indexer(pd.MultiIndex.from_frame(path))
        found = sum_cells_over_worlds(rows, cells, len(counts))
        part = _add_shares(counts.assign(variant=name, n=len(rows)), found)
        parts.append(part.assign(**tabulate_cells_over_draws(rows, cells, len(counts))))
    table = pd.concat(parts, ignore_index=True)
    names = ["variant", *stations, "k", "n", "estimate", "low", "high"]
    return select_with_draw_interval(table, names)


def tabulate_beliefs(frame: pd.DataFrame) -> pd.DataFrame:
    """Return which side each audience believes to have asked, by who truly asked.

    Returns:
        variant, truth (first_mover_true, the values that occur), audience, belief (every one of
        `Dyad.beliefs`), k (runs), n (runs with that truth), estimate, low, high (share of n,
        Wilson); with a fit draws_low, draws_high (95 % of its sets of parameters) and fit.
    """
    parts, fit = [], find_fit_name(frame)
    beliefs = list(get_dyad().beliefs)
    audiences = [audience for audience in get_dyad().audiences if f"believed_{audience}" in frame]
    for name, rows in iterate_variants(frame):
        truth = rows["first_mover_true"].astype(str)
        for audience in audiences:
            belief = rows[f"believed_{audience}"].astype(str)
            counts = pd.crosstab(truth, belief).reindex(columns=beliefs, fill_value=0)
            counts.index.name, counts.columns.name = "truth", "belief"
            long = counts.reset_index().melt("truth", value_name="k", var_name="belief")
            n = long.groupby("truth")["k"].transform("sum")
            found = _sum_beliefs_over_worlds(rows, truth, belief, long) if is_pooled(rows) else None
            part = _add_shares(long.assign(variant=name, audience=audience, n=n), found)
            parts.append(_add_draw_intervals(part, rows, truth, belief) if fit else part)
    table = pd.concat(parts, ignore_index=True)
    names = ["variant", "truth", "audience", "belief", "k", "n", "estimate", "low", "high"]
    return select_with_draw_interval(table, names)


def _add_draw_intervals(
    table: pd.DataFrame, rows: pd.DataFrame, truth: pd.Series, belief: pd.Series
) -> pd.DataFrame:
    """Return the table of one audience's beliefs by truth with draws_low, draws_high and fit added.

    rows: the outcomes; truth, belief: who asked, and whom the audience believes, in each of them.
    """
    draw, found = rows[DRAW].to_numpy(), []
    for row in table.itertuples(index=False):
        of = (truth == row.truth).to_numpy()
        found.append(
            estimate_run_share_distribution((belief == row.belief).to_numpy()[of], draw[of])
        )
    return table.assign(**tabulate_draw_intervals(found, table["estimate"], find_fit_name(rows)))


def compute_belief_shares(frame: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return the share of runs in which each audience believes that one side (its key) asked.

    Returns:
        variant, audience, k (runs), n (runs in all), estimate, low, high (share, Wilson), with a
        fit draws_low, draws_high (95 % of its sets of parameters) and fit; an audience without a
        column believed_<audience> has no row.
    """
    rows_out, found, over_draws, fit = [], [], [], find_fit_name(frame)
    for name, rows in iterate_variants(frame):
        for audience in get_dyad().audiences:
            if f"believed_{audience}" not in frame:
                continue
            hit = (rows[f"believed_{audience}"] == side).to_numpy(dtype=np.int64)
            rows_out.append((name, audience, int(hit.sum()), len(rows)))
            if fit:
                over_draws.append(estimate_run_share_distribution(hit, rows[DRAW].to_numpy()))
            cells = sum_cells_over_worlds(rows, 1 - hit, 2)
            found.append(cells and cells.select_figures(np.array([0])))
    table = pd.DataFrame(rows_out, columns=["variant", "audience", "k", "n"])
    table = _add_shares(table, stack_sums(found))
    return (
        table.assign(**tabulate_draw_intervals(over_draws, table["estimate"], fit))
        if fit
        else table
    )


def _sum_beliefs_over_worlds(
    rows: pd.DataFrame, truth: pd.Series, belief: pd.Series, table: pd.DataFrame
) -> WorldSums:
    """Return the sums over random worlds for each row of a table of `truth` and `belief`: the
    number of runs with both, and of those with that truth.
    """
    beliefs = pd.Index(get_dyad().beliefs)
    size = len(beliefs)
    place, names = pd.factorize(truth)
    cells = place * size + beliefs.get_indexer(pd.Index(belief))
    found = sum_cells_over_worlds(rows, cells, len(names) * size, block=size)
    assert found is not None, "asked for where rows are pooled"
    true = names.get_indexer(pd.Index(table["truth"]))
    return found.select_figures(true * size + beliefs.get_indexer(pd.Index(table["belief"])))


def _add_shares(counts: pd.DataFrame, sums: WorldSums | None) -> pd.DataFrame:
    """Return the table with estimate (k / n), low and high (Wilson) added; sums: over random worlds
    of the k and n of each row, None for independent runs.
    """
    low, high = compute_share_limits(counts["k"], counts["n"], sums)
    return counts.assign(estimate=counts["k"] / counts["n"], low=low, high=high)
