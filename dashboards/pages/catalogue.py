"""All pages by path and all long tables by name; a new page is added to this list."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache

from dashboards.pages import (
    batches,
    believed,
    board,
    checks,
    choose,
    claims,
    compare,
    episodes,
    face,
    failures,
    first,
    fit,
    guide,
    history,
    launch,
    live,
    overview,
    replay,
    report,
    runs,
    sweep,
    tariffs,
    variants,
    whatif,
)
from dashboards.pages.grid_rows import Grid
from dashboards.pages.page import Page
from dashboards.state.view import View
from runs.analysis.sides import Pair
from runs.archive.in_use import use_batch


@lru_cache(maxsize=1)
def list_pages() -> dict[str, Page]:
    """Return path -> page for all pages, in the order of the side bar."""
    modules = (
        *(batches, launch, live, whatif, overview, first, believed, face, tariffs, replay),
        *(variants, compare, sweep, board, choose, fit, history, episodes, claims, checks, report),
        *(runs, failures, guide),
    )
    return {module.PAGE.path: module.PAGE for module in modules}


def use_batch_of_view(view: View) -> AbstractContextManager[Pair]:
    """Return a context manager in which figures use the sides and metrics of the batch shown or, on
    a page with `of_preset`, those of the preset.
    """
    page = list_pages().get(view.path)
    return use_batch(None if page is not None and page.of_preset else view.manifest)


@lru_cache(maxsize=1)
def list_grids() -> dict[str, Grid]:
    """Return name -> grid of the long tables whose rows are loaded in blocks."""
    return {module.GRID.name: module.GRID for module in (variants, runs, claims)}
