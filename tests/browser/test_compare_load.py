"""Compare on two variants of 10,000 runs is there in two seconds.

The reader comes from the list of batches, and the server has computed nothing of the comparison
yet. Waited for is what is seen without scrolling in a window of 1280 x 900: the page and each
figure whose card begins within the window or 200 pixels below it (the pairs with their sentence,
and the difference of survival curves). Told beside it, and held to no limit: the same in a fresh
profile, whose browser has to read all scripts anew, when the server has the numbers already; and
all five figures, in a window tall enough for them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import fresh, serve_folder
from tests.browser.timing import Served, Took, describe_rounds, time_act, within
from tests.browser.visit import Visit
from tests.docs.commands import TAIJIE
from tests.measured import Measured

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timed]

RUNS, LOAD, TALL = 10_000, 2.0, 4000
FIGURES = ["against", "exchange", "forest", "pairs", "survival"]
DRAWN = """[...document.querySelectorAll("section[data-figure]")].filter(
  card => card.querySelector(".main-svg")).map(card => card.dataset.figure).sort()"""
ASKED = """[...document.querySelectorAll("section[data-figure]")].filter(
  card => card.getBoundingClientRect().top < innerHeight + 200).map(
  card => card.dataset.figure).sort()"""
DONE = f"""(() => {{
  const asked = {ASKED}, drawn = {DRAWN};
  return asked.length > 0 && asked.every(one => drawn.includes(one));
}})()"""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a batch of two variants of 10,000 runs, launched as anybody would."""
    folder = tmp_path_factory.mktemp("pair")
    words = ["run", "-m", "us.insulation=0.2,0.8", f"runs={RUNS}", f"outputs={folder}"]
    done = subprocess.run([TAIJIE, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def opening(visit: Visit) -> Callable[[], None]:
    """Return the act of opening the comparison until what the window shows is drawn."""

    def act() -> None:
        visit.open("/compare")
        visit.until(DONE)

    return act


def first_look(serving: Served, visit: Visit) -> Took:
    """Return what the comparison takes a reader who comes from the list of batches."""
    visit.open("/")
    spent = -1.0
    while serving.seconds() - spent > 0.05:  # its imports too: nobody clicks within a second
        spent = serving.seconds()
        visit.page.wait_for_timeout(1000)
    return time_act(serving, opening(visit), visit.page)


def fresh_loads(serving: Served, browser: Browser, height: int, figures: list[str]) -> list[Took]:
    """Return what three loads take, in a fresh profile each and a window of some height."""
    took = []
    for _ in range(3):
        with fresh(browser, serving.address, unread=True) as visit:
            visit.page.set_viewport_size({"width": 1280, "height": height})
            visit.page.goto("about:blank")
            took.append(time_act(serving, opening(visit), visit.page))
            assert set(visit.page.evaluate(DRAWN)) >= set(figures)
            assert f"of {RUNS:,} random worlds" in visit.text("#card-exchange .sentence")
            assert visit.complaints == []
    return took


def test_a_comparison_of_twenty_thousand_runs_is_drawn_in_two_seconds(
    outputs: Path, browser: Browser, measured: Measured
) -> None:
    looks = []
    for _ in range(3):
        with (
            serve_folder(outputs, cold=True) as serving,
            fresh(browser, serving.address, unread=True) as visit,
        ):
            looks.append(first_look(serving, visit))
            assert visit.complaints == []
    with serve_folder(outputs, cold=True) as serving:
        with fresh(browser, serving.address, unread=True) as visit:
            first_look(serving, visit)
            visit.draw_all()
        seen = fresh_loads(serving, browser, 900, ["exchange", "survival"])
        whole = fresh_loads(serving, browser, TALL, FIGURES)
    measured(
        "Compare",
        f"2 x {RUNS:,} runs: first look {describe_rounds(looks, LOAD)}; in a fresh profile, "
        f"already computed, {describe_rounds(seen, LOAD)}; all {len(FIGURES)} figures so, "
        f"{describe_rounds(whole, LOAD)}",
    )
    assert within(looks, LOAD)
