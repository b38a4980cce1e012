"""On a phone the charts of every page keep one rule: whole titles, few ticks, panels apart."""

from __future__ import annotations

from itertools import combinations, pairwise, product
from typing import Any

import pytest

from tests.browser.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = 390
NARROWED = """() => [...document.querySelectorAll(".js-plotly-plot")].every(
  plot => plot.layout.meta && plot.layout.meta.narrow && !plot.narrowing)"""
READ = """() => [...document.querySelectorAll(".js-plotly-plot")].map(plot => {
  const places = (selector) => [...plot.querySelectorAll(selector)].map(one => {
    const {left, right, top, bottom} = one.getBoundingClientRect();
    return {text: one.textContent, left, right, top, bottom};
  });
  return {
    narrow: Boolean(plot.layout.meta && plot.layout.meta.narrow),
    box: plot.getBoundingClientRect().toJSON(),
    titles: places(".xtitle, .ytitle, .x2title, .y2title, .x3title"),
    notes: places(".annotation-text"),
    ticks: places(".xaxislayer-above > .xtick text"),
    rows: places(".yaxislayer-above > .ytick text"),
    flows: places(".sankey .node-label"),
    nodes: places(".sankey .node-rect"),
  };
})"""


def read_charts(visit: Visit) -> list[dict[str, Any]]:
    """Return where the parts of each chart lie, in pixels of the window."""
    found: list[dict[str, Any]] = visit.page.evaluate(READ)
    return found


@pytest.mark.parametrize("path", ["/first", "/tariffs", "/variants", "/believed", "/compare"])
def test_titles_are_whole_and_ticks_apart_on_a_phone(visit: Visit, path: str) -> None:
    visit.page.set_viewport_size({"width": PHONE, "height": 900})
    visit.open(f"{path}?v=1")
    visit.draw_all()
    visit.until(NARROWED)
    charts = read_charts(visit)
    assert charts
    for chart in charts:
        for title in chart["titles"]:
            assert title["left"] >= chart["box"]["left"] - 1, title
            assert title["right"] <= chart["box"]["right"] + 1, title
            assert title["top"] >= chart["box"]["top"] - 1, title
            assert title["bottom"] <= chart["box"]["bottom"] + 1, title
            assert "Click to enter" not in title["text"]
        assert not [one for one in chart["rows"] if one["left"] < chart["box"]["left"] - 1]
        for one, other in pairwise(chart["ticks"]):
            same_line = abs(one["top"] - other["top"]) < 2
            assert not same_line or one["right"] <= other["left"], (one, other)
        assert not [pair for pair in combinations(chart["flows"], 2) if overlap(*pair)]
        assert not [one for one in chart["flows"] if "says:" in one["text"]], "half the room"
        assert not [pair for pair in product(chart["notes"], chart["nodes"]) if overlap(*pair)]
    if path == "/tariffs":
        assert_titles_of_panels_are_apart(charts)
    assert visit.complaints == []


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    """Say whether two parts of a chart cover a common place."""
    across = one["left"] < other["right"] and other["left"] < one["right"]
    return across and one["top"] < other["bottom"] and other["top"] < one["bottom"]


def assert_titles_of_panels_are_apart(charts: list[dict[str, Any]]) -> None:
    titles = ["pressure", "outrage", "need, as seen"]
    panels = [f"{side}, {title}" for side in ("United States", "China") for title in titles]
    (notes,) = [
        chart["notes"] for chart in charts if [note["text"] for note in chart["notes"]] == panels
    ]
    for one, other in pairwise(notes):
        assert one["bottom"] <= other["top"]


def test_a_wide_screen_has_the_figures_as_they_were_made(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1400, "height": 900})
    visit.open("/tariffs?v=1")
    visit.draw_all()
    charts = read_charts(visit)
    assert charts
    assert not any(chart["narrow"] for chart in charts)
    assert visit.complaints == []
