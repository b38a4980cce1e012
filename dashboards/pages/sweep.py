"""Sweep: what comes out over the points of a design, lever by lever."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components import controls, layout
from dashboards.figures.box import QUESTIONS as BOX
from dashboards.figures.box import draw_box, draw_lever_coverage
from dashboards.figures.doses import QUESTION as DOSE
from dashboards.figures.grammar import Drawn
from dashboards.figures.matrix import QUESTION as MAP
from dashboards.figures.sweep import (
    QUESTIONS,
    draw_empty_figure,
    draw_lever_slices,
)
from dashboards.figures.tornado import draw_tornado
from dashboards.figures.weights import QUESTION as WEIGHTS
from dashboards.figures.weights import draw_morris_effects, draw_sobol_indices
from dashboards.pages import cards, doses
from dashboards.pages.page import SIDE_BY_SIDE, Figure, Page, list_shown_variant
from dashboards.state.levers import find_shown_cross
from dashboards.state.standings import require_runs
from dashboards.state.view import View
from dashboards.text.hints import write_design_hint, write_sweep_hint
from runs.analysis.text.names import format_count
from runs.command_text import format_command, make_batch_arguments

INDICES = {"sobol": draw_sobol_indices, "morris": draw_morris_effects}
"""Kind of a design -> what draws its indices; points of these designs share values of levers."""


def _tabulate_points(view: View) -> pd.DataFrame:
    """Return each design point with its levers' values, and the metric there as
    compare_points_with_base gives it; WrongInput without runs.
    """
    from runs.analysis.sensitivity.sweeps import compare_points_with_base

    require_runs(view, list_shown_variant(view))

    def compute_points() -> pd.DataFrame:
        found = compare_points_with_base(view.read_outcomes(view.variant), view.metric)
        points = view.batch.points(view.batch.manifest.find_variant(view.variant).hash)
        return points.merge(found, on="point")

    return view.compute_once(("sweep", view.variant, view.metric), compute_points)


def _get_design_record(view: View) -> Any:
    """Return the record of the batch's design; None without one."""
    return view.batch.manifest.design


def _draw_no_design(question: str, view: View) -> Drawn:
    """Return an empty figure that says that the batch has no design, and how to run one."""
    hint = write_design_hint(view.batch, "grid")
    return draw_empty_figure(question, f"This batch plays no design: 0 levers move. {hint}.")


def _draw_slices(view: View) -> Drawn:
    """Draw the metric against each lever of a design; an empty figure without a design."""
    design = _get_design_record(view)
    if design is None:
        return _draw_no_design(QUESTIONS["slices"], view)
    table, metric = _tabulate_points(view), doses.get_label_and_unit(view)
    independent = design.name not in INDICES
    return draw_lever_slices(table, list(design.levers), metric, view.variant, independent)


def _draw_tornado(view: View) -> Drawn:
    """Draw each lever's effect; an empty figure unless a design moves levers one at a time."""
    from runs.analysis.sensitivity.sweeps import tabulate_tornado

    design = _get_design_record(view)
    if design is None or design.name != "one_at_a_time":
        return draw_empty_figure(
            QUESTIONS["tornado"],
            "Levers moved 1 at a time are wanted: "
            f"{write_design_hint(view.batch, 'one_at_a_time')}.",
        )
    return draw_tornado(
        tabulate_tornado(_tabulate_points(view), design.levers),
        doses.get_label_and_unit(view),
        view.variant,
    )


def _compute_sensitivity(view: View) -> dict[str, Any]:
    """Return the record of `taijie sensitivity` (Sobol indices or Morris effects) for the chosen
    metric; the caller checks that the design is of either kind.
    """
    from runs.studies.sensitivity.designed_runs import read_designed_runs
    from runs.studies.sensitivity.indices import ANALYSES_BY_DESIGN
    from runs.studies.sensitivity.outcome import parse_outcome

    def analyse_variant() -> dict[str, Any]:
        wanted = [parse_outcome(view.metric)]
        return ANALYSES_BY_DESIGN[_get_design_record(view).name](
            read_designed_runs(view.batch, view.variant, wanted), wanted
        )[0]

    return view.compute_once(("weights", view.variant, view.metric), analyse_variant)


def _draw_sensitivity_indices(view: View) -> Drawn:
    """Draw Sobol or Morris indices; an empty figure for other designs."""
    design, example = _get_design_record(view), write_design_hint(view.batch, "sobol")
    if design is None or design.name not in INDICES:
        return draw_empty_figure(
            WEIGHTS,
            f"Indices need a design of 2 kinds, sobol or morris: {example}.",
        )
    return INDICES[design.name](_compute_sensitivity(view), view.variant)


