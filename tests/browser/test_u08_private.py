"""U8: whatever a visitor does, nothing is asked of any other place, by browser or by server."""

from __future__ import annotations

import psutil  # type: ignore[import-untyped]
import pytest

from dashboards.pages.catalogue import list_pages
from tests.browser.timing import Served
from tests.browser.visit import Visit
from tests.measured import Measured

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def elsewhere(server: Served) -> list[str]:
    """Return the connections of the server, and of what it started, to any other machine."""
    whole = psutil.Process(server.pid)
    return [
        str(one)
        for process in (whole, *whole.children(recursive=True))
        for one in process.net_connections(kind="inet")
        if one.raddr and not one.raddr.ip.startswith("127.")
    ]


def test_a_visit_to_every_page_asks_nobody_else(
    visit: Visit, serving: Served, measured: Measured
) -> None:
    strangers: list[str] = []
    for path in sorted(list_pages()):
        visit.open(path)
        visit.draw_all()
        for summary in visit.page.locator("summary:visible", has_text="Table").all()[:1]:
            summary.click()
            visit.page.locator(".table table").first.wait_for()
        visit.page.get_by_role("button", name="Dark or light").click()
        visit.page.get_by_role("button", name="Copy link").click()
        strangers += elsewhere(serving)
    pictures = visit.page.locator("a[href^='http'], img[src^='http'], link[href^='http']").count()
    assert (visit.outside, strangers, pictures) == ([], [], 0)
    assert len(visit.requests) > 10 * len(list_pages())
    assert visit.page.locator("[data-title*='loud'], .modebar-btn").count() == 0
    measured(
        "U8", f"{len(visit.requests):,} requests of {len(list_pages())} pages, 0 to another host; "
        "0 connections of the server to one",
    )  # fmt: skip
