"""Sweep: what comes out over the points of a design, lever by lever."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components import controls, layout
from dashboards.figures.box import QUESTIONS as BOX
from dashboards.figures.box import coverage, draw_box
from dashboards.figures.grammar import Drawn
from dashboards.figures.sweep import QUESTIONS, none, slices, two_levers
from dashboards.figures.tornado import ends
from dashboards.figures.weights import QUESTION as WEIGHTS
from dashboards.figures.weights import morris_bars, sobol_bars
from dashboards.pages import cards
from dashboards.pages.page import Figure, Page, name_of_variant
from dashboards.state.standings import require_runs
from dashboards.state.view import View
from dashboards.text.hints import hint
from runs.analysis.text.names import count_text
from runs.command_text import batch_words, command_text

GRID = "taijie run design=grid us.insulation=[0.1,0.5,0.9] china.insulation=[0.1,0.5,0.9]"
ONE = "taijie run design=one_at_a_time"
SOBOL = "taijie run design=sobol us.insulation=[0.1,0.9] china.insulation=[0.1,0.9]"
CUBE = "taijie run design=latin_hypercube us.insulation=[0.1,0.9] china.insulation=[0.1,0.9]"


def _table(view: View) -> pd.DataFrame:
    """Return every point with its levers' values and the metric there."""
    from runs.analysis.sensitivity.sweeps import at_points

    require_runs(view, name_of_variant(view))

    def make() -> pd.DataFrame:
        found = at_points(view.outcomes(view.variant), view.metric)
        points = view.batch.points(view.batch.manifest.variant(view.variant).hash)
        return points.merge(found, on="point")

    return view.once(("sweep", view.variant, view.metric), make)


def _metric_label_and_unit(view: View) -> tuple[str, str]:
    from runs.analysis.estimates.metrics import metric

    of = metric(view.metric)
    return of.label, of.unit


def _design(view: View) -> Any:
    return view.batch.manifest.design


def _map(view: View) -> Drawn:
    design = _design(view)
    if design is None or design.name != "grid" or len(design.levers) < 2:
        return none(
            QUESTIONS["map"],
            f"A map needs a grid of 2 levers or more: {hint(view.source.outputs, GRID)}.",
        )
    x, y, *others = list(design.levers)
    table, held = _table(view), ""
    for path in others:
        value = float(table[path].iloc[0])
        table = table[table[path] == value]
        held += f" {path} is held at {value:g}."
    columns = table.assign(x=table[x], y=table[y]).drop(columns=[x, y, *others])
    return two_levers(columns, (x, y), _metric_label_and_unit(view), view.variant, held)


def _slices(view: View) -> Drawn:
    if _design(view) is None:
        return none(
            QUESTIONS["slices"],
            f"This batch plays no design: 0 levers move. {hint(view.source.outputs, GRID)}.",
        )
    return slices(
        _table(view), list(_design(view).levers), _metric_label_and_unit(view), view.variant
    )


def _tornado(view: View) -> Drawn:
    from runs.analysis.sensitivity.sweeps import tornado

    design = _design(view)
    if design is None or design.name != "one_at_a_time":
        return none(
            QUESTIONS["tornado"],
            f"Levers moved 1 at a time are wanted: {hint(view.source.outputs, ONE)}.",
        )
    return ends(tornado(_table(view), design.levers), _metric_label_and_unit(view), view.variant)


def _sensitivity_report(view: View) -> dict[str, Any]:
    """Return what the command `taijie sensitivity` tells of the metric shown."""
    from runs.studies.sensitivity.designed_runs import read_designed_runs
    from runs.studies.sensitivity.indices import TELLERS
    from runs.studies.sensitivity.outcome import outcome

    def make() -> dict[str, Any]:
        wanted = [outcome(view.metric)]
        return TELLERS[_design(view).name](
            read_designed_runs(view.batch, view.variant, wanted), wanted
        )[0]

    return view.once(("weights", view.variant, view.metric), make)


def _weights(view: View) -> Drawn:
    bars = {"sobol": sobol_bars, "morris": morris_bars}
    design, example = _design(view), hint(view.source.outputs, SOBOL)
    if design is None or design.name not in bars:
        return none(
            WEIGHTS,
            f"Indices need a design of 2 kinds, sobol or morris: {example}.",
        )
    return bars[design.name](_sensitivity_report(view), view.variant)


def _box(view: View) -> Drawn:
    from runs.analysis.estimates.metrics import metric
    from runs.studies.sensitivity import discovery
    from runs.studies.sensitivity.designed_runs import read_designed_runs
    from runs.studies.sensitivity.outcome import outcome

    design = _design(view)
    if design is None or design.name not in discovery.KINDS:
        return none(
            BOX["box"],
            f"A box needs points that fill 1 space or more: {hint(view.source.outputs, CUBE)}.",
        )

    def make() -> tuple[dict[str, Any], pd.DataFrame]:
        wanted = outcome(view.when)
        rows = read_designed_runs(view.batch, view.variant, [wanted])
        points = view.batch.points(rows.variant.hash)
        shares = rows.values(wanted).mean(axis=1)
        return discovery.box(rows, wanted), points.assign(share=shares)

    told, points = view.once(("box", view.variant, view.when), make)
    own = batch_words(view.batch.path)
    command = command_text("taijie", "discover", *own, "--when", view.when)
    return draw_box(told, points, metric(view.when).label, view.variant, command)


def _coverage(view: View) -> Drawn:
    from runs.plan.settings.validation import lever_at

    if _design(view) is None:
        return none(
            BOX["coverage"],
            f"This batch plays no design: 0 levers move. {hint(view.source.outputs, GRID)}.",
        )
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
    design, outputs = _design(view), view.source.outputs
    if design is None:
        return [
            html.Section(
                [
                    html.P("This batch plays no design. These make one:"),
                    html.Pre("\n".join(hint(outputs, one) for one in (GRID, ONE, SOBOL, CUBE))),
                ],
                className="card",
            )
        ]
    drawn = SHOWN.get(design.name, FILLING)
    chosen = [controls.when(view)] if "box" in drawn else []
    said = (
        f"A design of the kind {design.name}: {count_text(design.points, 'point')} of "
        f"{count_text(len(design.levers), 'lever')}, {view.batch.manifest.runs:,} runs a point."
    )
    return [
        html.P(said, className="sentence"),
        controls.bar(controls.variant(view), controls.metric(view), *chosen),
        layout.legend(),
        *cards.every(PAGE, view, drawn),
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
    of=name_of_variant,
)
