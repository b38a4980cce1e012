"""The estimate of who calls first as runs come in, so that one sees whether more would change it.

Runs are taken in the order of their replications, which is not the order in which they ended. The
interval is that of a number of runs fixed beforehand: stopping because it looks narrow, or because
it has just left one half, spoils it.

Of a design, the points that are done are taken together, and their runs by whole random worlds: the
points come in the order of its table, and one after the other they would lead the estimate about.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.estimates.cluster_errors import (
    compute_running_sums,
    compute_share_limits,
    identify_worlds,
    is_pooled,
)
from runs.analysis.estimates.estimates import N_MOVERS, encode_movers, wilson
from runs.analysis.sides import get_dyad

STEPS = 60
"""Numbers of runs at which the estimate is shown, at most."""
NARROW = 0.03
"""Half-width of an interval from which on a share may have settled, where no precision is asked."""


def compute_running_shares(frame: pd.DataFrame, column: str = "first_mover_true") -> pd.DataFrame:
    """Return the share of runs by first mover after n runs, for growing n.

    Args:
        frame: outcomes of one variant, one row a run; those that have ended so far.
        column: any first-mover column (first_mover_true, first_ask, first_signal).

    Returns:
        n (runs), replication (of the last of them), mover, k (of the n runs, those with this
        mover), estimate, low, high (Wilson, 95 %): the movers in the order of `Dyad.movers` within
        each n; no rows for an empty frame.
    """
    if is_pooled(frame):
        return _compute_running_shares_by_world(frame, column)
    rows = frame.sort_values(["replication", "point"], kind="stable")
    n = np.unique(np.linspace(0, len(rows), min(STEPS, len(rows)) + 1).round().astype(np.int64))[1:]
    found = encode_movers(rows[column])
    k = np.stack([np.cumsum(found == i)[n - 1] for i in range(N_MOVERS)], axis=1)
    runs = np.repeat(n, N_MOVERS)
    low, high = wilson(k.ravel(), runs)
    return pd.DataFrame(
        {
            "n": runs,
            "replication": np.repeat(rows["replication"].to_numpy()[n - 1], N_MOVERS),
            "mover": list(get_dyad().movers) * len(n),
            "k": k.ravel(),
            "estimate": k.ravel() / runs,
            "low": low,
            "high": high,
        }
    )


def judge_settling(table: pd.DataFrame, max_half_width: float = NARROW) -> pd.DataFrame:
    """Return whether each mover's share has settled as the runs of a variant came in.

    A share has settled if the half-width of its interval is at most `max_half_width` and the
    interval contains all estimates over the last half of the runs. This describes the runs there
    are; it is no stopping rule.

    Args:
        table: rows of `compute_running_shares`, not empty.
        max_half_width: a share, 0 to 1.

    Returns:
        mover, n (runs), estimate, low, high (after all of them), half_width, settled (bool): one
        row a mover.
    """
    n = int(table["n"].max())
    last = table[table["n"] == n].set_index("mover")
    late = table[table["n"] >= n / 2].groupby("mover", sort=False)["estimate"]
    inside = (late.min() >= last["low"]) & (late.max() <= last["high"])
    half = (last["high"] - last["low"]) / 2
    judged = last[["n", "estimate", "low", "high"]].assign(
        half_width=half, settled=inside & (half <= max_half_width)
    )
    return judged.reset_index()


def _compute_running_shares_by_world(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the table of `compute_running_shares` for several points of a design, n growing by
    whole random worlds.
    """
    world, names = pd.factorize(identify_worlds(frame), sort=True)
    cells = world * N_MOVERS + encode_movers(frame[column])
    counts = np.bincount(cells, minlength=len(names) * N_MOVERS).reshape(len(names), -1)
    sums = compute_running_sums(counts, counts.sum(axis=1, keepdims=True))
    last = np.unique(np.linspace(0, len(names), min(STEPS, len(names)) + 1).round().astype(int))[1:]
    held = sums.select_figures(last - 1)
    low, high = compute_share_limits(held.total, held.runs, held)
    return pd.DataFrame(
        {
            "n": held.runs.ravel().astype(np.int64),
            "replication": np.repeat(names[last - 1], N_MOVERS),
            "mover": list(get_dyad().movers) * len(last),
            "k": held.total.ravel().astype(np.int64),
            "estimate": held.estimate.ravel(),
            "low": low.ravel(),
            "high": high.ravel(),
        }
    )
