"""Help: the words with one meaning, how to read a figure, and the keys."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components import layout
from dashboards.components.panels import KEYS
from dashboards.pages.page import Page
from dashboards.state.view import View

WORDS = (
    (
        "Who calls first",
        "The side whose request was accepted and led to the first contact of leaders. A broker, "
        "when a third party’s invitation was accepted by both before either asked; nobody, when "
        "the horizon came first.",
    ),
    (
        "First signal, first ask",
        "The side that first sent anything meant to bring contact, deniable or not; "
        "the side that first asked explicitly. Neither needs to be the one whose request was "
        "accepted.",
    ),
    (
        "True, claimed, believed",
        "What happened, what each side says happened, and whom each audience believes: "
        "three outcomes, always kept apart.",
    ),
    (
        "Run, variant, batch",
        "One simulated standoff; one configuration played in many runs; the variants of one "
        "launch. "
        "Runs of the same number in two variants live in the same random world.",
    ),
    (
        "Horizon",
        "The last simulated day. A run without contact by then is censored: it says only that "
        "contact "
        "came later.",
    ),
    ("Face", "The sum of a side’s postings in its own book, by its own way of counting."),
)


def _build_content(_: View) -> list[Component]:
    said = [part for word, text in WORDS for part in (html.Dt(word), html.Dd(text))]
    keys = [part for key, text in KEYS for part in (html.Dt(html.Kbd(key)), html.Dd(text))]
    return [
        html.Section(
            [
                html.H2("How to read a figure"),
                layout.make_legend(),
                html.P(
                    "Every mark opens the runs behind it; from a run one comes to its replay, from "
                    "a pair to both runs side by side. "
                    "Under each figure "
                    "stand its table, its CSV and its picture. The address of a page is all it "
                    "shows: a copied link "
                    "brings back the same view, and the same address with “format=csv” gives its "
                    "rows."
                ),
            ],
            className="card",
        ),
        html.Section([html.H2("Words with one meaning"), html.Dl(said)], className="card"),
        html.Section([html.H2("Keys of the replay"), html.Dl(keys)], className="card"),
    ]


PAGE = Page(
    path="/help",
    title="Help",
    question="What do the words mean, and how is a figure read?",
    content=_build_content,
)
