"""Computes what a page will show as soon as its address is requested.

A browser reads scripts for some tenths of a second before it asks for data of the batch; a page
whose numbers take as long names them in `Page.ahead`, and they are computed meanwhile.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Flask, request

from dashboards.pages.catalogue import list_pages, use_batch_of_view
from dashboards.state.store import Source
from dashboards.state.view import resolve_view


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
    """Compute the numbers of the page at `path` ahead into the cache; nothing without a batch."""
    view, ahead = resolve_view(source, path, search), list_pages()[path].ahead
    if view.summary is not None and ahead is not None:
        with use_batch_of_view(view):
            ahead(view)
