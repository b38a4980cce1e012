"""Every page draws, whatever its address says; `format=csv` gives what is drawn."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dash import Dash
from hypothesis import given, settings
from hypothesis import strategies as st
from plotly.utils import PlotlyJSONEncoder

from dashboards.app import create_app
from dashboards.pages import variants
from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.text.labels import POSITIONS
from dashboards.web.drawing import draw_figure, draw_page
from dashboards.web.row_requests import load_row_block
from runs.archive.batch import Batch

PATHS = sorted(list_pages())
HOSTILE = [
    "?v=1&batch=../../../etc/passwd",
    "?v=1&batch=%2e%2e%2f&variant=%00",
    "?v=1&variant=<script>alert(1)</script>",
    "?v=1&a=nobody&b=../x&metric=__class__",
    "?v=1&run=999999999&day=0",
    "?v=1&run=1&point=999999999&day=999999999",
    "?v=1&run=1&point=-1&a=as+reported&b=face+off&day=1e9",
    "?v=1&a=face+off&b=../x&run=3&point=0x1&rule=__init__",
    "?v=1&claim=../../x&kind=<b>&verdict=<script>alert(1)</script>",
    "?v=1&claim=k01&verdict=nothing&side=x&audience=%00",
    "?v=1&where=__import__('os'):1",
    "?v=1&where=duration:1..nan;first_mover_true:us",
    "?format=csv&figure=../../x",
    "?" + "&".join(f"k{i}=v" for i in range(400)),
]


def text_of(page: Any) -> str:
    return json.dumps(page, cls=PlotlyJSONEncoder, ensure_ascii=False)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_one_heading_a_header_and_the_footer(source: Source, path: str) -> None:
    page = text_of(draw_page(source, path, ""))
    assert page.count('"type": "H1"') == 1
    assert POSITIONS in page
    assert '"Copy link"' in page


@pytest.mark.slow
@pytest.mark.parametrize("search", HOSTILE)
@pytest.mark.parametrize("path", PATHS)
def test_a_mangled_link_gives_a_working_page(source: Source, path: str, search: str) -> None:
    page = text_of(draw_page(source, path, search))
    assert '"type": "H1"' in page
    assert "root:x:" not in page


def test_a_point_that_is_not_there_is_said_to_be_missing(source: Source) -> None:
    page = text_of(draw_page(source, "/runs", "?v=1&point=5"))
    assert "There is no point 5 here: points are 0 to 0." in page


@pytest.mark.parametrize("path", PATHS)
def test_a_mangled_link_is_said_to_be_one(source: Source, path: str) -> None:
    page = text_of(draw_page(source, path, "?v=1&batch=../../x"))
    assert "There is no batch of the link’s name here" in page


@settings(max_examples=60)
@given(path=st.sampled_from(PATHS), search=st.text(max_size=120))
def test_no_query_string_breaks_a_page(source: Source, path: str, search: str) -> None:
    assert '"type": "H1"' in text_of(draw_page(source, path, f"?{search}"))


def test_a_figure_that_is_not_there_is_answered_with_a_sentence(source: Source) -> None:
    assert "no such figure" in text_of(draw_figure(source, "x", "/first", ""))
    assert "no such figure" in text_of(draw_figure(source, "hundred", "/nowhere", ""))


@pytest.mark.parametrize(
    "request_", [None, 3, [], {"startRow": "x"}, {"startRow": -4, "endRow": 1e9, "sortModel": "x"}]
)
def test_a_strange_request_for_rows_gives_the_first_rows(source: Source, request_: Any) -> None:
    given_rows = load_row_block(resolve_view(source, "/runs", ""), "runs", request_)
    assert given_rows["rowData"][0]["replay"] == "run 0"
    assert given_rows["rowCount"] == 150


def test_rows_are_sorted_by_their_values_not_by_their_words(source: Source) -> None:
    request = {"startRow": 0, "endRow": 3, "sortModel": [{"colId": "p_us", "sort": "desc"}]}
    rows = load_row_block(resolve_view(source, "/variants", ""), "variants", request)["rowData"]
    shares = [float(row["p_us"].split()[0]) for row in rows]
    assert shares == sorted(shares, reverse=True)


def test_the_runs_of_a_mark_are_those_that_meet_it(source: Source, batch: Batch) -> None:
    search = "?v=1&where=first_mover_true:china;duration:1..60"
    rows = load_row_block(resolve_view(source, "/runs", search), "runs", {})
    frame = batch.outcomes("as reported")
    wanted = (frame["first_mover_true"] == "china") & (frame["duration"] <= 60)
    assert rows["rowCount"] == int(wanted.sum())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, page in list_pages().items() for name in page.figures]
)
def test_the_same_address_with_format_csv_gives_the_rows(app: Dash, path: str, name: str) -> None:
    answer = app.server.test_client().get(f"{path}?v=1&figure={name}&format=csv")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert len(pd.read_csv(io.BytesIO(answer.data))) > 0


def test_the_rows_of_a_page_are_the_batch_s_rows(app: Dash, batch: Batch) -> None:
    answer = app.server.test_client().get("/first?v=1&variant=face+off&format=csv")
    read = pd.read_csv(io.BytesIO(answer.data), keep_default_na=False, na_values=[""])
    own = batch.outcomes("face off")
    assert list(read["duration"]) == list(own["duration"])
    assert list(read["first_mover_true"]) == [str(mover) for mover in own["first_mover_true"]]


def test_rows_that_are_not_there_are_answered_in_words(app: Dash) -> None:
    client = app.server.test_client()
    assert client.get("/first?figure=nothing&format=csv").status_code == 404
    assert client.get("/help?format=csv").status_code == 404


def test_an_empty_archive_says_how_to_begin(tmp_path: Path) -> None:
    page = text_of(draw_page(Source(tmp_path), "/", ""))
    assert "taijie run experiment=first_call" in page


def test_a_batch_of_another_engine_is_shown_but_not_replayed(batch: Batch, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / batch.name
    shutil.copytree(batch.path, copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["engine"]["sources"] = dict.fromkeys(manifest["engine"]["sources"], "0" * 64)
    (copy / "manifest.json").write_text(json.dumps(manifest))
    page = text_of(draw_page(Source(tmp_path), "/replay", "?v=1&run=0"))
    assert "engine" in page
    assert '"type": "H1"' in page


@pytest.mark.slow
def test_what_failed_is_said_with_the_command_that_runs_it_again(tmp_path: Path) -> None:
    from tests.runs.examples import make_failed_batch

    make_failed_batch(tmp_path)
    source = Source(tmp_path)
    page = text_of(draw_page(source, "/failures", ""))
    assert "taijie retry" in page
    assert "failed" in text_of(draw_page(source, "/", ""))


def test_the_app_answers_with_its_language_and_its_own_scripts(app: Dash) -> None:
    page = app.server.test_client().get("/").get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "https://" not in page.replace("https://127.0.0.1", "")


def test_a_second_app_over_the_same_folder_shares_nothing(outputs: Path) -> None:
    assert create_app(outputs) is not create_app(outputs)


def test_the_metric_shown_first_is_the_same_whoever_leads(source: Source) -> None:
    view = resolve_view(source, "/compare", "")
    sentence = list_pages()["/"].figures["shares"].draw(view).sentence
    us, china = (sentence.index(f"{name} calls first in") for name in ("United States", "China"))
    assert us < china
    assert view.metric == "p_us"
    pairs = list_pages()["/compare"].figures["pairs"].draw(view)
    assert pairs.question == "What does the change do: the United States calls first?"
    assert resolve_view(source, "/compare", "?v=1&metric=p_broker").metric == "p_broker"


def test_calls_of_both_on_one_day_have_a_column_where_there_are_any(source: Source) -> None:
    view = resolve_view(source, "/variants", "")
    table = variants.GRID.values(view)
    shown = [column.field for column in variants.GRID.columns(view)]
    shares = [name for name in shown if name.startswith("p_")]
    assert table[shares].sum(axis=1).tolist() == pytest.approx([1.0] * len(table))
    assert ("p_simultaneous" in shown) == bool((table["p_simultaneous"] > 0).any())
