"""Failures: which runs are missing because their task raised, why, and how to run them again."""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.pages import Page
from dashboards.view import View


def _content(view: View) -> list[Component]:
    failures = view.batch.failures()
    if not failures:
        return [html.P("No run of this batch has failed.", className="sentence")]
    return [
        html.Section(
            [
                html.H2(failure.error),
                html.P(f"{sum(r.lanes for r in failure.rectangles):,} runs, {failure.time}"),
                html.P("Run it again:"),
                html.Pre(failure.rerun),
                html.Details([html.Summary("Traceback"), html.Pre(failure.traceback)]),
            ],
            className="card",
        )
        for failure in failures
    ]


def _rows(view: View) -> pd.DataFrame:
    rows = [
        (
            r.variant,
            r.first_point,
            r.points,
            r.first_replication,
            r.replications,
            failure.error,
            failure.rerun,
        )
        for failure in view.batch.failures()
        for r in failure.rectangles
    ]
    names = [
        "variant",
        "first_point",
        "points",
        "first_replication",
        "replications",
        "error",
        "rerun",
    ]
    return pd.DataFrame(rows, columns=names)


PAGE = Page(
    path="/failures",
    title="Failures",
    question="Which runs are missing, why, and how are they run again?",
    content=_content,
    rows=_rows,
)
