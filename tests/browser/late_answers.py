"""Answers that come later than a visitor's hands: delayed, or held until something is typed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route

ANSWERS = "**/_dash-update-component*"
"""Addresses of what the page asks the server for; each ends in a query of its own."""

PATIENCE = 60


def delay_matches(route: Route) -> None:
    """Let the answer of the search for levers come half a second late, all else at once."""
    if '"lever-search.data"' in (route.request.post_data or ""):
        time.sleep(0.5)
    route.continue_()


@contextmanager
def hold_first_answer(page: Page, output: str) -> Iterator[list[Route]]:
    """Hold back the first request for an output from now on; yield where it is put.

    At the end it goes on, and what is asked for later is not held.
    """
    held: list[Route] = []

    def hold(route: Route) -> None:
        if not held and f'"{output}"' in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route(ANSWERS, hold)
    try:
        yield held
    finally:
        for route in held:
            route.continue_()
        page.unroute(ANSWERS, hold)


def wait_until_asked(page: Page, held: list[Route]) -> None:
    """Wait until the page asks for what is held back."""
    end = time.monotonic() + PATIENCE
    while not held:
        assert time.monotonic() < end, f"nothing was asked for within {PATIENCE} s"
        page.wait_for_timeout(20)


def type_before_matches(page: Page, field: str, words: str, link: str, gone: str) -> str:
    """Come to a page by a link and type into its search for levers before it has its first
    matches; return what the field holds once a lever with these words is offered.

    Args:
        page: the visitor's page.
        field: id of the search.
        words: what is typed.
        link: what leads to the page.
        gone: what the page before shows and this one does not: its own search may be like this one.
    """
    with hold_first_answer(page, f"{field}.data") as held:
        page.locator(link).click()
        search = page.locator(f"#{field}")
        page.locator(gone).wait_for(state="detached")
        search.wait_for()
        wait_until_asked(page, held)
        search.press_sequentially(words)
    page.get_by_role("option", name=words).first.wait_for()
    return search.input_value()
