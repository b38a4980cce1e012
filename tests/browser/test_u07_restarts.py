"""U7: a link brings a view back in a fresh profile, from a server that was started anew.

Views are set up by hand and their links copied; that server ends, and a newer batch comes into the
folder. Another server answers the links: words, controls, what the charts draw, the order and the
chosen rows of the table, the day of every panel are as they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize

from runs.execute.launch import launch_plan
from runs.plan.planner import Planner
from tests.browser.conftest import fresh, serve_folder
from tests.browser.replaying import day_of, open_replay, press
from tests.browser.test_u07_links import read_at_rest
from tests.browser.visit import Visit
from tests.measured import Measured
from tests.runs.examples import example

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CUBE = [*("cast=minimal", "signal=minimal", "horizon=30", "runs=20", "executor=serial")]
CUBE += ["design=grid", "us.insulation=[0.1,0.9]", "china.insulation=[0.1,0.5,0.9]"]
ROWS = ".grid .ag-pinned-left-cols-container .ag-row"
TABLE = """() => [...document.querySelectorAll(".grid .ag-pinned-left-cols-container .ag-row")].map(
  row => [Number(row.getAttribute("row-index")), row.innerText, row.ariaSelected]).sort()"""


def choose(visit: Visit, label: str, option: str) -> None:
    """Choose from a list, and wait until the page stands on the choice."""
    before = visit.page.url
    visit.click(visit.page.get_by_label(label, exact=True).first)
    visit.click(visit.page.get_by_role("option", name=re.compile(f"^{re.escape(option)}")))
    visit.page.wait_for_url(lambda url: url != before)
    read_at_rest(visit)


def variants(visit: Visit) -> None:
    rows = visit.page.locator(ROWS)
    rows.nth(2).wait_for()
    for times in (1, 2):  # from low to high, from high to low
        visit.click(visit.page.locator(".grid .ag-header-cell[col-id='rmst']"))
        visit.until("way => location.search.includes(way)", arg=("", "=rmst", "=-rmst")[times])
    for name in ("counting swapped", "as reported"):
        visit.click(rows.filter(has_text=name))
        visit.page.locator(".grid .ag-row-selected", has_text=name).first.wait_for()
    visit.page.locator("#compare-link", has_text="Compare counting swapped with as rep").wait_for()
    choose(visit, "Metric", "nobody calls by the horizon")


def compare(visit: Visit) -> None:
    choose(visit, "B", "face off")
    choose(visit, "Metric", "nobody calls by the horizon")


def first(visit: Visit) -> None:
    choose(visit, "Variant", "counting swapped")
    choose(visit, "Contact of", "envoys")


def sweep(visit: Visit) -> None:
    choose(visit, "Metric", "nobody calls by the horizon")


def replay(visit: Visit) -> None:
    choose(visit, "Run", "latest call")
    choose(visit, "Beside it", "counting swapped")
    open_replay(visit, visit.page.url.removeprefix(visit.address))
    press(visit, "n", "n", "ArrowRight")
    assert day_of(visit) > 1


WIDE = ViewportSize(width=1500, height=900)
"""Beside the rail there is room for every column of the table of variants."""
VIEWS: dict[str, Callable[[Visit], None]] = {
    "/variants": variants,
    "/compare": compare,
    "/first": first,
    "/sweep?v=1&batch=cube": sweep,
    "/replay": replay,
}


def read_page(visit: Visit) -> dict[str, Any]:
    """Return all that is shown, the rows of the table and the day of the replay too."""
    replayed = "/replay" in visit.page.url
    for panel in ("#why details", "#pains tbody tr") if replayed else ():
        visit.page.wait_for_selector(panel, state="attached")  # they come after the page
    found = read_at_rest(visit)
    if replayed:
        found["day"] = day_of(visit)
    return found | {"table": visit.page.evaluate(TABLE), "address": None}


def link_of(visit: Visit) -> str:
    """Return what the button copies, without the server it was copied from."""
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.click(visit.page.get_by_role("button", name="Copy link"))
    visit.page.get_by_role("button", name="Copied").wait_for()
    copied: str = visit.page.evaluate("navigator.clipboard.readText()")
    return copied.removeprefix(visit.address)


def test_copied_links_bring_their_views_back_from_another_server(
    tmp_path: Path, browser: Browser, measured: Measured
) -> None:
    words = [*CUBE, f"outputs={tmp_path}", "batch=cube"]
    launch_plan(Planner().plan(words, multirun=False, command=["taijie", *words]), lambda _: None)
    example(tmp_path)
    kept: dict[str, dict[str, Any]] = {}
    clicks = 0
    with serve_folder(tmp_path) as one:
        for path, set_up in VIEWS.items():
            with fresh(browser, one.address) as visit:
                visit.page.set_viewport_size(WIDE)
                visit.open(path)
                read_at_rest(visit)
                set_up(visit)
                before = read_page(visit)
                kept[link_of(visit)] = before
                clicks += visit.clicks
                assert visit.complaints == []
    example(tmp_path, runs=10)
    with serve_folder(tmp_path) as another:
        for link, before in kept.items():
            assert re.search("batch=.", link), link
            with fresh(browser, another.address) as visit:
                visit.page.set_viewport_size(WIDE)
                visit.open(link)
                if "among=" in link:
                    visit.page.locator(".grid .ag-row-selected").nth(1).wait_for()
                assert read_page(visit) == before, link
                assert visit.complaints == []
    measured("U7", f"{len(kept)} views of {clicks} clicks come back after a restart")
