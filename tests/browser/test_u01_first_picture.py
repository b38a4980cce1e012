"""U1: the README's first command alone leads to a chart with an interval."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.architecture.sources import ROOT
from tests.browser.conftest import fresh, serve_folder
from tests.browser.timing import time_act
from tests.clock import measure_cost
from tests.docs.commands import in_markdown
from tests.measured import Measured

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def first_command(outputs: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the README's first command; only the installation and the dashboard are left out."""
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(outputs))
    words = in_markdown(ROOT / "README.md")[0]
    assert words == ["make", "demo"]
    installed = ["-o", f"{sys.prefix}/.runtime", f"VENV={sys.prefix}", "SERVE=0"]
    done = subprocess.run(
        [*words, *installed, "--no-print-directory"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def test_the_readme_s_first_command_leads_to_a_chart_with_an_interval(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, measured: Measured
) -> None:
    with measure_cost(by_children=True) as cost:
        said = first_command(tmp_path / "outputs", monkeypatch)
    with (
        serve_folder(tmp_path / "outputs", cold=True) as found,
        fresh(browser, found.address, unread=True) as visit,
    ):
        visit.page.goto("about:blank")

        def look() -> None:
            visit.open("/")
            visit.page.wait_for_selector("#card-shares .main-svg")

        took = time_act(found, look, visit.page)
        bars = visit.page.locator("#card-shares .errorbar").count()
        sentence = " ".join(visit.text("#card-shares .sentence").split())
    assert bars >= 3 * 4, "three variants, each with four parties that call first in some run"
    both = (
        r"\(\d+ to \d+ over the parameters the history allows; simulation error ±\d+; n = 2,000\)"
    )
    assert re.search(both, sentence)
    assert f"{sentence[:1].lower()}{sentence[1:]}" in said, "the command says the condition before"
    measured(
        "U1",
        f"the command {cost.seconds:.0f} s of processor; then, without a click, a chart with "
        f"{bars} intervals in {took.wall:.1f} s (processor {took.work:.1f} s)",
    )
