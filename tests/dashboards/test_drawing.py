"""A figure for a notebook is the page's own, and goes to paper as SVG and PDF."""

from __future__ import annotations

import io
import re
from pathlib import Path

import plotly.graph_objects as go
import pytest
from pypdf import PdfReader

from dashboards.drawing import draw_figure, list_figures
from dashboards.report.picture import BROWSERS, VARIABLE
from runs import Batch, WrongInput
from tests.runs.batches import make_batch


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    folder: Path = tmp_path_factory.mktemp("outputs") / "few"
    return make_batch(folder, runs=30, overrides=("horizon=30", "us.insulation=0.1,0.9"))


@pytest.mark.parametrize("name", ["first", "first/survival", "variants", "face/books"])
def test_a_figure_is_drawn_by_its_page_or_its_own_name(batch: Batch, name: str) -> None:
    drawn = draw_figure(batch, name)
    assert isinstance(drawn, go.Figure)
    assert drawn.data


def test_a_page_means_its_first_figure(batch: Batch) -> None:
    assert draw_figure(batch, "first").to_json() == draw_figure(batch, "first/hundred").to_json()


@pytest.mark.parametrize(
    ("name", "said"), [("frist", "did you mean first"), ("zzz", "allowed: batches/shares")]
)
def test_a_figure_there_is_not_is_refused_with_those_there_are(
    batch: Batch, name: str, said: str
) -> None:
    with pytest.raises(WrongInput) as refusal:
        draw_figure(batch, name)
    assert said in str(refusal.value)
    assert len(list_figures()) > 20


def test_a_batch_draws_its_figures(batch: Batch) -> None:
    assert (
        batch.figure("first/survival").to_json() == draw_figure(batch, "first/survival").to_json()
    )
    chosen = batch.figure("first", variants="us.insulation=0.9").to_json()
    assert chosen == batch.figure("first", variant="us.insulation=0.9").to_json()
    assert chosen != batch.figure("first", variant=None).to_json()
    with pytest.raises(WrongInput, match="did you mean first"):
        batch.figure("frist")


@pytest.mark.parametrize(
    ("name", "choices", "key", "said"),
    [
        ("first", {"variants": "us.insulation=0.8"}, "variant", "mean us.insulation="),
        ("first", {"variants": "zzz"}, "variant", "allowed: us.insulation=0.1, us.insul"),
        ("first", {"varaint": "us.insulation=0.9"}, "varaint", "did you mean variant"),
        ("first", {"batch": "other"}, "batch", "no choice batch"),
        ("compare/forest", {"a": "zz", "b": "us.insulation=0.9"}, "a", "no variants zz"),
        ("compare", {"metric": "p_uss"}, "metric", "did you mean p_us"),
        ("compare", {"metric": "zzz"}, "metric", "allowed: p_us"),
        ("replay/timeline", {"variant": "us.insulation=0.9", "run": "99"}, "run", "0 to 29"),
        ("replay/timeline", {"run": "x"}, "run", "'x' is no value for run"),
        ("replay/timeline", {"rule": "zzz"}, "rule", "no run is chosen by the rule zzz"),
        ("replay/timeline", {"point": 7}, "point", "no point 7 here"),
        ("believed/days", {"day": "x"}, "day", "allowed: a whole number from 0"),
        ("believed", {"side": "chnia"}, "side", "did you mean china"),
        ("first", {"stage": "leadr"}, "stage", "did you mean leader"),
        ("what-if", {"levers": "us.zzz:1"}, "levers", "no lever “us.zzz”"),
    ],
)
def test_a_choice_that_a_page_would_drop_is_refused(
    batch: Batch, name: str, choices: dict[str, object], key: str, said: str
) -> None:
    with pytest.raises(WrongInput) as refusal:
        batch.figure(name, **choices)
    assert said in str(refusal.value)
    assert refusal.value.key == key


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("replay/timeline", {"variant": "us.insulation=0.9", "run": 29}),
        ("compare", {"a": "us.insulation=0.9", "b": "us.insulation=0.1", "metric": "tension"}),
        ("believed/days", {"day": "3", "side": "china"}),
        ("first", {"stage": "envoy"}),
    ],
)
def test_a_choice_that_the_batch_has_is_drawn(
    batch: Batch, name: str, choices: dict[str, object]
) -> None:
    assert batch.figure(name, **choices).data


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("first", {}, ("United States", "of 100 runs")),
        ("first/survival", {"width": 400, "height": 300}, ("day", "of 100 runs")),
        ("variants", {"width": 900}, ("us.insulation=0.9",)),
    ],
)
def test_a_figure_is_written_for_print_with_its_letters_and_lines(
    batch: Batch, tmp_path: Path, name: str, size: dict[str, int], words: tuple[str, ...]
) -> None:
    figure = batch.figure(name)
    for kind in ("svg", "pdf"):
        figure.write_image(tmp_path / f"a.{kind}", **size)
    drawn = (tmp_path / "a.svg").read_text("utf-8")
    (page,) = PdfReader(tmp_path / "a.pdf").pages
    wide, high = size.get("width", 700), size.get("height", figure.layout.height)
    assert re.match(rf'<svg [^>]*width="{wide}" height="{high}"', drawn)
    assert [float(side) for side in page.mediabox[2:]] == pytest.approx(
        [wide * 0.75, high * 0.75], abs=1
    )
    assert "<image" not in drawn
    assert not page.images
    for text in (re.sub(r"<[^>]+>", "", drawn), page.extract_text()):
        assert all(word in re.sub(r"\s+", " ", text) for word in words)


def test_without_a_browser_a_picture_is_refused_by_what_would_draw_it(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "no browser"))
    for file in (tmp_path / "a.pdf", io.BytesIO()):
        with pytest.raises(WrongInput, match="Chrome or Chromium, and none is found"):
            batch.figure("first").write_image(file, "pdf")
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("dashboards.report.picture.BROWSERS", BROWSERS[:-2])
    with pytest.raises(WrongInput, match="BROWSER_PATH"):
        batch.figure("first").to_image("svg")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("file", "options", "key", "said"),
    [
        ("f.png", {}, "format", "not written as png"),
        ("f.xyz", {}, "format", "not written as xyz"),
        ("f", {}, "format", "the format of the figure is not given"),
        ("f.svg", {"format": "gif"}, "format", "not written as gif"),
        (io.BytesIO(), {}, "format", "the format of the figure is not given"),
        (None, {}, "file", "file cannot be None"),
        ("none/f.pdf", {}, "file", "there is no folder"),
        ("f.svg", {"width": "a"}, "width", "width cannot be 'a'"),
        ("f.svg", {"width": 0}, "width", "allowed: 1 to"),
        ("f.pdf", {"height": -3}, "height", "height cannot be -3"),
        ("f.pdf", {"height": float("nan")}, "height", "height cannot be nan"),
    ],
    ids=range(11),
)
def test_a_picture_that_cannot_be_written_is_refused_in_words(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    file: object, options: dict[str, object], key: str, said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("dashboards.report.picture.find_spec", lambda _: None)
    with pytest.raises(WrongInput, match=said) as refusal:
        batch.figure("first").write_image(file, **options)
    assert refusal.value.key == key
    if key == "format":
        assert refusal.value.allowed == (".svg", ".pdf")
    assert not list(tmp_path.iterdir())
