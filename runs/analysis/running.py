"""The estimate of who calls first as runs come in, so that one sees whether more would change it.

Runs are taken in the order of their replications, which is not the order in which they ended. The
interval is that of a number of runs fixed beforehand: stopping because it looks narrow, or because
it has just left one half, spoils it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.estimates import MOVERS, codes, wilson

STEPS = 60
"""Numbers of runs at which the estimate is shown, at most."""


def running_shares(frame: pd.DataFrame, column: str = "first_mover_true") -> pd.DataFrame:
    """Return the share of runs by first mover against the number of runs it is taken from.

    Args:
        frame: outcomes of one variant, one row a run; those that are there so far.
        column: any first-mover column (first_mover_true, first_ask, first_signal).

    Returns:
        n (runs), replication (the last of them), mover, k (runs of these n), estimate, low, high
        (Wilson, 95 %): the movers in the order of MOVERS within each n; no rows for an empty frame.
    """
    rows = frame.sort_values(["replication", "point"], kind="stable")
    n = np.unique(np.linspace(0, len(rows), min(STEPS, len(rows)) + 1).round().astype(np.int64))[1:]
    found = codes(rows[column], MOVERS)
    k = np.stack([np.cumsum(found == i)[n - 1] for i in range(len(MOVERS))], axis=1)
    runs = np.repeat(n, len(MOVERS))
    low, high = wilson(k.ravel(), runs)
    return pd.DataFrame(
        {
            "n": runs,
            "replication": np.repeat(rows["replication"].to_numpy()[n - 1], len(MOVERS)),
            "mover": list(MOVERS) * len(n),
            "k": k.ravel(),
            "estimate": k.ravel() / runs,
            "low": low,
            "high": high,
        }
    )