def _draw_box(view: View) -> Drawn:
    """Draw where chosen runs gather in a design (PRIM); an empty figure if it allows no box."""
    from runs.analysis.estimates.metrics import find_metric
    from runs.studies.sensitivity import discovery
    from runs.studies.sensitivity.designed_runs import read_designed_runs
    from runs.studies.sensitivity.outcome import parse_outcome

    design = _get_design_record(view)
    if design is None or design.name not in discovery.KINDS:
        return draw_empty_figure(
            BOX["box"],
            "A box needs points that fill 1 space or more: "
            f"{write_design_hint(view.batch, 'latin_hypercube')}.",
        )

    def find_box_and_points() -> tuple[dict[str, Any], pd.DataFrame]:
        wanted = parse_outcome(view.when)
        rows = read_designed_runs(view.batch, view.variant, [wanted])
        points = view.batch.points(rows.variant.hash)
        shares = rows.compute_point_values(wanted).mean(axis=1)
        return discovery.find_lever_box(rows, wanted), points.assign(share=shares)

    told, points = view.compute_once(("box", view.variant, view.when), find_box_and_points)
    own = make_batch_arguments(view.batch.path)
    command = format_command("taijie", "discover", *own, "--when", view.when)
    return draw_box(told, points, find_metric(view.when).label, view.variant, command)


def _draw_coverage(view: View) -> Drawn:
    """Draw which part of the levers' ranges a design covers; an empty figure without a design."""
    from runs.plan.settings.levers import find_lever

    if _get_design_record(view) is None:
        return _draw_no_design(BOX["coverage"], view)
    points = view.batch.points(view.batch.manifest.find_variant(view.variant).hash)
    infos = {name: find_lever(name) for name in points.columns if name != "point"}
    declared = {name: (info.low, info.high) for name, info in infos.items() if info is not None}
    held = view.read_outcomes(view.variant, columns=("point",))["point"].value_counts()
    done = int((held >= view.batch.manifest.runs).sum())
    return draw_lever_coverage(points, declared, done, view.variant)


FIGURES = {
    "map": Figure(MAP, doses.draw_lever_map, doses.list_needed_variants, whole=True),
    "dose": Figure(DOSE, doses.draw_lever_lines, doses.list_needed_variants, whole=True),
    "slices": Figure(QUESTIONS["slices"], _draw_slices),
    "tornado": Figure(QUESTIONS["tornado"], _draw_tornado),
    "weights": Figure(WEIGHTS, _draw_sensitivity_indices),
    "box": Figure(BOX["box"], _draw_box),
    "coverage": Figure(BOX["coverage"], _draw_coverage),
}
SHOWN = {
    "grid": ("map", "slices", "box", "coverage"),
    "one_at_a_time": ("tornado", "coverage"),
    "sobol": ("weights", "slices", "box", "coverage"),
    "morris": ("weights", "slices", "box", "coverage"),
}
"""Kind of design -> its figures; any other has those of points that fill a space."""
DESIGNS = ("grid", "one_at_a_time", "sobol", "latin_hypercube")
"""Those proposed where there is none."""
FILLING = ("slices", "box", "coverage")


def _varies_levers(view: View) -> bool:
    """Say whether the batch plays a design or sweeps a lever."""
    return _get_design_record(view) is not None or find_shown_cross(view) is not None


def _build_content(view: View) -> list[Component]:
    design = _get_design_record(view)
    if design is None and (cross := find_shown_cross(view)) is not None:
        return [
            html.P(doses.describe_cross(view, cross), className="sentence"),
            controls.make_control_bar(controls.make_metric_control(view)),
            layout.make_legend(view),
            *cards.make_waiting_cards(PAGE, view, doses.list_figures(view)),
        ]
    if design is None:
        return [
            html.Section(
                [
                    html.P(doses.describe_missing_sweep(view)),
                    html.Pre(
                        "\n".join(
                            [write_sweep_hint(view.batch)]
                            + [write_design_hint(view.batch, one) for one in DESIGNS]
                        )
                    ),
                ],
                className="card",
            )
        ]
    drawn = (*doses.list_figures(view), *SHOWN.get(design.name, FILLING))
    drawn = tuple(dict.fromkeys(drawn))
    chosen = [controls.make_condition_control(view)] if "box" in drawn else []
    said = (
        f"A design of the kind {design.name}: {format_count(design.points, 'point')} of "
        f"{format_count(len(design.levers), 'lever')}, {view.batch.manifest.runs:,} runs a point."
    )
    return [
        html.P(said, className="sentence"),
        controls.make_control_bar(controls.make_metric_control(view), *chosen),
        layout.make_legend(view),
        *cards.make_waiting_cards(PAGE, view, drawn),
    ]


def _tabulate_points_or_raise(view: View) -> pd.DataFrame:
    """Return the metric over crossed levers or design points; ValueError without either."""
    if find_shown_cross(view) is not None:
        return doses.tabulate_doses(view)
    if _get_design_record(view) is None:
        raise ValueError("this batch plays no design.")
    return _tabulate_points(view)


PAGE = Page(
    path="/sweep",
    title="Sweep",
    question="What comes out over a design, and which levers move it?",
    content=_build_content,
    figures=FIGURES,
    rows=_tabulate_points_or_raise,
    of=list_shown_variant,
    link="Sweep",
    group=SIDE_BY_SIDE,
    has_metric=True,
    has_results=_varies_levers,
    choices=lambda view: ("variant",) if _get_design_record(view) is not None else (),
)
