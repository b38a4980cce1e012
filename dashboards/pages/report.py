"""Report: the batch as one offline file, with the same figures."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.pages.page import EVIDENCE, Page
from dashboards.state.view import View
from runs.command_text import format_command, make_batch_arguments

HOLDS = (
    "what came out, in sentences with their intervals, and who computed it with what",
    "who calls first and when; face; who is believed; tariffs, of the first variant",
    "each other variant against the first in the same random worlds: changed settings, paired "
    "differences, survival, all metrics (up to 4)",
    "the checks, and the commands that make all of it again",
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
                    "It opens without this server and without a network, asks nobody for anything "
                    "and has at most 8 MB. Making it takes some seconds."
                ),
                html.P(links, className="actions"),
                html.P("The same from the terminal, with the tables as CSV beside it:"),
                html.Pre(format_command(*words, "-o", "report.html", "--markdown", "--csv")),
            ],
            className="card",
        )
    ]


PAGE = Page(
    path="/report",
    title="Report",
    question="How is this batch handed on to somebody without Taijie?",
    content=_build_content,
    link="Report",
    group=EVIDENCE,
)
