"""Failures: which runs are missing because their task raised an error, why, and how to repeat
them.
"""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.pages.page import Page
from dashboards.state import launch_status
from dashboards.state.view import View
from runs.analysis.text.names import format_count
from runs.archive.failures import format_attempts
from runs.archive.manifest import Failure


def _build_content(view: View) -> list[Component]:
    """Return a card for each failure, with its traceback and the command that runs it again."""
    failures = view.batch.failures()
    if not failures:
        return [html.P("No run of this batch has failed.", className="sentence")]
    again = launch_status.write_rerun_intro(view)
    return [
        html.Section(
            [
                html.H2(failure.error),
                html.P(_describe_lost_runs(failure)),
                html.P(again),
                html.Pre(failure.rerun),
                html.Details([html.Summary("Traceback"), html.Pre(failure.traceback)]),
            ],
            className="card",
        )
        for failure in failures
    ]


def _describe_lost_runs(failure: Failure) -> str:
    """Return, in words, how many runs of a failure are still missing, and since when."""
    runs = format_count(sum(r.lanes for r in failure.rectangles), "run")
    since = failure.since or failure.time
    return f"{runs}, {format_attempts(failure.time, since, failure.attempts)}."


def _tabulate_failures(view: View) -> pd.DataFrame:
    """Return a row for each block of failed runs: variant, first_point, points, first_replication,
    replications, error, and rerun (the command that computes it again).
    """
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
    content=_build_content,
    rows=_tabulate_failures,
)
