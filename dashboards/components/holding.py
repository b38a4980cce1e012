"""Which differences hold whatever the parameters, in words: what a newcomer reads first."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.figures.verdicts import APART, HOLDS, OPEN, judge_rows
from dashboards.text.rows import to_records
from runs.analysis.estimates.draws import FIT, TURNS
from runs.analysis.text.names import name_parameters
from runs.analysis.text.over_draws import TURNING, format_sign_share


def make_holding_section(rows: pd.DataFrame) -> Component:
    """Return which differences hold, which turn with the assumptions, and which are none.

    rows: of analysis.paired; of two variants that play other draws, nothing is said.
    """
    if TURNS not in rows:
        return html.Div()
    rows = rows[rows["n_pairs"] > 1]
    kinds, turns = judge_rows(rows), rows[TURNS].astype(bool)
    parts = (
        (f"Holds over {name_parameters(str(rows[FIT].iloc[0]))}", rows[kinds == HOLDS]),
        (TURNING.capitalize(), rows[turns]),
        ("No difference is told", rows[(kinds == OPEN) & ~turns]),
    )
    told = [
        html.P([html.B(f"{title}: "), "; ".join(map(_write_way, to_records(part))), "."])
        for title, part in parts
        if len(part)
    ]
    head = html.H2("Which differences hold whatever the parameters?")
    return html.Section([head, *told], className="card")


def _write_way(row: dict[str, Any]) -> str:
    """Return a metric and, where it differs, which way and in how many of 100 draws so."""
    if row["verdict"] not in APART:
        return str(row["label"])
    return f"{row['label']} ({row['verdict']}, in {format_sign_share(row)} of 100 draws)"
