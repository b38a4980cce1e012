"""How far audiences differ in what they believe, and each side's pressure at the contact."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from runs.analysis.estimates.cluster_errors import compute_mean
from runs.analysis.estimates.draws import FIT, select_with_draw_interval, tabulate_intervals
from runs.analysis.estimates.estimates import iterate_variants
from runs.analysis.sides import get_dyad

QUARTILES = {"q25": 0.25, "median": 0.5, "q75": 0.75}


def compute_belief_distances(frame: pd.DataFrame) -> pd.DataFrame:
    """Return how far the beliefs of each two audiences are apart at the first contact.

    Args:
        frame: outcomes with belief_<audience>, the probability each gives to the first side having
            asked; runs without contact have none and are left out.

    Returns:
        variant, one, other (audiences), estimate, low, high (mean of the absolute difference, 0 to
        1, t), q25, median, q75 (spread of runs), n (runs with contact); NaN if n is 0; with a fit
        draws_low, draws_high (95 % of its sets of parameters) and fit.
    """
    rows = []
    for name, part in iterate_variants(frame):
        for one, other in combinations(get_dyad().audiences, 2):
            gap = (part[f"belief_{one}"] - part[f"belief_{other}"]).abs()
            rows.append(
                {"variant": name, "one": one, "other": other, **_summarise_known_values(part, gap)}
            )
    return pd.DataFrame(rows)


def compute_pressure_at_contact(frame: pd.DataFrame) -> pd.DataFrame:
    """Return each side's pressure on the day of the first contact, by who moved first.

    Args:
        frame: outcomes with pressure_<side>_call, null in runs without contact.

    Returns:
        variant, mover (first_mover_true, those with a contact in some run), side, estimate, low,
        high (mean pressure, t; NaN limits below two runs), q25, median, q75 (spread of
        runs), n (runs); with a fit draws_low, draws_high (95 % of its sets of parameters) and fit.
    """
    rows = []
    for name, part in iterate_variants(frame):
        movers = part["first_mover_true"].astype(str)
        for mover in movers.unique():
            for side in get_dyad().keys:
                held = part[movers == mover]
                pressure = held[f"pressure_{side}_call"]
                if pressure.notna().any():
                    row = {"variant": name, "mover": mover, "side": side}
                    rows.append(row | _summarise_known_values(held, pressure))
    head = ["variant", "mover", "side", "estimate", "low", "high", *QUARTILES, "n"]
    found = pd.DataFrame(rows)
    return select_with_draw_interval(found, head) if rows else pd.DataFrame(columns=head)


def _summarise_known_values(rows: pd.DataFrame, column: pd.Series) -> dict[str, Any]:
    """Return estimate, low, high (mean, t), q25, median, q75 and n of the values that are not null;
    with a fit also draws_low, draws_high and fit.
    """
    known = column.notna()
    values = column[known].to_numpy()
    found = compute_mean(rows[known], values) if len(values) else None
    ends = (found.value, found.low, found.high) if found else (np.nan,) * 3
    spread = {
        name: float(np.quantile(values, level)) if len(values) else np.nan
        for name, level in QUARTILES.items()
    }
    told = {**dict(zip(("estimate", "low", "high"), ends, strict=True)), **spread, "n": len(values)}
    if found is None or not found.fit:
        return told
    between = tabulate_intervals([found.parameters], found.fit)
    return told | {name: one if name == FIT else one[0] for name, one in between.items()}
