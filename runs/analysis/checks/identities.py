"""Whether quantities that must add up do, and whether the first mover differs from a coin toss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from runs.analysis.comparison.families import (
    SIGNIFICANCE,
    compute_binomial_limits,
    compute_critical_t,
)
from runs.analysis.estimates.cluster_errors import (
    WorldSums,
    compute_effective_runs,
    compute_share_limits,
    sum_cells_over_worlds,
)
from runs.analysis.estimates.estimates import iterate_variants
from runs.analysis.sides import get_dyad

TOLERANCE = 1e-9
"""Largest gap, in W, that rounding of so many postings explains."""


AUDIENCES = ("home", "other_home", "world")
Weights = Mapping[str, Sequence[float]]


def compute_ledger_gaps(frame: pd.DataFrame, weights: Weights | None = None) -> pd.DataFrame:
    """Return how far a side's face, as each side's book has it, is from the sum of its parts (by
    audience, by source): in any run 0 but for rounding.

    Args:
        frame: outcomes of one variant.
        weights: side -> its weights of the audiences home, other_home and world, in every book;
            None where they differ from run to run: then only the sources are checked.

    Returns:
        keeper (whose book), side (whose face), what ("audiences at the call", "audiences at the
        end", "sources at the end"), largest (absolute gap in W over the runs, 0 without a run), n
        (runs that have both).
    """
    rows = []
    for side, own in (weights or {}).items():
        for keeper in get_dyad().keys:
            for when in ("call", "end"):
                stem = f"face_{keeper}_{side}"
                whole = sum(
                    weight * frame[f"{stem}_{audience}_{when}"]
                    for audience, weight in zip(AUDIENCES, own, strict=True)
                )
                gaps = (whole - frame[f"{stem}_{when}"]).dropna()
                rows.append((keeper, side, f"audiences at the {when}", *_summarise_gaps(gaps)))
    for side in get_dyad().keys:
        parts = [column for column in frame if str(column).startswith(f"face_{side}_from_")]
        gaps = (frame[parts].sum(axis=1) - frame[f"face_{side}_{side}_end"]).dropna()
        rows.append((side, side, "sources at the end", *_summarise_gaps(gaps)))
    return pd.DataFrame(rows, columns=["keeper", "side", "what", "largest", "n"])


def _summarise_gaps(gaps: pd.Series) -> tuple[float, int]:
    """Return the largest absolute gap (0 if there is none) and the number of gaps."""
    return (float(gaps.abs().max()) if len(gaps) else 0.0), len(gaps)


def compare_with_fair_coin(frame: pd.DataFrame) -> pd.DataFrame:
    """Return how often the first side moves first, among the runs in which one of the two sides
    does.

    Under a fair coin it would be in half of them.

    Returns:
        variant, k (the first side first), n (either side first), estimate (NaN if n is 0), low,
        high (Wilson), p (exact binomial test of one half, 1 if n is 0; over the random worlds of a
        design a t test, or, where their shares do not differ, the exact test with the effective
        number of runs), adjusted_low, adjusted_high (Bonferroni over the variants with n > 0: they
        exclude one half exactly where p is below 0.05 over the number of these variants).
    """
    dyad = get_dyad()
    rows, sums = [], []
    for name, part in iterate_variants(frame):
        counts = part["first_mover_true"].astype(str).value_counts()
        k, other = (int(counts.get(key, 0)) for key in dyad.keys)
        n = k + other
        first = part[part["first_mover_true"].isin(dyad.keys)]
        cells = (first["first_mover_true"] != dyad.first).to_numpy().astype(np.int64)
        found = sum_cells_over_worlds(first, cells, 2)
        own = found and found.select_figures(np.array([0]))
        low, high = (float(np.squeeze(end)) for end in compute_share_limits(k, n, own))
        share, p = k / n if n else float("nan"), _compute_p_value_of_half(k, n, own)
        rows.append((name, k, n, share, low, high, p))
        sums.append(own)
    table = pd.DataFrame(rows, columns=["variant", "k", "n", "estimate", "low", "high", "p"])
    allowed = SIGNIFICANCE / max(1, int((table["n"] > 0).sum()))
    ends = [
        _compute_adjusted_limits(k, n, own, allowed)
        for k, n, own in zip(table["k"], table["n"], sums, strict=True)
    ]
    adjusted = np.array(ends, dtype=float).reshape(-1, 2)
    return table.assign(adjusted_low=adjusted[:, 0], adjusted_high=adjusted[:, 1])


def _compute_adjusted_limits(
    k: int, n: int, sums: WorldSums | None, alpha: float
) -> tuple[float, float]:
    """Return the limits of the share k / n, (low, high) in 0 to 1, that agree with
    `_compute_p_value_of_half` at the error level `alpha`; 0 and 1 if n is 0.

    sums: sums over random worlds; None where the runs are independent.
    """
    if not n:
        return 0.0, 1.0
    if sums and sums.error[0] > 0:
        reach = float(np.squeeze(compute_critical_t(sums.worlds, alpha) * sums.error[0]))
        return max(0.0, k / n - reach), min(1.0, k / n + reach)
    effective = int(compute_effective_runs(sums)[0]) if sums else n
    hits = round(k * effective / n)
    low, high = compute_binomial_limits(hits, effective - hits, alpha)
    return float(low), float(high)


def _compute_p_value_of_half(k: int, n: int, sums: WorldSums | None) -> float:
    """Return the p value of the hypothesis that a share is one half, for k of n runs; 1 if n is 0.

    sums: sums over random worlds; None where the runs are independent.
    """
    from scipy.special import stdtr
    from scipy.stats import binomtest

    if sums and sums.error[0] > 0:
        away = np.abs(sums.estimate - 0.5) / sums.error
        return float(2 * stdtr(sums.worlds - 1, -away)[0])
    effective = int(compute_effective_runs(sums)[0]) if sums else n
    return float(binomtest(round(k * effective / n), effective, 0.5).pvalue) if n else 1.0
