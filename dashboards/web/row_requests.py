"""The visible rows of a long table, as its grid requests them."""

from __future__ import annotations

from typing import Any

from dashboards.components import guarded
from dashboards.pages.catalogue import list_grids
from dashboards.pages.grid_rows import BLOCK, Grid
from dashboards.state.view import View


def load_row_block(view: View, name: str, request: Any) -> dict[str, Any]:
    """Return the requested block of rows of the table `name`: {rowData, rowCount (of all)}.

    An invalid request gives the first block, an unknown table none. If the rows cannot be computed,
    one row says why.
    """
    grid = list_grids().get(name)
    if grid is None or (grid.needs_batch and view.summary is None):
        return {"rowData": [], "rowCount": 0}

    def explain_error(error: Exception) -> dict[str, Any]:
        said = guarded.describe_error(error)
        return {"rowData": [{grid.key: "problem", _find_message_column(grid, view): said}],
                "rowCount": 1}  # fmt: skip

    return guarded.call_with_fallback(
        f"table {name}", lambda: _select_rows(grid, view, request), explain_error
    )


def _find_message_column(grid: Grid, view: View) -> str:
    """Return the column in which a grid shows why there are no rows."""
    return grid.say or guarded.call_with_fallback(
        f"columns of {grid.name}", lambda: grid.columns(view)[0].field, lambda _: grid.key
    )


def _select_rows(grid: Grid, view: View, request: Any) -> dict[str, Any]:
    """Return {rowData: the requested rows, in the requested order; rowCount: of all rows}."""
    frame = grid.values(view)
    first, last, orders = _read_request(request)
    known = [(column, ascending) for column, ascending in orders if column in frame]
    if known:
        columns, ascending = [list(part) for part in zip(*known, strict=True)]
        frame = frame.sort_values(columns, ascending=ascending, kind="stable")
    return {"rowData": grid.shown(view, frame.iloc[first:last]), "rowCount": len(frame)}


def _read_request(request: Any) -> tuple[int, int, list[tuple[str, bool]]]:
    """Return first row, row after the last, and (column, ascending) of each sort order; at most
    1000 rows, and the first BLOCK without an order for an invalid request.
    """
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
