"""The table of claims: one row per measure, with effect, interval and verdict.

An effect is A minus B. A verdict follows Holm's p over the claims that were run (placebo claims are
a family of their own); "equivalent to 0" says that the interval contains 0 and lies inside the
equivalence bound, which for a predicted sign is an answer too. Contested claims alone are evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from runs.analysis.comparison.effects import Effect, estimate_effect, summarise_resamples
from runs.analysis.comparison.families import SIGNIFICANCE, compute_holm_p_values
from runs.analysis.estimates.estimates import FloatArray, compute_mean
from runs.analysis.sensitivity.designs import compare_variance_shares
from runs.studies.claims.claim import FAMILIES, OTHERS, PLACEBO, get_claim_family
from runs.studies.claims.measure_spec import MeasureSpec
from runs.studies.claims.measures import BOUNDS, Runs, compute_equivalence_bound, is_yes_no
from runs.studies.claims.measures_registry import compute_measure_values, resolve_measure
from runs.studies.claims.plan import PlannedClaim, Variants, count_group_settings, make_design_key
from runs.studies.simulation import Columns

BORNE, NEGLIGIBLE = "borne out", "borne out but negligible"
CONTRADICTED, UNDECIDED = "contradicted", "undecided"
EQUIVALENT = "equivalent to 0"
FEWEST = 20
"""Runs with a value below which nothing is called equivalent to 0."""
POSITIVE, NEGATIVE = "positive", "negative"
SIGNS = {"+": 1.0, "-": -1.0, "0": 0.0}
COLUMNS = [
    *("claim", "class", "measure", "unit", "predicted", "value_a", "value_b", "effect"),
    *("low", "high", "p", "p_holm", "bound", "verdict", "decided", "n", "runs_to_decide"),
    *("low_a", "high_a", "low_b", "high_b", "level", "level_holds"),
    *("rests_on", "caveat", "head_to_head", "title"),
]


def build_claim_table(
    claims: Sequence[PlannedClaim], results: Mapping[str, Columns], variants: Variants
) -> pd.DataFrame:
    """Return the table of claims with COLUMNS, one row a measure, in the order of the claims.

    Args:
        claims: as planned.
        results: job key -> outcome columns, of `simulation.simulate`.
        variants: the claims' configurations, for their horizons.
    """
    rows = [
        _make_claim_row(one, spec, *estimate_claim_effect(one, spec, results, variants))
        | compute_level_limits(one, spec, results, variants)
        for one in claims
        for spec in one.claim.measures
    ]
    return add_verdict_columns(pd.DataFrame(rows))[COLUMNS]


def add_verdict_columns(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of effects with four columns added: p_holm (placebo claims apart), verdict,
    decided (at least FEWEST runs, and the interval excludes 0 or its half width is within the
    bound) and runs_to_decide (n if decided, else an estimate, NaN for a bound of 0).
    """
    found = rows.copy()
    placebo = found["class"] == PLACEBO
    found["p_holm"] = np.nan
    for those in (placebo, ~placebo):
        found.loc[those, "p_holm"] = compute_holm_p_values(
            found.loc[those, "p"].to_numpy(dtype=float)
        )
    found["verdict"] = [decide_verdict(row) for row in found.to_dict("records")]
    half = (found["high"] - found["low"]) / 2
    excludes = (found["low"] > 0) | (found["high"] < 0)
    found["decided"] = (excludes | (half <= found["bound"])) & (found["n"] >= FEWEST)
    need = found["n"] * (half / found["bound"].where(found["bound"] > 0)) ** 2
    found["runs_to_decide"] = np.where(
        found["decided"], found["n"], np.maximum(np.ceil(need), FEWEST)
    )
    return found


def decide_verdict(row: Mapping[Any, Any]) -> str:
    """Return the verdict on one row: UNDECIDED if the effect is NaN; EQUIVALENT or UNDECIDED if
    Holm's p is not significant; else BORNE, NEGLIGIBLE or CONTRADICTED, or without a predicted sign
    POSITIVE or NEGATIVE.

    row: needs effect, low, high, bound, p_holm, predicted and n.
    """
    if np.isnan(row["effect"]):
        return UNDECIDED
    inside = max(abs(row["low"]), abs(row["high"])) <= row["bound"]
    if not row["p_holm"] < SIGNIFICANCE:
        return EQUIVALENT if inside and row["n"] >= FEWEST else UNDECIDED
    predicted = SIGNS[row["predicted"]]
    if predicted == 0:
        return POSITIVE if row["effect"] > 0 else NEGATIVE
    if np.sign(row["effect"]) != predicted:
        return CONTRADICTED
    return NEGLIGIBLE if inside else BORNE


