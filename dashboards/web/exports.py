"""The same address with `format=csv`: the rows a page or one of its figures is drawn from.

With `format=json`, a part of the page that its scripts ask for when it is needed; with `txt`, `md`
or `svg`, what a page gives as a file; with `html` or `md`, the page of reports gives the report.
"""

from __future__ import annotations

import json

import pandas as pd
from flask import Flask, Response, request

from dashboards.components import guarded
from dashboards.pages.catalogue import list_pages, use_batch_of_view
from dashboards.pages.page import Page
from dashboards.state.store import Source
from dashboards.state.view import View, resolve_view
from dashboards.web.downloads import make_attachment_header
from runs.archive.export.spreadsheet import make_spreadsheet_csv

REPORT = "/report"
KINDS = {"html": "text/html", "md": "text/markdown"}
FILES = {"md": "text/markdown", "txt": "text/plain", "svg": "image/svg+xml"}


def answer_exports(server: Flask, source: Source) -> None:
    """Make the server answer addresses of pages that end in `format=csv`, `json`, `html`, `md`,
    `txt` or `svg` with a file; status 404 if there is none, 500 for an unforeseen error.
    """

    def answer_request() -> Response | None:
        """Return the file that the address asks for; None for a page, which Dash answers."""
        give = GIVEN.get(request.args.get("format", ""))
        if request.method != "GET" or give is None or request.path not in list_pages():
            return None
        path, query = request.path, request.query_string.decode("utf-8", "replace")

        def explain_error(error: Exception) -> Response:
            return _make_text_response(
                guarded.describe_error(error), 404 if guarded.is_project_error(error) else 500
            )

        return guarded.call_with_fallback(
            f"rows of {path}", lambda: give(source, path, query), explain_error
        )

    server.before_request(answer_request)


def send_report(source: Source, path: str, search: str) -> Response:
    """Return the report of the batch as HTML or Markdown, to be saved; plain text with status 404
    if there is none.
    """
    from dashboards.report.content import collect_report
    from dashboards.report.page import render_html
    from dashboards.report.writing import render_markdown

    view = resolve_view(source, path, search)
    if path != REPORT or view.summary is None:
        return _make_text_response(view.unreadable or "There is no report here.")
    name = view.summary.name
    kind = view.state.format if view.state.format in KINDS else "html"
    report = view.compute_once(("report",), lambda: collect_report(source, name))
    made = render_html(report) if kind == "html" else render_markdown(report)
    headers = {"Content-Disposition": make_attachment_header(f"{name}.{kind}")}
    return Response(made, mimetype=KINDS[kind], headers=headers)


def send_file(source: Source, path: str, search: str) -> Response:
    """Return a page's content as the text or picture that its address asks for (for the page of
    reports, the report); plain text with status 404 if it has none.
    """
    files = list_pages()[path].files
    if path == REPORT:
        return send_report(source, path, search)
    view = resolve_view(source, path, search)
    kind = view.state.format or ""
    if view.summary is None or kind not in files:
        return _make_text_response(view.unreadable or "This page has no such file.")
    with use_batch_of_view(view):
        return Response(files[kind](view), mimetype=FILES[kind])


def send_csv(source: Source, path: str, search: str) -> Response:
    """Return the CSV that a page's address asks for; plain text with status 404 if there is
    none.
    """
    view, page = resolve_view(source, path, search), list_pages()[path]
    if view.summary is None and page.needs_batch:
        return _make_text_response(view.unreadable or "There is no batch.")
    with use_batch_of_view(view):
        frame = _tabulate_page(page, view)
    if isinstance(frame, str):
        return _make_text_response(frame)
    of = view.summary.name if view.summary is not None else "taijie"
    named = (of, path.strip("/"), view.state.figure)
    return _make_csv_response(frame, "-".join(part for part in named if part))


def _tabulate_page(page: Page, view: View) -> pd.DataFrame | str:
    """Return the rows of a page, or of the figure that its address names; a sentence if it has
    none.
    """
    name = view.state.figure or ""
    if name in page.tables:
        return page.tables[name](view)
    if name:
        known = name in page.figures
        return (
            page.draw_figure(name, view).table if known else "There is no such figure on this page."
        )
    return "This page has no rows." if page.rows is None else page.rows(view)


def send_json(source: Source, path: str, search: str) -> Response:
    """Return as JSON the data of a page that the address names; plain text with status 404 if there
    are none.
    """
    view, parts = resolve_view(source, path, search), list_pages()[path].parts
    name = view.state.figure or ""
    if view.summary is None or name not in parts:
        return _make_text_response("This page has no such part.")
    with use_batch_of_view(view):
        part = parts[name](view)
    told = json.dumps(part, separators=(",", ":"), allow_nan=False)
    return Response(told, mimetype="application/json")


def _make_csv_response(frame: pd.DataFrame, name: str) -> Response:
    headers = {"Content-Disposition": make_attachment_header(f"{name}.csv")}
    return Response(make_spreadsheet_csv(frame), mimetype="text/csv", headers=headers)


def _make_text_response(sentence: str, status: int = 404) -> Response:
    return Response(sentence + "\n", status=status, mimetype="text/plain")


GIVEN = {"csv": send_csv, "json": send_json, "html": send_report}
GIVEN |= dict.fromkeys(FILES, send_file)
