"""Two runs of one random world side by side: from a comparison, by link, on one cursor."""

from __future__ import annotations

import re

import pytest

from tests.browser.replaying import PAIR, day_of, open_replay, press, read_number, rows
from tests.browser.test_accessibility import assert_nothing_is_grave
from tests.browser.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def replay(visit: Visit) -> Visit:
    return open_replay(visit, "/replay?v=1&run=0")


@pytest.fixture
def pair(visit: Visit) -> Visit:
    return open_replay(visit, PAIR)


def test_a_pair_opens_where_its_runs_part_and_a_key_leads_back_there(pair: Visit) -> None:
    said = re.search(r"part on day (\d+)", pair.text("#title"))
    assert said is not None
    assert day_of(pair) == int(said.group(1))
    plots = "[...document.querySelectorAll('.timelines .js-plotly-plot')]"
    marks = pair.page.evaluate(f"{plots}.map(plot => plot.layout.shapes[1].x0)")
    assert marks == [int(said.group(1))] * 2
    press(pair, "End")
    assert day_of(pair) == 180
    press(pair, "x")
    assert day_of(pair) == int(said.group(1))
    assert pair.complaints == []
    assert pair.outside == []


def test_a_link_restores_a_pair_on_its_day_and_axe_finds_nothing_grave_in_it(visit: Visit) -> None:
    open_replay(visit, f"{PAIR}&day=33")
    assert day_of(visit) == 33
    heads = visit.page.locator(".parted h3").all_inner_texts()
    assert heads == ["A: as reported", "B: counting swapped"]
    assert_nothing_is_grave(visit)


def test_a_second_run_is_put_beside_the_first_and_taken_away(replay: Visit) -> None:
    replay.page.get_by_label("Beside it").first.click()
    replay.page.get_by_role("option", name="face off").click()
    replay.page.wait_for_url(re.compile("run=0&.*a=as.reported&b=face.off"))
    replay.page.wait_for_selector("#why-b details", state="attached")
    replay.page.get_by_label("Beside it").first.click()
    replay.page.get_by_role("option", name="nothing", exact=True).click()
    replay.page.wait_for_url(re.compile("variant=as.reported"))
    replay.page.wait_for_selector("#why-b", state="detached")
    assert "b=" not in replay.page.url.partition("?")[2].replace("batch=", "")
    assert replay.complaints == []


def test_a_cell_of_the_exchange_leads_to_a_pair_in_two_clicks(visit: Visit) -> None:
    visit.open("/runs?v=1&a=as+reported&b=face+off&where=a.first_mover_true:us")
    visit.page.locator(".grid a").first.click()
    visit.page.wait_for_url(re.compile("/replay.*run="))
    visit.page.wait_for_selector("#why-b details", state="attached")
    assert visit.complaints == []


def test_the_numbers_in_the_panels_are_those_of_the_tables(pair: Visit) -> None:
    press(pair, "x", "n", "n")
    day = day_of(pair)
    names = {"A": "as+reported", "B": "counting+swapped"}
    exact = {
        which: rows(pair, f"variant={name}&run=0&figure=days")[day - 1]
        for which, name in names.items()
    }
    heads = pair.page.locator("#readings thead th").all_inner_texts()
    assert heads == ["A", "B", "B less A"]
    for row in pair.page.locator("#readings tbody tr").all():
        name = row.locator("th").inner_text().replace("US", "us").replace("China", "china")
        a, b, less = (read_number(text) for text in row.locator("td").all_inner_texts())
        column = name.replace(" ", "_")
        assert a == round(float(exact["A"][column]), 3)
        assert b == round(float(exact["B"][column]), 3)
        assert less == pytest.approx(b - a, abs=0.0011)
    for which, end in (("A", ""), ("B", "-b")):
        sent = rows(pair, f"variant={names[which]}&run=0&figure=signals")
        on = [row for row in sent if row["day"] == str(day)]
        said = pair.text("#today-said").partition(f"{which} has ")[2]
        assert said.startswith(f"{len(on)} signal")
        listed = pair.page.locator(f"#happened{end} li").all_inner_texts()
        assert sum(any(row["title"] in line for line in listed) for row in on) == len(on)
