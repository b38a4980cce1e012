"""Live follows its batch also where a look takes longer than the pause between two; numbers typed
there and on Replay stay as they were typed.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from runs.archive.batch import Batch
from tests.browser.conftest import fresh, serve_folder
from tests.browser.visit import Visit
from tests.runs.examples import example

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MINIMAL = ("scenario=minimal", "signal=minimal", "cast=minimal", "horizon=20")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a batch in which nothing is missing, one to go on with, and a halved one, of
    which the rows of the last variant are not there yet.
    """
    folder = tmp_path_factory.mktemp("outputs")
    example(folder, 20, *MINIMAL, "batch=whole")
    shutil.copytree(folder / "whole", folder / "continued")
    batch = example(folder, 10, *MINIMAL, "batch=halved")
    last = batch.manifest.variants[-1]
    for rectangle in batch.list_valid_rectangles(last):
        for part in batch.layout.list_part_paths(rectangle):
            part.unlink()
    return folder


@pytest.fixture(scope="module")
def address(outputs: Path) -> Iterator[str]:
    """The address of one dashboard over all of them, in write mode."""
    with serve_folder(outputs, "--write") as found:
        yield found.address


def delay_answers(visit: Visit, milliseconds: int) -> None:
    session = visit.page.context.new_cdp_session(visit.page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": milliseconds,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        },
    )


def test_answers_slower_than_the_looks_arrive_all_the_same(
    browser: Browser, address: str, outputs: Path
) -> None:
    halved = Batch(outputs / "halved")
    with (
        fresh(browser, address) as visit,
        halved.layout.status.open("a") as log,
    ):
        fcntl.flock(log, fcntl.LOCK_EX)  # as a launcher at work holds it
        visit.open(f"/live?v=1&batch={halved.name}")
        visit.page.get_by_role("button", name="Stop").wait_for()
        delay_answers(visit, 1700)
        visit.page.wait_for_timeout(2000)
        fcntl.flock(log, fcntl.LOCK_UN)
        visit.page.get_by_role("button", name="Resume").wait_for(timeout=20_000)
        assert visit.text("#live-said").startswith("20 of 30 runs done")
        assert visit.complaints == []


def test_the_runs_wanted_stay_as_typed_while_another_variant_is_looked_at(
    visit: Visit,
) -> None:
    visit.open("/live?v=1&batch=continued")
    field = visit.page.get_by_role("textbox", name="Runs of each variant, now 20")
    field.click()
    visit.page.keyboard.press("Control+a")
    visit.page.keyboard.type("23", delay=150)
    visit.page.get_by_label("Variant", exact=True).first.click()
    visit.page.get_by_role("option", name="face off").click()
    visit.page.wait_for_url("**variant=face*")
    visit.page.locator("#card-running .sentence", has_text="face off").wait_for()
    visit.page.wait_for_timeout(2500)
    assert field.input_value() == "23"
    visit.page.get_by_role("button", name="Compute more runs").click()
    visit.page.locator("#live-said", has_text="69 of 69 runs done").wait_for()
    field = visit.page.get_by_role("textbox", name="Runs of each variant, now 23")
    assert field.input_value() == "46"
    assert visit.complaints == []


def test_the_number_of_a_run_typed_slowly_is_the_run_replayed(
    visit: Visit,
) -> None:
    visit.open("/replay?v=1&batch=whole")
    field = visit.page.get_by_role("textbox", name="Number", exact=True)
    field.click()
    visit.page.keyboard.press("Control+a")
    visit.page.keyboard.type("17", delay=250)
    visit.page.wait_for_url("**run=17*")
    visit.page.locator("#title").wait_for()
    visit.page.wait_for_timeout(2500)
    assert field.input_value() == "17"
    assert "run=17" in visit.page.url
    assert visit.complaints == []


def test_a_number_typed_as_no_digits_is_taken_or_said_to_be_none(visit: Visit) -> None:
    visit.open("/replay?v=1&batch=whole&run=2")
    field = visit.page.get_by_role("textbox", name="Number", exact=True)
    for typed, next_one in (("1,e", 3), ("-3", 5)):
        field.fill(typed)
        visit.page.get_by_text(f"“{typed}” is no whole number from 0").wait_for()
        assert field.input_value() == typed
        field.fill(str(next_one))
        field.press("ArrowUp")
        visit.page.wait_for_url(f"**run={next_one + 1}*")
    field.fill("1e1")
    visit.page.wait_for_url("**run=10*")
    visit.until("[...document.querySelectorAll('input')].some(i => i.value === '10')")
    assert visit.complaints == []
