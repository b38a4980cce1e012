"""What stands in the form stays: unreadable text, reloads, other pages, other experiments."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import fresh
from tests.browser.late_answers import type_before_matches
from tests.browser.test_launch import SMALL, choose, fill, wait_for_plan
from tests.browser.test_typing import box
from tests.browser.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def filler(browser: Browser, writing: str) -> Iterator[Visit]:
    """A visitor who stays on one form, and leaves it empty after each test."""
    with fresh(browser, writing) as visit:
        visit.patience = 120.0
        visit.open(f"/launch?v=1&set={SMALL};us.insulation=")
        wait_for_plan(visit)
        yield visit


TOLD = """([field, said]) => {
  const ids = (document.getElementById(field).getAttribute("aria-describedby") || "").split(" ");
  return ids.map(id => (document.getElementById(id) || {}).textContent).join(" ").includes(said);
}"""
"""Whether the descriptions of a field say something."""


@pytest.mark.parametrize(
    ("label", "key", "typed", "said"),
    [
        ("us.insulation", "us.insulation", "0.1; 0.4", "us.insulation=0.1; 0.4"),
        ("us.insulation", "us.insulation", "7", "Allowed: 0 to 1 (share)"),
        ("Runs of each variant", "runs", "1,000", "without separators: 1000"),
        ("Runs of each variant", "runs", "1e3", "in digits: 1000"),
        ("Name of the batch", "batch", "a/b", "letters of any script"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_the_rest_works(
    filler: Visit, label: str, key: str, typed: str, said: str
) -> None:
    maker = filler
    box(maker, label).click()
    maker.page.keyboard.type(typed)
    wait_for_plan(maker, f"{key}=")
    maker.until("document.querySelector('.refused') !== null")
    for part in (f"{key}=", said):
        maker.until(TOLD, arg=[box(maker, label).get_attribute("id"), part])
    assert box(maker, label).get_attribute("aria-invalid") == "true"
    assert box(maker, label).input_value() == typed
    fill(maker, "Seed: names the random worlds", "12")
    assert box(maker, label).input_value() == typed
    assert maker.page.locator("#start").count() == 0
    box(maker, label).fill("")
    maker.page.keyboard.press("Tab")
    maker.until("document.querySelector('#command') !== null")
    assert "seed=12" in maker.text("#command")
    box(maker, "Seed: names the random worlds").fill("")
    maker.page.keyboard.press("Tab")
    maker.until("!document.querySelector('#command').textContent.includes('seed=12')")


HARD = {
    "us.insulation": "0.1;0.4 %",
    "Runs of each variant": "  50 ",
    "Name of the batch": "中文批次",
    "Seed: names the random worlds": "1e3",
}


def go_to(maker: Visit, page: str) -> None:
    """Go to a page by its link, and stay until it is there, as a person does."""
    maker.page.get_by_role("link", name=page, exact=True).click()
    maker.page.locator("#title", has_text=page).wait_for()


def test_what_was_typed_comes_back_after_reload_other_pages_and_back(maker: Visit) -> None:
    maker.open("/launch?v=1&set=us.insulation=")
    wait_for_plan(maker)
    for label, text in HARD.items():
        box(maker, label).click()
        maker.page.keyboard.insert_text(text)
    maker.page.wait_for_timeout(250)
    maker.page.reload()
    wait_for_plan(maker)

    def read_boxes() -> dict[str, str]:
        return {label: box(maker, label).input_value() for label in HARD}

    assert read_boxes() == HARD
    go_to(maker, "Batches")
    maker.page.get_by_role("link", name="Launch", exact=True).click()
    wait_for_plan(maker)
    assert read_boxes() == HARD
    box(maker, "Horizon, days").click()
    maker.page.keyboard.type("33")
    go_to(maker, "Claims")
    maker.page.go_back()
    wait_for_plan(maker, "horizon=33")
    assert read_boxes() == HARD
    assert box(maker, "Horizon, days").input_value() == "33"
    maker.page.get_by_role("link", name="Empty the whole form").click()
    maker.until("document.querySelector('#command') !== null")
    assert box(maker, "Horizon, days").input_value() == ""


def test_what_is_typed_before_the_page_is_ready_stays_in_the_address(maker: Visit) -> None:
    maker.open("/?v=1")
    maker.page.evaluate("() => { dash_clientside.taijie.form = () => dash_clientside.no_update; }")
    maker.page.get_by_role("link", name="Launch", exact=True).click()
    wait_for_plan(maker)
    for label, text in (("Horizon, days", "33"), ("Seed: names the random worlds", "5")):
        box(maker, label).click()
        maker.page.keyboard.type(text)
    go_to(maker, "Claims")
    maker.page.go_back()
    wait_for_plan(maker, "horizon=33")
    maker.page.reload()
    wait_for_plan(maker, "seed=5")
    assert box(maker, "Horizon, days").input_value() == "33"


def test_what_is_searched_for_before_the_first_matches_stays_in_the_field(maker: Visit) -> None:
    maker.open("/?v=1")
    link, words = 'a[href^="/launch"]:visible', "us.insulation"
    assert type_before_matches(maker.page, "lever-search", words, link, "#batches-list") == words


def test_another_experiment_moves_untouched_fields_and_leaves_touched_ones(maker: Visit) -> None:
    maker.open("/launch")
    wait_for_plan(maker)
    fill(maker, "Seed: names the random worlds", "5")
    choose(maker, "Experiment", "constant_hazard")
    maker.until("document.querySelector('#command').textContent.includes('constant_hazard')")
    horizon, seed = box(maker, "Horizon, days"), box(maker, "Seed: names the random worlds")
    maker.until(
        "id => document.getElementById(id).placeholder === '720'",
        arg=horizon.get_attribute("id"),
    )
    assert seed.input_value() == "5"
    assert "kept, in place of 0" in maker.text(f"[id='{seed.get_attribute('id')}-description']")
