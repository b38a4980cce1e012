"""Variants without a run in the tables over variants: rows of missing values.

A running, stopped or failed batch has variants that have no run yet. Left out, a table would seem
complete; counted as zeros, it would report runs that do not exist.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def add_unplayed_variants(
    table: pd.DataFrame, variants: Sequence[str], runs_column: str = "n"
) -> pd.DataFrame:
    """Return a table of one row a variant, with a row added for each of `variants` that it lacks,
    in their order.

    Args:
        table: `variant`, the number of runs in `runs_column`, and figures.
        variants: names of the variants of the batch.
        runs_column: name of the column with the number of runs, which is 0 in added rows.

    Returns:
        The same columns; figures of an added row are missing (NaN).
    """
    whole = table.set_index("variant").reindex(list(variants)).rename_axis("variant").reset_index()
    whole[runs_column] = whole[runs_column].fillna(0).astype("int64")
    return whole[list(table.columns)]
