"""U14: two batches are compared on the board in four clicks from Batches; a link is the board."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from scipy.stats import ttest_rel

from runs.archive.batch import Batch
from tests.browser.conftest import fresh, serve_folder
from tests.browser.test_accessibility import assert_nothing_is_grave
from tests.browser.timing import Served
from tests.browser.visit import Visit
from tests.measured import Measured
from tests.runs.examples import example

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outputs = tmp_path_factory.mktemp("two")
    example(outputs, 60, "horizon=90", "batch=pilot")
    example(outputs, 60, "horizon=90", "batch=shielded", "us.insulation=0.6")
    return outputs


@pytest.fixture(scope="module")
def served(two: Path) -> Iterator[Served]:
    with serve_folder(two) as found:
        yield found


def test_two_batches_are_compared_in_four_clicks(
    browser: Browser, served: Served, two: Path, measured: Measured
) -> None:
    with fresh(browser, served.address) as visit:
        visit.open("/")
        for name in ("pilot", "shielded"):
            visit.click(visit.page.get_by_title(f"Pin {name} to the board"))
            visit.page.get_by_title(f"Take {name} off the board").wait_for()
        visit.click(visit.page.get_by_role("link", name="Board 2"))
        sentence = visit.text("#card-differences .sentence")
        a, b = (
            (Batch(two / name).outcomes(of)["first_mover_true"] == "us").astype(float)
            for name, of in (("pilot", "as reported"),
                             ("shielded", "as reported, us.insulation=0.6"))
        )  # fmt: skip
        told = ttest_rel(b, a).confidence_interval(0.95)
        shown = re.search(r"0.6” (−?[\d.]+) \[(−?[\d.]+), (−?[\d.]+)\]", sentence)
        assert shown is not None, sentence
        value, low, high = (float(part.replace("−", "-")) for part in shown.groups())
        assert value == pytest.approx(100 * (b - a).mean(), abs=0.51)
        assert low <= 100 * told.low <= 100 * told.high <= high
        assert "Paired." in visit.text("main")
        assert visit.clicks <= 4
        measured("U14", f"two batches compared on the board in {visit.clicks} clicks")
        assert visit.complaints == []


def test_the_board_is_its_link_and_its_pins_move_and_go(browser: Browser, served: Served) -> None:
    with fresh(browser, served.address) as visit:
        visit.open("/board?v=1&pins=pilot;gone;shielded")
        visit.draw_all()
        titles = "[...document.querySelectorAll('.outcome h3')].map(one => one.innerText)"
        assert [one[0] for one in visit.page.evaluate(titles)] == ["1", "2", "3"]
        visit.page.get_by_title(re.compile("^Move 3 .* up$")).click()
        visit.page.wait_for_url(re.compile("pins=pilot;shielded;gone"))
        visit.page.get_by_title(re.compile("^Take 3 gone off")).click()
        visit.page.wait_for_url(re.compile("pins=pilot;shielded$"))
        visit.draw_all()
        assert_nothing_is_grave(visit)
        before = visit.read_all()
        with fresh(browser, served.address) as other:
            other.open(before["address"])
            other.draw_all()
            assert other.read_all() == before


def test_pins_stay_when_another_batch_is_chosen_and_rows_of_variants_join_them(
    browser: Browser, served: Served
) -> None:
    with fresh(browser, served.address) as visit:
        visit.open("/overview?v=1&batch=pilot")
        visit.page.locator(".tools .pin", has_text="Pin").click()
        visit.page.get_by_role("link", name="Board 1").wait_for()
        choose_batch(visit, "shielded")
        visit.page.get_by_role("link", name="Board 1").wait_for()
        visit.page.get_by_role("link", name="Variants", exact=True).click()
        visit.page.locator(".ag-row", has_text="face off").first.click()
        visit.until("document.querySelector('#pin-link').href.includes('/board')")
        visit.page.locator("#pin-link").click()
        visit.page.locator(".outcome h3", has_text="2 Face off").wait_for()
        assert visit.page.locator(".outcome h3", has_text="1 As reported").count() == 1


def choose_batch(visit: Visit, name: str) -> None:
    visit.page.get_by_role("textbox", name="Batch", exact=True).click()
    visit.page.get_by_role("option", name=name).click()
    visit.page.wait_for_url(f"**batch={name}*")


@pytest.mark.parametrize("width", [390, 1400])
def test_the_board_fits_its_screen(browser: Browser, served: Served, width: int) -> None:
    with fresh(browser, served.address) as visit:
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.open("/board?v=1&pins=pilot;shielded;gone")
        visit.draw_all()
        assert visit.page.evaluate("document.documentElement.scrollWidth") == width
