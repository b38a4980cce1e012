"""Failures: which runs are missing because their task raised, why, and how to run them again."""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.pages.page import Page
from dashboards.state import launch_status
from dashboards.state.view import View
from runs.analysis.text.names import count_text
from runs.archive.failures import when_text
from runs.archive.manifest import Failure


def _content(view: View) -> list[Component]:
    failures = view.batch.failures()
    if not failures:
        return [html.P("No run of this batch has failed.", className="sentence")]
    again = launch_status.again(view)
    return [
        html.Section(
            [
                html.H2(failure.error),
                html.P(_runs_lost(failure)),
                html.P(again),
                html.Pre(failure.rerun),
                html.Details([html.Summary("Traceback"), html.Pre(failure.traceback)]),
            ],
            className="card",
        )
        for failure in failures
    ]


def _runs_lost(failure: Failure) -> str:
    """Return how many runs a failure cost that are missing still, and since when."""
    runs = count_text(sum(r.lanes for r in failure.rectangles), "run")
    since = failure.since or failure.time
    return f"{runs}, {when_text(failure.time, since, failure.attempts)}."


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
