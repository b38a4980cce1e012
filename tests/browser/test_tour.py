"""The tour in docs/tour.md: its clicks lead to its sentences, on the batch of the first command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from runs.studies.fit.carrying import compute_lever_draws
from tests.architecture.sources import ROOT
from tests.browser.conftest import fresh, serve_folder
from tests.browser.timing import Served
from tests.measured import Measured
from tests.runs.examples import example

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOUR = ROOT / "docs" / "tour.md"
RUNS = 2000


@dataclass(frozen=True)
class Question:
    """A question of the tour: what is clicked from the first page on, and what then is read."""

    asked: str
    clicks: int
    places: list[str]
    quotes: list[str]


def plain(text: str) -> str:
    """Return a text with single blanks."""
    return " ".join(text.split())


def questions() -> list[Question]:
    """Return what the tour asks, as its reader would take it."""
    found = []
    for part in TOUR.read_text().split("\n## ")[1:]:
        asked = part.partition("\n")[0]
        clicks = re.search(r"^Clicks: (\d+)(.*)$", part, flags=re.MULTILINE)
        assert clicks is not None, asked
        blocks = re.findall(r"(?:^> .*\n)+", part, flags=re.MULTILINE)
        quotes = [plain(re.sub(r"^> ", "", block, flags=re.MULTILINE)) for block in blocks]
        places = re.findall(r"\*\*(.+?)\*\*", clicks[2])
        found.append(Question(asked, int(clicks[1]), places, quotes))
    return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The batch of the README's first command."""
    outputs: Path = tmp_path_factory.mktemp("demo")
    example(outputs, RUNS, carry=compute_lever_draws)
    with serve_folder(outputs) as found:
        yield found


def test_the_tour_asks_five_questions() -> None:
    assert len(questions()) == 5
    assert all(question.quotes for question in questions())


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.asked)
def test_the_clicks_of_the_tour_lead_to_its_answers(
    demo: Served, browser: Browser, question: Question, measured: Measured
) -> None:
    with fresh(browser, demo.address) as visit:
        visit.open("/")
        for place in question.places:
            before = visit.text("#title")
            visit.click(visit.page.get_by_role("link", name=place, exact=True))
            visit.until("was => document.querySelector('#title').textContent !== was", before)
        visit.draw_all()
        shown = plain(visit.text("header")) + " " + plain(visit.text("main"))
        assert visit.complaints == []
    assert visit.clicks == question.clicks
    assert [quote for quote in question.quotes if quote not in shown] == []
    measured("Tour", "a question of five answered word for word, in {:.0f} clicks", visit.clicks)
