"""Figures as pages draw them, each drawn once for all tests that look at it and change nothing."""

from __future__ import annotations

from functools import cache

from dashboards.figures.grammar import Drawn
from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.view import resolve_view

FIGURES = [(path, name) for path, page in list_pages().items() for name in page.figures]


@cache
def draw_figure(source: Source, path: str, name: str, search: str = "") -> Drawn:
    """Return a figure of the page at an address."""
    return list_pages()[path].figures[name].draw(resolve_view(source, path, search))
