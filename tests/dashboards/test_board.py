"""The board: pins of any batches, each beside the first, and what is said where one is gone."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_rel
from statsmodels.stats.proportion import confint_proportions_2indep

from dashboards.app import create_app
from dashboards.pages.catalogue import list_pages
from dashboards.state.board import compare_with_first, open_pins
from dashboards.state.pins import MOST, Pin, format_pins, move_pin, read_pins
from dashboards.state.store import Source
from dashboards.state.url import parse_query
from dashboards.state.view import View, resolve_view
from dashboards.web.drawing import draw_figure, draw_page
from runs.archive.batch import Batch
from tests.dashboards.test_pages import text_of

PAGE = list_pages()["/board"]
NAMES = st.from_regex(r"\w[\w.+=,@-]{0,20}", fullmatch=True)
HASHES = st.text("0123456789abcdef", min_size=10, max_size=10)


def change_manifest(batch: Path, **changes: object) -> None:
    path = batch / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.fixture(scope="module")
def folder(batch: Batch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, and copies of it: the same worlds, other worlds, one torn, one without a run."""
    outputs = tmp_path_factory.mktemp("board")
    for name in ("first", "twin", "seeded", "torn", "empty"):
        shutil.copytree(batch.path, outputs / name)
    change_manifest(outputs / "seeded", seed=7)
    (outputs / "torn" / "manifest.json").write_text("{")
    for part in (outputs / "empty").rglob("*.parquet"):
        part.unlink()
    return outputs


@pytest.fixture(scope="module")
def boards(folder: Path) -> Source:
    return Source(folder)


@pytest.fixture(scope="module")
def asker(folder: Path) -> FlaskClient:
    return create_app(folder).server.test_client()


@pytest.fixture(scope="module")
def own(batch: Batch) -> dict[str, Pin]:
    """The pin of a variant of the copy `first`, by its name."""
    return {one.name: Pin("first", one.hash[:10]) for one in batch.manifest.variants}


def look(source: Source, *pins: Pin | str, more: str = "") -> View:
    held = [pin if isinstance(pin, Pin) else Pin(pin) for pin in pins]
    return resolve_view(source, "/board", f"?v=1&pins={format_pins(held)}{more}")


@given(st.lists(st.builds(Pin, NAMES, st.just("") | HASHES), unique=True, max_size=MOST))
def test_pins_come_back_from_their_link(source: Source, pins: list[Pin]) -> None:
    state, notices = parse_query(f"?pins={(format_pins(pins) or '').replace('+', '%2B')}")
    assert notices == [] or not pins
    view = View("/board", source, state, (), None)
    assert read_pins(view) == pins


@pytest.mark.parametrize("text", ["a/b", "..", "a:xyz", "a;;b", ";", "a:0123456789:b", "<b>"])
def test_what_is_no_pin_is_dropped_with_a_notice(text: str) -> None:
    state, notices = parse_query(f"?pins={text.replace(';', '%3B')}")
    assert (state.pins, len(notices)) == (None, 1)


def test_pins_are_held_once_and_eight_at_most(source: Source) -> None:
    text = ";".join([*(f"b{i}" for i in range(12)), "b0"])
    view = View("/board", source, parse_query(f"?pins={text}")[0], (), None)
    assert [pin.batch for pin in read_pins(view)] == [f"b{i}" for i in range(8)]


def test_a_pin_moves_up_and_down_and_stays_at_the_ends() -> None:
    pins = [Pin(name) for name in "abc"]
    assert [pin.batch for pin in move_pin(pins, 1, -1)] == ["b", "a", "c"]
    assert [pin.batch for pin in move_pin(pins, 1, 1)] == ["a", "c", "b"]
    assert [pin.batch for pin in move_pin(pins, 0, -1)] == ["a", "b", "c"]


def test_runs_of_the_same_worlds_are_paired_across_batches(
    boards: Source, batch: Batch, own: dict[str, Pin]
) -> None:
    other = Pin("twin", own["face off"].variant)
    view = look(boards, own["as reported"], other, more="&metric=rmst")
    table = PAGE.figures["differences"].draw(view).table
    a, b = (
        batch.outcomes(name).set_index("replication")["duration"].astype(float)
        for name in ("as reported", "face off")
    )
    told = ttest_rel(b, a).confidence_interval(0.95)
    row = table.iloc[0]
    assert (row["n"], bool(row["paired"]), row["why"]) == (150, True, "")
    assert row["effect"] == pytest.approx((b - a).mean())
    np.testing.assert_allclose([row["low"], row["high"]], [told.low, told.high], rtol=1e-9)


