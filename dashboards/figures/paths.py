"""From the envoys' contact to the leaders': who opened the one, who the other."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.figures.flows import sankey
from dashboards.figures.grammar import Drawn, draw
from dashboards.text import labels, links
from dashboards.text.rows import largest, records
from runs.analysis.text.names import count_text
from runs.analysis.text.pieces import share_text

OF_BOTH = (("estimate", ""), ("low", "_low"), ("high", "_high"))
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
    told = share_text(row, full=True)
    meaning = {
        "envoys first": "the envoys meet before the leaders speak",
        "same day": "envoys and leaders are in contact on the same day",
        "leaders first": "the leaders speak before any envoy meeting",
        "envoys only": "the envoys meet and the leaders never speak",
        "neither": "neither envoys nor leaders come into contact",
    }
    if labels.is_number(row["of_both"]):
        both = share_text(row | {key: row[f"of_both{end}"] for key, end in OF_BOTH})
        among = f"the {count_text(row['n_both'], 'run')} in which both have a contact"
        told += f", and in {both} of 100 among {among}"
    days, middle = "", labels.number(row["median_days"], 0)
    if labels.is_number(row["median_days"]) and row["order"] in ("envoys first", "leaders first"):
        ends = f"{labels.number(row['q25'], 0)} to {labels.number(row['q75'], 0)}"
        days = f", by a median of {middle} days in these runs (half of them {ends})"
    return f"{labels.IN_THIS_MODEL}{meaning.get(row['order'], row['order'])} in {told}{days}."
