"""Batches: what is searched and said of them stands in one file, the command line's."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboards.app import create_app
from dashboards.components.batch_labels import get_label_fields
from dashboards.launch.access import Access
from dashboards.launch.control import BatchControl
from dashboards.state.listing import apply_list_filters
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_page
from dashboards.web.label_callbacks import redraw_list, save_label
from runs.archive import labelling
from runs.archive.batch import Archive
from runs.archive.manifest import BatchSummary
from runs.errors import WrongInput
from runs.execute.launch_record import make_first_manifest
from tests.dashboards.payloads import callback
from tests.dashboards.test_pages import text_of
from tests.dashboards.test_writing import mark_of
from tests.runs.batches import make_plan

DAYS = {"old": "2026-01-01", "middle": "2026-01-02", "new": "2026-01-03"}
IDS = [
    {"type": "sift", "key": key} for key in ("find", "tags", "hidden", "made_since", "made_until")
]


@pytest.fixture(scope="module")
def manifests(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("plan")
    plan = make_plan(folder / "any", runs=1, overrides=("horizon=10",))
    plain = make_first_manifest(plan, 1)
    made = {name: f"{day}T12:00:00.000+00:00" for name, day in DAYS.items()}
    return {
        name: plain.model_copy(update={"name": name, "created": created}).model_dump_json()
        for name, created in made.items()
    }


@pytest.fixture
def archive(tmp_path: Path, manifests: dict[str, str]) -> Archive:
    """Three batches without a row, a day apart, and what is said of them."""
    for name, text in manifests.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(text)
        (tmp_path / name / "status.jsonl").write_text("")
    made = Archive(tmp_path)
    labelling.set_title(made, "old", "第一批")
    labelling.set_note(made, "middle", "horizon too short\nsee the next")
    labelling.change_tags(made, ["old", "middle"], add=["pilot"])
    labelling.set_hidden(made, ["new"], True)
    return made


@pytest.fixture
def source(archive: Archive) -> Source:
    return Source(archive.outputs)


def list_names(source: Source, search: str) -> list[str]:
    """Return the batches of a page's table, in its order."""
    drawn = text_of(redraw_list(source, search, None, None))
    assert drawn[1:-1] in text_of(draw_page(source, "/", search)), "as on the page"
    return re.findall(r'"href": "/overview\?v=1&batch=(\w+)', drawn)


def read(archive: Archive, name: str) -> BatchSummary:
    (found,) = [one for one in archive.batches() if one.name == name]
    return found


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        ("", ["middle", "old"]),
        ("?hidden=all", ["new", "middle", "old"]),
        ("?hidden=only", ["new"]),
        ("?find=%E7%AC%AC%E4%B8%80", ["old"]),
        ("?find=TOO+SHORT", ["middle"]),
        ("?tags=pilot&made_since=2026-01-02", ["middle"]),
        ("?tags=pilot,none", []),
        ("?made_until=2026-01-01", ["old"]),
    ],
)
def test_a_link_lists_what_the_command_line_would(
    source: Source, archive: Archive, search: str, wanted: list[str]
) -> None:
    assert list_names(source, search) == wanted
    client = create_app(archive.outputs).server.test_client()
    given = client.get(f"/{search or '?v=1'}&format=csv").get_data(as_text=True)
    rows = pd.read_csv(io.StringIO(given)) if wanted else pd.DataFrame({"name": []})
    assert rows["name"].tolist() == wanted


def test_fields_list_the_same_as_their_link(source: Source) -> None:
    values = ["too short", ["pilot"], "all", "2026-01-01", ""]
    drawn = text_of(redraw_list(source, "?v=1", values, IDS))
    assert "batch=middle" in drawn
    assert "batch=old" not in drawn
    view = apply_list_filters(resolve_view(source, "/", ""), {"find": "x", "tags": ["a", "b"]})
    assert (view.state.find, view.state.tags, view.state.hidden) == ("x", "a,b", None)


@pytest.mark.parametrize("values", [None, 3, [3, {}, [], "x", "y"], ["", None, "other", "1", "2"]])
def test_strange_fields_ask_for_nothing(source: Source, values: Any) -> None:
    assert "batch=middle" in text_of(redraw_list(source, "?v=1", values, IDS))


def test_a_hidden_batch_is_not_opened_first_and_not_offered(source: Source) -> None:
    view = resolve_view(source, "/", "")
    assert view.summary is not None
    assert view.summary.name == "middle"
    assert "1 hidden" in text_of(draw_page(source, "/", ""))
    by_name = resolve_view(source, "/", "?batch=new").summary
    assert by_name is not None
    assert by_name.name == "new"


def test_names_notes_and_tags_stand_on_the_page_and_in_the_bar(source: Source) -> None:
    page = text_of(draw_page(source, "/", "?batch=old"))
    assert (
        '"value": "old", "label": "第一批"' in page or '"label": "第一批", "value": "old"' in page
    )
    assert "see the next" in page
    assert "#pilot" in page


