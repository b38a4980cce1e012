"""Selections too long for a link: kept by name in write mode, said to be too long otherwise."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from dash import no_update

from dashboards.app import create_app
from dashboards.figures.grammar import Drawn
from dashboards.launch import saved_views
from dashboards.launch.access import Access
from dashboards.launch.control import BatchControl
from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.view import CHOSEN, resolve_view
from dashboards.web.drawing import draw_page
from dashboards.web.saved_selections import save_selections
from runs.errors import WrongInput
from tests.dashboards.payloads import callback
from tests.dashboards.test_pages import text_of
from tests.runs.batches import make_batch

MANY = "us.insulation=" + ",".join(f"0.{i:03}" for i in range(1, 40))
LONG = ";".join(f"us.{name}={MANY.partition('=')[2]}" for name in ("pain", "patience", "resolve"))


@pytest.fixture
def asked(source: Source) -> dict[str, str]:
    """A comparison of more variants than a link can name."""
    among = ".".join(f"{i:010x}" for i in range(400))
    name = resolve_view(source, "/", "").state.batch
    return {"path": "/compare", "search": f"?v=1&batch={name}&metric=p_china&among={among}"}


def test_a_view_is_what_was_kept_under_its_name(tmp_path: Path) -> None:
    name = saved_views.save_view(tmp_path, LONG)
    assert saved_views.load_view(tmp_path, name) == LONG
    assert saved_views.save_view(tmp_path, LONG) == name
    assert len(list((tmp_path / saved_views.FOLDER).iterdir())) == 1


def test_a_view_that_was_changed_or_never_kept_is_none(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    name = saved_views.save_view(tmp_path, LONG)
    (tmp_path / saved_views.FOLDER / f"{name}.txt").write_text(LONG + ";us.pain=2")
    for wrong in (name, "0" * 16, "../secret", "/etc/passwd", "", "a" * 400, "%2e%2e"):
        with pytest.raises(WrongInput, match="no such view"):
            saved_views.load_view(tmp_path, wrong)


def test_a_view_has_an_end(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="at most"):
        saved_views.save_view(tmp_path, "x" * (saved_views.LONGEST + 1))
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_dashboard_keeps_nothing_and_says_so(
    source: Source, asked: dict[str, str]
) -> None:
    before = sorted(source.outputs.iterdir())
    said, path, search = save_selections(source, asked, "")
    assert "too long for a link" in said
    assert "taijie serve --write" in said
    assert path is search is no_update
    assert sorted(source.outputs.iterdir()) == before


def test_in_write_mode_a_view_comes_back_by_a_short_link(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "many", runs=2)
    app = create_app(tmp_path, Access(write=True))
    client = app.server.test_client()
    client.get("/")
    among = ".".join([*(v.hash[:CHOSEN] for v in batch.manifest.variants), *["0" * 10] * 300])
    search = f"?v=1&batch=many&metric=p_china&among={among}"
    name = next(key for key in app.callback_map if key.startswith("..long-said"))

    def keep(mark: str) -> dict[str, dict[str, str]]:
        data = {"path": "/compare", "search": search}
        asked = {("long", "data"): data, ("mark", "data"): mark}
        answer = client.post("/_dash-update-component", json=callback(app, name, asked))
        found: dict[str, dict[str, str]] = answer.get_json()["response"]
        return found

    assert "was not drawn by this server" in keep("x")["long-said"]["children"]
    assert not (tmp_path / saved_views.FOLDER).exists()
    page = callback(app, "page.children", {("url", "pathname"): "/", ("url", "search"): ""})
    drawn = client.post("/_dash-update-component", json=page).get_data(as_text=True)
    mark = drawn.partition('"id":"mark","data":"')[2][:64] or ""
    mark = mark or drawn.partition('","id":"mark"')[0][-64:]
    sent = keep(mark)["url"]
    assert sent["pathname"] == "/compare"
    assert len(sent["search"]) < 120
    view = resolve_view(Source(tmp_path), "/compare", sent["search"])
    assert view.metric == "p_china"
    assert view.among == [one.name for one in batch.manifest.variants]
    assert f"view={view.state.view}" in view.link_to_page(metric="p_us")
    assert "among" not in view.link_to_page(metric="p_us")
    assert "view=" not in view.link_to_page(among=None)
    assert "view=" not in view.link_to_page("/face", among=None)


def test_a_link_to_a_view_that_is_not_here_gives_a_notice(source: Source) -> None:
    view = resolve_view(source, "/compare", "?v=1&view=" + "0" * 16)
    assert any("is not kept here" in notice for notice in view.notices)
    assert "H1" in text_of(draw_page(source, "/compare", "?v=1&view=" + "0" * 16))


@pytest.mark.parametrize("data", [None, 3, [], {}, {"path": "/etc"}, {"path": "/", "search": 3}])
def test_what_is_no_address_is_answered_in_words(tmp_path: Path, data: object) -> None:
    writing = Source(tmp_path, BatchControl(tmp_path, Access(write=True)))
    said, *rest = save_selections(writing, data, "mark")
    assert "too long to be kept" in said
    assert rest == [no_update, no_update]
    assert list(tmp_path.iterdir()) == []


def test_variants_chosen_are_shown_and_no_number_changes(source: Source) -> None:
    view = resolve_view(source, "/compare", "")
    chosen = [view.variants[place].hash[:CHOSEN] for place in (0, 2)]

    def draw_against(search: str) -> Drawn:
        return (
            list_pages()["/compare"]
            .figures["against"]
            .draw(resolve_view(source, "/compare", search))
        )

    few, every = draw_against(f"?v=1&among={'.'.join(chosen)}"), draw_against("").table
    assert few.table["variant"].tolist() == [view.variants[2].name]
    own = every[every["variant"] == view.variants[2].name].reset_index(drop=True)
    pd.testing.assert_frame_equal(few.table, own)
    assert f"1 of {len(every)} variants shown" in few.about
    page = text_of(draw_page(source, "/compare", f"?v=1&among={'.'.join(chosen)}"))
    assert f"2 of {len(view.variants)} variants chosen" in page