def count_verdicts(rows: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Return family ("contested" is evidence, "not evidence", "placebo") -> verdict -> number of
    measures, for families with measures. rows: of `build_claim_table`.
    """
    families = rows["class"].map(get_claim_family)
    found = {}
    for name in FAMILIES:
        told = rows.loc[families == name, "verdict"].value_counts()
        if len(told):
            key = "not evidence" if name == OTHERS else name
            found[key] = {str(k): int(v) for k, v in told.items()}
    return found


def compute_paired_values(
    plan: PlannedClaim, spec: MeasureSpec, results: Mapping[str, Columns], variants: Variants
) -> tuple[FloatArray, FloatArray]:
    """Return a measure's values under variant A and under B, each (points, replications), NaN where
    a run has none; both are cut at the shorter horizon. results: job key -> columns.
    """
    last = min(variants.configs[key].horizon for key in (plan.a, plan.b))
    a, b = (compute_measure_values(spec, Runs(results[key], last)) for key in (plan.a, plan.b))
    return a, b


def compute_level_limits(
    plan: PlannedClaim, spec: MeasureSpec, results: Mapping[str, Columns], variants: Variants
) -> dict[str, Any]:
    """Return the 95 % limits of each variant's mean of a measure, and whether they lie on the
    predicted side of 0: low_a, high_a, low_b, high_b, level and level_holds ("yes", "no" or
    "undecided"; None without a predicted level).

    Limits are NaN for medians, variances and crossed designs. results: job key -> columns.
    """
    bounds = [np.nan] * 4
    if not plan.is_crossed_design and resolve_measure(spec)[0].statistic == "mean":
        sides = [values[0] for values in compute_paired_values(plan, spec, results, variants)]
        bounds = [
            edge for values_of_variant in sides for edge in _compute_mean_limits(values_of_variant)
        ]
    limits = dict(zip(("low_a", "high_a", "low_b", "high_b"), bounds, strict=True))
    return {**limits, "level": spec.level, "level_holds": _judge_level(spec.level, limits)}


def _compute_mean_limits(values: FloatArray) -> tuple[float, float]:
    """Return the 95 % limits of the mean of the values that are not NaN; NaN for fewer than two."""
    known = values[~np.isnan(values)]
    if len(known) < 2:
        return np.nan, np.nan
    found = compute_mean(known)
    return found.low, found.high


def _judge_level(level: str | None, limits: Mapping[str, float]) -> str | None:
    """Return whether both variants' intervals lie on the predicted side of 0: yes, no (one lies on
    the other side) or undecided (also for NaN); None without a predicted level. limits: low_a,
    high_a, low_b, high_b.
    """
    if level is None:
        return None
    sign = SIGNS[level]
    near = [min(sign * limits[f"low_{side}"], sign * limits[f"high_{side}"]) for side in "ab"]
    far = [max(sign * limits[f"low_{side}"], sign * limits[f"high_{side}"]) for side in "ab"]
    if min(near) > 0:
        return "yes"
    return "no" if min(far) < 0 else UNDECIDED


def estimate_claim_effect(
    plan: PlannedClaim, spec: MeasureSpec, results: Mapping[str, Columns], variants: Variants
) -> tuple[Effect, float]:
    """Return (effect of A minus B on a measure with its 95 % interval, its equivalence bound); for
    a crossed design the effect is a difference of shares of variance.

    results: job key -> columns.
    """
    measure = resolve_measure(spec)[0]
    if plan.is_crossed_design:
        runs = Runs(results[make_design_key(plan)], variants.configs[plan.a].horizon)
        return _compute_design_effect(
            compute_measure_values(spec, runs), count_group_settings(plan)
        )
    a, b = (values[0] for values in compute_paired_values(plan, spec, results, variants))
    found = estimate_effect(
        a, b, measure.statistic, is_yes_no(measure, a, b), identical=plan.a == plan.b
    )
    return found, compute_equivalence_bound(measure.unit, a, b)


def _compute_design_effect(values: FloatArray, sizes: tuple[int, int]) -> tuple[Effect, float]:
    """Return (first group's share of variance minus the second's, with its interval; its bound).

    values: (points, replications); sizes: combinations of values in each group.
    """
    draws = compare_variance_shares(values, sizes, np.arange(values.shape[1]))
    return summarise_resamples(float(draws[0]), draws[1:], values.size), BOUNDS["probability"]


def _make_claim_row(
    plan: PlannedClaim, spec: MeasureSpec, effect: Effect, bound: float
) -> dict[str, Any]:
    """Return a measure of a claim as a row of the table, without verdict and levels."""
    claim = plan.claim
    return {
        "claim": claim.id,
        "class": claim.kind,
        "measure": spec.label,
        "unit": resolve_measure(spec)[0].unit,
        "predicted": spec.sign,
        **effect._asdict(),
        "bound": bound,
        "rests_on": claim.rests_on,
        "caveat": claim.caveat,
        "head_to_head": claim.head_to_head,
        "title": claim.title,
    }
