"""Which differences hold, which turn with the assumptions, and which cannot be told."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.comparison.families import HIGHER, LOWER
from runs.analysis.estimates.draws import TURNS

HOLDS, TURNING, OPEN = "holds", "turning", "open"
APART = (HIGHER, LOWER)
NAMES = {
    HOLDS: "differs (Holm-adjusted)",
    TURNING: "differs on average, and turns with the assumptions",
    OPEN: "cannot be told apart, or identical",
}
"""What marks of each kind are called."""


def judge_rows(rows: pd.DataFrame) -> pd.Series:
    """Return for each difference whether it HOLDS, is TURNING (its sign is not the same in nearly
    all of a fit's parameter sets), or is OPEN (cannot be told from 0).

    rows: verdict and, with a fit, `turns`; without a fit none is TURNING.
    """
    turns = rows[TURNS].astype(bool) if TURNS in rows else False
    apart = rows["verdict"].isin(APART)
    kinds = np.where(apart, np.where(turns, TURNING, HOLDS), OPEN)
    return pd.Series(kinds, index=rows.index, dtype=object)
