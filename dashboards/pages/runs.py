"""Runs: those behind a mark of a figure, the outcome of each, and the link to its replay."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.pages import grid_rows
from dashboards.pages.page import Page
from dashboards.state.url import State, link_to_page
from dashboards.state.view import View
from dashboards.text import labels, links
from runs.analysis.sides import get_sides
from runs.analysis.text.names import format_count

WORLD = ["point", "replication"]
"""What names a random world of a batch."""
OF_BOTH = (
    ("variant_name", "variant"),
    ("first_mover_true", "first mover"),
    ("duration", "days"),
    ("event_observed", "contact"),
    ("first_signal", "first signal"),
    ("first_ask", "first ask"),
    ("channel", "channel"),
)


def _list_columns() -> list[tuple[str, str]]:
    """Return (name, title) of each outcome column in the table of runs."""
    sides = get_sides()
    return [
        *OF_BOTH,
        *((f"claimed_{side.key}", f"{side.short} claims") for side in sides),
        ("believed_world", "world believes"),
        *((f"face_{side.key}_{side.key}_end", f"{side.short} face") for side in sides),
        *((f"tariff_{side.key}_peak", f"{side.short} tariff, peak") for side in sides),
    ]


def find_linked_runs(view: View) -> pd.DataFrame:
    """Return the outcome rows, all columns, that a link selects by conditions, run and design
    point; ValueError for a condition that cannot be parsed.

    With one variant: the rows that meet the conditions. With two (a and b): the rows of both in the
    random worlds in which `a.column` and `b.column` meet theirs.
    """
    where = links.parse_conditions(view.state.where or "")
    if view.is_pair:
        frame = _find_paired_runs(view, where)
    else:
        frame = view.read_outcomes(view.variant)
        frame = frame[links.match_conditions(frame, where)]
    if view.state.run is not None:
        frame = frame[frame["replication"] == view.state.run]
    if view.state.point is not None:
        frame = frame[frame["point"] == view.state.point]
    return frame


def _find_paired_runs(view: View, where: dict[str, links.Condition]) -> pd.DataFrame:
    """Return the rows of both variants in the worlds in which each meets its conditions: those of
    `where` whose column begins with `a.` or `b.`.
    """
    kept: pd.MultiIndex | None = None
    frames = []
    for side, name in (("a", view.a), ("b", view.b)):
        frame = view.read_outcomes(name)
        own = {key[2:]: value for key, value in where.items() if key.startswith(f"{side}.")}
        met = pd.MultiIndex.from_frame(frame.loc[links.match_conditions(frame, own), WORLD])
        kept = met if kept is None else kept.intersection(met)
        frames.append(frame)
    both = pd.concat(frames, ignore_index=True)
    shared = pd.MultiIndex.from_frame(both[WORLD]).isin(kept if kept is not None else [])
    return both[shared].sort_values(WORLD, kind="stable")


def _make_grid_columns(view: View) -> list[grid_rows.Column]:
    held = view.read_outcomes(view.variant).columns
    shown = [grid_rows.Column(name, title, 140) for name, title in _list_columns() if name in held]
    return [grid_rows.Column("replay", "run", 130, link=True), *shown]


def _format_grid_rows(view: View, block: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a block of runs as texts by column, with replay (what the link says),
    address and key.
    """
    names = [name for name, _ in _list_columns() if name in block]
    rows = []
    for record in block[[*WORLD, *names]].to_dict("records"):
        run, point = int(record["replication"]), int(record["point"])
        row: dict[str, Any] = {name: _format_cell(record[name]) for name in names}
        row |= {
            "replay": f"run {run}" + (f", point {point}" if _has_design(view) else ""),
            "address": _make_replay_link(view, str(record["variant_name"]), run, point),
            "key": f"{record['variant_name']}/{point}/{run}",
        }
        rows.append(row)
    return rows


def _has_design(view: View) -> bool:
    """Say whether a variant shown has several design points."""
    return any(view.batch.manifest.find_variant(name).points > 1 for name in view.shown_variants)


def _make_replay_link(view: View, variant: str, run: int, point: int) -> str:
    """Return the address of a run's replay: both runs side by side if two variants are compared."""
    state = State(batch=view.state.batch, run=run, point=point or None)
    if view.is_pair:
        return link_to_page("/replay", state, a=view.a, b=view.b)
    return link_to_page("/replay", state, variant=variant)


def _format_cell(value: object) -> str:
    """Return an outcome as text: a dash if missing, yes or no, two decimals for a fraction."""
    if (
        value is None
        or value is pd.NA
        or (isinstance(value, float) and not labels.is_number(value))
    ):
        return "–"
    if isinstance(value, float):
        return labels.format_number_or_dash(value, 0 if value == round(value) else 2)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return labels.format_cell(str(value))


def _find_runs_or_empty(view: View) -> pd.DataFrame:
    """Return the rows that a link selects; none if its conditions cannot be parsed."""
    try:
        return find_linked_runs(view)
    except ValueError:
        return view.read_outcomes(view.variant).head(0)


GRID = grid_rows.Grid(
    "runs",
    "Runs",
    _make_grid_columns,
    _find_runs_or_empty,
    _format_grid_rows,
    "key",
    "variant_name",
)


def _build_content(view: View) -> list[Component]:
    """Return the table of the runs that the link selects, or why its conditions cannot be read."""
    try:
        frame = find_linked_runs(view)
    except ValueError as error:
        return [
            html.P(
                f"The link’s conditions cannot be read: {error}.", className="notice", role="status"
            )
        ]
    chosen: list[Component]
    if view.is_pair:
        of = f"{view.a} and {view.b}, the same random worlds"
        chosen = [
            html.P(
                html.A(
                    "Back to the comparison",
                    href=view.link_to_page("/compare", run=None, where=None),
                )
            )
        ]
    else:
        of = view.variant
        chosen = []
    asked = f" with {view.state.where.replace(';', ', ')}" if view.state.where else ""
    total = len(view.read_outcomes(view.variant))
    said = f"{len(frame):,} rows of {of}{asked}; a variant has {format_count(total, 'run')}."
    csv = html.A("CSV", href=view.link_to_page(format="csv"), className="action")
    return [
        *chosen,
        html.Section(
            [
                html.P(said, className="sentence"),
                grid_rows.make_grid(GRID, view, height=560),
                html.P(csv),
            ],
            className="card",
        ),
    ]


PAGE = Page(
    path="/runs",
    choices=lambda view: () if view.is_pair else ("variant",),
    title="Runs",
    question="Which runs stand behind this mark? Each opens its replay.",
    content=_build_content,
    rows=find_linked_runs,
)
