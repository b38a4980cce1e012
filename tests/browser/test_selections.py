"""Several variants picked are one link; a selection too long for one becomes a view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dashboards.launch import saved_views
from dashboards.state.view import CHOSEN
from runs.archive.batch import Batch
from tests.browser.conftest import fresh, serve_folder
from tests.browser.visit import Visit
from tests.runs.batches import make_batch

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outputs = tmp_path_factory.mktemp("selections")
    make_batch(outputs / "three", runs=30)
    return outputs


@pytest.fixture(scope="module", params=["read", "write"])
def mode(request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[str, str]]:
    with serve_folder(folder, *(["--write"] if request.param == "write" else [])) as found:
        yield request.param, found.address


@pytest.fixture
def visitor(browser: Browser, mode: tuple[str, str]) -> Iterator[Visit]:
    with fresh(browser, mode[1]) as visit:
        yield visit


def test_three_variants_picked_are_compared_with_the_first(visitor: Visit, folder: Path) -> None:
    visitor.open("/variants?v=1&metric=p_china")
    for i in range(len(Batch(folder / "three").manifest.variants)):
        row = visitor.page.locator(f'.grid .ag-row[row-index="{i}"]', has_text=re.compile(r"\d"))
        row.first.click()
        row.first.and_(visitor.page.locator(".ag-row-selected")).wait_for()
    visitor.page.locator("#compare-link", has_text="Compare 2 variants with").click()
    visitor.page.wait_for_url(re.compile("/compare.*among="))
    visitor.page.get_by_text("3 of 3 variants chosen").wait_for()
    visitor.draw_all()
    assert "of 2 variants" in visitor.text("#card-against .sentence")
    visitor.page.get_by_role("link", name="Show all variants").click()
    visitor.page.wait_for_url(lambda url: "among" not in url)
    assert visitor.complaints == []


def test_a_selection_too_long_for_a_link_becomes_a_view(
    visitor: Visit, mode: tuple[str, str], folder: Path
) -> None:
    visitor.open("/compare")
    among = ".".join(["0" * CHOSEN] * 300)
    visitor.page.evaluate(
        "among => dash_clientside.taijie.lead('/compare', '?v=1&metric=p_china&among=' + among)",
        among,
    )
    if mode[0] == "read":
        visitor.page.get_by_text("is too long for a link").wait_for()
        assert not (folder / saved_views.FOLDER).exists()
        return
    visitor.page.wait_for_url(re.compile("view=[0-9a-f]{16}"))
    visitor.page.get_by_text("are not in this batch").wait_for()
    assert len(visitor.page.url) < 200
    assert len(list((folder / saved_views.FOLDER).iterdir())) == 1
    assert visitor.complaints == []
