"""The replay of a batch of two other sides: scripts and styles have their names and colours."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import fresh, serve_folder
from tests.browser.replaying import open_replay, press
from tests.second_pair import COLOURS, PRESET, make_second_batch

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NETWORK = """() => {
  const cy = document.getElementById("network")._cyreg.cy;
  return ["first", "second"].map(place => cy.nodes("." + place)[0].style("background-color"));
}"""
BARS = """() => ["first", "second"].map(place =>
  getComputedStyle(document.querySelector("#pains i." + place)).backgroundColor)"""


def test_a_replay_has_the_names_and_colours_of_its_sides(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outputs = tmp_path_factory.mktemp("second")
    make_second_batch(tmp_path_factory.mktemp("own"), outputs, runs=8)
    rgb = [f"rgb({', '.join(str(int(c[i : i + 2], 16)) for i in (1, 3, 5))})" for c in COLOURS]
    with serve_folder(outputs) as served, fresh(browser, served.address) as visit:
        open_replay(visit, "/replay?v=1&run=0")
        assert visit.page.evaluate(NETWORK) == [one.replace(" ", "") for one in rgb]
        assert visit.page.evaluate(BARS) == rgb
        said = visit.page.locator("#network-said")
        for _ in range(12):
            if "by the Norland Union and" in said.inner_text():
                break
            press(visit, "ArrowRight")
        assert re.search(r"\d by the Norland Union and \d+ by Sudland, from", said.inner_text())
        press(visit, "w")
        visit.page.get_by_role("tab", name="Tables").click()
        visit.page.get_by_text("Table of all signals").click()
        visit.page.wait_for_selector("[data-csv] td >> text=Norland Union")
        told = visit.page.locator("main").text_content() or ""
        assert "tariff Norland" in told
        assert re.search(r"(Norland Union|Sudland), contact", told)
        assert not PRESET.search(told)
        assert visit.complaints == []
