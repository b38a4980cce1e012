"""Head-to-head maps: two levers that pull a measure in opposite ways, and where the sign flips.

A claim of a head-to-head pair names two levers, each with values of which the first is "off". The
map plays every combination in the same random worlds, on the preset with the claim's base, and
tells each measure's difference from the point where both are off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from runs.analysis.comparison.effects import estimate_effect
from runs.analysis.comparison.families import SIGNIFICANCE, compute_holm_p_values
from runs.analysis.sensitivity.designs import cross_factors
from runs.studies.claims.claim import Claim
from runs.studies.claims.measure_spec import MeasureSpec
from runs.studies.claims.measures import Runs, compute_equivalence_bound, is_yes_no
from runs.studies.claims.measures_registry import (
    compute_measure_values,
    list_measure_columns,
    resolve_measure,
)
from runs.studies.claims.plan import Variants
from runs.studies.simulation import Columns, Job

COLUMNS = [
    *("head_to_head", "claim", "measure", "unit", "lever_x", "x", "lever_y", "y"),
    *("effect", "low", "high", "p_holm", "sign", "bound", "n"),
]


def select_claims_with_map(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims that have a head-to-head map (two levers with values), in order."""
    return [claim for claim in claims if claim.levers is not None]


def plan_map_jobs(claims: Sequence[Claim], variants: Variants, runs: int) -> dict[str, Job]:
    """Return claim id -> job of its map: the preset with the claim's base, at every combination of
    the values of its two levers. runs: replications at each point.
    """
    found = {}
    for claim in select_claims_with_map(claims):
        config = variants.configs[
            variants.compose_and_hash_variant(claim.base, f"claim {claim.id}")
        ]
        columns = {name for spec in claim.measures for name in list_measure_columns(spec)}
        points = cross_factors(claim.levers or {})
        found[claim.id] = Job(claim.id, config, runs, tuple(sorted(columns)), points)
    return found


def build_map_table(
    claims: Sequence[Claim], jobs: Mapping[str, Job], results: Mapping[str, Columns]
) -> pd.DataFrame:
    """Return the maps as a table with COLUMNS, one row a measure and point; effects are relative to
    the first point, at which both levers are off.

    p is adjusted over the points of one map and measure; sign is -1, 0 (undecided) or 1. jobs: of
    `plan_map_jobs`; results: claim id -> columns.
    """
    parts = [
        _compute_map(claim, spec, jobs[claim.id], results[claim.id])
        for claim in select_claims_with_map(claims)
        for spec in claim.measures
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _compute_map(claim: Claim, spec: MeasureSpec, job: Job, columns: Columns) -> pd.DataFrame:
    """Return one claim's map of one measure as a table with COLUMNS, a row per point."""
    measure = resolve_measure(spec)[0]
    values = compute_measure_values(spec, Runs(columns, job.config.horizon))
    yes_no, bound = (
        is_yes_no(measure, values),
        compute_equivalence_bound(measure.unit, values.ravel()),
    )
    rows: list[dict[str, Any]] = []
    (lever_x, x), (lever_y, y) = job.points.items()
    for point, values_at_point in enumerate(values):
        found = estimate_effect(
            values_at_point, values[0], measure.statistic, yes_no, identical=point == 0
        )
        rows.append({"x": x[point], "y": y[point], **found._asdict()})
    table = pd.DataFrame(rows)
    table["p_holm"] = compute_holm_p_values(table["p"].to_numpy(dtype=float))
    is_significant = table["p_holm"] < SIGNIFICANCE
    table["sign"] = ((table["effect"] > 0).astype(int) - (table["effect"] < 0)) * is_significant
    words = {"claim": claim.id, "measure": spec.label, "unit": measure.unit, "lever_x": lever_x}
    table = table.assign(**words, lever_y=lever_y, bound=bound)
    table["head_to_head"] = claim.head_to_head or claim.id
    return table[COLUMNS]


def format_map_signs(map_rows: pd.DataFrame) -> str:
    """Return one map as text: a grid with + where the effect is above 0, - below, . undecided.

    map_rows: the rows of one claim and measure of `build_map_table`.
    """
    marks = {-1: "-", 0: ".", 1: "+"}
    first = map_rows.iloc[0]
    wide = map_rows.pivot(index="y", columns="x", values="sign")
    head = f"{first['measure']}; across {first['lever_x']}, down {first['lever_y']}"
    lines = ["        " + "".join(f"{x:>8g}" for x in wide.columns)]
    for y, signs in zip(wide.index, wide.to_numpy(), strict=True):
        lines.append(f"{y:>8g}" + "".join(f"{marks[int(sign)]:>8}" for sign in signs))
    return "\n".join([head, *lines])
