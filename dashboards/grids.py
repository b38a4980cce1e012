"""Long tables: ag-grid's infinite row model, so that only the rows in sight are sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import dash_ag_grid as dag
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.attributes import attributes
from dashboards.view import View

BLOCK = 100
THEME = (
    "themeQuartz.withParams({backgroundColor: 'var(--ground)', foregroundColor: 'var(--ink)', "
    "headerBackgroundColor: 'var(--raised)', headerTextColor: 'var(--ink)', borderColor: "
    "'var(--line)', "
    "selectedRowBackgroundColor: 'var(--mark)', accentColor: 'var(--accent)', "
    "fontFamily: 'inherit', browserColorScheme: 'inherit'})"
)


@dataclass(frozen=True)
class Column:
    """A column as shown; `link` says that cells are markdown links."""

    field: str
    title: str
    width: int = 130
    number: bool = False
    link: bool = False


@dataclass(frozen=True)
class Grid:
    """A long table: its columns, its sortable values, and a block of rows as shown."""

    name: str
    label: str
    columns: Callable[[View], Sequence[Column]]
    values: Callable[[View], pd.DataFrame]
    shown: Callable[[View, pd.DataFrame], list[dict[str, Any]]]
    key: str
    needs_batch: bool = True


def place(grid: Grid, view: View, pick: bool = False, height: int = 420) -> Component:
    """Return the grid of a page, sorted as its address says; `pick` lets rows be chosen."""
    options: dict[str, Any] = {
        "rowModelType": "infinite",
        "cacheBlockSize": BLOCK,
        "maxBlocksInCache": 20,
        "animateRows": False,
        "suppressFieldDotNotation": True,
        "enableCellTextSelection": True,
        "theme": {"function": THEME},
        "tabToNextCell": {"function": "leave(params)"},
    }
    if pick:
        options["rowSelection"] = {
            "mode": "multiRow",
            "enableClickSelection": True,
            "enableSelectionWithoutKeys": True,
            "headerCheckbox": False,
        }
    return html.Div(
        dag.AgGrid(
            id={"type": "grid", "table": grid.name},
            rowModelType="infinite",
            columnDefs=_definitions(grid, view),
            defaultColDef={
                "resizable": True,
                "sortable": True,
                "wrapHeaderText": True,
                "autoHeaderHeight": True,
            },
            dashGridOptions=options,
            getRowId=f"params.data.{grid.key}",
            className="grid",
            style={"height": f"{height}px"},
        ),
        className="rows",
        role="region",
        **attributes({"aria-label": grid.label}),
    )


def _orders(text: str) -> dict[str, dict[str, Any]]:
    """Return how each column named in an address is sorted (assets/choices.js writes it)."""
    return {
        piece.removeprefix("-"): {"sort": "desc" if piece[0] == "-" else "asc", "sortIndex": i}
        for i, piece in enumerate(filter(None, text.split(",")))
    }


def _definitions(grid: Grid, view: View) -> list[dict[str, Any]]:
    orders = _orders(view.state.sort or "")
    return [
        _definition(column, first=i == 0) | orders.get(column.field, {})
        for i, column in enumerate(grid.columns(view))
    ]


def _definition(column: Column, first: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "field": column.field,
        "headerName": column.title,
        "width": column.width,
        "pinned": "left" if first else None,
    }
    if column.number:
        made["type"] = "rightAligned"
    if column.link:
        made |= {"cellRenderer": "RunLink", "sortable": False}
    return made


def give_rows(view: View, name: str, request: Any) -> dict[str, Any]:
    """Return the rows of a grid that are in sight: {rowData, rowCount}.

    A request that cannot be read asks for the first block.
    """
    from dashboards.pages import grids

    grid = grids().get(name)
    if grid is None or (grid.needs_batch and view.summary is None):
        return {"rowData": [], "rowCount": 0}
    frame = grid.values(view)
    first, last, orders = _read(request)
    known = [(column, ascending) for column, ascending in orders if column in frame]
    if known:
        columns, ascending = [list(part) for part in zip(*known, strict=True)]
        frame = frame.sort_values(columns, ascending=ascending, kind="stable")
    return {"rowData": grid.shown(view, frame.iloc[first:last]), "rowCount": len(frame)}


def _read(request: Any) -> tuple[int, int, list[tuple[str, bool]]]:
    if not isinstance(request, dict):
        return 0, BLOCK, []
    first, last = request.get("startRow"), request.get("endRow")
    first = first if isinstance(first, int) and first >= 0 else 0
    last = last if isinstance(last, int) and last > first else first + BLOCK
    orders = []
    model = request.get("sortModel")
    for entry in model if isinstance(model, list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("colId"), str):
            orders.append((entry["colId"], entry.get("sort") != "desc"))
    return first, min(last, first + 1000), orders
