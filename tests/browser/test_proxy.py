"""Behind a proxy, under a path: pages, links, marks, tables, pictures and replays stay under it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import fresh, serve_folder
from tests.browser.proxy import serve_proxy
from tests.browser.visit import Visit
from tests.runs.examples import example

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PREFIX = "/lab/taijie"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that is told the path under which it is seen."""
    outputs = tmp_path_factory.mktemp("outputs")
    example(outputs, 30)
    with serve_folder(outputs, "--prefix", PREFIX) as found:
        yield found.address.removesuffix(PREFIX)


@pytest.fixture(params=[True, False], ids=["strips", "keeps"])
def visitor(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Visit]:
    """A visitor of a proxy that takes the path off what it passes on, or leaves it."""
    with (
        serve_proxy(served, PREFIX, request.param) as behind,
        fresh(browser, behind, unread=True) as visit,
    ):
        yield visit


def assert_all_is_under_it(visit: Visit, path: str) -> None:
    assert visit.page.url.startswith(f"{visit.address}{PREFIX}{path}")
    own = f"{visit.address}{PREFIX}/"
    elsewhere = [url for url in visit.requests if not url.startswith((own, "data:", "blob:"))]
    assert elsewhere == []
    assert visit.complaints == []


def test_whoever_walks_through_the_pages_or_sets_a_control_stays_under_the_path(
    visitor: Visit,
) -> None:
    visitor.open(f"{PREFIX}/overview?v=1")
    visitor.page.get_by_role("link", name="Variants", exact=True).click()
    visitor.page.locator(".grid .ag-row[row-id]").first.wait_for()
    visitor.draw_all()
    assert_all_is_under_it(visitor, "/variants")
    table = visitor.page.locator("#card-shares a", has_text="CSV").get_attribute("href")
    assert table is not None
    answer = visitor.page.request.get(visitor.address + table)
    assert answer.status == 200
    assert answer.text().lstrip("\ufeff").startswith("variant,")
    visitor.click_mark("#card-shares .scatterlayer .point")
    visitor.page.wait_for_url("**/runs?**")
    visitor.page.locator(".grid .ag-row a").first.click()
    visitor.page.wait_for_url("**/replay?**")
    visitor.page.locator("#network canvas").first.wait_for()
    visitor.draw_all()
    assert_all_is_under_it(visitor, "/replay")
    visitor.page.get_by_role("link", name="Who calls first", exact=True).first.click()
    visitor.page.wait_for_url(f"**{PREFIX}/first?**")
    visitor.page.get_by_label("Variant", exact=True).first.click()
    visitor.page.get_by_role("option", name="face off").click()
    visitor.page.wait_for_url("**variant=face+off**")
    visitor.draw_all()
    assert_all_is_under_it(visitor, "/first")
