"""What a page will show is computed from the moment its address is asked for.

A browser reads scripts for some tenths of a second before it asks for anything of the batch; a
page whose numbers take as long names them in `Page.ahead`, and finds them computed.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Flask, request

from dashboards.pages.catalogue import list_pages, use_sides_of_view
from dashboards.state.store import Source
from dashboards.state.view import resolve_view


def connect(server: Flask, source: Source) -> None:
    """Begin a page's numbers when its address is asked for, one page after the other."""
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead")

    def begin() -> None:
        page = list_pages().get(request.path)
        if request.method == "GET" and page is not None and page.ahead is not None:
            query = request.query_string.decode("utf-8", "replace")
            worker.submit(compute, source, request.path, query)

    server.before_request(begin)


def compute(source: Source, path: str, search: str) -> None:
    """Compute what a page names; what goes wrong is said by the page itself, which asks again."""
    view, ahead = resolve_view(source, path, search), list_pages()[path].ahead
    if view.summary is not None and ahead is not None:
        with use_sides_of_view(view):
            ahead(view)
