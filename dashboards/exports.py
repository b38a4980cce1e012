"""The same address with `format=csv`: the rows a page or one of its figures is drawn from.

With `format=json`, a part of the page that its scripts ask for when it is needed; with `html` or
`md`, the page of reports gives the report itself.
"""

from __future__ import annotations

import json

import pandas as pd
from flask import Flask, Response, request

from dashboards.pages import catalogue
from dashboards.sources import Source
from dashboards.view import look
from runs.errors import WrongInput

REPORT = "/report"
KINDS = {"html": "text/html", "md": "text/markdown"}


def serve_rows(server: Flask, source: Source) -> None:
    """Answer a page's address with `format=csv` by its rows."""

    def answer() -> Response | None:
        give = GIVEN.get(request.args.get("format", ""))
        if request.method != "GET" or give is None or request.path not in catalogue():
            return None
        return give(source, request.path, request.query_string.decode("utf-8", "replace"))

    server.before_request(answer)


def reported(source: Source, path: str, search: str) -> Response:
    """Return the report of the batch asked for as a file; plain text where it cannot be made."""
    from dashboards.report.content import collect
    from dashboards.report.page import as_html
    from dashboards.report.writing import as_markdown

    view = look(source, path, search)
    if path != REPORT or view.summary is None:
        return _text("There is no report here.")
    name = view.summary.name
    kind = view.state.format if view.state.format in KINDS else "html"
    try:
        report = view.once(("report",), lambda: collect(source, name))
        made = as_html(report) if kind == "html" else as_markdown(report)
    except (WrongInput, ValueError) as error:
        return _text(str(error))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(made, mimetype=KINDS[kind], headers=headers)


def rows_of(source: Source, path: str, search: str) -> Response:
    """Return the CSV of a page's address; plain text with status 404 where there is none."""
    view, page = look(source, path, search), catalogue()[path]
    if view.summary is None and page.needs_batch:
        return _text("There is no batch.")
    try:
        name = view.state.figure or ""
        if name in page.tables:
            frame = page.tables[name](view)
        elif name:
            if name not in page.figures:
                return _text("There is no such figure on this page.")
            frame = page.figures[name].draw(view).table
        elif page.rows is not None:
            frame = page.rows(view)
        else:
            return _text("This page has no rows.")
    except (WrongInput, ValueError) as error:
        return _text(str(error))
    of = view.summary.name if view.summary is not None else "taijie"
    return _csv(frame, f"{of}{path.replace('/', '-')}")


def part_of(source: Source, path: str, search: str) -> Response:
    """Return a part of a page as JSON; plain text with status 404 where there is none."""
    view, parts = look(source, path, search), catalogue()[path].parts
    name = view.state.figure or ""
    if view.summary is None or name not in parts:
        return _text("This page has no such part.")
    try:
        told = json.dumps(parts[name](view), separators=(",", ":"), allow_nan=False)
    except (WrongInput, ValueError) as error:
        return _text(str(error))
    return Response(told, mimetype="application/json")


def _csv(frame: pd.DataFrame, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(frame.to_csv(index=False), mimetype="text/csv", headers=headers)


def _text(sentence: str) -> Response:
    return Response(sentence + "\n", status=404, mimetype="text/plain")


GIVEN = {"csv": rows_of, "json": part_of, "html": reported, "md": reported}
