"""The card around every figure: question, sentence, chart, n, table, CSV and PNG.

A card is sent empty and asks for its figure when it first comes into view (assets/cards.js).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import frame, guarded, layout
from dashboards.components.clicks import add_click_hints
from dashboards.figures.grammar import CONFIG, Drawn
from dashboards.figures.spread_bars import describe_missing_bars
from dashboards.state.levers import find_short_names
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from runs.analysis.estimates.draws import has_enough_runs
from runs.errors import WrongInput

if TYPE_CHECKING:
    from dashboards.pages.page import Page


def build_page_content(page: Page, view: View, *controls: Component) -> list[Component]:
    """Return the content of a page of figures: controls, the legend, and an empty card for each
    figure.
    """
    return [*controls, layout.make_legend(view), *make_waiting_cards(page, view)]


def make_waiting_cards(
    page: Page, view: View, names: Iterable[str] | None = None
) -> list[Component]:
    """Return empty cards for the named figures of a page, or for all.

    Figures that need missing runs are replaced by one card that says so.
    """
    made: list[Component] = []
    reasons: set[str] = set()
    for name in page.figures if names is None else names:
        try:
            page.require_runs_of_figure(name, view)
            of = page.figures[name]
            made.append(make_waiting_card(name, of.question, view, of.whole))
        except WrongInput as error:
            if str(error) not in reasons:
                made.append(guarded.make_error_card("what needs these runs", error))
            reasons.add(str(error))
    return made


def make_waiting_card(name: str, question: str, view: View, full_width: bool = True) -> Component:
    """Return an empty card, whose figure is loaded when it first comes into view.

    name, question: of the figure; full_width: on a wide page, instead of half of it.
    """
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
        className="card" if full_width else "card half",
        id=f"card-{name}",
        **make_html_attributes(
            {"data-figure": name, "data-ask": view.link_to_page(), "aria-labelledby": f"q-{name}"}
        ),
    )


def make_card_body(name: str, drawn: Drawn, view: View, page: Page) -> list[Component]:
    """Return the content of a figure's card: sentence, chart, note on method, table and
    downloads.
    """
    table_csv = view.link_to_page(figure=name, format="csv")
    caption = write_caption(drawn, view, page)
    return [
        *_make_sentence_and_chart(name, drawn, view),
        _make_method_note(drawn, write_pooling_note(view) if page.pools_points else []),
        html.Div(
            [
                _make_folded_table(table_csv, drawn, view),
                html.A(
                    "CSV",
                    href=table_csv,
                    className="action",
                    download="",
                    **make_html_attributes({"aria-label": f"CSV of: {drawn.question}"}),
                ),
                *(_make_picture_button(name, kind, caption, drawn) for kind in ("PNG", "SVG")),
            ],
            className="actions",
        ),
    ]


def make_plain_chart(name: str, drawn: Drawn, prefix: str = "") -> Component:
    """Return a chart without a card; its sentence is shown elsewhere.

    prefix: starts its description for screen readers, such as "A: baseline. ".
    """
    return html.Div(
        _make_chart(name, drawn, drawn.figure.to_plotly_json()),
        className="half",
        id=f"card-{name}",
        role="img",
        **make_html_attributes({"aria-label": f"{prefix}{drawn.question} {drawn.sentence}"}),
    )


def _make_chart(name: str, drawn: Drawn, figure: dict[str, Any]) -> Component:
    """Return a figure, as Plotly's JSON, as a chart of the height that `drawn` has."""
    return dcc.Graph(
        id={"type": "graph", "figure": name},
        figure=add_click_hints(figure),
        config=CONFIG,
        className="chart",
        style={"height": f"{drawn.figure.layout.height}px"},
    )


