"""Who moves first in two respects at once: a table of every mover by every mover."""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.estimates.cluster_errors import compute_share_limits, sum_cells_over_worlds
from runs.analysis.estimates.estimates import N_MOVERS, encode_movers
from runs.analysis.estimates.over_draws import tabulate_cells_over_draws
from runs.analysis.sides import get_dyad


def cross_tabulate_columns(
    rows: pd.DataFrame, first: pd.Series, second: pd.Series, names: tuple[str, str]
) -> pd.DataFrame:
    """Return the share of rows for every pair of a mover in one column and a mover in another.

    Args:
        rows: outcomes; with a design they tell the random worlds over which limits are taken.
        first: the mover of each row.
        second: another mover of each row, in the same order.
        names: names of these two columns in the result.

    Returns:
        the two names, k (rows), n (rows in all), estimate, low, high (share, Wilson; over the
        random worlds of a design): 25 rows, including pairs without a row; with a fit also
        draws_low, draws_high (95 % of its sets of parameters) and fit (its name).
    """
    size, n = N_MOVERS, len(rows)
    cells = encode_movers(first) * size + encode_movers(second)
    k = np.bincount(cells, minlength=size * size)
    low, high = compute_share_limits(k, n, sum_cells_over_worlds(rows, cells, size * size))
    movers = get_dyad().movers
    one, other = np.repeat(movers, size), list(movers) * size
    table = {names[0]: one, names[1]: other, "k": k, "n": n, "estimate": k / n}
    return pd.DataFrame(
        table | {"low": low, "high": high} | tabulate_cells_over_draws(rows, cells, size * size)
    )
