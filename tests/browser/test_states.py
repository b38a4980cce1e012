"""Every page of a batch at work, a stopped one and a failed one, as a browser shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dashboards.pages.catalogue import list_pages
from tests.browser.conftest import fresh, serve_folder
from tests.browser.visit import Visit
from tests.runs import batch_states as states
from tests.shared_folders import copy_shared_folder

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STATES = ("finished", "stopped", "all_failed")
PATH = f"/srv/outputs/{'0123456789abcdef' * 5}/daily: Not a directory"
"""What an error may say, without a blank at which a line could be broken."""

TELLING = ("/", "/live", "/overview", "/runs", "/failures")
"""Pages that say in which state a batch is."""
ELSEWHERE = (
    *("/launch", "/board", "/choose", "/fit", "/history", "/episodes", "/claims", "/checks"),
    "/help",
)
"""Pages of other things than the rows of the batch shown."""


def list_cover(state: str) -> list[str]:
    """Return the paths that are played in a state: each is played in one, two or all four of them.

    Telling pages are played in all. Of the others one of rows is played where there are none, and
    in one of the other states in turn; one of other things in one of the four in turn. What each
    says in each state, tests/dashboards/test_states.py reads without a browser.
    """
    with_rows, every = [*STATES[:2], "running"], [*STATES, "running"]
    of_rows = [path for path in list_pages() if path not in (*TELLING, *ELSEWHERE)]
    found = [*TELLING, *(of_rows if state == "all_failed" else ())]
    found += [path for i, path in enumerate(of_rows) if with_rows[i % 3] == state]
    return found + [path for i, path in enumerate(ELSEWHERE) if every[i % 4] == state]


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard over a batch in each of these states."""
    folder = tmp_path_factory.mktemp("troubled")
    known = states.find_originals(copy_shared_folder(tmp_path_factory, states.ORIGINALS))
    with ExitStack() as stack:
        for name in ("running", *STATES):
            batch = states.bring_to_state(name, folder, known)
            log = batch.layout.status
            log.write_text(log.read_text().replace(states.ERROR, PATH))
            if name == "running":
                stack.enter_context(states.hold_lock(batch))
        yield stack.enter_context(serve_folder(Path(folder))).address


def assert_pages_fit(visit: Visit, paths: Iterable[str], state: str) -> None:
    """Check pages as they are opened on a phone, and when the window has become wide."""
    for path in paths:
        page = list_pages()[path]
        set_width(visit, 390)
        visit.open(f"{path}?v=1&batch={state}")
        for width in (390, 1400):
            set_width(visit, width)
            visit.draw_all()
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, path
            main = visit.text("main")
            assert visit.page.title() == f"{page.title} · Taijie"
            assert visit.text("#title")
            assert len(main.split()) > 12, path
            assert "could not be worked out" not in main, path
            assert visit.page.get_by_label("Batch", exact=True).first.input_value() == state
            if path in ("/live", "/failures") and state == "all_failed":
                assert "Not a directory" in main
    assert visit.complaints == []
    assert visit.outside == []


@pytest.mark.parametrize("state", [*STATES, "running"])
def test_pages_show_something_fit_the_screen_and_complain_of_nothing(
    browser: Browser, troubled: str, state: str
) -> None:
    with fresh(browser, troubled) as visit:
        assert_pages_fit(visit, list_cover(state), state)


@pytest.mark.exhaustive
@pytest.mark.parametrize("state", [*STATES, "running"])
def test_every_page_fits_the_screen_in_every_state(
    browser: Browser, troubled: str, state: str
) -> None:
    with fresh(browser, troubled) as visit:
        assert_pages_fit(visit, list_pages(), state)


def test_every_page_is_played_in_a_state() -> None:
    assert {path for state in (*STATES, "running") for path in list_cover(state)} == {*list_pages()}


def set_width(visit: Visit, width: int) -> None:
    """Give the window a width, and a frame's time to draw itself anew."""
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.page.evaluate("() => new Promise(done => requestAnimationFrame(() => done(0)))")


def test_the_table_of_variants_shows_those_without_runs(browser: Browser, troubled: str) -> None:
    with fresh(browser, troubled) as visit:
        visit.open("/variants?v=1&batch=stopped")
        visit.page.wait_for_selector(".ag-row[row-id='face off']")
        row = visit.page.locator(".ag-center-cols-container .ag-row[row-id='face off']")
        assert "no run yet" in row.inner_text()


def test_rows_of_batches_are_read_whole_on_a_phone(browser: Browser, troubled: str) -> None:
    with fresh(browser, troubled) as visit:
        visit.page.set_viewport_size({"width": 390, "height": 900})
        visit.open("/?v=1")
        visit.draw_all()
        for cell in visit.page.locator(".stacks td").all():
            place = cell.bounding_box()
            assert place is not None
            assert place["x"] + place["width"] <= 390