def write_caption(drawn: Drawn, view: View, page: Page) -> str:
    """Return a downloaded picture's caption: batch, variants, metric and n, as far as known."""
    known = re.search(r"n = [^.;]*", drawn.about)
    parts = [view.summary.name if view.summary else "", *page.list_variants(view)]
    metric = [labels.get_metric_label(view.metric)] if page.has_metric and view.summary else []
    return " · ".join(filter(None, [*parts, *metric, known.group() if known else ""]))


def _make_picture_button(name: str, format: str, caption: str, drawn: Drawn) -> Component:
    told = {"data-figure": name, "data-kind": format.lower(), "data-caption": caption,
            "aria-label": f"{format} of: {drawn.question}"}  # fmt: skip
    return html.Button(format, className="action png", type="button", **make_html_attributes(told))


def _make_sentence_and_chart(name: str, drawn: Drawn, view: View) -> list[Component]:
    """Return a figure's sentence, then its chart.

    If the variants combine values of a few settings, they are named by those values, and a line
    between the two names these settings if the chart shows such names.
    """
    figure, said = drawn.figure.to_plotly_json(), drawn.sentence  # copied once, not for each look
    short, axis = find_short_names(view), []
    if short is not None:
        axis = [html.P(short.title, className="about")] if short.occurs_in(figure) else []
        figure, said = short.shorten(figure, short.values), short.shorten(said, short.words)
    told = make_html_attributes({"aria-label": f"{drawn.question} {said}"})
    return [
        html.P(labels.drop_model_condition(said), className="sentence"),
        *axis,
        html.Div(_make_chart(name, drawn, figure), role="img", **told),
    ]


def _make_method_note(drawn: Drawn, pooled: Sequence[str]) -> Component:
    """Return the (i) of a figure: its n, how it is computed, what a click does and, if its numbers
    are pooled, a sentence on that (`pooled`).
    """
    missing = describe_missing_bars(drawn.table)
    told = map(labels.set_minus_signs, (drawn.about, *missing, drawn.clicks, *pooled))
    return frame.make_method_note(drawn.question, *told)


def write_pooling_note(view: View) -> list[str]:
    """Return [a sentence] on what the intervals mean if points of a design, or sets of parameters
    of a fit, are counted together (or that runs are too few for that); else [].
    """
    if view.summary is None:
        return []
    design, fit = view.batch.manifest.design, view.batch.manifest.fit
    if design is not None:
        return [labels.describe_pooled_points(design.points, view.batch.manifest.runs)]
    if fit is None:
        return []
    few = write_few_runs_note(view)
    return [few] if few else [labels.describe_draw_intervals(fit.name, fit.draws)]


def write_few_runs_note(view: View) -> str:
    """Return a sentence that no variant has enough runs for intervals over the fit's parameter
    sets; empty if one has, or without a fit.
    """
    fit = view.batch.manifest.fit
    runs = max((count.done for count in view.read_status().counts), default=0)
    if fit is None or has_enough_runs(runs, fit.draws):
        return ""
    return labels.describe_too_few_runs(runs, fit.draws)


def make_pooling_note(view: View) -> list[Component]:
    """Return the sentence of `write_pooling_note` as paragraphs."""
    return [html.P(said, className="about pooled") for said in write_pooling_note(view)]


def make_problem_body(sentence: str) -> list[Component]:
    """Return the content of a card whose figure cannot be drawn: the reason."""
    first, *more = sentence.splitlines()
    return [
        html.P(first, className="notice", role="status"),
        *guarded.make_paragraphs("\n".join(more)),
    ]


def _make_folded_table(address: str, drawn: Drawn, view: View) -> Component:
    """Return a folded table, whose rows are loaded from its CSV when it is opened
    (assets/tables.js).
    """
    place = html.Div(
        className="table",
        tabIndex="0",
        role="region",
        **make_html_attributes(
            {
                "aria-label": f"Table of: {drawn.question}",
                "data-csv": address,
                "data-batch": view.state.batch or "",
            }
        ),
    )
    return html.Details([html.Summary("Table"), place])
