"""What every test of the replay does: open one, press keys, read the day from every panel."""

from __future__ import annotations

import csv
import io

from tests.browser.visit import Visit

PAIR = "/replay?v=1&a=as+reported&b=counting+swapped&run=0"
PANELS = """() => {
  const text = id => document.getElementById(id).textContent;
  const number = (id, form) => Number((text(id).match(form) || [])[1]);
  const days = { date: number("date", /^day (\\d+) of/) };
  days.slider = Number(document.getElementById("day").value);
  days.values = number("readings", /^Daily values on day (\\d+)/);
  days.today = number("today-said", /^On day (\\d+)/);
  days.pains = number("pains-said", /^On day (\\d+)/);
  days.signals = number("network-said", /^Signals on day (\\d+)/);
  ["", "-b"].filter(end => document.getElementById("why" + end)).forEach(end => {
    days["why" + end] = number("why-said" + end, /^On day (\\d+)/);
    days["network" + end] = document.getElementById("network" + end)._cyreg.cy.day;
    const link = document.getElementById("options" + end).href;
    days["options" + end] = Number(new URLSearchParams(link.split("?")[1]).get("day"));
  });
  document.querySelectorAll(".timelines .js-plotly-plot").forEach((plot, i) => {
    const line = plot.querySelector('.shapelayer path[data-index="0"]').getAttribute("d");
    const axis = plot._fullLayout.xaxis, kept = plot.layout.shapes[0].x0;
    const drawn = axis.p2d(parseFloat(line.slice(1)) - axis._offset);
    days["timeline" + i] = Math.abs(drawn - kept) < 0.01 ? kept : -1;
  });
  return days;
}"""


def open_replay(visit: Visit, path: str) -> Visit:
    """Open a replay and wait until each of its panels is there."""
    visit.open(path)
    visit.page.wait_for_selector("#card-timeline .main-svg")
    visit.page.wait_for_selector("#why details", state="attached")
    visit.page.wait_for_selector("#pains tbody tr", state="attached")
    visit.until("Boolean((document.querySelector('#network') || {})._cyreg)")
    drawn = "every(chart => chart.querySelector('.main-svg'))"
    visit.until(f"[...document.querySelectorAll('.timelines .chart')].{drawn}")
    return visit


def panels(visit: Visit) -> dict[str, int]:
    """Return the day that each panel shows."""
    found: dict[str, int] = visit.page.evaluate(PANELS)
    return found


def day_of(visit: Visit) -> int:
    """Return the day the page says, after checking that every panel and the address have it."""
    days = panels(visit)
    assert len(set(days.values())) == 1, days
    day = days["date"]
    visit.until("day => location.search.includes(`day=${day}`)", arg=day)
    return day


def press(visit: Visit, *keys: str) -> None:
    visit.page.locator("#title").focus()
    for key in keys:
        visit.page.keyboard.press(key)


def rows(visit: Visit, query: str) -> list[dict[str, str]]:
    """Return the rows of a table of the replay, as its CSV has them."""
    answer = visit.page.request.get(f"{visit.address}/replay?v=1&{query}&format=csv")
    assert answer.ok
    return list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))


def read_number(text: str) -> float:
    return float(text.replace("−", "-"))
