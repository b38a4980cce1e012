"""Draws a figure of a page for a script or a notebook, without a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.pages.catalogue import list_pages, use_batch_of_view
from dashboards.report.picture import PageFigure
from dashboards.state.figure_choices import resolve_chosen_view
from runs.arguments import require_text
from runs.errors import WrongInput, find_nearest_names

if TYPE_CHECKING:
    from runs.archive.batch import Batch


def list_figures() -> list[str]:
    """Return the names of all figures, as `page/figure`, in the order of the pages."""
    return [
        f"{path.strip('/') or 'batches'}/{name}"
        for path, page in list_pages().items()
        for name in page.figures
    ]


def draw_figure(batch: Batch, name: str, /, **choices: object) -> PageFigure:
    """Return one figure of a page as a Plotly figure, which also writes itself as SVG or PDF.

    Args:
        batch: the batch it is drawn of.
        name: `page/figure` ("first/survival"), or a page ("first") for its first figure.
        choices: what the page's address would choose, such as a variant or a day.

    Raises WrongInput for an unknown figure or choice, naming the nearest; for a choice that the
    page would drop; and if there are no runs to draw.
    """
    known = list_figures()
    require_text("figure", name, known)
    found = [one for one in known if name in (one, one.partition("/")[0])]
    if not found:
        near = find_nearest_names(name, [*known, *(one.partition("/")[0] for one in known)])
        raise WrongInput(f"there is no figure {name}.", key="figure", value=name, nearest=near,
                         allowed=[] if near else known)  # fmt: skip
    place, _, figure = found[0].partition("/")
    path = "/" if place == "batches" else f"/{place}"
    view = resolve_chosen_view(batch, path, choices)
    with use_batch_of_view(view):
        return PageFigure(list_pages()[path].draw_figure(figure, view).figure)
