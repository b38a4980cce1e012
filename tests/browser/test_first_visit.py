"""A first visit over a line of a megabyte a second: what is fetched, and when the first figure is
there.
"""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import fresh
from tests.browser.timing import Served, Took, describe_rounds, time_act, within
from tests.browser.visit import Visit
from tests.measured import Measured

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timed]

MOST, LIMIT = 2_500_000, 4.0
"""Bytes as sent, and seconds to the first figure."""
LINE = {"offline": False, "latency": 20, "downloadThroughput": 1e6, "uploadThroughput": 1e6}
PAGES = {"/": ".js-plotly-plot .main-svg", "/overview": ".hundred"}
"""Page -> its first figure."""


def open_over_a_line(visit: Visit, path: str) -> Counter[str]:
    """Prepare a visit over the line and return where the bytes of what it fetches are counted."""
    sent: Counter[str] = Counter()
    session = visit.page.context.new_cdp_session(visit.page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.on(
        "Network.loadingFinished",
        lambda event: sent.update({event["requestId"]: int(event["encodedDataLength"])}),
    )
    return sent


@pytest.mark.parametrize("path", list(PAGES))
def test_a_first_visit_is_light_and_its_first_figure_soon_there(
    serving: Served, browser: Browser, measured: Measured, path: str
) -> None:
    rounds: list[Took] = []
    for _ in range(3):
        with fresh(browser, serving.address, unread=True) as visit:
            sent = open_over_a_line(visit, path)

            def look(visit: Visit = visit) -> None:
                visit.page.goto(serving.address + path, wait_until="commit")
                visit.page.wait_for_selector(PAGES[path])

            rounds.append(time_act(serving, look, visit.page))
            visit.draw_all()
            visit.page.wait_for_load_state("networkidle")
            assert visit.complaints == []
            assert 1_000_000 < sum(sent.values()) <= MOST
    size = f"{sum(sent.values()) / 1e6:.2f} MB of {MOST / 1e6:g} allowed"
    measured("First visit", f"{path}: {size}; first figure {describe_rounds(rounds, LIMIT)}")
    assert within(rounds, LIMIT)
