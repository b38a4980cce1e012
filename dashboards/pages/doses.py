"""Levers that a batch sweeps or crosses, by `-m` or by a grid, as the pages draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dashboards.figures.doses import QUESTION as DOSE
from dashboards.figures.doses import draw_dose_response
from dashboards.figures.grammar import Drawn
from dashboards.figures.matrix import QUESTION as MAP
from dashboards.figures.matrix import Lever, draw_lever_matrix
from dashboards.figures.sweep import draw_empty_figure
from dashboards.pages import batches
from dashboards.state.levers import find_shown_cross, name_lever
from dashboards.state.standings import append_absent_variants
from dashboards.state.view import View
from dashboards.text import labels, links
from dashboards.text.hints import write_design_hint
from dashboards.text.rows import to_records
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_in_brackets, get_unit
from runs.plan.crosses import Cross, CrossAxis
from runs.studies.sensitivity.doses import (
    Doses,
    find_batch_cross,
    tabulate_cross,
    tabulate_grid,
)


def _estimate_doses(view: View) -> Doses | None:
    """Return the chosen metric at each combination of the values of the levers that the batch
    crosses or, without a cross, that its grid design ranges over; None if it has neither.
    """
    cross = find_shown_cross(view)

    def compute_doses() -> Doses | None:
        if cross is None:
            rows = view.read_outcomes(view.variant)
            return tabulate_grid(view.batch, view.variant, rows, view.metric)
        from runs.analysis.estimates.metrics import find_metric

        frame = view.read_outcomes(columns=(find_metric(view.metric).column,))
        return tabulate_cross(cross, frame, view.metric, batches.tally_rows(view))

    key = ("doses", view.metric, None if cross else view.variant)
    return view.compute_once(key, compute_doses)


def list_needed_variants(view: View) -> Sequence[str]:
    """Return the variants that must have runs for a figure of levers: the one shown or, if the
    batch's variants cross levers, ().
    """
    return () if find_shown_cross(view) is not None else (view.variant,)


def list_figures(view: View) -> tuple[str, ...]:
    """Return the names of the figures of levers that the batch can show: "dose" (lines) if its
    variants cross, or its grid design moves, one lever; "map" and "dose" if more; else ().
    """
    cross, design = find_shown_cross(view), view.batch.manifest.design
    if cross is not None:
        return ("dose",) if len(cross.axes) == 1 else ("map", "dose")
    if design is None or design.name != "grid":
        return ()
    return ("dose",) if len(design.levers) == 1 else ("map", "dose")


def has_map(view: View) -> bool:
    """Say whether the batch's variants combine the values of two levers, so that a map of them can
    be drawn.
    """
    cross = find_shown_cross(view)
    return cross is not None and len(cross.axes) == 2


def describe_cross(view: View, cross: Cross) -> str:
    """Return which levers a batch sweeps, and the number of runs of each combination."""
    told = [f"{name_lever(axis)} ({len(axis.values):,})" for axis in cross.axes]
    variants = format_count(len(cross.names), "variant")
    return f"{' × '.join(told)}: {variants}, {view.batch.manifest.runs:,} runs each."


def describe_missing_sweep(view: View) -> str:
    """Return why the batch has no sweep to draw: it varies no lever, or crosses more than two
    settings.
    """
    cross = find_batch_cross(view.batch) if view.summary is not None else None
    if cross is None:
        return "This batch sweeps no lever. These do:"
    told = ", ".join(name_lever(axis) for axis in cross.axes)
    return (
        f"This batch crosses {len(cross.axes)} settings ({told}), and this page draws one or two. "
        "Variants has a row for each combination, and Compare sets any of them side by side. These "
        "sweep fewer:"
    )


def tabulate_doses(view: View) -> pd.DataFrame:
    """Return the chosen metric, a row for each combination of values of the levers that the batch
    sweeps, with a link to its runs; ValueError if it sweeps none.
    """
    found = _find_doses_over(view, 1)
    if found is None:
        raise ValueError("this batch sweeps no lever.")
    return _make_cells(found, found.axes, False).drop(columns=["x", "y", "number", "cell", "point"])


def _find_doses_over(view: View, lever_count: int) -> Doses | None:
    """Return the metric over the batch's levers; None if these are fewer than `lever_count`, or
    none.
    """
    found = _estimate_doses(view)
    return found if found is not None and len(found.axes) >= lever_count else None


def _draw_missing_levers(question: str, lever_count: int, view: View) -> Drawn:
    """Return an empty figure that says that the batch sweeps fewer than `lever_count` levers, and
    how to sweep some.
    """
    hint = write_design_hint(view.batch, "grid")
    wanted = f"A sweep of {format_count(lever_count, 'lever')} or more is wanted"
    return draw_empty_figure(question, f"{wanted}: {hint}.")


def _make_cells(doses: Doses, axes: Sequence[CrossAxis], by_point: bool) -> pd.DataFrame:
    """Return the estimates with the columns of the figures: x, y (values as shown, of the levers of
    `axes`; y empty for one lever), number (x, NaN if no number), cell (design point if `by_point`,
    else variant), runs (link).
    """
    table, x = doses.table, doses.table[axes[0].key]
    where = [{"point": (int(point), int(point))} if by_point else None for point in table["point"]]
    runs = [links.link_to_runs(str(name), only)
            for name, only in zip(table["variant"], where, strict=True)]  # fmt: skip
    return table.assign(
        x=[labels.format_value(value) for value in x],
        number=[float(value) for value in x] if axes[0].is_number else float("nan"),
        y=[labels.format_value(value) for value in table[axes[1].key]] if len(axes) > 1 else "",
        cell=table["point"] if by_point else table["variant"],
        runs=runs,
    )


def make_lever(axis: CrossAxis) -> Lever:
    """Return an axis of a cross as a `Lever` of the figures: its name and values in words."""
    return Lever(name_lever(axis), tuple(map(labels.format_value, axis.values)))


def tabulate_cells(view: View) -> pd.DataFrame:
    """Return the metric at each combination of two levers, x of the first and y of the second, in
    the columns of `_make_cells`; ValueError without two levers.
    """
    found = _find_doses_over(view, 2)
    if found is None:
        raise ValueError("this batch crosses no two levers.")
    return _make_cells(found, found.axes, view.batch.manifest.design is not None)


def draw_lever_map(view: View) -> Drawn:
    """Return the matrix of the chosen metric over two levers; if the batch has fewer, an empty
    figure that says why.
    """
    found = _find_doses_over(view, 2)
    if found is None:
        return _draw_missing_levers(MAP, 2, view)
    down, across = found.axes
    cells = _make_cells(found, (across, down), view.batch.manifest.design is not None)
    levers = (make_lever(across), make_lever(down))
    held = "".join(f" {labels.format_setting_name(path)} is held at {value:g}."
                   for path, value in found.held.items())  # fmt: skip
    return draw_lever_matrix(cells, levers, get_label_and_unit(view), held)


def get_label_and_unit(view: View) -> tuple[str, str]:
    """Return label and unit of the chosen metric."""
    from runs.analysis.estimates.metrics import find_metric

    of = find_metric(view.metric)
    return of.label, of.unit


def draw_lever_lines(view: View) -> Drawn:
    """Return the chosen metric along a lever, a line for each value of a second one if there is
    one; if the batch has no lever, an empty figure that says why.
    """
    found, of = _find_doses_over(view, 1), get_label_and_unit(view)
    if found is None:
        return _draw_missing_levers(DOSE, 1, view)
    axes = sorted(found.axes, key=lambda axis: (not axis.is_number, -len(axis.values)))
    cells = _make_cells(found, axes, view.batch.manifest.design is not None)
    said = labels.IN_THIS_MODEL + _write_sentence(found, axes, cells, of)
    drawn = draw_dose_response(cells, tuple(map(make_lever, axes)), of, said)
    if view.batch.manifest.design is not None:
        return drawn
    return replace(drawn, sentence=append_absent_variants(drawn.sentence, view.read_status()))


def _write_sentence(
    doses: Doses, axes: Sequence[CrossAxis], cells: pd.DataFrame, label_and_unit: tuple[str, str]
) -> str:
    """Return how the metric changes along the first of `axes`, at each value of the second."""
    from runs.analysis.estimates.estimates import extract_estimate
    from runs.analysis.text.doses import write_dose_sentence

    if len(axes) == 1:
        named = doses.table.rename(columns={axes[0].key: name_lever(axes[0])})
        return write_dose_sentence(named, name_lever(axes[0]), label_and_unit)
    label, unit = label_and_unit
    told = []
    for value in dict.fromkeys(cells["y"]):
        rows = to_records(cells[cells["y"] == value])
        first, last = (format_in_brackets(extract_estimate(row, unit=unit))
                       for row in (rows[0], rows[-1]))  # fmt: skip
        told.append(f"from {first} to {last} at {name_lever(axes[1])} {value}")
    ends = f"{cells['x'].iloc[0]} to {cells['x'].iloc[-1]}"
    name = get_unit(unit).name
    what = f"{label}, {name}" if name else label
    return f"along {name_lever(axes[0])} {ends}, {what}: {'; '.join(told)}."
