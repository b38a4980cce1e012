"""One lever at a time: what half and double of each assumed number change, in the same random
worlds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from runs.analysis.comparison.effects import Statistic, adjust_interval, estimate_effect
from runs.analysis.comparison.families import (
    compute_holm_levels,
    compute_holm_p_values,
    count_tests,
    judge_effects,
)
from runs.analysis.estimates.bounds import clip_difference_columns
from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.sensitivity.designs import get_lever_end_points


class LeverOutcome(NamedTuple):
    """An outcome of every run, shape (points, replications), NaN where a run has none, and the
    statistic of it that is compared; yes_no: whether values are 0 or 1.
    """

    values: FloatArray
    statistic: Statistic
    yes_no: bool


def tabulate_lever_effects(
    levers: Mapping[str, Sequence[float]], outcomes: Mapping[str, LeverOutcome]
) -> pd.DataFrame:
    """Return the paired effect of each lever's lower and upper value against the configuration.

    Args:
        levers: path -> lower value, value as configured, upper value; point 0 of the outcomes is
            the configuration, a lever has its two points at `designs.get_lever_end_points`.
        outcomes: name -> the outcome at every point.

    Returns:
        outcome, lever, value (the changed one), configured, effect, low, high (paired, 95 %), p,
        p_holm (Holm over the rows of the outcome), family (those rows), adjusted_low, adjusted_high
        (the interval that agrees with the verdict), n (pairs), verdict (higher, lower, "cannot be
        told apart"). A value equal to the configured one has effect 0 and p 1.
    """
    parts = []
    for name, measured in outcomes.items():
        rows, found_at = [], []
        base = measured.values[0]
        for i, (path, (lower, configured, upper)) in enumerate(levers.items()):
            for value, point in zip((lower, upper), get_lever_end_points(i), strict=True):
                found = estimate_effect(measured.values[point], base, measured.statistic,
                                        measured.yes_no, identical=value == configured)  # fmt: skip
                head = {"outcome": name, "lever": path, "value": value, "configured": configured}
                rows.append({**head, **found._asdict()})
                found_at.append((found, measured.values[point]))
        part = pd.DataFrame(rows)
        p = part["p"].to_numpy(dtype=float)
        part["p_holm"], part["family"] = compute_holm_p_values(p), count_tests(p)
        part[["adjusted_low", "adjusted_high"]] = [
            adjust_interval(found, values, base, _is_exact_test(measured, values, base), allowed)
            for (found, values), allowed in zip(found_at, compute_holm_levels(p), strict=True)
        ]
        part["verdict"] = judge_effects(part["effect"], part["p_holm"])
        is_share = measured.yes_no and measured.statistic == "mean"
        parts.append(clip_difference_columns(part, "share") if is_share else part)
    columns = ["outcome", "lever", "value", "configured", "effect", "low", "high", "p", "p_holm"]
    columns += ["family", "adjusted_low", "adjusted_high", "n", "verdict"]
    return pd.concat(parts, ignore_index=True)[columns]


def _is_exact_test(outcome: LeverOutcome, a: FloatArray, b: FloatArray) -> bool | None:
    """Return whether an effect's p is of McNemar's exact test; None if it is of the bootstrap.

    a, b: the values of the runs at the two points compared, NaN where a run has none.
    """
    plain = outcome.statistic == "mean" and not np.isnan(a).any() and not np.isnan(b).any()
    return outcome.yes_no if plain else None


def rank_levers(effects: pd.DataFrame) -> list[str]:
    """Return the levers' paths, the one with the largest significant effect in any outcome first.

    effects: of `tabulate_lever_effects`. Effects are compared by rank within an outcome; levers
    without a significant one (Holm's p below 0.05) come last.
    """
    size = effects["effect"].abs().where(effects["p_holm"] < 0.05, 0.0)
    rank = size.groupby(effects["outcome"]).rank(method="average").to_numpy()
    order = pd.Series(np.where(size > 0, rank, 0.0)).groupby(effects["lever"], sort=False).max()
    return [str(path) for path in order.sort_values(ascending=False, kind="stable").index]
