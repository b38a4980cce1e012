"""The replay by keyboard: every panel stands on the same day, and a step is quick."""

from __future__ import annotations

import re

import pytest

from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

CURSOR = """() => {
  const plot = document.querySelector("#card-timeline .js-plotly-plot");
  const line = plot.querySelector(".shapelayer path").getAttribute("d");
  const axis = plot._fullLayout.xaxis;
  const drawn = axis.p2d(parseFloat(line.slice(1)) - axis._offset);
  const kept = plot.layout.shapes[0].x0;
  return Math.abs(drawn - kept) < 0.01 ? kept : -1;
}"""
SETTLED = """async () => {
  const times = [];
  for (let i = 0; i < 60; i += 1) {
    const start = performance.now();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}"""


@pytest.fixture
def replay(visit: Visit) -> Visit:
    visit.open("/replay?v=1&run=0")
    visit.page.wait_for_selector("#card-timeline .main-svg")
    visit.page.wait_for_selector("#why details")
    return visit


def day_of(visit: Visit) -> int:
    """Return the day the page says, after checking that every panel stands on it."""
    said = re.match(r"day (\d+) of", visit.text("#date"))
    assert said is not None
    day = int(said.group(1))
    assert visit.page.evaluate(CURSOR) == day
    assert int(visit.page.locator("#day").input_value()) == day
    visit.page.wait_for_function("day => location.search.includes(`day=${day}`)", arg=day)
    return day


def press(visit: Visit, *keys: str) -> None:
    visit.page.locator("#title").focus()
    for key in keys:
        visit.page.keyboard.press(key)
    visit.page.wait_for_timeout(250)


def test_arrows_step_by_days_and_every_panel_follows(replay: Visit) -> None:
    assert day_of(replay) == 1
    press(replay, "ArrowRight", "ArrowRight", "ArrowRight")
    assert day_of(replay) == 4
    press(replay, "ArrowLeft")
    assert day_of(replay) == 3
    press(replay, "End")
    assert day_of(replay) == 180
    press(replay, "Home")
    assert day_of(replay) == 1
    assert replay.complaints == []


def test_the_next_event_is_a_day_on_which_something_happened(replay: Visit) -> None:
    press(replay, "n")
    assert day_of(replay) > 1
    assert "nothing" not in replay.text("#happened")
    press(replay, "n", "p")
    assert "nothing" not in replay.text("#happened")


def test_space_plays_and_stops(replay: Visit) -> None:
    press(replay, " ")
    replay.page.wait_for_function("document.documentElement.dataset.day >= 3")
    press(replay, " ")
    stopped = day_of(replay)
    replay.page.wait_for_timeout(800)
    assert day_of(replay) == stopped


def test_why_shows_each_option_with_its_terms_and_what_was_chosen(replay: Visit) -> None:
    first = replay.page.locator("#why details").first
    assert "probability" in first.locator("summary").inner_text()
    heads = first.locator("thead th").all_inner_texts()
    assert {"option", "probability", "utility", "draw", "sum"} < set(heads)
    assert len(heads) > 6
    assert first.locator("tr.chosen").count() == 1
    assert first.locator("tr.nearest").count() == 1
    column = heads.index("sum") - 1
    sums = [
        float(row.locator("td").nth(column).inner_text().replace("−", "-"))
        for row in first.locator("tbody tr").all()
    ]
    chosen = first.locator("tr.chosen td").nth(column).inner_text().replace("−", "-")
    assert float(chosen) == max(sums)


def test_the_network_shows_the_cast_and_the_day_s_signals(replay: Visit) -> None:
    count = "s => document.querySelector('#network')._cyreg.cy.elements(s).length"
    assert replay.page.evaluate(count, "node") > 20
    shown = replay.page.evaluate(count, "edge.channel")
    assert shown > 20
    for _ in range(12):
        press(replay, "n")
        if replay.page.evaluate(count, "edge.signal"):
            break
    assert replay.page.evaluate(count, "edge.signal") > 0
    assert replay.page.evaluate(count, "node.active") > 0


def test_a_link_restores_the_day(visit: Visit) -> None:
    visit.open("/replay?v=1&run=1&day=40")
    visit.page.wait_for_function("document.documentElement.dataset.day === '40'")
    assert visit.text("#date").startswith("day 40 of 180")


def test_a_rule_chooses_the_run(visit: Visit) -> None:
    visit.open("/replay")
    visit.page.wait_for_selector("#why details")
    shown = visit.page.locator(".control input:visible")
    assert "most ordinary run" in shown.nth(1).input_value()
    shown.nth(1).click()
    visit.page.get_by_role("option", name=re.compile("nobody|latest")).first.click()
    visit.page.wait_for_url(re.compile("rule="))
    visit.page.wait_for_selector("#why details")
    assert visit.complaints == []


def test_a_step_takes_less_than_150_ms(replay: Visit) -> None:
    asked = len(replay.requests)
    times = replay.page.evaluate(SETTLED)
    assert len(replay.requests) == asked, "a step asked the server"
    assert times[int(len(times) * 0.95)] < 150, f"p95 {times[int(len(times) * 0.95)]:.0f} ms"