@pytest.mark.parametrize("write", [True, False])
def test_what_edits_is_there_in_write_mode_alone(archive: Archive, write: bool) -> None:
    app = create_app(archive.outputs, Access(write=write))
    source = Source(archive.outputs, BatchControl(archive.outputs, Access(write=write)))
    page = text_of(draw_page(source, "/", ""))
    assert ('"label-dialog"' in page) is write
    assert ('"type": "star"' in page) is write
    assert any("label-said" in key for key in app.callback_map) is write


def test_a_damaged_file_is_said_and_hides_no_batch(source: Source, archive: Archive) -> None:
    (archive.outputs / "labels.json").write_text("{")
    assert sorted(list_names(source, "")) == ["middle", "new", "old"]
    assert "labels.json cannot be read" in text_of(draw_page(source, "/", ""))


class Permissive(Access):
    """Access of a browser whose mark is right."""

    def is_write_allowed(self, mark: object) -> bool:
        return mark == "right"


@pytest.fixture
def desk(archive: Archive) -> BatchControl:
    return BatchControl(archive.outputs, Permissive(write=True))


def test_a_form_saves_and_a_change_of_the_command_line_meanwhile_stays(
    source: Source, archive: Archive, desk: BatchControl
) -> None:
    of = {"batch": "old", "before": get_label_fields(read(archive, "old"))}
    labelling.set_note(archive, "old", "by the command line")
    labelling.change_tags(archive, ["old"], add=["theirs", "★"])
    typed: list[object] = ["Pilot", "", ["pilot", "mine"], False]
    said, now = save_label(source, desk, of, typed, "right")
    told = read(archive, "old")
    assert (said, now["saved"], now["before"]) == ("", typed, get_label_fields(told))
    assert (told.title, told.note) == ("Pilot", "by the command line")
    assert set(told.tags) == {"pilot", "mine", "theirs", "★"}


def test_a_note_written_on_both_sides_is_asked_about_and_then_replaced(
    source: Source, archive: Archive, desk: BatchControl
) -> None:
    of = {"batch": "old", "before": get_label_fields(read(archive, "old"))}
    labelling.set_note(archive, "old", "theirs")
    typed: list[object] = ["第一批", "mine", ["pilot"], True]
    said, now = save_label(source, desk, of, typed, "right")
    assert "is now “theirs”" in said
    assert "saved" not in now
    assert (read(archive, "old").note, read(archive, "old").hidden) == ("theirs", False)
    assert save_label(source, desk, now, typed, "right")[0] == ""
    assert (read(archive, "old").note, read(archive, "old").hidden) == ("mine", True)


@pytest.mark.parametrize(
    ("of", "typed", "said"),
    [
        ({"batch": "old", "before": {}}, ["a/b", "", [], False], "cannot be a batch's title"),
        ({"batch": "gone", "before": {}}, ["x", "", [], False], "no such batch"),
        ({"batch": "../x", "before": {}}, ["x", "", [], False], "no such batch"),
        ({"batch": "old", "before": {"x": 1}}, ["x", "", [], False], "cannot be read"),
        (None, ["x", None, 3, "y"], "cannot be read"),
    ],
)
def test_what_cannot_be_saved_is_said_and_changes_nothing(
    source: Source, archive: Archive, desk: BatchControl, of: object, typed: list[object], said: str
) -> None:
    before = (archive.outputs / "labels.json").read_bytes()
    assert said in save_label(source, desk, of, typed, "right")[0]
    assert (archive.outputs / "labels.json").read_bytes() == before


def test_nothing_is_said_of_a_batch_without_write_mode_or_without_the_mark(
    archive: Archive, desk: BatchControl
) -> None:
    reader = BatchControl(archive.outputs, Access())
    for one, mark, why in ((reader, "right", "read-only"), (desk, "wrong", "not drawn by this")):
        with pytest.raises(WrongInput, match=why):
            one.edit_label("old", {}, {"title": "x"}, mark)
        with pytest.raises(WrongInput, match=why):
            one.star_batch("old", mark)
    assert "★" not in read(archive, "old").tags


def test_a_star_comes_and_goes_for_the_mark_of_a_page(archive: Archive) -> None:
    app = create_app(archive.outputs, Access(write=True))
    client = app.server.test_client()
    client.get("/")
    (name,) = [key for key in app.callback_map if "long-said" in key and "batches-list" in key]
    for mark, there in (("0" * 64, False), (mark_of(app, client), True)):
        answer = press_button(client, callback(app, name, {("mark", "data"): mark}), "star", "old")
        assert answer.status_code == 200
        assert ("★" in read(archive, "old").tags) is there
    assert read(archive, "old").tags == ("pilot", "★")


def press_button(client: FlaskClient, payload: dict[str, Any], kind: str, batch: str) -> Any:
    """Post the press of a batch's button, its star or Edit, as the page's list holds it."""
    identity = {"type": kind, "batch": batch}
    pressed = {"id": identity, "property": "n_clicks", "value": 1}
    payload["inputs"] = [[pressed]]
    payload["changedPropIds"] = [f'{{"batch":"{batch}","type":"{kind}"}}.n_clicks']
    payload["state"] = [one if one["id"] != {"type": "sift", "key": ["ALL"]} else []
                        for one in payload["state"]]  # fmt: skip
    return client.post("/_dash-update-component", json=payload)
