"""The same address with `format=csv`: the rows a page or one of its figures is drawn from."""

from __future__ import annotations

import pandas as pd
from flask import Flask, Response, request

from dashboards.pages import catalogue
from dashboards.sources import Source
from dashboards.view import look
from runs.errors import WrongInput


def serve_rows(server: Flask, source: Source) -> None:
    """Answer a page's address with `format=csv` by its rows."""

    def answer() -> Response | None:
        if request.method != "GET" or request.args.get("format") != "csv":
            return None
        page = catalogue().get(request.path)
        if page is None:
            return None
        return rows_of(source, request.path, request.query_string.decode("utf-8", "replace"))

    server.before_request(answer)


def rows_of(source: Source, path: str, search: str) -> Response:
    """Return the CSV of a page's address; plain text with status 404 where there is none."""
    view, page = look(source, path, search), catalogue()[path]
    if view.summary is None and page.needs_batch:
        return _text("There is no batch.")
    try:
        if view.state.figure is not None:
            if view.state.figure not in page.figures:
                return _text("There is no such figure on this page.")
            frame = page.figures[view.state.figure].draw(view).table
        elif page.rows is not None:
            frame = page.rows(view)
        else:
            return _text("This page has no rows.")
    except (WrongInput, ValueError) as error:
        return _text(str(error))
    of = view.summary.name if view.summary is not None else "taijie"
    return _csv(frame, f"{of}{path.replace('/', '-')}")


def _csv(frame: pd.DataFrame, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(frame.to_csv(index=False), mimetype="text/csv", headers=headers)


def _text(sentence: str) -> Response:
    return Response(sentence + "\n", status=404, mimetype="text/plain")
