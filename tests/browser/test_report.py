"""A report opens from a file with the network off: every figure drawn, nothing asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.test_accessibility import GRAVE
from tests.dashboards.example import example
from tests.measured import Measured

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
def opened(browser: Browser, report: Path) -> tuple[Page, list[str], list[str]]:
    context = browser.new_context(viewport={"width": 1180, "height": 900}, offline=True)
    page, requests, complaints = context.new_page(), list[str](), list[str]()
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(report.as_uri())
    return page, requests, complaints


def test_it_draws_every_figure_from_a_file_with_the_network_off(
    opened: tuple[Page, list[str], list[str]], report: Path, measured: Measured
) -> None:
    page, requests, complaints = opened
    page.wait_for_function(
        "[...document.querySelectorAll('[data-figure]')].every(c => c.querySelector('.main-svg'))"
    )
    figures = page.locator("[data-figure]").count()
    assert figures > 12
    assert [url for url in requests if not url.startswith(("data:", "blob:"))] == [report.as_uri()]
    assert complaints == []
    assert page.locator("[data-title*='loud'], .modebar-btn").count() == 0
    size = report.stat().st_size / 1e6
    assert size < 8
    measured("U8", f"a report of {size:.1f} MB drew {figures} figures from a file, network off")


def test_axe_finds_nothing_grave_in_it(opened: tuple[Page, list[str], list[str]]) -> None:
    page, _, _ = opened
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # the two words it knows
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"]) for one in found if one["impact"] in GRAVE] == []
