"""The card every figure stands in: question, sentence, chart, n, table, CSV and PNG.

A card is laid out empty and asks for its figure when it is first seen (assets/cards.js).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import words
from dashboards.attributes import attributes
from dashboards.figures.grammar import CONFIG, Drawn
from dashboards.view import View

ROWS_SHOWN = 60
"""Rows of a table under a figure; the CSV has all."""


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
        html.Div(
            [
                html.Details([html.Summary("Table"), table(drawn.table, view)]),
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


def problem(sentence: str) -> list[Component]:
    """Return the body of a card whose figure cannot be drawn, saying why."""
    return [html.P(sentence, className="notice", role="status")]


def table(frame: pd.DataFrame, view: View) -> Component:
    """Return a frame as a table; a column `runs` becomes links to the runs behind a row."""
    shown = frame.head(ROWS_SHOWN)
    head = html.Thead(html.Tr([html.Th(_title(column), scope="col") for column in shown.columns]))
    rows = [
        html.Tr(
            [_cell(column, value, view) for column, value in zip(shown.columns, row, strict=True)]
        )
        for row in shown.itertuples(index=False, name=None)
    ]
    cut = len(frame) > len(shown)
    note = (
        f"{len(shown)} of {len(frame):,} rows; the CSV has all."
        if cut
        else words.count(len(frame), "row")
    )
    parts: Sequence[Component] = [
        html.Table([head, html.Tbody(rows)]),
        html.P(note, className="about"),
    ]
    return html.Div(
        parts, className="table", tabIndex="0", role="region", **attributes({"aria-label": "Table"})
    )


def _title(column: str) -> str:
    return {"runs": "", "low": "95 % low", "high": "95 % high"}.get(
        column, column.replace("_", " ")
    )


def _cell(column: str, value: object, view: View) -> Component:
    if column == "runs" and isinstance(value, str):
        return html.Td(dcc.Link("runs", href=absolute(value, view)))
    if isinstance(value, float):
        return html.Td(
            f"{value:,.4g}".replace("-", "−") if value == value else "–", className="number"
        )
    if isinstance(value, int) and not isinstance(value, bool):
        return html.Td(f"{value:,}".replace("-", "−"), className="number")
    return html.Td(words.SHORT.get(str(value), str(value)))


def absolute(relative: str, view: View) -> str:
    """Return a mark's relative link as an address within the view's batch."""
    path, _, query = relative.partition("?")
    batch = view.link(
        "",
        figure=None,
        format=None,
        variant=None,
        a=None,
        b=None,
        run=None,
        rule=None,
        day=None,
        metric=None,
        stage=None,
        keeper=None,
        where=None,
    )
    return f"/{path}{batch}&{query}"
