"""From the envoys' first contact to the leaders': who began each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.figures.flows import make_sankey
from dashboards.figures.grammar import Drawn, draw_figure
from dashboards.text import labels, links
from dashboards.text.rows import find_largest_row, to_records
from runs.analysis.estimates.draws import HIGH, LOW, select_with_draw_interval
from runs.analysis.text.names import format_count
from runs.analysis.text.pieces import format_share

OF_BOTH = (("estimate", ""), *((end, f"_{end}") for end in ("low", "high", LOW, HIGH)))
STAGES = {"envoy": "envoys: ", "leader": "leaders: "}


def draw_envoy_leader_flow(paths: pd.DataFrame, lead: pd.DataFrame, variant: str) -> Drawn:
    """Draw the flow of runs from who was first among the envoys to who was first of the leaders.

    Args:
        paths: envoy, leader (first movers), k, n, estimate, low, high
            (analysis.cross_tabulate_stages) of one variant.
        lead: order, k, n, estimate, low, high, median_days, q25, q75 (tabulate_envoy_lead_times).
        variant: name of the variant, for the links.
    """
    some = paths[paths["k"] > 0].reset_index(drop=True)
    some["runs"] = [
        links.link_to_runs(variant, _make_mover_conditions(row)) for row in to_records(some)
    ]
    return Drawn(
        "Do envoys meet before leaders speak?",
        _write_order_sentence(lead),
        f"n = {format_count(int(some['n'].iloc[0]), 'run')}. Width: share of runs (spread); "
        "each share’s 95 % Wilson interval (Monte-Carlo error) stands in the table.",
        draw_figure(
            [make_sankey(some, STAGES)], height=340, margin={"l": 12, "r": 12, "t": 12, "b": 12}
        ),
        select_with_draw_interval(
            some, ["envoy", "leader", "k", "n", "estimate", "low", "high", "runs"]
        ),
    )


def _make_mover_conditions(row: dict[str, Any]) -> dict[str, links.Condition]:
    """Return the conditions of the runs with a row's two first movers, for the link to them."""
    return {"envoy_first_mover_true": row["envoy"], "first_mover_true": row["leader"]}


def _write_order_sentence(lead: pd.DataFrame) -> str:
    """Return a sentence on the most frequent order of envoys' and leaders' contact."""
    row = find_largest_row(lead, "estimate")
    told = format_share(row, full=True)
    meaning = {
        "envoys first": "the envoys meet and the leaders speak on a later day",
        "same day": "envoys and leaders are in contact on the same day",
        "leaders first": "the leaders speak before any envoy meeting",
        "envoys only": "the envoys meet and the leaders never speak",
        "neither": "neither envoys nor leaders come into contact",
    }
    if labels.is_number(row["of_both"]):
        known = {key: row[f"of_both{end}"] for key, end in OF_BOTH if key in row}
        both = format_share(row | known)
        among = f"the {format_count(row['n_both'], 'run')} in which both have a contact"
        told += f", and in {both} of 100 among {among}"
    days, middle = "", labels.format_number_or_dash(row["median_days"], 0)
    if labels.is_number(row["median_days"]) and row["order"] in ("envoys first", "leaders first"):
        low, high = (labels.format_number_or_dash(row[end], 0) for end in ("q25", "q75"))
        ends = f"{low} to {high}"
        days = f", by a median of {middle} days in these runs (half of them {ends})"
    return f"{labels.IN_THIS_MODEL}{meaning.get(row['order'], row['order'])} in {told}{days}."