def test_other_worlds_are_two_samples_and_said_to_be(
    boards: Source, batch: Batch, own: dict[str, Pin]
) -> None:
    view = look(boards, own["as reported"], Pin("seeded", own["face off"].variant))
    drawn = PAGE.figures["differences"].draw(view)
    k = [
        int((batch.outcomes(name)["first_mover_true"] == "us").sum())
        for name in ("as reported", "face off")
    ]
    low, high = confint_proportions_2indep(k[1], 150, k[0], 150, method="newcomb")
    row = drawn.table.iloc[0]
    np.testing.assert_allclose([row["low"], row["high"]], [low, high], atol=1e-9)
    assert not row["paired"]
    assert "seed 7, not 0" in drawn.about
    assert "Not paired: seed 7, not 0." in text_of(draw_page(boards, "/board", query(view)))


def query(view: View) -> str:
    return "?" + view.link_to_page().partition("?")[2]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": 9}, "seed 9, not 0"),
        ({"fit": {"name": "f", "draws": 3}}, "other draws of the parameters"),
    ],
)
def test_why_runs_are_not_paired_is_said(
    batch: Batch, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    for name in ("one", "other"):
        shutil.copytree(batch.path, tmp_path / name)
    change_manifest(tmp_path / "other", **changes)
    first, other = open_pins(look(Source(tmp_path), "one", "other"))
    assert first.view is not None
    assert compare_with_first(first.view, [other], "p_us")["why"].tolist() == [said]


def test_equal_runs_differ_by_nothing(boards: Source) -> None:
    row = PAGE.figures["differences"].draw(look(boards, "first", "twin")).table.iloc[0]
    assert (row["effect"], bool(row["paired"])) == (0, True)


def test_a_batch_that_is_gone_torn_or_empty_leaves_the_others(boards: Source) -> None:
    view = look(boards, "first", "gone", "torn", "empty", "twin")
    page = text_of(draw_page(boards, "/board", query(view)))
    assert "There is no batch gone here, or it cannot be read." in page
    assert "There is no batch torn here, or it cannot be read." in page
    assert "It has no runs" in page or "no run yet" in page
    assert page.count("Of 100 runs: ") == 2
    assert page.count("off the board") >= 5, "each can be taken off"
    table = PAGE.figures["differences"].draw(view).table
    assert table["pin"].tolist() == ["5 as reported"]


def test_without_its_first_pin_nothing_is_compared_and_the_cards_stand(boards: Source) -> None:
    view = look(boards, "gone", "first")
    assert "Of 100 runs: " in text_of(draw_page(boards, "/board", query(view)))
    said = text_of(draw_figure(boards, "differences", "/board", query(view)))
    assert "The first pin cannot be shown" in said


def test_a_board_without_pins_and_a_folder_without_batches_say_what_to_do(
    boards: Source, tmp_path: Path
) -> None:
    for source in (boards, Source(tmp_path)):
        assert "Nothing is pinned." in text_of(draw_page(source, "/board", ""))


def test_csv_and_json_hold_what_the_columns_show(
    asker: FlaskClient, batch: Batch, own: dict[str, Pin]
) -> None:
    pins = format_pins([own["face off"], Pin("gone"), Pin("twin")])
    rows = pd.read_csv(
        io.BytesIO(asker.get(f"/board?v=1&pins={pins}&format=csv").data), keep_default_na=False
    )
    assert rows["batch"].tolist() == ["first", "gone", "twin"]
    share = (batch.outcomes("face off")["first_mover_true"] == "us").mean()
    assert float(rows["p_us"][0]) == pytest.approx(share)
    assert "no batch gone" in rows["why"][1]
    told = asker.get(f"/board?v=1&pins={pins}&format=json&figure=pins").get_json()
    assert [one["pin"] for one in told] == [1, 2, 3]
    assert told[0]["p_us"] == pytest.approx(share)
    assert "p_us" not in told[1]


def test_pins_go_along_and_the_bar_leads_to_the_board(source: Source, batch: Batch) -> None:
    page = text_of(draw_page(source, "/first", f"?v=1&pins={batch.name}"))
    assert '"Board 1"' in page
    for path in ("/overview", "/variants", "/"):
        assert re.search(rf'"href": "{path}\?[^"]*pins={re.escape(batch.name)}', page), path


@pytest.mark.parametrize("path", ["/", "/first"])
def test_a_pin_is_a_link_that_takes_it_off_again(source: Source, batch: Batch, path: str) -> None:
    page = text_of(draw_page(source, path, ""))
    address = re.search(r'"Pin".*?"href": "([^"]*)"', page)
    assert address is not None
    pinned = text_of(draw_page(source, path, "?" + address.group(1).partition("?")[2]))
    assert '"Unpin"' in pinned
    assert '"Board 1"' in pinned


def test_a_full_board_takes_no_more(source: Source, batch: Batch) -> None:
    pins = ";".join(f"b{i}" for i in range(MOST))
    page = text_of(draw_page(source, "/", f"?v=1&pins={pins}"))
    assert "Board full" in page
    assert f"pins={pins};{batch.name}" not in page
