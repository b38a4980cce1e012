"""What hands are on while a page is drawn anew stays: a text half typed, a list just opened."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator

from tests.browser.late_answers import hold_first_answer, wait_until_asked
from tests.browser.visit import Visit
from tests.browser.whatif import OPEN, SHOWN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGE = "page.children"
"""The output that draws a page."""


def find_control(visit: Visit, key: str) -> Locator:
    """Return the field of a control."""
    name = json.dumps({"key": key, "type": "control"}, separators=(",", ":"))
    return visit.page.locator(f"input[id='{name}']")


@contextmanager
def draw_another_variant(visit: Visit) -> Iterator[None]:
    """Open Compare and choose its last variant, whose page comes once the block has ended."""
    visit.open("/compare?v=1")
    find_control(visit, "b").wait_for()
    with hold_first_answer(visit.page, PAGE) as held:
        find_control(visit, "b").click()
        visit.page.get_by_role("option").last.click()
        wait_until_asked(visit.page, held)
        yield
    visit.until("document.querySelector('.on-paper').textContent.includes('B: face off')")
    visit.page.wait_for_timeout(300)  # until its scripts have run


def test_a_metric_half_typed_stays_while_another_variant_is_drawn(visit: Visit) -> None:
    with draw_another_variant(visit):
        find_control(visit, "metric").click()
        find_control(visit, "metric").press("Control+a")
        find_control(visit, "metric").press_sequentially("peak tariff")
    assert find_control(visit, "metric").input_value() == "peak tariff"
    visit.page.get_by_role("option", name="US peak tariff").click()
    visit.page.wait_for_url(re.compile("metric=peak_us"))
    assert visit.complaints == []


def test_a_list_opened_while_a_page_is_drawn_stays_open(visit: Visit) -> None:
    with draw_another_variant(visit):
        find_control(visit, "a").click()
        visit.page.get_by_role("option").first.wait_for()
    visit.page.get_by_role("option", name="counting swapped").click()
    visit.page.wait_for_url(re.compile("a=counting"))
    visit.page.wait_for_timeout(300)
    assert visit.page.get_by_role("option").count() == 0  # what was chosen from does not open again


@pytest.mark.parametrize("leave", ["", "Tab"], ids=["staying", "leaving by Tab"])
def test_digits_typed_while_a_run_is_drawn_are_kept(visit: Visit, leave: str) -> None:
    visit.open("/replay?v=1&run=5")
    number = find_control(visit, "run")
    with hold_first_answer(visit.page, PAGE) as held:
        number.click()
        number.press("Control+a")
        number.press("1")
        wait_until_asked(visit.page, held)
        answer = held[0].fetch()
        number.press("7")
        if leave:
            number.press(leave)
        held.pop().fulfill(response=answer)  # at once: before the field has told its number
    visit.page.wait_for_url(re.compile(r"run=17\b"))
    visit.until("document.querySelector('.heading').innerText.includes('Run 17 ')")
    assert number.input_value() == "17"


def test_a_lever_searched_for_while_another_is_taken_out_stays_in_the_field(visit: Visit) -> None:
    visit.open(OPEN)
    visit.until(SHOWN)
    search = visit.page.locator("#whatif-search")
    with hold_first_answer(visit.page, PAGE) as held:
        visit.page.locator('[data-out-lever="china.insulation"]').click()
        wait_until_asked(visit.page, held)
        search.click()
        search.press_sequentially("contact inertia")
    visit.until("""document.querySelector('[data-out-lever="china.insulation"]') === null""")
    visit.page.wait_for_timeout(300)
    assert search.input_value() == "contact inertia"
