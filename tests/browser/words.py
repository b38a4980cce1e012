"""Words a reader meets on each page: python -m tests.browser.words ADDRESS [PAGE ...]

ADDRESS is that of a running `taijie serve` over a real batch. Words within the page's own part are
counted as shown (what is folded, behind an (i) or in a tooltip is not), and sentences with a number
are left aside: those are the results. Charts and tables are left out, which a reader looks up.
Written as CSV to the standard output.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from playwright.sync_api import sync_playwright

from tests.browser.visit import ARGUMENTS, CHROMIUM, Visit

PATHS = (
    "/", "/live", "/overview", "/first", "/believed", "/face", "/tariffs", "/replay", "/variants",
    "/compare", "/history", "/episodes", "/claims", "/checks", "/report", "/help",
)  # fmt: skip
LEAVE_OUT = """() => document.querySelectorAll(".js-plotly-plot, table, .grid, [id^=network]")
  .forEach(one => { one.style.display = "none"; })"""
ENDS = re.compile(r"(?<=[.?!:;])\s+|\n+|\t+")
WORD = re.compile(r"[^\W\d_][\w’'-]*")


def count_words(text: str) -> int:
    """Return the words of a text in sentences, lines and cells without a digit."""
    parts = (part for part in ENDS.split(text) if not re.search(r"\d", part))
    return sum(len(WORD.findall(part)) for part in parts)


def measure(address: str, paths: Sequence[str]) -> dict[str, int]:
    """Return the words of each page that is there."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        visit = Visit(browser.new_page(viewport={"width": 1400, "height": 900}), address)
        for path in paths:
            visit.open(path)
            visit.draw_all()
            if visit.text("#title") != "No such page":
                visit.page.evaluate(LEAVE_OUT)
                found[path] = count_words(visit.text("main"))
        browser.close()
    return found


if __name__ == "__main__":
    words = measure(sys.argv[1], sys.argv[2:] or PATHS)
    lines = [f"{path},{number}" for path, number in [*words.items(), ("all", sum(words.values()))]]
    sys.stdout.write("\n".join(["page,words", *lines]) + "\n")
