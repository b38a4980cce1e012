"""From the envoys' contact to the leaders': who opened the one, who the other."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards import links, words
from dashboards.figures.flows import sankey
from dashboards.figures.grammar import Drawn, draw
from dashboards.tables import largest, records

STAGES = {"envoy": "envoys: ", "leader": "leaders: "}


def envoy_to_leader(paths: pd.DataFrame, lead: pd.DataFrame, variant: str) -> Drawn:
    """Draw the flow of runs from the envoys' first mover to the leaders'.

    Args:
        paths: envoy, leader, k, n, estimate, low, high (analysis.paths) of one variant.
        lead: order, k, n, estimate, low, high, median_days, q25, q75 (analysis.lead_times).
        variant: name of the variant, for the links.
    """
    some = paths[paths["k"] > 0].reset_index(drop=True)
    some["runs"] = [links.runs(variant, _movers(row)) for row in records(some)]
    return Drawn(
        "By which path do they come to talk: envoys first, then leaders?",
        _order_said(lead),
        f"n = {int(some['n'].iloc[0]):,} runs. Width: share of runs (spread); each share’s 95 % "
        "Wilson "
        "interval (Monte-Carlo error) stands in the table.",
        draw([sankey(some, STAGES)], height=340, margin={"l": 12, "r": 12, "t": 12, "b": 12}),
        some[["envoy", "leader", "k", "n", "estimate", "low", "high", "runs"]],
    )


def _movers(row: dict[str, Any]) -> dict[str, links.Condition]:
    return {"envoy_first_mover_true": row["envoy"], "first_mover_true": row["leader"]}


def _order_said(lead: pd.DataFrame) -> str:
    row = largest(lead, "estimate")
    told = words.of_hundred(row["estimate"], row["low"], row["high"])
    meaning = {
        "envoys first": "the envoys meet before the leaders speak",
        "same day": "envoys and leaders are in contact on the same day",
        "leaders first": "the leaders speak before any envoy meeting",
        "envoys only": "the envoys meet and the leaders never speak",
        "neither": "neither envoys nor leaders come into contact",
    }
    days, middle = "", words.number(row["median_days"], 0)
    if words.known(row["median_days"]) and row["order"] in ("envoys first", "leaders first"):
        ends = f"{words.number(row['q25'], 0)} to {words.number(row['q75'], 0)}"
        days = f", by {middle} days in the middle run (half of them {ends})"
    return f"{words.IN_THIS_MODEL}{meaning.get(row['order'], row['order'])} in {told}{days}."
