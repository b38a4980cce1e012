"""Variants that cross two or more levers: each beside the first, and what two changes do together.

All of them play the same random worlds, so that every contrast is one number a world, and its
error that of the mean over worlds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from runs.analysis.comparison.families import HIGHER, LOWER
from runs.analysis.comparison.overview import (
    add_verdicts,
    compare_with_baseline,
    estimate_metric,
)
from runs.analysis.comparison.pairing import average_over_points
from runs.analysis.comparison.pivots import (
    list_pivot_draws,
    pivot_by_world,
    summarise_paired_changes,
)
from runs.analysis.estimates.bounds import clip_difference_columns, get_difference_bounds
from runs.analysis.estimates.cluster_errors import is_pooled
from runs.analysis.estimates.draws import (
    DRAW,
    FIT,
    HIGH,
    LOW,
    SIGN,
    TURNS,
    P,
    tabulate_change_over_draws,
)
from runs.analysis.estimates.estimates import wilson
from runs.analysis.estimates.metrics import find_metric
from runs.analysis.estimates.tallies import Tallies

CONTRASTS = np.array([[-0.5, -0.5, 0.5, 0.5], [-0.5, 0.5, -0.5, 0.5], [1.0, -1.0, -1.0, 1.0]])
"""Weights of the cells (0, 0), (0, 1), (1, 0), (1, 1): both main effects, and the interaction."""
NAMES = ("first", "second", "interaction")


def compare_cells(
    frame: pd.DataFrame, metric: str, baseline: str, tallies: Tallies | None = None
) -> pd.DataFrame:
    """Return a metric under each variant (cell of the crossing), and its difference from the
    baseline, paired by random world (seed and replication).

    Args:
        frame: outcomes of several variants.
        metric: a metric of `metrics.list_metrics`.
        baseline: name of the variant with which the others are compared.
        tallies: tallies of the same runs; the frame then needs only keys and metric.

    Returns:
        One row a variant, in the order of the frame: variant, estimate, low, high, n (as in
        `overview.estimate_metric`); effect, effect_low, effect_high (variant minus baseline),
        adjusted_low, adjusted_high, n_pairs, apart (whether Holm's p tells the variant from the
        baseline; False for the baseline, which differs by exactly 0). With a fit also draws_low,
        draws_high (of estimate), fit, effect_draws_low, effect_draws_high, draws_sign, draws_p
        and turns, of `draws.tabulate_change_over_draws`.
    """
    table = estimate_metric(frame if tallies is None else tallies, find_metric(metric).name)
    found = compare_with_baseline(frame, metric, baseline)
    found["apart"] = found["verdict"].isin((HIGHER, LOWER))
    own_ends = {end: f"effect_{end}" for end in ("low", "high", LOW, HIGH)}
    found = found.rename(columns=own_ends)
    drawn = [one for one in (*own_ends.values(), SIGN, P, TURNS) if one in found][2:]
    wanted = ["effect", "effect_low", "effect_high", "adjusted_low", "adjusted_high"]
    kept = ["variant", *wanted, "n_pairs", "apart", *drawn]
    table = table.merge(found[kept], "left", "variant")
    own = table["variant"] == baseline
    table.loc[own, wanted], table.loc[own, "n_pairs"] = 0.0, table.loc[own, "n"]
    for column in ("apart", TURNS) if drawn else ("apart",):
        table[column] = table[column].fillna(False).astype(bool)
    return table


def compute_factorial_effects(
    frame: pd.DataFrame, cells: Sequence[str], metric: str
) -> pd.DataFrame:
    """Return the main effects of two changes and their interaction, paired by random world.

    Args:
        frame: outcomes of four variants or more.
        cells: names of the variants at (0, 0), (0, 1), (1, 0) and (1, 1) of the two changes.
        metric: a metric of `metrics.list_metrics`.

    Returns:
        Three rows, contrast "first", "second" (the mean over the other change's two levels of
        level 1 minus level 0) and "interaction" (the first change's effect at level 1 of the
        second minus that at level 0), in the metric's unit: contrast, effect, low, high (t over
        worlds), p, p_holm, n_pairs (worlds in which all four have a value), family (3),
        adjusted_low, adjusted_high, verdict, as in `overview.compare_with_baseline`. Where no
        world differs, the interval is what so few worlds can have missed.
        With a design a world is the mean over its points. With a fit also draws_low, draws_high,
        fit, draws_sign, draws_p and turns, of `draws.tabulate_change_over_draws`.
    """
    of = find_metric(metric)
    values = pivot_by_world(frame, of)[list(cells)]
    contrast = values.to_numpy() @ CONTRASTS.T
    if is_pooled(frame):
        contrast = average_over_points(contrast, values.index)
    found = pd.DataFrame({"contrast": NAMES, **summarise_paired_changes(contrast, yes_no=False)})
    table = add_verdicts(found, yes_no=False)
    _widen_zero_width_intervals(table, values)
    # An interaction reaches further.
    table.loc[:1] = clip_difference_columns(table.loc[:1], of.unit)
    if DRAW not in frame:
        return table
    draw, fit = list_pivot_draws(frame, values, is_pooled(frame)), str(frame[FIT].iloc[0])
    least, most = get_difference_bounds(of.unit)
    bounds = [(least, most), (least, most), (2 * least, 2 * most)]
    apart = table["verdict"].isin((HIGHER, LOWER))
    return table.assign(
        **tabulate_change_over_draws(contrast, draw, table["effect"], bounds, apart, fit)
    )


def _widen_zero_width_intervals(table: pd.DataFrame, values: pd.DataFrame) -> None:
    """Widen, in the table of contrasts, intervals of zero width by what so few worlds can have
    missed; values: the metric by random world (rows) and cell (columns).
    """
    flat = (table["low"] == table["high"]).to_numpy() & (table["n_pairs"] > 0).to_numpy()
    reach = wilson(0, table["n_pairs"])[1] * np.ptp(values.to_numpy()[~values.isna().any(axis=1)])
    reach = reach * np.abs(CONTRASTS).sum(axis=1) / 2
    for low, high in (("low", "high"), ("adjusted_low", "adjusted_high")):
        table[low] = np.where(flat, table["effect"] - reach, table[low])
        table[high] = np.where(flat, table["effect"] + reach, table[high])
