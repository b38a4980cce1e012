"""Batches in which nothing happened: every page and figure says so, and none is left without words.

One run of one day; runs in which nobody asks; two variants whose every run comes out alike. Each is
the real engine's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.web.drawing import draw_figure, draw_page
from tests.dashboards.test_pages import text_of
from tests.runs.batches import make_batch

FIGURES = [(path, name) for path, page in list_pages().items() for name in page.figures]
STUCK = ("policy@us.policy=never", "policy@china.policy=never", "cast=minimal", "signal=minimal")


def one_run(folder: Path) -> None:
    make_batch(folder, runs=1, overrides=("horizon=1", "us.insulation=0.1"))


def nobody_asks(folder: Path) -> None:
    make_batch(folder, runs=8, overrides=("horizon=5", *STUCK))


def twins(folder: Path) -> None:
    """Two variants that differ in a lever which the engine reads and nothing depends on here."""
    make_batch(folder, runs=8, overrides=("horizon=5", "us.pain=1,2", *STUCK))


MADE = [one_run, *(pytest.param(make, marks=pytest.mark.slow) for make in (nobody_asks, twins))]


@pytest.fixture(scope="module", params=MADE)
def bare(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Source:
    make: Callable[[Path], None] = request.param
    folder = tmp_path_factory.mktemp("bare") / make.__name__
    make(folder)
    return Source(folder.parent)


@pytest.mark.parametrize("path", sorted(list_pages()))
def test_a_page_of_it_draws(bare: Source, path: str) -> None:
    assert '"type": "H1"' in text_of(draw_page(bare, path, "?v=1&run=0&day=1"))


@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_a_figure_of_it_is_a_sentence_with_or_without_a_drawing(
    bare: Source, path: str, name: str
) -> None:
    said = text_of(draw_figure(bare, name, path, "?v=1"))
    assert ('"className": "sentence"' in said) != ("This figure cannot be drawn here: " in said)
    words = said.partition('"figure": {')[0]
    assert not re.search(r"\b(nan|NaN|None(?! of)|inf)\b", words), words
