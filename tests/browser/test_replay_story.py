"""The replay on one screen: its story, its player, its drawer, and the run otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import fresh
from tests.browser.replaying import PAIR, day_of, open_replay, press, rows
from tests.browser.test_accessibility import assert_nothing_is_grave, grave
from tests.browser.visit import Visit
from tests.measured import Measured

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZE = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
HIDDEN = """() => [...document.querySelectorAll(".tale li, .film, .cast")].filter(one => {
  const box = one.getBoundingClientRect();
  return box.bottom > innerHeight || box.right > innerWidth;
}).map(one => one.textContent)"""


@pytest.fixture
def wide(browser: Browser, address: str) -> Visit:
    with fresh(browser, address) as visit:
        visit.page.set_viewport_size({"width": 1400, "height": 900})
        yield visit


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Visit]:
    """The replay of a run with much to tell, opened once; each test goes to a day of its own."""
    with fresh(browser, address) as visit:
        visit.page.set_viewport_size({"width": 1400, "height": 900})
        yield open_replay(visit, "/replay?v=1&run=1&day=1")


@pytest.fixture
def told(opened: Visit) -> Visit:
    opened.page.set_viewport_size({"width": 1400, "height": 900})
    go_to(opened, 1)
    return opened


@pytest.fixture
def phone(browser: Browser, address: str) -> Visit:
    with fresh(browser, address) as visit:
        visit.page.set_viewport_size({"width": 390, "height": 844})
        yield visit


def go_to(visit: Visit, day: int) -> None:
    visit.page.evaluate("day => dash_clientside.taijie.goTo(day)", day)
    assert day_of(visit) == day


@pytest.mark.parametrize("run", [
    0, 1, pytest.param(2, marks=pytest.mark.exhaustive),
    pytest.param(3, marks=pytest.mark.exhaustive), 4,
])  # fmt: skip
def test_the_story_of_a_run_fits_one_screen_and_names_day_act_and_reason(
    wide: Visit, run: int, measured: Measured
) -> None:
    open_replay(wide, f"/replay?v=1&run={run}")
    assert wide.page.evaluate(SIZE) == [1400, 900]
    assert wide.page.evaluate(HIDDEN) == []
    known = rows(wide, f"variant=as+reported&run={run}&figure=story")
    turns = wide.page.locator(".tale li").all()
    assert len(turns) == len(known) >= 3
    for turn, row in zip(turns, known, strict=True):
        text = turn.inner_text()
        assert turn.locator("button b").inner_text() == row["day"]
        assert re.match(r"\d+ \w+$", turn.locator("button small").inner_text())
        assert row["text"] in text
        assert row["why"] in text
    reasons = sum(bool(row["why"]) for row in known)
    assert reasons >= len(known) - 1, "a meeting of envoys that nobody proposed has none"
    if run == 0:
        assert_what_is_said_to_all_is_a_halo_and_no_arrow(wide)
    measured("U13", f"{len(known)} turns of a run on a screen of 1400 x 900, {reasons} with why")


def test_a_turn_leads_to_its_day_and_what_is_ahead_is_faint(told: Visit) -> None:
    last = told.page.locator(".tale li").last
    assert "ahead" in (last.get_attribute("class") or "")
    last.locator("button").click()
    assert str(day_of(told)) == last.locator("button b").inner_text()
    assert "ahead" not in (last.get_attribute("class") or "")
    assert "now" in (last.get_attribute("class") or "")


def test_a_higher_speed_plays_faster_and_a_step_pauses(told: Visit) -> None:
    told.page.locator("#speed label", has_text="8×").click()
    told.page.locator("#play").click()
    told.page.wait_for_timeout(1500)
    press(told, "ArrowRight")
    stopped = day_of(told)
    assert stopped > 1 + 1500 / 350 + 2, "more days than at speed 1"
    told.page.wait_for_timeout(600)
    assert day_of(told) == stopped
    assert told.text("#play") == "Play"


def assert_what_is_said_to_all_is_a_halo_and_no_arrow(wide: Visit) -> None:
    """Check the open replay of run 0 on the first day on which a signal goes to several."""
    sent = rows(wide, "variant=as+reported&run=0&figure=signals")
    loud = [one for one in sent if one["public"] == "True" and " " in one["receivers"]]
    wide.page.evaluate("day => dash_clientside.taijie.goTo(day)", int(loud[0]["day"]))
    senders = {one["sender"] for one in loud if one["day"] == loud[0]["day"]}
    cy = "document.querySelector('#network')._cyreg.cy"
    shown = wide.page.evaluate(f"{cy}.nodes('.halo').map(node => node.id())")
    assert set(shown) == senders
    quiet = [one for one in sent if one["day"] == loud[0]["day"] and one not in loud]
    arrows = {(one["sender"], to) for one in quiet for to in one["receivers"].split()}
    drawn = wide.page.evaluate(
        f"{cy}.edges('.signal').map(edge => [edge.data('source'), edge.data('target')])"
    )
    assert {tuple(one) for one in drawn} == arrows


def test_the_drawer_tells_why_and_is_found_accessible(told: Visit) -> None:
    go_to(told, 20)
    assert not told.page.locator("#why").is_visible()
    press(told, "w")
    told.page.locator("#why details").first.wait_for(state="visible")
    assert_nothing_is_grave(told)
    for theme in ("light", "dark"):
        told.page.wait_for_selector(f"html[data-theme={theme}]")
        for tab in ("The day", "Groups", "Otherwise", "Tables", "Why"):
            told.page.get_by_role("tab", name=tab).click()
            told.page.wait_for_timeout(300)
            assert (theme, tab, grave(told, "#why")) == (theme, tab, [])
        told.page.get_by_role("button", name="Dark or light").click()
    press(told, "ArrowRight")
    assert day_of(told) == 21
    press(told, "w")
    told.page.locator("#why").wait_for(state="hidden")
    assert told.complaints == []


def test_from_the_day_shown_a_side_does_otherwise(wide: Visit) -> None:
    sent = rows(wide, "variant=as+reported&run=1&figure=signals")
    act = next(one for one in sent if one["sender"] == "us_leader" and one["slot"] == "contact")
    open_replay(wide, f"/replay?v=1&run=1&day={act['day']}")
    press(wide, "w")
    wide.page.get_by_role("tab", name="Otherwise").click()
    wide.page.get_by_label("From the day shown, otherwise").first.click()
    wide.page.get_by_role("option", name="US: sends nothing").click()
    wide.page.wait_for_url(re.compile(f"twin=us(:|%3A)nothing.*since={act['day']}"))
    wide.page.wait_for_selector("#why-b details", state="attached")
    assert wide.text("#title") == f"On day {act['day']} the United States sends nothing."
    assert wide.text("#parts-said").startswith(f"The two runs part on day {act['day']}: ")
    press(wide, "w")
    command = wide.page.locator(".command pre")
    command.wait_for(state="visible")
    assert f"day={act['day']} do=us:nothing --batch " in command.inner_text()
    assert_nothing_is_grave(wide)
    assert wide.complaints == []


def test_a_phone_has_a_pair_one_under_another(phone: Visit) -> None:
    open_replay(phone, PAIR)
    assert_parts_lie_one_under_another(phone)


def test_a_phone_has_a_run_one_under_another(told: Visit) -> None:
    told.page.set_viewport_size({"width": 390, "height": 844})
    assert_parts_lie_one_under_another(told)


def assert_parts_lie_one_under_another(visit: Visit) -> None:
    assert visit.page.evaluate(SIZE)[0] == 390
    places = [visit.page.locator(part).bounding_box() for part in (".tale", ".film", ".cast")]
    tops = [place["y"] for place in places if place]
    assert tops == sorted(tops)
    assert_nothing_is_grave(visit)
