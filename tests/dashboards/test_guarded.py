"""A part that fails is a card in the frame, and what it failed of is in the log alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from dash import Dash, html

from dashboards.components import guarded, layout
from dashboards.components.guarded import PagePart
from dashboards.pages import live
from dashboards.pages.catalogue import list_grids, list_pages
from dashboards.pages.page import Figure
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_figure, draw_page
from dashboards.web.row_requests import load_row_block
from runs.errors import WrongInput
from tests.dashboards.test_pages import text_of

SECRET = "a value of the machine"
ERRORS = (ZeroDivisionError(SECRET), KeyError(SECRET), OSError(5, "Input/output error", "part.x"))


def fail(error: Exception) -> Callable[..., Any]:
    def failing(*_: object) -> Any:
        raise error

    return failing


def put_page(monkeypatch: pytest.MonkeyPatch, path: str, **fields: object) -> None:
    """Change a page of the catalogue for one test."""
    changed = list_pages() | {path: replace(list_pages()[path], **fields)}  # type: ignore[arg-type]
    for module in ("web.drawing", "web.exports"):
        monkeypatch.setattr(f"dashboards.{module}.list_pages", lambda: changed)


@pytest.mark.parametrize("error", ERRORS)
def test_a_page_that_fails_keeps_its_frame(
    source: Source,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    put_page(monkeypatch, "/first", content=fail(error))
    with caplog.at_level(logging.ERROR):
        page = text_of(draw_page(source, "/first", ""))
    assert page.count('"type": "H1"') == 1
    assert "This page cannot be shown" in page
    assert '"Copy link"' in page
    assert SECRET not in page
    assert any(record.exc_info for record in caplog.records)


@pytest.mark.parametrize("error", ERRORS)
def test_a_part_that_fails_leaves_the_others(
    source: Source, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    parts = [html.P("before"), PagePart("the middle", fail(error)), html.P("after")]
    put_page(monkeypatch, "/first", content=lambda _: parts)
    page = text_of(draw_page(source, "/first", ""))
    assert page.index('"before"') < page.index("The middle cannot be shown")
    assert page.index("The middle cannot be shown") < page.index('"after"')


def test_a_part_may_leave_something_above_its_card() -> None:
    part = PagePart("the run", fail(WrongInput("it is gone")), lambda: html.P("another"))
    above, card = guarded.assemble_page([part])
    assert above.children == "another"
    assert "It is gone." in text_of(card)
    both = guarded.assemble_page([replace(part, otherwise=fail(ZeroDivisionError()))])
    assert len(both) == 2


@pytest.mark.parametrize("error", ERRORS)
def test_a_figure_that_fails_is_a_card(
    source: Source, app: Dash, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    figure = Figure("Who?", fail(error))
    put_page(monkeypatch, "/first", figures={"hundred": figure})
    said = text_of(draw_figure(source, "hundred", "/first", ""))
    assert "This figure cannot be drawn here" in said
    assert SECRET not in said
    answer = app.server.test_client().get("/first?figure=hundred&format=csv")
    assert answer.status_code == 500
    assert answer.mimetype == "text/plain"
    assert "Traceback" not in answer.get_data(as_text=True)
    assert SECRET not in answer.get_data(as_text=True)


def test_a_refusal_of_our_own_is_told_and_one_of_a_library_is_not() -> None:
    import pandas as pd

    from runs.analysis.estimates.tallies import ensure_tallies

    with pytest.raises(ValueError, match="no runs") as own:
        ensure_tallies(pd.DataFrame({"variant": [], "first_mover_true": []}))
    assert guarded.describe_error(own.value).startswith("The frame holds no runs")
    with pytest.raises(ValueError, match="Length") as other:
        pd.DataFrame({"a": [1]}, index=[1]).assign(b=[1, 2])
    assert "Length" not in guarded.describe_error(other.value)
    assert "ValueError" in guarded.describe_error(other.value)
    assert "log of this server" in guarded.describe_error(other.value)
    assert "server" not in guarded.describe_error(other.value, offline=True)


def test_a_table_whose_rows_fail_says_so_in_a_row(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(list_grids()["runs"], values=fail(ZeroDivisionError(SECRET)))
    monkeypatch.setattr("dashboards.web.row_requests.list_grids", lambda: {"runs": broken})
    given = load_row_block(resolve_view(source, "/runs", ""), "runs", {})
    assert given["rowCount"] == 1
    assert "could not be worked out" in text_of(given)
    assert SECRET not in text_of(given)


def test_a_header_that_fails_leaves_the_page(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "make_batch_facts", fail(ZeroDivisionError(SECRET)))
    page = text_of(draw_page(source, "/first", ""))
    assert '"data-figure": "hundred"' in page
    assert "could not be worked out" in page


def test_a_look_that_fails_is_said_and_looked_again(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = resolve_view(source, "/live", "")
    assert view.summary is not None
    monkeypatch.setattr(Source, "read_status", fail(OSError(5, "Input/output error")))
    sent = live.refresh_page(view, None, view.summary.name)
    assert "cannot be told" in sent[live.PARTS.index("said")]
    assert sent[-1] is False
