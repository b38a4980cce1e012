"""Sweep: what comes out over the points of a design, lever by lever."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards import cards, controls, shell, words
from dashboards.figures.box import QUESTIONS as BOX
from dashboards.figures.box import coverage, gathered
from dashboards.figures.grammar import Drawn
from dashboards.figures.sweep import QUESTIONS, none, slices, two_levers
from dashboards.figures.tornado import ends
from dashboards.figures.weights import QUESTION as WEIGHTS
from dashboards.figures.weights import morris_bars, sobol_bars
from dashboards.pages import Figure, Page
from dashboards.view import View

GRID = "taijie run design=grid us.insulation=[0.1,0.5,0.9] china.insulation=[0.1,0.5,0.9]"
ONE = "taijie run design=one_at_a_time"
SOBOL = "taijie run design=sobol us.insulation=[0.1,0.9] china.insulation=[0.1,0.9]"
CUBE = "taijie run design=latin_hypercube us.insulation=[0.1,0.9] china.insulation=[0.1,0.9]"


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
        return none(QUESTIONS["map"], f"A map needs a grid of 2 levers or more: {GRID}.")
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
        return none(QUESTIONS["slices"], f"This batch plays no design: 0 levers move. {GRID}.")
    return slices(_table(view), list(_design(view).levers), _said(view), view.variant)


def _tornado(view: View) -> Drawn:
    from runs.analysis.sweeps import tornado

    design = _design(view)
    if design is None or design.name != "one_at_a_time":
        return none(QUESTIONS["tornado"], f"Levers moved 1 at a time are wanted: {ONE}.")
    return ends(tornado(_table(view), design.levers), _said(view), view.variant)


def _told(view: View) -> dict[str, Any]:
    """Return what the command `taijie sensitivity` tells of the metric shown."""
    from runs.designs.played import played
    from runs.designs.weighing import TELLERS
    from runs.outcome import outcome

    def make() -> dict[str, Any]:
        wanted = [outcome(view.metric)]
        return TELLERS[_design(view).name](played(view.batch, view.variant, wanted), wanted)[0]

    return view.once(("weights", view.variant, view.metric), make)


def _weights(view: View) -> Drawn:
    bars = {"sobol": sobol_bars, "morris": morris_bars}
    design = _design(view)
    if design is None or design.name not in bars:
        return none(WEIGHTS, f"Indices need a design of 2 kinds, sobol or morris: {SOBOL}.")
    return bars[design.name](_told(view), view.variant)


def _box(view: View) -> Drawn:
    from runs.analysis.metrics import metric
    from runs.designs import gathering
    from runs.designs.played import played
    from runs.outcome import outcome

    design = _design(view)
    if design is None or design.name not in gathering.KINDS:
        return none(BOX["box"], f"A box needs points that fill 1 space or more: {CUBE}.")

    def make() -> tuple[dict[str, Any], pd.DataFrame]:
        wanted = outcome(view.when)
        rows = played(view.batch, view.variant, [wanted])
        points = view.batch.points(rows.variant.hash)
        shares = rows.values(wanted).mean(axis=1)
        return gathering.box(rows, wanted), points.assign(share=shares)

    told, points = view.once(("box", view.variant, view.when), make)
    command = f"taijie discover {view.batch.name} --when {view.when}"
    return gathered(told, points, metric(view.when).label, view.variant, command)


def _coverage(view: View) -> Drawn:
    from runs.validation import lever_at

    if _design(view) is None:
        return none(BOX["coverage"], f"This batch plays no design: 0 levers move. {GRID}.")
    points = view.batch.points(view.batch.manifest.variant(view.variant).hash)
    infos = {name: lever_at(name) for name in points.columns if name != "point"}
    declared = {name: (info.low, info.high) for name, info in infos.items() if info is not None}
    held = view.outcomes(view.variant, columns=("point",))["point"].value_counts()
    done = int((held >= view.batch.manifest.runs).sum())
    return coverage(points, declared, done, view.variant)


FIGURES = {
    "map": Figure(QUESTIONS["map"], _map),
    "slices": Figure(QUESTIONS["slices"], _slices),
    "tornado": Figure(QUESTIONS["tornado"], _tornado),
    "weights": Figure(WEIGHTS, _weights),
    "box": Figure(BOX["box"], _box),
    "coverage": Figure(BOX["coverage"], _coverage),
}
SHOWN = {
    "grid": ("map", "slices", "box", "coverage"),
    "one_at_a_time": ("tornado", "coverage"),
    "sobol": ("weights", "slices", "box", "coverage"),
    "morris": ("weights", "slices", "box", "coverage"),
}
"""Kind of design -> its figures; any other has those of points that fill a space."""
FILLING = ("slices", "box", "coverage")


def _content(view: View) -> list[Component]:
    design = _design(view)
    if design is None:
        return [
            html.Section(
                [
                    html.P("This batch plays no design. These make one:"),
                    html.Pre("\n".join((GRID, ONE, SOBOL, CUBE))),
                ],
                className="card",
            )
        ]
    drawn = {name: FIGURES[name] for name in SHOWN.get(design.name, FILLING)}
    chosen = [controls.when(view)] if "box" in drawn else []
    said = (
        f"A design of the kind {design.name}: {words.count(design.points, 'point')} of "
        f"{words.count(len(design.levers), 'lever')}, {view.batch.manifest.runs:,} runs a point."
    )
    return [
        html.P(said, className="sentence"),
        controls.bar(controls.variant(view), controls.metric(view), *chosen),
        shell.legend(),
        *cards.every(drawn, view),
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
