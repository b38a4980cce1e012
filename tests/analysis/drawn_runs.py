"""Made-up runs of two variants that play the draws of a fit, by which their outcomes differ."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.estimates.draws import DRAW, FIT
from tests.analysis.frames import outcomes

DRAWS, RUNS = 20, 600


def with_draws(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(**{DRAW: frame["replication"] % DRAWS, FIT: "record"})


def make_turned_runs() -> pd.DataFrame:
    """Runs in which odd draws have the movers exchanged and call later."""
    rows = with_draws(outcomes(RUNS))
    odd, mover = rows[DRAW] % 2 == 1, rows["first_mover_true"].astype(str)
    turned = mover.replace({"us": "china", "china": "us"}).where(odd, mover)
    later = np.minimum(rows["duration"] * np.where(odd, 1.8, 1.0) // 1, 180.0)
    return rows.assign(
        first_mover_true=pd.Categorical(turned, categories=rows["first_mover_true"].cat.categories),
        duration=later,
    )


def make_sooner_runs(frame: pd.DataFrame) -> pd.DataFrame:
    """A variant in the same worlds under which everybody calls sooner, the more so in draw 0."""
    sooner = np.maximum(frame["duration"] - 5 - 3 * (frame[DRAW] == 0), 1)
    return frame.assign(variant="other", variant_name="other", duration=sooner)
