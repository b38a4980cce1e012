"""One visitor: opens addresses, waits until all is drawn, and keeps a log of what happened."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, Request

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # the pages of a profile share what was read of their scripts
]
LOCAL = ("data:", "blob:")
SHOWN = """() => ({
  address: location.pathname + location.search,
  theme: document.documentElement.dataset.theme,
  words: document.querySelector("main").innerText.replace(/\\s+/g, " "),
  header: document.querySelector("header").innerText.replace(/\\s+/g, " "),
  controls: [...document.querySelectorAll("input")].map(one => one.value),
  charts: [...document.querySelectorAll(".js-plotly-plot")].map(
    plot => JSON.stringify([plot.data, plot.layout.shapes || []])),
})"""


class Visit:
    """A page, with every request that left for elsewhere and every error it logged."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.patience = 60.0
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.clicks = 0
        page.on("request", self._note_request)
        page.on("console", self._note_complaint)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _note_complaint(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    @property
    def outside(self) -> list[str]:
        """Requests to any other place than the dashboard's own address."""
        own = (self.address + "/", *LOCAL)
        return [url for url in self.requests if not url.startswith(own)]

    def open(self, path: str) -> None:
        """Open an address and wait for its heading."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector("#title")

    def click(self, place: Locator) -> None:
        """Click on something, counted."""
        self.clicks += 1
        place.click()

    def click_mark(self, selector: str) -> None:
        """Click in the middle of the first mark of a chart that fits, counted."""
        self.page.locator(selector).first.scroll_into_view_if_needed()
        mark = self.page.locator(selector).first.bounding_box()
        assert mark is not None, selector
        self.clicks += 1
        self.page.mouse.click(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)

    def read_all(self) -> dict[str, Any]:
        """Return all that the page shows: words, controls, theme, and what its charts draw."""
        found: dict[str, Any] = self.page.evaluate(SHOWN)
        return found

    def draw_all(self) -> None:
        """Scroll through the page until every figure is drawn."""
        scroll = """() => {
            const waiting = [...document.querySelectorAll(".waiting")]
              .find(one => one.checkVisibility());  // not what is folded or in a closed drawer
            if (waiting) waiting.scrollIntoView({ block: "center" });
            return !waiting;
        }"""
        self.until(scroll)
        self.until(
            "[...document.querySelectorAll('.chart')].every(c => c.querySelector('.main-svg'))"
        )

    def until(self, condition: str, arg: Any = None) -> None:
        """Wait until a script says so, asked again and again from outside.

        Playwright's own way evaluates text within the page, which its content policy forbids.
        """
        end = time.monotonic() + self.patience
        while not self.page.evaluate(condition, arg):
            assert time.monotonic() < end, f"not within {self.patience:g} s: {condition} ({arg})"
            self.page.wait_for_timeout(30)

    def text(self, selector: str) -> str:
        """Text of the first element that fits, as shown."""
        return self.page.locator(selector).first.inner_text()
