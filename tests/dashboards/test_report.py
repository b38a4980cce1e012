"""A report is one file that holds the numbers of the pages and asks nobody for anything."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from dash import Dash

from dashboards.commands import report as command
from dashboards.pages.catalogue import list_pages
from dashboards.report import page
from dashboards.report.content import Report, collect_report
from dashboards.report.page import LARGEST, render_html
from dashboards.report.writing import render_markdown, render_report_files, write_files
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from runs.archive.batch import Batch
from runs.errors import WrongInput


@pytest.fixture(scope="module")
def report(source: Source, batch: Batch) -> Report:
    return collect_report(source, batch.name)


@pytest.fixture(scope="module")
def html(report: Report) -> str:
    return render_html(report).decode()


def test_every_figure_is_drawn_and_says_what_its_page_says(
    report: Report, source: Source, html: str
) -> None:
    assert [shown.problem for shown in report.iterate_figures() if shown.drawn is None] == []
    for path, name in (("/", "shares"), ("/first", "hundred"), ("/face", "sources")):
        drawn = list_pages()[path].figures[name].draw(resolve_view(source, path, ""))
        assert drawn.sentence.replace("’", "’") in html.replace("&#x27;", "'")


def test_the_figures_hold_the_numbers_of_the_pages(source: Source, html: str) -> None:
    drawn = list_pages()["/first"].figures["hundred"].draw(resolve_view(source, "/first", ""))
    found = re.search(r'id="figure-first-hundred">(.*?)</script>', html, flags=re.DOTALL)
    assert found is not None
    kept = json.loads(found.group(1).replace("<\\/", "</"))
    wanted = json.loads(str(drawn.figure.to_json()))
    assert [trace.get("x") for trace in kept["data"]] == [
        trace.get("x") for trace in wanted["data"]
    ]


def test_every_other_variant_is_compared_with_the_first(report: Report) -> None:
    compared = [part for part in report.parts if part.changes]
    assert [part.title for part in compared] == [
        "counting swapped, compared with as reported",
        "face off, compared with as reported",
    ]


def test_it_is_small_asks_nobody_and_offers_no_upload(html: str) -> None:
    assert len(html.encode()) <= LARGEST
    assert html.count("plotly.js v") == 1
    assert "default-src 'none'" in html
    assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?!data:)', html) == []
    assert '"showSendToCloud": false' in html


def test_a_label_from_outside_is_text_and_not_markup(report: Report) -> None:
    evil = Report("<script>alert(1)</script>", *list(vars(report).values())[1:])
    assert "<h1>&lt;script&gt;" in render_html(evil).decode()


def test_a_report_that_would_be_too_large_is_refused(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "LARGEST", 1000)
    with pytest.raises(WrongInput, match="would have"):
        render_html(report)


def test_markdown_says_the_same_sentences(report: Report) -> None:
    told = render_markdown(report)
    for shown in report.iterate_figures():
        assert shown.drawn is not None
        assert shown.drawn.sentence in told
    assert report.commands[-1] in told


def test_the_tables_stand_beside_it_on_request(report: Report, tmp_path: Path) -> None:
    files = render_report_files(report, tmp_path / "r.html", markdown=True, csv=True)
    write_files(files)
    assert (tmp_path / "r.md").is_file()
    assert len(list(tmp_path.glob("r-*.csv"))) == len(list(report.iterate_figures()))


def test_a_file_that_is_there_is_kept(batch: Batch, tmp_path: Path) -> None:
    kept = tmp_path / "mine.html"
    kept.write_text("mine")
    with pytest.raises(WrongInput, match="is kept"):
        command(batch.name, str(kept), False, False, str(batch.path.parent))
    assert kept.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.html"]


def test_a_batch_that_is_not_there_is_named(source: Source) -> None:
    with pytest.raises(WrongInput, match="no batch nothing"):
        collect_report(source, "nothing")


@pytest.mark.slow
def test_the_page_offers_the_same_file(app: Dash, html: str) -> None:
    answer = app.server.test_client().get("/report?v=1&format=html")
    assert answer.mimetype == "text/html"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.get_data(as_text=True)[:4000] == html[:4000]
    words = app.server.test_client().get("/report?v=1&format=md").get_data(as_text=True)
    assert words.startswith("# Taijie: first_call")


@pytest.mark.parametrize(
    ("asked", "name"),
    [("/?v=1", "example"), ("/?v=1&figure=shares", "example-shares"),
     ("/first?v=1&figure=hundred", "example-first-hundred")],
)  # fmt: skip
def test_a_table_is_saved_by_the_name_of_its_batch_page_and_figure(
    app: Dash, asked: str, name: str
) -> None:
    answer = app.server.test_client().get(f"{asked}&format=csv")
    assert answer.headers["Content-Disposition"].endswith(f'{name}.csv"')


def test_another_page_has_no_such_format(app: Dash) -> None:
    answer = app.server.test_client().get("/first?v=1&format=html")
    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"


@pytest.mark.slow
def test_a_format_given_twice_gives_a_file_and_no_failure(app: Dash) -> None:
    answer = app.server.test_client().get("/report?format=html&format=csv")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
