"""Sweep in a browser: the figures of each kind of design, in both themes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from runs.execute.launch import launch_plan
from runs.plan.planner import Planner
from tests.browser.conftest import fresh, serve_folder
from tests.browser.test_accessibility import assert_nothing_is_grave
from tests.browser.visit import Visit
from tests.dashboards.test_sweep_weights import DESIGNS, RANGES, SMALL

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCALED = """() => [".points", ".cbfills"].map(
  one => getComputedStyle(document.querySelector("#card-box " + one)).filter)"""


@pytest.fixture(scope="module")
def sweeps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    outputs = tmp_path_factory.mktemp("sweeps")
    for name, texts in DESIGNS.items():
        words = [*texts, *RANGES, *SMALL, f"outputs={outputs}", f"batch={name}"]
        launch_plan(
            Planner().plan(words, multirun=False, command=["taijie", *words]), lambda _: None
        )
    with serve_folder(outputs) as found:
        yield found.address


@pytest.fixture
def visitor(browser: Browser, sweeps: str) -> Iterator[Visit]:
    with fresh(browser, sweeps) as visit:
        yield visit


@pytest.mark.parametrize("name", list(DESIGNS))
def test_the_sweep_of_a_design_is_drawn_and_axe_finds_nothing_grave(
    visitor: Visit, name: str
) -> None:
    visitor.open(f"/sweep?v=1&batch={name}")
    visitor.draw_all()
    assert_nothing_is_grave(visitor)
    assert visitor.complaints == []
    assert visitor.outside == []


def test_a_dot_of_the_box_opens_the_runs_of_its_point(visitor: Visit) -> None:
    visitor.open("/sweep?v=1&batch=cube&when=p_us&theme=dark")
    visitor.draw_all()
    dots, scale = visitor.page.evaluate(SCALED)
    assert dots == scale != "none", "on a dark ground both are turned round"
    assert "density" in visitor.text("#card-box .sentence")
    visitor.page.locator("#card-box .scatterlayer .point").first.click(force=True)
    visitor.page.wait_for_url("**/runs?**where=point**")
    visitor.page.get_by_text("10 rows of").wait_for()
