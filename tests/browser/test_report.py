"""A report opens from a file with the network off: every figure drawn, nothing asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.test_accessibility import GRAVE
from tests.browser.visit import LOCAL, Visit
from tests.measured import Measured
from tests.runs.examples import example

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report written by the command."""
    folder = tmp_path_factory.mktemp("reported")
    batch = example(folder / "outputs", runs=60)
    out = folder / "report.html"
    command = [sys.executable, "-m", "runs", "report", batch.name, "-o", str(out)]
    command += ["--outputs", str(folder / "outputs")]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"{out}  5." in ended.stdout
    return out


@pytest.fixture
def visit(browser: Browser, report: Path) -> Iterator[Visit]:
    """Somebody who opens the file, with the network off."""
    context = browser.new_context(viewport={"width": 1180, "height": 900}, offline=True)
    visit = Visit(context.new_page(), report.as_uri())
    visit.page.goto(report.as_uri())
    yield visit
    context.close()


def test_it_draws_every_figure_from_a_file_with_the_network_off(
    visit: Visit, report: Path, measured: Measured
) -> None:
    visit.until(
        "[...document.querySelectorAll('[data-figure]')].every(c => c.querySelector('.main-svg'))"
    )
    figures = visit.page.locator("[data-figure]").count()
    assert figures > 12
    asked = [url for url in visit.requests if not url.startswith(LOCAL)]
    assert asked == [report.as_uri()]
    assert visit.complaints == []
    assert visit.page.locator("[data-title*='loud'], .modebar-btn").count() == 0
    size = report.stat().st_size / 1e6
    assert size < 8
    measured("U8", f"a report of {size:.1f} MB drew {figures} figures from a file, network off")


def test_axe_finds_nothing_grave_in_it(visit: Visit) -> None:
    for scheme in ("light", "dark"):
        visit.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # two words it knows
        found = Axe().run(visit.page).response["violations"]
        assert [(one["id"], one["nodes"]) for one in found if one["impact"] in GRAVE] == []
