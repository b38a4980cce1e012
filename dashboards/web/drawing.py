"""Builds pages and figures for the browser; any error becomes a sentence on the page."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboards.components import guarded, layout
from dashboards.components.frame import SideBarEntry
from dashboards.components.guarded import PagePart
from dashboards.pages import batches, cards, launch
from dashboards.pages.catalogue import list_pages, use_batch_of_view
from dashboards.pages.page import Page
from dashboards.state.store import FIGURE, Source
from dashboards.state.view import NOTHING, View, resolve_view
from dashboards.text import labels
from dashboards.text.hints import write_command_hint
from runs.errors import WrongInput


def draw_page(source: Source, path: str, search: str) -> Any:
    """Return the components of the page at `path` (`search`: its query string); if it fails, a page
    with an error sentence.
    """
    found = list_pages().get(path)
    frame = _make_frame(found) if found else layout.Frame(path, "", _list_side_bar_entries())

    def make_error_page(
        error: Exception,
    ) -> Any:  # the frame and a card, whatever the archive has become
        card, view = (
            guarded.make_error_card("this page", error),
            View(path, source, NOTHING, (), None),
        )
        return layout.build_page(view, frame, [card])

    def build_page() -> Any:
        view = resolve_view(source, path, search)
        with use_batch_of_view(view):
            return _build_page(view, found)

    return guarded.call_with_fallback(path, build_page, make_error_page)


def _build_page(view: View, page: Page | None) -> Any:
    """Return a page, or one that says that it does not exist, or that there is no batch to show."""
    if page is None:
        frame = layout.Frame(
            "No such page", "The links at the left lead to every page.", _list_side_bar_entries()
        )
        return layout.build_page(view, frame, [])
    frame = _make_frame(page)
    if view.summary is None and page.needs_batch:
        frame = frame._replace(conditional=False)
        refusal = WrongInput(view.unreadable, key="batch")
        if not view.unreadable:
            card = _make_no_batch_card(view.source)
            return layout.build_page(view, frame, [card])
        others = PagePart("the list of batches", lambda: batches.make_batches_table(view))
        none = guarded.assemble_page([guarded.make_error_card("this batch", refusal), others])
        return layout.build_page(view, frame, none)
    frame = frame._replace(conditional=frame.conditional and _has_results(page, view))
    content = guarded.assemble_page([PagePart("this page", lambda: page.content(view))])
    stands, title = page.stands or (lambda _: {}), "where the controls stand"
    place = guarded.call_with_fallback(title, lambda: stands(view), lambda _: {})
    head = guarded.call_with_fallback(
        "the answer", lambda: page.head(view) if page.head else None, lambda _: None
    )
    return layout.build_page(view, frame, content, place, head)


def _has_results(page: Page, view: View) -> bool:
    """Say whether there is any result on a page yet; True if that cannot be told."""
    return guarded.call_with_fallback("results", lambda: page.has_results(view), lambda _: True)


def _make_frame(page: Page) -> layout.Frame:
    """Return what is shown around a page's content: title, question and the like."""
    pooled = page.pools_points and page.says_pooled
    return layout.Frame(
        page.title,
        page.question,
        _list_side_bar_entries(),
        page.has_metric,
        pooled,
        page.list_variant_keys,
        bool(page.figures),
    )


def _list_side_bar_entries() -> list[SideBarEntry]:
    """Return the entries of the side bar: the pages that have a name there."""
    return [
        SideBarEntry(page.path, page.link, page.group)
        for page in list_pages().values()
        if page.link
    ]


def _make_no_batch_card(source: Source) -> Any:
    """Return the card shown while there is no batch: how to run the example."""
    desk = source.desk
    said = f"There is no batch in {source.outputs} yet. The example takes some seconds:"
    command = [
        html.Pre(write_command_hint(source.outputs, f"taijie run {labels.EXAMPLE}")),
        html.P("Then open this page again."),
    ]
    offered = launch.make_example_button(desk) if desk and desk.can_write else command
    return html.Div([html.P(said), *offered], className="card")


def draw_figure(source: Source, name: str, path: str, search: str) -> Any:
    """Return the components of one figure's card, or a sentence on why it cannot be drawn.

    A figure about a batch is cached, so that many sessions with one view wait only once.
    """
    page = list_pages().get(path)
    if page is None or name not in page.figures:
        return cards.make_problem_body("There is no such figure on this page.")

    def draw_or_reuse() -> Any:
        view = resolve_view(source, path, search)
        if view.summary is None and page.needs_batch:
            return cards.make_problem_body(view.unreadable or "There is no batch.")

        def make_body() -> Any:
            return cards.make_card_body(name, page.draw_figure(name, view), view, page)

        if not page.needs_batch:
            with use_batch_of_view(view):
                return make_body()
        return view.compute_once((FIGURE, name, view.link_to_page()), make_body)

    def make_error_body(error: Exception) -> Any:
        why = guarded.describe_error(error)
        return cards.make_problem_body(f"This figure cannot be drawn here: {why}")

    return guarded.call_with_fallback(f"figure {name}", draw_or_reuse, make_error_body)
