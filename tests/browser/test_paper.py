"""Pages on paper, and figures as pictures: everything is drawn and named, and nothing is cut."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dashboards.text.glossary import GLOSSARY, GLOSSARY_BY_SUBJECT
from runs.execute.launch import launch_plan
from runs.plan.planner import Planner
from tests.browser.conftest import fresh, serve_folder
from tests.browser.visit import Visit
from tests.runs.examples import example

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SWEPT = ["us.insulation=0.1,0.9", "china.insulation=0.1,0.9"]
SMALL = ["runs=20", "horizon=60", "executor=serial"]
PAGES = {
    "overview": ["as reported", "face off"],
    "compare": ["A: as reported", "B: counting swapped"],
    "variants": ["as reported", "face off"],
    "tariffs": ["Variant: as reported"],
    "face": ["Variant: as reported"],
    "sweep": ["US insulation", "China insulation"],
}
"""Page -> what names the variants on it."""
READY = """() => document.documentElement.classList.contains("paper") &&
  !document.querySelector("main .waiting") &&
  [...document.querySelectorAll("main .chart")].every(one => one.querySelector(".main-svg"))"""
CUT = """() => {
  const right = document.querySelector("main").getBoundingClientRect().right + 1;
  const wide = one => one.getBoundingClientRect().right > right;
  const all = [...document.querySelectorAll("main .main-svg, main table, main .rows")];
  return all.filter(wide).map(one => one.className.baseVal || one.className);
}"""
TALL = """() => Math.max(0, ...[...document.querySelectorAll("main .main-svg")].map(
  one => one.getBoundingClientRect().height))"""
A4 = (595, 842)
"""Points."""
INSIDE = 1000
"""Pixels of a page within its margins, less than which a figure must take."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    outputs = tmp_path_factory.mktemp("outputs")
    words = [*SWEPT, *SMALL, f"outputs={outputs}", "batch=swept"]
    launch_plan(Planner().plan(words, multirun=True, command=["taijie", *words]), lambda _: None)
    example(outputs, 150, "batch=example")
    with serve_folder(outputs) as found:
        yield found.address


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visit]:
    with fresh(browser, address) as visit:
        yield visit


def read_pages(pdf: bytes, folder: Path) -> list[str]:
    """Return the text of each page of a PDF, by poppler where it is there, else by pypdf."""
    if shutil.which("pdftotext"):
        (folder / "page.pdf").write_bytes(pdf)
        told = subprocess.run(["pdftotext", "-layout", folder / "page.pdf", "-"],
                              capture_output=True, text=True, check=True)  # fmt: skip
        return told.stdout.split("\f")[:-1]
    pypdf = pytest.importorskip("pypdf")
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def squeeze(text: str) -> str:
    """Return a text without blanks and with ligatures apart: a PDF wraps and joins as it likes."""
    for joined, apart in (("ﬀ", "ff"), ("ﬁ", "fi"), ("ﬃ", "ffi"), ("ﬂ", "fl")):
        text = text.replace(joined, apart)
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("page", list(PAGES))
def test_a_printed_page_shows_every_figure_and_names_what_it_is_of(
    visitor: Visit, page: str, tmp_path: Path
) -> None:
    batch = "swept" if page == "sweep" else "example"
    visitor.open(f"/{page}?v=1&batch={batch}")
    questions = visitor.page.locator("main [data-figure] h2").all_inner_texts()
    visitor.page.emulate_media(media="print")
    visitor.until(READY)
    visitor.page.wait_for_timeout(300)
    assert visitor.page.evaluate(CUT) == []
    assert visitor.page.evaluate(TALL) < INSIDE
    pdf = visitor.page.pdf(prefer_css_page_size=True, print_background=True)
    pages = [squeeze(text) for text in read_pages(pdf, tmp_path)]
    assert all(pages), "no page is empty"
    sizes = {(round(float(w)), round(float(h)))
             for w, h in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)}  # fmt: skip
    assert sizes == {A4}
    whole = "".join(pages)
    for text in (*questions, *PAGES[page], batch, "Taijie"):
        assert squeeze(text) in whole, text
    assert "Drawing" not in whole
    assert visitor.complaints == []


def test_the_page_is_as_before_when_it_has_been_printed(visitor: Visit) -> None:
    visitor.open("/face?v=1&theme=dark&batch=example")
    visitor.draw_all()
    wide = "document.querySelector('.main-svg').getBoundingClientRect().width"
    before = visitor.page.evaluate(wide)
    visitor.page.emulate_media(media="print")
    visitor.until(READY)
    assert visitor.page.evaluate("document.documentElement.dataset.theme") == "light"
    visitor.page.emulate_media(media="screen")
    visitor.until(f"Math.abs({wide} - {before}) < 2")
    assert visitor.page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_key_that_prints_waits_for_every_figure(visitor: Visit) -> None:
    visitor.open("/first?v=1&batch=example")
    count = "window.found = document.querySelectorAll('.waiting').length"
    visitor.page.evaluate(f"() => {{ window.print = () => {{ {count}; }}; }}")
    visitor.page.keyboard.press("Control+p")
    visitor.until("window.found !== undefined")
    assert visitor.page.evaluate("window.found") == 0


def test_a_picture_names_batch_variant_metric_and_n(visitor: Visit, tmp_path: Path) -> None:
    visitor.open("/compare?v=1&batch=example&metric=rmst")
    visitor.draw_all()
    for kind in ("PNG", "SVG"):
        assert_picture_is_named(visitor, kind, tmp_path)


def assert_picture_is_named(visitor: Visit, kind: str, folder: Path) -> None:
    """Save a picture of a figure, and check what stands beside it and in it."""
    button = visitor.page.locator("#card-pairs").get_by_role("button", name=kind)
    caption = button.get_attribute("data-caption")
    assert caption is not None
    assert caption.startswith("example · as reported · counting swapped · days without leader")
    assert caption.endswith("n = 150 pairs in the same random worlds, exactly 0 in none") or (
        re.search(r"n = 150 pairs in the same random worlds, exactly 0 in \d+$", caption)
    )
    with visitor.page.expect_download() as waiting:
        button.click()
    saved = folder / f"figure.{kind.lower()}"
    waiting.value.save_as(saved)
    data = saved.read_bytes()
    if kind == "PNG":
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
    else:
        words = re.sub(r"<[^>]+>", "", data.decode())
        assert caption in words
        assert "What does the change do" in words


def test_help_is_printed_unfolded(visitor: Visit) -> None:
    visitor.open("/help")
    folded = visitor.page.locator(".glossary details:not([open])")
    assert folded.count() == len(GLOSSARY_BY_SUBJECT) - 1
    visitor.page.emulate_media(media="print")
    visitor.until(READY)
    said = " ".join(visitor.text("main").split())
    assert [meaning for meaning in GLOSSARY.values() if meaning not in said] == []
