"""U7: the address of a view brings it back in a fresh profile; a mangled one gives a page and a
notice, never a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import fresh
from tests.browser.timing import Served
from tests.browser.visit import Visit
from tests.measured import Measured

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MANGLED = {
    "cut short within a name": ("/compare?v=1&a=face+o", "no variant"),
    "cut short within a key": ("/first?v=1&varia", "varia"),
    "another version": ("/first?v=99&variant=face+off", "version 99"),
    "a key of another program": ("/first?v=1&utm_source=mail", "utm_source"),
    "a batch that is gone": ("/face?v=1&batch=20200101-000000_gone", "no batch"),
    "a metric that is not there": ("/variants?v=1&metric=p_mars", "metric"),
    "a word for a number": ("/replay?v=1&run=first", "run"),
    "a run beyond the last": ("/replay?v=1&run=99999", "no run 99999"),
    "a condition without an end": ("/runs?v=1&variant=face+off&where=duration:20..", "conditions"),
    "escapes broken in two": ("/compare?v=1&a=%E2%80&b=face%2", "no variant"),
    "far too long": (f"/first?v=1&variant={'x' * 5000}", "too long"),
    "markup for a name": ("/first?v=1&variant=<b>bold</b>", "no variant"),
}
"""A mangled link, and a word of the notice it gives."""


def view_of(visit: Visit, path: str) -> dict[str, Any]:
    """Open a link; return all it shows."""
    visit.open(path)
    return read_at_rest(visit)


def read_at_rest(visit: Visit) -> dict[str, Any]:
    """Return all a page shows, once it has come to rest: a list open meanwhile would be shut."""
    visit.page.wait_for_timeout(60)  # an address that has just changed is asked for by then
    visit.until("!document.querySelector('#page[data-dash-is-loading]')")
    visit.draw_all()
    visit.page.wait_for_timeout(300)
    return visit.read_all()


@pytest.fixture(scope="module")
def stranger(serving: Served, browser: Browser) -> Iterator[Visit]:
    with fresh(browser, serving.address) as visit:
        yield visit


def test_what_was_chosen_by_hand_is_in_the_address(
    stranger: Visit, browser: Browser, measured: Measured
) -> None:
    stranger.open("/first")
    for label, option in (("Variant", "counting swapped"), ("Contact of", "envoys")):
        stranger.click(stranger.page.get_by_label(label, exact=True).first)
        stranger.click(stranger.page.get_by_role("option", name=option, exact=True))
        stranger.page.wait_for_url(re.compile(option.rstrip("s").replace(" ", ".")))
        read_at_rest(stranger)  # the page is drawn anew, its controls too
    by_hand = read_at_rest(stranger)
    with fresh(browser, stranger.address) as visit:
        assert view_of(visit, by_hand["address"]) == by_hand
    measured("U7", f"a view of {stranger.clicks} clicks is in its address")


@pytest.mark.parametrize("how", MANGLED)
def test_a_mangled_link_gives_a_page_and_a_notice(
    stranger: Visit, how: str, measured: Measured
) -> None:
    path, word = MANGLED[how]
    stranger.open(path)
    stranger.draw_all()
    notices = " ".join(stranger.page.locator(".notice").all_inner_texts())
    assert word in notices, notices
    assert stranger.page.locator("h1").count() == 1
    assert len(stranger.text("main")) > 100
    assert stranger.page.locator("b", has_text="bold").count() == 0
    assert stranger.complaints == []
    measured("U7", "a mangled link gives its notice and a page")
