"""The pages: what each asks, which figures it shows; nothing is computed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from dashboards.figures.grammar import Drawn
    from dashboards.view import View


@dataclass(frozen=True)
class Figure:
    """A figure of a page: its question, known before it is drawn, and how it is drawn."""

    question: str
    draw: Callable[[View], Drawn]


@dataclass(frozen=True)
class Page:
    """A page at a path: heading, what it asks, its content, its figures and its rows."""

    path: str
    title: str
    question: str
    content: Callable[[View], list[Any]]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    rows: Callable[[View], pd.DataFrame] | None = None
    """What `format=csv` gives without a figure's name."""
    needs_batch: bool = True
    """Whether it shows a batch; a page that does not is there before the first one."""
    tables: Mapping[str, Callable[[View], pd.DataFrame]] = field(default_factory=dict)
    """What `format=csv` gives for the name of a panel that is no figure."""
    parts: Mapping[str, Callable[[View], Any]] = field(default_factory=dict)
    """What `format=json` gives by name: what the page's scripts ask for later."""
    stands: Callable[[View], Mapping[str, object]] | None = None
    """Where its controls stand (key -> value) for what its address leaves to the page."""
    ahead: Callable[[View], None] | None = None
    """Begins what takes long and is kept (`View.once`), before the page is drawn."""


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Page]:
    """Return every page by its path; a page module added to this list is a page."""
    from dashboards.pages import (
        batches,
        believed,
        checks,
        claims,
        compare,
        episodes,
        face,
        failures,
        first,
        guide,
        launch,
        live,
        replay,
        report,
        runs,
        sweep,
        tariffs,
        variants,
    )

    modules = (
        *(batches, launch, live, variants, compare, first, face, believed, tariffs, sweep, replay),
        *(claims, episodes, checks, report, runs, failures, guide),
    )
    return {module.PAGE.path: module.PAGE for module in modules}


@lru_cache(maxsize=1)
def grids() -> dict[str, Any]:
    """Return every long table by its name."""
    from dashboards.pages import claims, runs, variants

    return {module.GRID.name: module.GRID for module in (variants, runs, claims)}
