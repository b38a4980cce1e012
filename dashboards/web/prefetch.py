"""Computes what a page will show as soon as its address is requested.

A browser reads scripts for some tenths of a second before it asks for data of the batch, and lays
out the page before it asks for figures. A page whose numbers take as long names them in
`Page.ahead`, and figures in `Page.seen_first`; they are computed meanwhile.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Flask, request

from dashboards.pages.catalogue import list_pages, use_batch_of_view
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_figure


def connect_prefetch(server: Flask, source: Source) -> None:
    """Make the server start computing a page's numbers as soon as its address is requested."""
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead")

    def start_precomputing() -> None:
        """Start computing the numbers of the page that is requested, if it has any to compute."""
        page = list_pages().get(request.path)
        if request.method == "GET" and page is not None and page.ahead is not None:
            query = request.query_string.decode("utf-8", "replace")
            worker.submit(precompute_page, source, request.path, query)

    server.before_request(start_precomputing)


def precompute_page(source: Source, path: str, search: str) -> None:
    """Compute the numbers of the page at `path`, then the figures seen first, so that they are
    cached when asked for; nothing without a batch, or if the page has no `ahead`.
    """
    view, page = resolve_view(source, path, search), list_pages()[path]
    if view.summary is None or page.ahead is None:
        return
    with use_batch_of_view(view):
        page.ahead(view)
    for name in page.seen_first:
        draw_figure(source, name, path, search)
