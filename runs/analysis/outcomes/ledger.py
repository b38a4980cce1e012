"""What the contact cost in face: the sources of a side's face, and face by who is believed to have
asked.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from runs.analysis.estimates.cluster_errors import compute_means
from runs.analysis.estimates.draws import select_with_draw_interval
from runs.analysis.estimates.estimates import find_name_column
from runs.analysis.sides import get_dyad

TOTAL = "total"


def compute_face_waterfall(frame: pd.DataFrame) -> pd.DataFrame:
    """Return how each side's face at the end, in its own book, adds up from its sources.

    Args:
        frame: outcomes with face_{side}_from_{source} and face_{side}_{side}_end.

    Returns:
        variant, side, source (in the frame's order, then "total"), estimate, low, high
        (mean face and its t interval), start, stop (where the bar begins and ends; the total
        starts at 0), n (runs); with a fit draws_low, draws_high (95 % of its sets of parameters)
        and fit. The sources of a side sum to its total, which is the simulated mean.
    """
    parts = []
    for side in get_dyad().keys:
        stem = f"face_{side}_from_"
        columns = {c: c.removeprefix(stem) for c in frame.columns if c.startswith(stem)}
        sources = list(columns.values())
        columns[f"face_{side}_{side}_end"] = TOTAL
        table = compute_means(frame, list(columns), find_name_column(frame))
        table.columns = ["variant", "source", *table.columns[2:]]
        table["source"] = table["source"].map(columns)
        parts.append(table.assign(side=side))
    table = _sort_ledger_rows(pd.concat(parts, ignore_index=True), sources)
    total = table["source"] == TOTAL
    steps = table["estimate"].where(~total, 0.0)
    table["stop"] = steps.groupby([table["variant"], table["side"]]).cumsum()
    table.loc[total, "stop"] = table.loc[total, "estimate"]
    table["start"] = np.where(total, 0.0, table["stop"] - table["estimate"])
    first = ["variant", "side", "source", "estimate", "low", "high"]
    return select_with_draw_interval(table, [*first, "start", "stop", "n"])


def _sort_ledger_rows(table: pd.DataFrame, sources: list[str]) -> pd.DataFrame:
    """Return the table sorted by variant (in order of appearance), side and source (`sources`, then
    the total), these as strings. Changes the column `variant` of its argument.
    """
    table["variant"] = table["variant"].astype(str)
    orders = {"variant": list(table["variant"].unique()), "side": list(get_dyad().keys)}
    orders["source"] = [*sources, TOTAL]
    for column, order in orders.items():
        table[column] = pd.Categorical(table[column], categories=order)
    return table.sort_values(list(orders), ignore_index=True).astype(dict.fromkeys(orders, str))


def compute_face_by_belief(frame: pd.DataFrame, audience: str = "world") -> pd.DataFrame:
    """Return each side's mean face at the first contact, in its own book, by whom the audience
    believes to have asked.

    Args:
        frame: outcomes; runs without a contact have no such face and are left out.
        audience: one of `Dyad.audiences`.

    Returns:
        variant, side, belief (believed_<audience>, the values that occur), estimate, low, high
        (mean face in W, t; NaN limits below two runs), n (runs); with a fit draws_low, draws_high
        (95 % of its sets of parameters) and fit.
    """
    by = find_name_column(frame)
    belief = f"believed_{audience}"
    parts = []
    for side in get_dyad().keys:
        column = f"face_{side}_{side}_call"
        part = compute_means(frame, [column], [by, belief]).drop(columns="column")
        parts.append(part[part["n"] > 0].assign(side=side))
    table = pd.concat(parts, ignore_index=True).rename(columns={by: "variant", belief: "belief"})
    table[["variant", "belief"]] = table[["variant", "belief"]].astype(str)
    names = ["variant", "side", "belief", "estimate", "low", "high", "n"]
    return select_with_draw_interval(table, names)
