"""Sweep: what comes out over the points of a design, lever by lever."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards import cards, controls, shell, words
from dashboards.figures.grammar import Drawn
from dashboards.figures.sweep import QUESTIONS, none, slices, two_levers
from dashboards.figures.tornado import ends
from dashboards.pages import Figure, Page
from dashboards.view import View

GRID = "taijie run design=grid us.insulation=[0.1,0.5,0.9] china.insulation=[0.1,0.5,0.9]"
ONE = "taijie run design=one_at_a_time"


def _table(view: View) -> pd.DataFrame:
    """Return every point with its levers' values and the metric there."""
    from runs.analysis.sweeps import at_points

    def make() -> pd.DataFrame:
        found = at_points(view.outcomes(view.variant), view.metric)
        points = view.batch.points(view.batch.manifest.variant(view.variant).hash)
        return points.merge(found, on="point")

    return view.once(("sweep", view.variant, view.metric), make)


def _said(view: View) -> tuple[str, str]:
    from runs.analysis.metrics import metric

    of = metric(view.metric)
    return of.label, of.unit


def _design(view: View) -> Any:
    return view.batch.manifest.design


def _map(view: View) -> Drawn:
    design = _design(view)
    if design is None or design.name != "grid" or len(design.levers) < 2:
        return none("map", f"A map needs a grid of 2 levers or more: {GRID}.")
    x, y, *others = list(design.levers)
    table, held = _table(view), ""
    for path in others:
        value = float(table[path].iloc[0])
        table = table[table[path] == value]
        held += f" {path} is held at {value:g}."
    columns = table.assign(x=table[x], y=table[y]).drop(columns=[x, y, *others])
    return two_levers(columns, (x, y), _said(view), view.variant, held)


def _slices(view: View) -> Drawn:
    if _design(view) is None:
        return none("slices", f"This batch plays no design: 0 levers move. {GRID}.")
    return slices(_table(view), list(_design(view).levers), _said(view), view.variant)


def _tornado(view: View) -> Drawn:
    from runs.analysis.sweeps import tornado

    design = _design(view)
    if design is None or design.name != "one_at_a_time":
        return none("tornado", f"Levers moved 1 at a time are wanted: {ONE}.")
    return ends(tornado(_table(view), design.levers), _said(view), view.variant)


FIGURES = {
    "map": Figure(QUESTIONS["map"], _map),
    "slices": Figure(QUESTIONS["slices"], _slices),
    "tornado": Figure(QUESTIONS["tornado"], _tornado),
}


def _content(view: View) -> list[Component]:
    design = _design(view)
    if design is None:
        return [
            html.Section(
                [
                    html.P("This batch plays no design. These make one:"),
                    html.Pre(f"{GRID}\n{ONE}"),
                ],
                className="card",
            )
        ]
    shown = {"grid": ["map", "slices"], "one_at_a_time": ["tornado"]}
    drawn = shown.get(design.name, ["slices"])
    said = (
        f"A design of the kind {design.name}: {words.count(design.points, 'point')} of "
        f"{words.count(len(design.levers), 'lever')}, {view.batch.manifest.runs:,} runs a point."
    )
    return [
        html.P(said, className="sentence"),
        controls.bar(controls.variant(view), controls.metric(view)),
        shell.legend(),
        *(cards.empty(name, FIGURES[name].question, view) for name in drawn),
    ]


def _rows(view: View) -> pd.DataFrame:
    if _design(view) is None:
        raise ValueError("this batch plays no design.")
    return _table(view)


PAGE = Page(
    path="/sweep",
    title="Sweep",
    question="What comes out over the points of a design, and which levers move it?",
    content=_content,
    figures=FIGURES,
    rows=_rows,
)
