"""What-if: levers as sliders beside who calls first, how soon, and the difference to the baseline.

The page is laid out empty; what comes out over a lever is played by a process of its own
(`runs.studies.whatif`) when the lever is touched, and sent for its whole range at once, so that
sliding over it asks nobody (assets/whatif.js).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import guarded, marks, whatif_levers
from dashboards.components import whatif as parts
from dashboards.components.frame import make_info_button
from dashboards.figures.grammar import Drawn
from dashboards.figures.whatif import QUESTIONS, draw_lever_shares
from dashboards.figures.whatif_curve import draw_contact_by_day
from dashboards.pages.page import RUN, Figure, Page
from dashboards.state.view import View
from dashboards.state.whatif import read_request, request_slice, tabulate_slice
from runs.studies.whatif.asking import STAGES


def _build_content(view: View) -> list[Component]:
    request = read_request(view)
    empty = parts.make_empty_setting()
    said = [html.P(notice, className="notice", role="status") for notice in request.notices]
    method = make_info_button([html.P(
        f"When a lever is touched, its whole range is played: {STAGES[0]} runs at each value, more "
        f"while nobody touches one, up to {STAGES[-1]:,}. Run 17 of each setting meets the chances "
        "of run 17 of the baseline, as it would in a batch of that setting; thin lines are 95 % "
        "intervals of the paired difference (simulation error). With a fit, wide and pale: 95 % of "
        f"the parameters, from two runs per draw on. {marks.ROUNDED}")],
        "How this is computed")  # fmt: skip
    legend = marks.make_legend(with_parameter_bar=view.batch.manifest.fit is not None)
    shown = html.Section(
        [html.Div([html.H2("Who calls first?"), method, legend], className="fh"),
         html.Div(id="whatif-problem"),
         html.P("Playing the whole lever …", id="whatif-busy", className="about", role="status"),
         html.Div(parts.make_setting_body(empty), id="whatif-now", hidden=True)],
        className="card whatif-shown",
    )  # fmt: skip
    return [
        *said,
        whatif_levers.make_lever_panel(request),
        html.Div([shown, html.Div([whatif_levers.make_chart_card(name) for name in QUESTIONS],
                                  className="whatif-charts")], className="whatif-right"),
        html.Div(id="whatif-pins", className="whatif-pins"),
        dcc.Store(id="whatif-asked"),
        dcc.Store(id="whatif-answer"),
        dcc.Store(id="whatif-slice"),
        dcc.Store(id="whatif-ahead"),
        dcc.Store(id="whatif-played"),
        dcc.Store(id="whatif-levers", data=whatif_levers.collect_lever_data(view, request)),
    ]  # fmt: skip


def _make_head(view: View) -> Component | None:
    """Return the heading that a script fills; None without a batch."""
    if view.summary is None:
        return None
    said = f"What if “{view.variant}” were otherwise?"
    head = parts.make_heading(parts.make_empty_setting())
    head.children[0].children[0].children = said
    return html.Div(head, id="whatif-head")


def make_problem_card(error: Exception) -> Component:
    """Return the card with an error and a button to try again, for a lever's range that could not
    be played.
    """
    card = guarded.make_error_card("this setting", error)
    card.children.append(
        html.Div(html.Button("Try again", id="whatif-again", type="button"), className="actions")
    )
    return card


def _draw_lever_shares(view: View) -> Drawn:
    of = request_slice(view)
    return draw_lever_shares(of.answer, of.request.chosen_index)


def _draw_contact_curves(view: View) -> Drawn:
    of = request_slice(view)
    return draw_contact_by_day(of.answer, of.request.chosen_index)


def _tabulate_slice_shown(view: View) -> pd.DataFrame:
    return tabulate_slice(request_slice(view))


def _collect_slice_record(view: View) -> Mapping[str, Any]:
    """Return the results over a lever's range, with the variant's name and the levers moved."""
    of = request_slice(view)
    return {**of.answer, "variant": of.variant, "levers": of.request.moved}


PAGE = Page(
    path="/what-if",
    title="What-if",
    question="What would a lever change, in the same random worlds?",
    content=_build_content,
    head=_make_head,
    figures={
        "over": Figure(QUESTIONS["over"], _draw_lever_shares),
        "soon": Figure(QUESTIONS["soon"], _draw_contact_curves),
    },
    rows=_tabulate_slice_shown,
    parts={"slice": _collect_slice_record},
    choices=lambda _: ("variant",),
    link="What-if",
    group=RUN,
)
