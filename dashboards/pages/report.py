"""Report: the batch as one offline file, with the same figures."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.pages.page import EVIDENCE, Page
from dashboards.state.view import View
from runs.command_text import format_command, make_batch_arguments

HOLDS = (
    "what came out, with intervals, and what computed it",
    "of the first variant: who calls first and when, face, belief, tariffs",
    "each other variant against the first in the same random worlds: changed settings, paired "
    "differences, survival, all metrics (up to 4)",
    "the checks, and the commands to make it again",
)


def _build_content(view: View) -> list[Component]:
    name = view.state.batch or ""
    words = ("taijie", "report", *make_batch_arguments(view.batch.path))
    links = [
        html.A(
            text,
            href=view.link_to_page(format=kind),
            className="button primary" if kind == "html" else "button",
            download=f"{name}.{kind}",
        )
        for kind, text in (("html", "Report as one file (HTML)"), ("md", "Its words (Markdown)"))
    ]
    return [
        html.Section(
            [
                html.H2("What does the file hold?"),
                html.Ul([html.Li(text) for text in HOLDS]),
                html.P(
                    "It opens without server or network, asks nobody for anything, has at most "
                    "8 MB and takes some seconds to make."
                ),
                html.P(links, className="actions"),
                html.P("From the terminal, with tables as CSV:"),
                html.Pre(format_command(*words, "-o", "report.html", "--markdown", "--csv")),
            ],
            className="card",
        )
    ]


PAGE = Page(
    path="/report",
    title="Report",
    question="How is this batch handed on?",
    content=_build_content,
    link="Report",
    group=EVIDENCE,
)
