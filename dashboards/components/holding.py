"""Which differences hold whatever the parameters, in words: what a newcomer reads first."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.figures.verdicts import APART, HOLDS, OPEN, judge_rows
from dashboards.text.rows import to_records
from runs.analysis.comparison.families import HIGHER
from runs.analysis.estimates.draws import FIT, SIGN, TURNS
from runs.analysis.text.names import write_parameters_phrase
from runs.analysis.text.over_draws import (
    ONE_SIDED,
    UNKNOWN,
    format_sign_share,
    is_sign_known,
)


def make_holding_section(rows: pd.DataFrame) -> Component:
    """Return a section that lists the metrics whose difference holds, whose sign turns over the
    fit's parameter sets, that differ without a known sign stability and, folded, that cannot be
    told apart.

    rows: of compute_paired_differences; an empty element if the two variants play different
    parameter sets, or no metric has two pairs of runs.
    """
    rows = rows[rows["n_pairs"] > 1]
    if TURNS not in rows or rows.empty:
        return html.Div()
    kinds, turns, known = judge_rows(rows), rows[TURNS].astype(bool), rows[SIGN].notna()
    parts = (
        ("Hold", rows[(kinds == HOLDS) & known]),
        ("Turn with the assumptions", rows[turns]),
        (f"Differ: {UNKNOWN}", rows[(kinds == HOLDS) & ~known]),
    )
    rest = rows[(kinds == OPEN) & ~turns]
    parameters = write_parameters_phrase(str(rows[FIT].iloc[0]))
    note = (
        f"Higher ▲ or lower ▼ under B, and in how many of 100 draws of {parameters}; 95 or more "
        f"hold. {ONE_SIDED}"
    )
    return html.Section(
        [
            html.H2("Which differences hold whatever the parameters?"),
            html.P(note, className="about"),
            html.Div(
                [_make_metric_column(title, part) for title, part in parts if len(part)],
                className="outcomes",
            ),
            *([_fold_metric_list("Cannot be told apart", rest)] if len(rest) else []),
        ],
        className="card",
    )


def _make_metric_column(title: str, rows: pd.DataFrame) -> Component:
    return html.Div(
        [html.H3(f"{title} ({len(rows)})"), _make_metric_list(rows)], className="outcome"
    )


def _fold_metric_list(title: str, rows: pd.DataFrame) -> Component:
    return html.Details([html.Summary(f"{title} ({len(rows)})"), _make_metric_list(rows)])


def _make_metric_list(rows: pd.DataFrame) -> Component:
    return html.Ul([html.Li(_write_direction(row)) for row in to_records(rows)])


def _write_direction(row: dict[str, Any]) -> str:
    """Return a metric with, if it differs, its direction and in how many of 100 parameter sets it
    has it; for one that turns without a direction on average, that there is none.
    """
    if row["verdict"] not in APART:
        return f"{row['label']}{': none on average' if row[TURNS] else ''}"
    way = "▲" if row["verdict"] == HIGHER else "▼"
    return f"{row['label']} {way} {format_sign_share(row) if is_sign_known(row) else ''}".rstrip()
