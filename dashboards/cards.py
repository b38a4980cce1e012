"""The card every figure stands in: question, sentence, chart, n, table, CSV and PNG.

A card is laid out empty and asks for its figure when it is first seen (assets/cards.js).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dash import dcc, html
from dash.development.base_component import Component

from dashboards import shell, words
from dashboards.attributes import attributes
from dashboards.figures.grammar import CONFIG, Drawn
from dashboards.view import View

if TYPE_CHECKING:
    from dashboards.pages import Figure


def below(bar: Component, figures: Mapping[str, Figure], view: View) -> list[Component]:
    """Return the content of a page of figures alone: its controls, the legend, their cards."""
    return [bar, shell.legend(), *every(figures, view)]


def every(figures: Mapping[str, Figure], view: View) -> list[Component]:
    """Return the empty cards of some figures, in their order."""
    return [empty(name, figure.question, view) for name, figure in figures.items()]


def empty(name: str, question: str, view: View) -> Component:
    """Return the card of a figure that is built when it is first seen."""
    return html.Section(
        [
            html.H2(question, id=f"q-{name}"),
            dcc.Store(id={"type": "seen", "figure": name}),
            html.Div(
                html.P("Drawing …", className="waiting"),
                id={"type": "body", "figure": name},
                className="card-body",
            ),
        ],
        className="card",
        id=f"card-{name}",
        **attributes(
            {"data-figure": name, "data-ask": view.link(), "aria-labelledby": f"q-{name}"}
        ),
    )


def body(name: str, drawn: Drawn, view: View) -> list[Component]:
    """Return what a card shows once its figure is built."""
    table_csv = view.link(figure=name, format="csv")
    return [
        html.P(drawn.sentence, className="sentence"),
        html.Div(
            dcc.Graph(
                id={"type": "graph", "figure": name},
                figure=drawn.figure,
                config=CONFIG,
                className="chart",
                style={"height": f"{drawn.figure.layout.height}px"},
            ),
            role="img",
            **attributes({"aria-label": f"{drawn.question} {drawn.sentence}"}),
        ),
        html.P(drawn.about, className="about"),
        *pooled(view),
        html.Div(
            [
                _table(table_csv, drawn, view),
                html.A(
                    "CSV",
                    href=table_csv,
                    className="action",
                    download=f"taijie-{name}.csv",
                    **attributes({"aria-label": f"CSV of: {drawn.question}"}),
                ),
                html.Button(
                    "PNG",
                    className="action png",
                    type="button",
                    **attributes({"data-figure": name, "aria-label": f"PNG of: {drawn.question}"}),
                ),
            ],
            className="actions",
        ),
    ]


def pooled(view: View) -> list[Component]:
    """Return what the intervals of a figure that pools the points of a design are about."""
    design = view.batch.manifest.design if view.summary else None
    if design is None or view.path not in (*shell.POOLING, "/compare"):
        return []
    return [html.P(words.pooled(design.points, view.batch.manifest.runs), className="about pooled")]


def problem(sentence: str) -> list[Component]:
    """Return the body of a card whose figure cannot be drawn, saying why."""
    return [html.P(sentence, className="notice", role="status")]


def _table(address: str, drawn: Drawn, view: View) -> Component:
    """Return the folded table; its rows come from its CSV when it is opened (assets/tables.js)."""
    place = html.Div(
        className="table",
        tabIndex="0",
        role="region",
        **attributes(
            {
                "aria-label": f"Table of: {drawn.question}",
                "data-csv": address,
                "data-batch": view.state.batch or "",
            }
        ),
    )
    return html.Details([html.Summary("Table"), place])
