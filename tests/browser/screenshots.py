"""The pictures in docs/screenshots: python -m tests.browser.screenshots ADDRESS [PAGE ...]

ADDRESS is that of a running `taijie serve --write` over a real batch and, for the page of sweeps,
one with a design that is named `levers`. One small PNG a page, looked at by whoever renews them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.visit import ARGUMENTS, CHROMIUM, Visit

WIDTH, TALLEST = 1180, 2300
SCALE = {"replay": 0.4, "replay_pair": 0.42, "claims": 0.45, "believed": 0.45}
SCALE |= {"sweep": 0.45, "tariffs": 0.5, "compare": 0.5}
"""Small enough for a repository (under 150 kB), large enough to be read; 0.55 if not named."""
PAGES = {
    "batches": "/",
    "launch": "/launch?v=1&set=experiment=first_call;us.insulation=0.2,0.8;runs=500",
    "live": "/live",
    "overview": "/overview",
    "variants": "/variants",
    "what_if": "/what-if",
    "fit": "/fit",
    "compare": "/compare",
    "first": "/first",
    "face": "/face",
    "believed": "/believed",
    "tariffs": "/tariffs",
    "sweep": "/sweep?v=1&batch=levers",
    "replay": "/replay",
    "replay_pair": "/replay?v=1&a=as+reported&b=counting+swapped",
    "claims": "/claims",
    "episodes": "/episodes",
    "checks": "/checks",
    "report": "/report",
}
CARDS = {
    "tour_who": ("/", "#card-shares"),
    "tour_sure": ("/first", "#card-hundred"),
    "tour_change": ("/compare", "#card-pairs"),
    "tour_more": ("/checks", "#card-convergence"),
}
"""Single figures, for docs/tour.md: the page and the card."""


def settle(page: Page, name: str) -> None:
    """Let a page come to rest; the replay on the day on which something was asked."""
    if name == "replay":
        page.wait_for_selector("#network canvas")
        page.locator("#title").focus()
        day = re.search(r"on day (\d+)", page.locator("#title").inner_text())
        page.evaluate("day => dash_clientside.taijie.goTo(day)", int(day.group(1)) if day else 1)
    if name == "launch":
        page.wait_for_selector("#start")
    if name == "what_if":
        page.wait_for_selector("#whatif-now", state="visible")
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(900)


FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"


def take(address: str, names: Sequence[str]) -> None:
    """Write one picture of each of these pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name in names:
            context = browser.new_context(
                viewport={"width": WIDTH, "height": 900}, device_scale_factor=SCALE.get(name, 0.55)
            )
            visit = Visit(context.new_page(), address)
            visit.open(CARDS[name][0] if name in CARDS else PAGES[name])
            visit.draw_all()
            if name in CARDS:
                visit.page.locator(CARDS[name][1]).screenshot(path=FOLDER / f"{name}.png")
                context.close()
                continue
            settle(visit.page, name)
            height = min(TALLEST, visit.page.evaluate("document.documentElement.scrollHeight"))
            visit.page.screenshot(
                path=FOLDER / f"{name}.png",
                full_page=True,
                clip={"x": 0, "y": 0, "width": WIDTH, "height": height},
            )
            context.close()
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1], sys.argv[2:] or [*PAGES, *CARDS])
