"""Claims with what they rest on switched off: does the effect go with its mechanism?

Each variant is played once more with the claim's `switched_off` after its own overrides, in the
same random worlds. Where the treatment itself is the switch, both are then one configuration and
the effect is exactly 0: that is computed and said, and shows no more than that nothing else
differed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from runs.analysis.effects import Effect
from runs.claims.claim import Claim
from runs.claims.plan import PlannedClaim, Variants
from runs.claims.simulation import Columns
from runs.claims.table import FEWEST, measured

COLUMNS = ["effect_off", "low_off", "high_off", "n_off", "equal_off", "below_off"]


def planned_off(claims: Sequence[Claim], variants: Variants) -> list[PlannedClaim]:
    """Return the claims that say what they rest on, both variants with it switched off."""
    found = []
    for claim in claims:
        if not claim.switched_off:
            continue
        a, b = (
            variants.hashed(
                [*claim.base, *own, *claim.switched_off], f"claim {claim.id}, variant {side} off"
            )
            for side, own in (("A", claim.a), ("B", claim.b))
        )
        found.append(PlannedClaim(_held(claim), a, b))
    return found


def _held(claim: Claim) -> Claim:
    """Return the claim; in a crossed design a lever that `switched_off` sets has that one value."""
    if claim.factors is None:
        return claim
    off = dict(text.split("=", 1) for text in claim.switched_off)
    factors = {
        group: {path: [float(off[path])] if path in off else at for path, at in levers.items()}
        for group, levers in claim.factors.items()
    }
    return claim.model_copy(update={"factors": factors})


def beside(
    rows: pd.DataFrame,
    off: Sequence[PlannedClaim],
    results: Mapping[str, Columns],
    variants: Variants,
) -> pd.DataFrame:
    """Return the table with COLUMNS added; empty for claims without `switched_off`.

    equal_off: A and B are then the same configuration. below_off: the effect falls below the row's
    bound (`falls_below`), None where fewer than FEWEST runs have a value.
    """
    bounds = rows.set_index(["claim", "measure"])["bound"]
    found = []
    for one in off:
        for spec in one.claim.measures:
            effect, _ = measured(one, spec, results, variants)
            key = (one.claim.id, spec.label)
            equal = one.a == one.b and not one.is_design
            below = falls_below(effect, float(bounds[key]))
            found.append((*key, effect.effect, effect.low, effect.high, effect.n, equal, below))
    table = pd.DataFrame(found, columns=["claim", "measure", *COLUMNS])
    table["below_off"] = table["below_off"].astype(object)
    return rows.merge(table, on=["claim", "measure"], how="left")


def falls_below(found: Effect, bound: float) -> bool | None:
    """Whether an effect is below a bound: the estimate is, and the interval is too or holds 0.

    None where fewer than FEWEST runs have a value.
    """
    if found.n < FEWEST or np.isnan(found.effect):
        return None
    inside = max(abs(found.low), abs(found.high)) <= bound
    small = abs(found.effect) < bound or found.effect == 0.0
    return bool(small and (inside or found.low <= 0.0 <= found.high))
