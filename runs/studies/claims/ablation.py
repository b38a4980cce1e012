"""Claims with their mechanism switched off: does the effect disappear with it?

Each variant is simulated once more with the claim's `switched_off` after its own overrides, in the
same random worlds, and, if the claim names what else carries its effect, a third time with that off
too. If the treatment itself is the switch, both are then one configuration and the effect is
exactly 0: that is computed and reported, and shows no more than that nothing else differed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from runs.analysis.comparison.effects import Effect
from runs.studies.claims.claim import Claim
from runs.studies.claims.plan import PlannedClaim, Variants
from runs.studies.claims.table import FEWEST, SIGNS, estimate_claim_effect
from runs.studies.simulation import Columns

OFF, CARRIED = "off", "carried"
"""How a claim is played again: without what it rests on; without its carriers too."""
LEFT = ("effect", "low", "high", "n", "equal", "below", "turned")
"""What is said of either, each a column LEFT_off and LEFT_carried."""
COLUMNS = [f"{word}_{how}" for how in (OFF, CARRIED) for word in LEFT] + ["carried_by"]


def plan_mechanisms_off(claims: Sequence[Claim], variants: Variants) -> list[PlannedClaim]:
    """Return the claims that have `switched_off`, planned with these overrides in both variants;
    WrongInput if they are invalid.
    """
    return [
        _plan_ablation(one, one.switched_off, OFF, variants) for one in claims if one.switched_off
    ]


def plan_carriers_off(claims: Sequence[Claim], variants: Variants) -> list[PlannedClaim]:
    """Return the claims that have `carried_by` (other causes of their effect), planned with these
    and `switched_off` in both variants; WrongInput if they are invalid.
    """
    return [
        _plan_ablation(one, one.all_switched_off, CARRIED, variants)
        for one in claims
        if one.carried_by
    ]


def _plan_ablation(
    claim: Claim, off_overrides: Sequence[str], suffix: str, variants: Variants
) -> PlannedClaim:
    """Return a claim planned with `off_overrides` after the overrides of either variant; suffix:
    names the plan in errors.
    """
    a, b = (
        variants.compose_and_hash_variant(
            [*claim.base, *overrides, *off_overrides], f"claim {claim.id}, variant {side} {suffix}"
        )
        for side, overrides in (("A", claim.a), ("B", claim.b))
    )
    return PlannedClaim(_fix_switched_off_levers(claim, off_overrides), a, b)


def _fix_switched_off_levers(claim: Claim, switched_off: Sequence[str]) -> Claim:
    """Return the claim; if it has a crossed design, with each lever in `switched_off` (texts
    `path=value`) fixed at its value there.
    """
    if claim.factors is None:
        return claim
    off = dict(text.split("=", 1) for text in switched_off)
    factors = {
        group: {path: [float(off[path])] if path in off else at for path, at in levers.items()}
        for group, levers in claim.factors.items()
    }
    return claim.model_copy(update={"factors": factors})


def add_ablation_columns(
    rows: pd.DataFrame,
    mechanisms_off: Sequence[PlannedClaim],
    carriers_off: Sequence[PlannedClaim],
    results: Mapping[str, Columns],
    variants: Variants,
) -> pd.DataFrame:
    """Return the table of claims with COLUMNS added; these are empty (NaN or None) for claims that
    were not simulated again.

    equal: A and B are then the same configuration. below: the effect falls below the row's bound
    (`is_below_bound`), turned: its sign is reversed (`has_reversed_sign`); both None if fewer than
    FEWEST runs have a value. carried_by: the words of the claim's file. results: job key ->
    columns.
    """
    for suffix, planned in ((OFF, mechanisms_off), (CARRIED, carriers_off)):
        left = _compute_remaining_effects(rows, suffix, planned, results, variants)
        rows = rows.merge(left, on=["claim", "measure"], how="left")
    words = {
        one.claim.id: "; ".join(carrier.rests_on for carrier in one.claim.carried_by)
        for one in carriers_off
    }
    return rows.assign(carried_by=rows["claim"].map(words).astype(object))


def _compute_remaining_effects(
    rows: pd.DataFrame,
    suffix: str,
    planned: Sequence[PlannedClaim],
    results: Mapping[str, Columns],
    variants: Variants,
) -> pd.DataFrame:
    """Return a table with a row per claim and measure: claim, measure and the columns LEFT, each
    name ending in `suffix`: the effect that is left with the mechanism off (OFF), or its carriers
    too (CARRIED).

    rows: the table of claims, for its bounds; results: job key -> columns.
    """
    bounds = rows.set_index(["claim", "measure"])["bound"]
    found = []
    for one in planned:
        for spec in one.claim.measures:
            effect, _ = estimate_claim_effect(one, spec, results, variants)
            key = (one.claim.id, spec.label)
            bound = float(bounds[key])
            equal = one.a == one.b and not one.is_crossed_design
            judged = is_below_bound(effect, bound), has_reversed_sign(effect, bound, spec.sign)
            found.append((*key, effect.effect, effect.low, effect.high, effect.n, equal, *judged))
    table = pd.DataFrame(
        found, columns=["claim", "measure", *(f"{word}_{suffix}" for word in LEFT)]
    )
    judgements = [f"{word}_{suffix}" for word in ("equal", "below", "turned")]
    return table.astype(dict.fromkeys(judgements, object))


def is_below_bound(effect: Effect, bound: float) -> bool | None:
    """Say whether an effect is negligible: below the bound in absolute value, or 0, with an
    interval inside the bound or around 0; None if it is NaN or fewer than FEWEST runs have a value.
    """
    if effect.n < FEWEST or np.isnan(effect.effect):
        return None
    inside = max(abs(effect.low), abs(effect.high)) <= bound
    small = abs(effect.effect) < bound or effect.effect == 0.0
    return bool(small and (inside or effect.low <= 0.0 <= effect.high))


def has_reversed_sign(effect: Effect, bound: float, predicted: str) -> bool | None:
    """Say whether an effect is not negligible (`is_below_bound`), has the opposite of the predicted
    sign ("+", "-", or "0" for none), and an interval that excludes 0.

    None where `is_below_bound` is None, else False if no sign is predicted.
    """
    below = is_below_bound(effect, bound)
    if below is None:
        return None
    opposite = np.sign(effect.effect) == -SIGNS[predicted] != 0.0
    return bool(not below and opposite and (effect.low > 0.0 or effect.high < 0.0))
