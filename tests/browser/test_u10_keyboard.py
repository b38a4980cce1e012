"""U10: whoever has a keyboard only comes everywhere, and sees where the focus is.

The walk by Tab and axe-core on every page are played in test_pages; contrasts and colour vision are
in tests/dashboards/test_palette.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.visit import Visit
from tests.measured import Measured

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST = 400
STOPS = """() => {
  // Of radio buttons Tab comes to the one that is checked; arrows lead to the others.
  const kinds = "a[href], button, summary, [tabindex='0'], "
    + "input:not([type=hidden], [type=radio]:not(:checked))";
  const all = [...document.querySelectorAll(kinds)].filter(one =>
    one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true })
    && !one.closest(".grid") && !one.closest("[aria-hidden=true]"));
  all.forEach((one, i) => { one.dataset.stop = i; });
  // Scrolling has moved where the next Tab starts from: begin at the beginning.
  const start = document.createElement("button");
  document.body.prepend(start);
  start.focus();
  start.remove();
  return all.map(one => one.outerHTML.slice(0, 160));
}"""
WHERE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const framed = parseFloat(style.outlineWidth) >= 1 && style.outlineStyle !== "none";
  const seen = at.type === "radio" ? at.labels[0] : at;  // a radio button is seen by its label
  const box = seen.getBoundingClientRect();
  return {
    stop: at.dataset.stop === undefined ? null : Number(at.dataset.stop),
    framed: framed || style.boxShadow !== "none",
    grid: at.closest(".grid") !== null,
    size: box.width * box.height,
    what: at.outerHTML.slice(0, 120),
  };
}"""


def walk_by_tab(visit: Visit) -> list[dict[str, Any]]:
    """Press Tab until the focus is at the first stop again; return each place it was in.

    Between the last and the first the focus is out of the page, as a closing list may put it too.
    """
    places: list[dict[str, Any]] = []
    for _ in range(MOST):
        visit.page.keyboard.press("Tab")
        here = visit.page.evaluate(WHERE)
        if places and here and here["stop"] == 0:
            return places
        if here:
            places.append(here)
    raise AssertionError(f"the focus is held: {places[-3:]}")


def assert_tab_comes_to_every_control(visit: Visit, measured: Measured) -> None:
    """Check that Tab comes to every control of the page that is open, and shows where it is."""
    stops = visit.page.evaluate(STOPS)
    places = walk_by_tab(visit)
    reached = {place["stop"] for place in places}
    assert [what for i, what in enumerate(stops) if i not in reached] == []
    assert [place["what"] for place in places if not place["framed"] and not place["grid"]] == []
    assert [place["what"] for place in places if not place["size"]] == []
    measured("U10", "Tab comes to every control, at most {:.0f} stops on a page", len(places))


def test_a_list_that_was_open_leaves_the_focus_in_its_place(visit: Visit) -> None:
    visit.open("/compare")
    visit.draw_all()
    for label, last in (
        ("Metric", "Escape"), ("Metric", "Tab"), ("Metric", "Enter"), ("A", "Enter")
    ):  # fmt: skip
        assert_focus_is_kept(visit, label, last)
    assert visit.complaints == []


def assert_focus_is_kept(visit: Visit, label: str, last: str) -> None:
    """Open the list of a control, choose its next entry, end by a key, and go on by Tab."""
    control = visit.page.get_by_label(label, exact=True).first
    control.focus()
    visit.page.keyboard.press("ArrowDown")
    visit.page.locator("[role=option]:visible").first.wait_for()
    visit.page.keyboard.press("ArrowDown")
    before = visit.page.url
    visit.page.keyboard.press(last)
    if last == "Enter":
        visit.page.wait_for_url(lambda url: url != before)
        visit.draw_all()
    visit.page.wait_for_timeout(300)
    if last != "Tab":
        assert control.evaluate("one => one === document.activeElement"), (label, last)
        visit.page.keyboard.press("Tab")
    here = visit.page.evaluate(WHERE)
    assert here is not None, (label, last)
    assert here["framed"], (label, last)
    assert here["size"] > 0, (label, last)
    assert not control.evaluate("one => one === document.activeElement"), (label, last)


def test_two_variants_are_compared_by_keyboard_alone(visit: Visit, measured: Measured) -> None:
    keys = 0

    def press(key: str) -> None:
        nonlocal keys
        keys += 1
        visit.page.keyboard.press(key)

    visit.open("/variants")
    visit.draw_all()
    rows = visit.page.locator(".grid .ag-pinned-left-cols-container .ag-row")
    rows.nth(2).wait_for()
    visit.page.locator("#title").focus()
    while not visit.page.evaluate("document.activeElement.closest('.ag-header-cell') !== null"):
        press("Tab")
        assert keys < 40
    press("ArrowDown")
    press("Space")
    press("ArrowDown")
    press("Space")
    link = visit.page.get_by_role("link", name="Compare as reported with counting swapped")
    link.wait_for()
    while not link.evaluate("one => one === document.activeElement"):
        press("Tab")
        assert keys < 80
    press("Enter")
    visit.page.wait_for_url(re.compile("/compare.*a=as.reported.*b=counting.swapped"))
    visit.page.get_by_text("A fair comparison").wait_for()
    assert visit.complaints == []
    measured("U10", f"two variants compared with {keys} keys and no mouse")
