"""The runs behind a mark: which they are, what came out of each, and the way to its replay."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards import controls, grids, links, words
from dashboards.pages import Page
from dashboards.state import State, link
from dashboards.view import View

COLUMNS = (
    ("variant_name", "variant"),
    ("first_mover_true", "first mover"),
    ("duration", "days"),
    ("event_observed", "contact"),
    ("first_signal", "first signal"),
    ("first_ask", "first ask"),
    ("channel", "channel"),
    ("claimed_us", "US claims"),
    ("claimed_china", "China claims"),
    ("believed_world", "world believes"),
    ("face_us_us_end", "US face"),
    ("face_china_china_end", "China face"),
    ("tariff_us_peak", "US tariff, peak"),
    ("tariff_china_peak", "China tariff, peak"),
)


def behind(view: View) -> pd.DataFrame:
    """Return the outcome rows a link asks for; ValueError for a condition that cannot be read.

    Of one variant the rows that meet the conditions; of two (a and b) the rows of both in the
    random worlds in which `a.column` and `b.column` meet theirs.
    """
    where = links.conditions(view.state.where or "")
    if view.state.a is None or view.state.b is None:
        frame = view.outcomes(view.variant)
        frame = frame[links.meeting(frame, where)]
    else:
        frame = _pairs(view, where)
    if view.state.run is not None:
        frame = frame[frame["replication"] == view.state.run]
    return frame


def _pairs(view: View, where: dict[str, links.Condition]) -> pd.DataFrame:
    kept: set[int] | None = None
    frames = []
    for side, name in (("a", view.a), ("b", view.b)):
        frame = view.outcomes(name)
        own = {key[2:]: value for key, value in where.items() if key.startswith(f"{side}.")}
        met = set(frame.loc[links.meeting(frame, own), "replication"])
        kept = met if kept is None else kept & met
        frames.append(frame)
    both = pd.concat(frames, ignore_index=True)
    return both[both["replication"].isin(kept or set())].sort_values("replication", kind="stable")


def _columns(view: View) -> list[grids.Column]:
    held = view.outcomes(view.variant).columns
    shown = [grids.Column(name, title, 140) for name, title in COLUMNS if name in held]
    return [grids.Column("replay", "run", 130, link=True), *shown]


def _shown(view: View, block: pd.DataFrame) -> list[dict[str, Any]]:
    names = [name for name, _ in COLUMNS if name in block]
    rows = []
    for record in block[["replication", *names]].to_dict("records"):
        run = int(record["replication"])
        row: dict[str, Any] = {name: _cell(record[name]) for name in names}
        address = link(
            "/replay", State(batch=view.state.batch, variant=record["variant_name"], run=run)
        )
        row |= {
            "replay": f"run {run}",
            "address": address,
            "key": f"{record['variant_name']}/{run}",
        }
        rows.append(row)
    return rows


def _cell(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and not words.known(value)):
        return "–"
    if isinstance(value, float):
        return words.number(value, 0 if value == round(value) else 2)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return words.SHORT.get(str(value), str(value))


def _behind_or_none(view: View) -> pd.DataFrame:
    try:
        return behind(view)
    except ValueError:
        return view.outcomes(view.variant).head(0)


GRID = grids.Grid("runs", "Runs", _columns, _behind_or_none, _shown, "key")


def _content(view: View) -> list[Component]:
    try:
        frame = behind(view)
    except ValueError as error:
        return [
            html.P(
                f"The link’s conditions cannot be read: {error}.", className="notice", role="status"
            )
        ]
    chosen: list[Component]
    if view.state.a and view.state.b:
        of = f"{view.a} and {view.b}, the same random worlds"
        chosen = [
            html.P(
                html.A("Back to the comparison", href=view.link("/compare", run=None, where=None))
            )
        ]
    else:
        of = view.variant
        chosen = [controls.bar(controls.variant(view))]
    asked = f" with {view.state.where.replace(';', ', ')}" if view.state.where else ""
    total = len(view.outcomes(view.variant))
    said = f"{len(frame):,} rows of {of}{asked}; a variant has {words.count(total, 'run')}."
    csv = html.A("CSV", href=view.link(format="csv"), className="action")
    return [
        *chosen,
        html.Section(
            [html.P(said, className="sentence"), grids.place(GRID, view, height=560), html.P(csv)],
            className="card",
        ),
    ]


PAGE = Page(
    path="/runs",
    title="Runs",
    question="Which runs stand behind this mark? Each opens its replay.",
    content=_content,
    rows=behind,
)
