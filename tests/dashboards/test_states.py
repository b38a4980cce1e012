"""Every page, figure and table of every state that a batch can be in, beside the rows on disk.

What is expected is read from the parts and the log by the test itself (tests/runs/batch_states.py
brings the copies there), never from a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from dashboards.pages.catalogue import list_pages
from dashboards.text.labels import POSITIONS
from dashboards.web.drawing import draw_figure, draw_page
from tests.dashboards.scenes import REFUSED, Scene, scene_of
from tests.dashboards.test_pages import text_of
from tests.runs import batch_states as states

pytestmark = pytest.mark.slow  # batches of its own

PATHS = sorted(list_pages())
FIGURES = [(path, name) for path, page in list_pages().items() for name in page.figures]
NOTHING = ("all_failed", "no_run", "one_variant_no_run", "design_no_run")
LACK_NOTHING = ("finished", "one_run", "design")
SAME_PARTS = {"running": "stopped", "torn_log": "finished", "torn_summary": "finished"}
"""State -> another with the same parts, whose figures and rows are asked for in its place."""
EACH = [
    pytest.param(name, marks=pytest.mark.exhaustive) if name in SAME_PARTS else name
    for name in states.STATES
]
IN_TURN = {
    "stopped": 0, "first_missing": 1, "one_failed": 0, "no_folder": 1,
    "no_config": 0, "torn_config": 1, "all_failed": 0, "no_run": 1,
}  # fmt: skip
"""States two by two, in both of which the same is missing -> which half of the figures is drawn:
runs of some variants, one variant, a configuration, all runs.
"""
WHOLE = pytest.mark.parametrize(
    "whole", [False, pytest.param(True, marks=pytest.mark.exhaustive)], ids=["cover", "product"]
)
RAW = re.compile(r"Traceback \(most|\b(nan|NaN|None(?! of)|inf)\b|Error\(|Errno")


@pytest.fixture(scope="module", params=list(states.STATES))
def scene(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    known: dict[str, Path],
) -> Iterator[Scene]:
    with ExitStack() as stack:
        made = scene_of(request.param, tmp_path_factory.mktemp(request.param), known)
        if request.param == "running":
            stack.enter_context(states.hold_lock(made.batch))
        yield made


def test_every_page_stands_in_its_frame(scene: Scene) -> None:
    for path in PATHS:
        page = text_of(draw_page(scene.source, path, ""))
        assert page.count('"type": "H1"') == 1, path
        assert list_pages()[path].title in page
        assert POSITIONS in page
        assert '"Copy link"' in page
        assert "could not be worked out" not in page, path
        if scene.name in NOTHING:
            assert_nothing_is_said_of_no_runs(page, path)
        if scene.name == "finished" and list_pages()[path].needs_batch:
            assert "cannot be shown" not in page, path


def assert_nothing_is_said_of_no_runs(page: str, path: str) -> None:
    if path != "/what-if":  # plays runs of its own, into a place that is hidden until then
        assert not re.search(r"\d[^\"]{0,12}of 100", page), path
    assert "passed" not in page, path
    assert '"yes"' not in page, path


@WHOLE
@pytest.mark.parametrize("scene", EACH, indirect=True)
def test_every_figure_is_a_sentence_or_a_refusal_in_words(scene: Scene, whole: bool) -> None:
    """The cover: each figure in one of two states in which the same is missing."""
    drawn = FIGURES if whole else FIGURES[IN_TURN.get(scene.name, 0) :: 1 + (scene.name in IN_TURN)]
    for path, name in drawn:
        said = text_of(draw_figure(scene.source, name, path, ""))
        words = said.partition('"figure": {')[0]
        is_answer = '"className": "sentence"' in said or '"className": "notice"' in said
        assert is_answer, (path, name)
        assert not RAW.search(words), (path, name, words)
        assert "could not be worked out" not in words, (path, name, words)
        if scene.name in NOTHING and is_refused_without_runs(path, name):
            assert REFUSED in said, (path, name)
        if scene.name == "finished" and is_on_its_page(scene, path, name):
            assert REFUSED not in said, (path, name)


def is_refused_without_runs(path: str, figure: str) -> bool:
    """Return whether a figure is refused where no run is; others say first what they want of the
    reader.
    """
    if (path, figure) == ("/replay", "turned") or path in ("/sweep", "/what-if"):
        return False
    return list_pages()[path].needs_batch


def is_on_its_page(scene: Scene, path: str, figure: str) -> bool:
    """Return whether the page of a batch has a place for this figure."""
    drawn = text_of(draw_page(scene.source, path, ""))
    return list_pages()[path].needs_batch and f'"data-figure": "{figure}"' in drawn


@WHOLE
@pytest.mark.parametrize("scene", EACH, indirect=True)
def test_rows_are_given_or_refused_in_words(scene: Scene, whole: bool) -> None:
    """The cover: of a figure, which is drawn by the test above, in every second state and in those
    that lack nothing.
    """
    half = list(states.STATES).index(scene.name) % 2
    asked = FIGURES if whole or scene.name in LACK_NOTHING else FIGURES[half::2]
    for path, page in list_pages().items():
        figures = [name for name in page.figures if (path, name) in asked]
        for form, names in (("csv", ["", *figures, *page.tables]), ("json", page.parts)):
            for name in names:
                answer = scene.client.get(f"{path}?v=1&figure={name}&format={form}")
                told = answer.get_data(as_text=True)
                assert answer.status_code in (200, 404), (path, name, told)
                if answer.status_code == 404:
                    assert answer.mimetype == "text/plain"
                    assert not RAW.search(told), told
