"""Long tables: ag-grid's infinite row model, so that only the visible rows are sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import dash_ag_grid as dag
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes

BLOCK = 100
WIDTH = 1150
"""Pixels that a table has on a page of 1,400."""
TWO_LINES = 44
"""Height of a row whose cells have two lines, in pixels."""
THEME = (
    "themeQuartz.withParams({backgroundColor: 'var(--ground)', foregroundColor: 'var(--ink)', "
    "headerBackgroundColor: 'var(--raised)', headerTextColor: 'var(--ink)', borderColor: "
    "'var(--line)', "
    "selectedRowBackgroundColor: 'var(--mark)', accentColor: 'var(--accent)', "
    "fontFamily: 'inherit', fontSize: 13, cellHorizontalPadding: 7, browserColorScheme: 'inherit'})"
)


@dataclass(frozen=True)
class Column:
    """A column as shown. field: the column's name in the rows; link: cells are links to an address;
    wraps: they may take two lines; interval: they hold an estimate over its interval; look:
    component that draws them (assets/steer.js).
    """

    field: str
    title: str
    width: int = 130
    number: bool = False
    link: bool = False
    wraps: bool = False
    interval: bool = False
    look: str = ""


@dataclass(frozen=True)
class Grid:
    """A long table. values: the rows unformatted, for sorting; shown: formats a block of them; key:
    the field that identifies a row.
    """

    name: str
    label: str
    columns: Callable[[View], Sequence[Column]]
    values: Callable[[View], pd.DataFrame]
    shown: Callable[[View, pd.DataFrame], list[dict[str, Any]]]
    key: str
    say: str = ""
    """The column in which it says why there are no rows; the first, if none is named."""
    needs_batch: bool = True


def make_grid(grid: Grid, view: View, selectable: bool = False, height: int = 420) -> Component:
    """Return the table's component, sorted as the address says.

    selectable: whether rows can be chosen; height: in pixels.
    """
    columns = grid.columns(view)
    return html.Div(
        dag.AgGrid(
            id={"type": "grid", "table": grid.name},
            rowModelType="infinite",
            columnDefs=_build_column_definitions(columns, view),
            defaultColDef={
                "resizable": True,
                "sortable": True,
                "wrapHeaderText": True,
                "autoHeaderHeight": True,
            },
            dashGridOptions=_make_options(columns, selectable),
            getRowId=f"params.data.{grid.key}",
            className="grid",
            style={"height": f"{height}px"},
        ),
        className="rows",
        role="region",
        **make_html_attributes({"aria-label": grid.label}),
    )


def _make_options(columns: Sequence[Column], selectable: bool) -> dict[str, Any]:
    """Return AG Grid's options for a table of these columns; selectable: whether rows can be
    chosen.
    """
    options: dict[str, Any] = {
        "rowModelType": "infinite",
        "cacheBlockSize": BLOCK,
        "maxBlocksInCache": 20,
        "animateRows": False,
        # A bar that always shows tells that there are more columns to the right.
        "alwaysShowHorizontalScroll": sum(column.width for column in columns) > WIDTH,
        **({"rowHeight": TWO_LINES} if any(column.interval for column in columns) else {}),
        "suppressFieldDotNotation": True,
        "enableCellTextSelection": True,
        "theme": {"function": THEME},
        "tabToNextCell": {"function": "leave(params)"},
    }
    if selectable:
        options["rowSelection"] = {
            "mode": "multiRow",
            "enableClickSelection": True,
            "enableSelectionWithoutKeys": True,
            "headerCheckbox": False,
        }
        options["selectionColumnDef"] = {"width": 40}
    return options


def _parse_sort_orders(text: str) -> dict[str, dict[str, Any]]:
    """Return column -> {sort: "asc" or "desc", sortIndex: its rank} from the sort text of an
    address: columns joined by commas, "-" before a descending one.
    """
    return {
        piece.removeprefix("-"): {"sort": "desc" if piece[0] == "-" else "asc", "sortIndex": i}
        for i, piece in enumerate(filter(None, text.split(",")))
    }


def _build_column_definitions(columns: Sequence[Column], view: View) -> list[dict[str, Any]]:
    """Return AG Grid's definitions of the columns, with the sort order of the address."""
    orders = _parse_sort_orders(view.state.sort or "")
    return [
        _make_column_definition(column, is_first=i == 0) | orders.get(column.field, {})
        for i, column in enumerate(columns)
    ]


def _make_column_definition(column: Column, is_first: bool) -> dict[str, Any]:
    """Return AG Grid's definition of a column; the first, unless it is a setting, stays visible
    while the table is scrolled sideways.
    """
    made: dict[str, Any] = {
        "field": column.field,
        "headerName": column.title,
        "width": column.width,
        "pinned": "left" if is_first and not column.field.startswith("set:") else None,
    }
    if column.number:
        made["type"] = "rightAligned"
    if column.interval:  # takes what room there is, and no less than its two lines need
        made |= {"cellRenderer": "Interval", "flex": 1, "minWidth": column.width}
    if column.look:
        made |= {"cellRenderer": column.look}
    if column.wraps:
        made |= {"wrapText": True, "cellStyle": {"lineHeight": "1.3", "whiteSpace": "normal"}}
    if column.link:
        made |= {"cellRenderer": "RunLink", "sortable": False}
    return made
