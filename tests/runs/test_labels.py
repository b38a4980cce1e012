"""Titles, notes, tags: beside the batches, by one writer at a time, never within a batch."""

from __future__ import annotations

import errno
import fcntl
import json
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runs.archive import addressing, labelling
from runs.archive.batch import Archive
from runs.archive.batch_filter import BatchFilter
from runs.archive.labels import Label
from runs.cli.app import app
from runs.errors import WrongInput
from runs.execute.launch_record import make_first_manifest
from tests.docs.commands import in_process
from tests.runs.batches import make_plan

MADE = {
    "20260101-120000-aaaa_run": "2026-01-01T12:00:00.000+00:00",
    "20260102-120000-bbbb_run": "2026-01-02T12:00:00.000+00:00",
    "demo": "2026-01-03T12:00:00.000+00:00",
}
OLD, MIDDLE, NEW = MADE


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Three batches without a row, a day apart."""
    outputs = tmp_path / "outputs"
    plain = make_first_manifest(make_plan(outputs / "any", runs=1, overrides=("horizon=10",)), 1)
    for name, created in MADE.items():
        (outputs / name).mkdir(parents=True)
        manifest = plain.model_copy(update={"name": name, "created": created})
        (outputs / name / "manifest.json").write_text(manifest.model_dump_json())
        (outputs / name / "status.jsonl").write_text("")
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(outputs))
    return Archive(outputs)


def read_batches(archive: Archive) -> dict[str, bytes]:
    files = [path for path in archive.outputs.glob("*/**/*") if path.is_file()]
    return {path.relative_to(archive.outputs).as_posix(): path.read_bytes() for path in files}


def list_names(archive: Archive, **wanted: object) -> list[str]:
    return [one.name for one in BatchFilter(**wanted).select(archive.batches())]  # type: ignore[arg-type]


@pytest.mark.parametrize("title", ["第一批 · für Ωμέγα", "=HYPERLINK(1)", "it's", "пилот", "أول"])
def test_a_title_of_any_script_finds_its_batch_and_leaves_it_alone(
    archive: Archive, title: str
) -> None:
    before = read_batches(archive)
    assert labelling.set_title(archive, OLD, title).title == title
    assert addressing.open_batch(archive, title).name == OLD
    assert addressing.open_batch(archive, title[:-1]).name == OLD
    assert read_batches(archive) == before
    assert labelling.set_title(archive, OLD, "").title == ""
    with pytest.raises(WrongInput, match="there is none"):
        addressing.open_batch(archive, title)


def test_letters_and_their_marks_are_one_however_they_are_typed(archive: Archive) -> None:
    labelling.set_title(archive, OLD, unicodedata.normalize("NFD", "für"))
    assert addressing.open_batch(archive, unicodedata.normalize("NFC", "für")).name == OLD
    assert addressing.open_batch(archive, unicodedata.normalize("NFD", "für")).name == OLD


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("a/b", "cannot be a batch's title"),
        ("-x", "cannot be a batch's title"),
        ("two\nlines", "cannot be a batch's title"),
        ("字" * 121, rf"^'{'字' * 40}'\.\.\. \(121 characters\) cannot be a batch's title"),
        ("DEMO", "is taken"),
        ("pilot", "is taken"),
    ],
)
def test_a_title_that_would_mislead_is_refused_before_anything_is_written(
    archive: Archive, title: str, said: str
) -> None:
    labelling.set_title(archive, MIDDLE, "Pilot")
    before = (archive.outputs / "labels.json").read_bytes()
    with pytest.raises(WrongInput, match=said):
        labelling.set_title(archive, OLD, title)
    assert (archive.outputs / "labels.json").read_bytes() == before


def test_tags_are_added_once_and_taken_away_whatever_their_case(archive: Archive) -> None:
    labelling.change_tags(archive, [OLD, NEW], add=["Pilot", "试验"])
    (told, _) = labelling.change_tags(archive, [OLD, NEW], add=["pilot", "x"], remove=["试验"])
    assert told.tags == ("Pilot", "x")
    assert list_names(archive, tags=("PILOT", "x")) == [NEW, OLD]
    with pytest.raises(WrongInput, match="cannot be a tag"):
        labelling.change_tags(archive, [OLD], add=["fine", "two words"])
    with pytest.raises(WrongInput, match="there is no batch gone"):
        labelling.change_tags(archive, [OLD, "gone"], add=["fine"])
    assert list_names(archive, tags=("fine",)) == []


def test_a_list_is_narrowed_by_text_day_and_whether_hidden(archive: Archive) -> None:
    labelling.set_note(archive, MIDDLE, "Who asks?\nSecond line of the ÜBERSICHT")
    labelling.set_hidden(archive, [NEW], True)
    assert list_names(archive) == [MIDDLE, OLD]
    assert list_names(archive, hidden=None) == [NEW, MIDDLE, OLD]
    assert list_names(archive, hidden=True) == [NEW]
    assert list_names(archive, text="übersicht") == [MIDDLE]
    noon = "2026-01-02T12:00:00+00:00"
    assert list_names(archive, hidden=None, since=noon) == [NEW, MIDDLE]
    assert list_names(archive, hidden=None, until=noon) == [OLD]
    with pytest.raises(WrongInput, match=r"since 2026-13-01 is no date"):
        list_names(archive, since="2026-13-01")


def test_a_hidden_batch_is_not_the_newest_but_is_found_by_name(archive: Archive) -> None:
    labelling.set_hidden(archive, [NEW], True)
    assert addressing.open_batch(archive, None).name == MIDDLE
    assert addressing.open_batch(archive, NEW).name == NEW


def test_a_later_batch_of_the_same_name_inherits_nothing(archive: Archive) -> None:
    labelling.set_title(archive, NEW, "first")
    manifest = archive.outputs / NEW / "manifest.json"
    manifest.write_text(manifest.read_text().replace(MADE[NEW], "2026-02-01T00:00:00.000+00:00"))
    assert [one.title for one in archive.batches()] == ["", "", ""]
    assert labelling.change_tags(archive, [NEW], add=["x"])[0].title == ""


def test_writers_at_once_lose_nothing(archive: Archive) -> None:
    tags = [f"t{i}" for i in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda tag: labelling.change_tags(archive, [OLD], add=[tag]), tags))
    (told,) = BatchFilter(tags=tuple(tags)).select(archive.batches())
    assert told.name == OLD
    assert not list(archive.outputs.glob("*.tmp"))


def test_a_form_changes_what_was_typed_and_keeps_what_others_wrote_meanwhile(
    archive: Archive,
) -> None:
    labelling.change_tags(archive, [OLD], add=["pilot", "old"])
    before = Label(tags=("pilot", "old"))
    labelling.set_note(archive, OLD, "by another program")
    labelling.change_tags(archive, [OLD], add=["theirs"], remove=["pilot"])
    after = Label(title="Mine", tags=("pilot", "mine"))
    told = labelling.edit_label(archive, OLD, before, after)
    assert (told.title, told.note, told.hidden) == ("Mine", "by another program", False)
    assert told.tags == ("theirs", "mine")


def test_a_form_never_writes_over_what_it_did_not_show(archive: Archive) -> None:
    labelling.set_note(archive, OLD, "theirs")
    with pytest.raises(WrongInput, match="the note was changed meanwhile and is now “theirs”"):
        labelling.edit_label(archive, OLD, Label(), Label(title="Mine", note="mine"))
    (told,) = [one for one in archive.batches() if one.name == OLD]
    assert (told.title, told.note) == ("", "theirs"), "all or nothing"
    seen = Label(note="theirs")
    assert labelling.edit_label(archive, OLD, seen, Label(note="mine")).note == "mine"
    same = labelling.edit_label(archive, OLD, seen, Label(note="mine"))
    assert same.note == "mine", "what both want is no conflict"


def test_a_form_is_held_to_the_same_rules(archive: Archive) -> None:
    labelling.set_title(archive, MIDDLE, "Pilot")
    wrong = {"title": "pilot"}, {"tags": ("two words",)}, {"note": "x" * 10_001}
    for fields in wrong:
        with pytest.raises(WrongInput):
            labelling.edit_label(archive, OLD, Label(), Label(**fields))  # type: ignore[arg-type]
    assert [one.title for one in archive.batches()] == ["", "Pilot", ""]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("{", r"all of it: Invalid JSON: EOF .* line 1 column 1"),
        ('{"format_version": 9, "more": 1}', "format_version: Input should be 1"),
        ('{"batches": {"a": {"x": 1}}}', r"batches\.a\.x: Extra inputs"),
    ],
)
def test_a_damaged_file_hides_no_batch_and_is_not_overwritten(
    archive: Archive, damage: str, said: str, tmp_path: Path
) -> None:
    (archive.outputs / "labels.json").write_text(damage)
    assert len(archive.batches()) == 3
    told = in_process(["list"], tmp_path)
    assert (told.exit_code, "titles, notes and tags are left out" in told.output) == (0, True)
    with pytest.raises(WrongInput, match=rf"labels\.json cannot be read \({said}"):
        labelling.set_title(archive, OLD, "x")
    assert (archive.outputs / "labels.json").read_text() == damage


def test_a_batch_is_deleted_with_its_label_but_not_while_it_is_computed(archive: Archive) -> None:
    labelling.set_title(archive, OLD, "x")
    with (archive.outputs / OLD / "status.jsonl").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(WrongInput, match="a launch is at work"):
            labelling.delete_batch(archive, OLD)
    labelling.delete_batch(archive, OLD)
    assert sorted(one.name for one in archive.batches()) == [MIDDLE, NEW]
    assert json.loads((archive.outputs / "labels.json").read_text())["batches"] == {}
    left = sorted(path.name for path in archive.outputs.iterdir())
    assert left == [".labels.lock", MIDDLE, "demo", "labels.json"]


def test_a_batch_is_deleted_from_a_full_disk_on_which_its_label_stays(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    labelling.set_title(archive, OLD, "x")
    monkeypatch.setattr(labelling, "write_labels", refuse)
    labelling.delete_batch(archive, OLD)
    left = sorted(path.name for path in archive.outputs.iterdir())
    assert left == [".labels.lock", MIDDLE, "demo", "labels.json"]


def test_the_commands_do_the_same(archive: Archive, tmp_path: Path) -> None:
    def play(*words: str) -> str:
        done = in_process([*words], tmp_path)
        if isinstance(done.exception, WrongInput):
            raise done.exception
        return done.output

    assert play("rename", "aaaa", "第一批") == f"{OLD}: “第一批”\n"
    assert play("note", "第一批", "why") == f"{OLD}: why\n"
    assert play("note", "第一批") == "why\n"
    assert play("tag", "第一批", "bbbb", "-a", "pilot").splitlines() == [
        f"{OLD}: pilot", f"{MIDDLE}: pilot",
    ]  # fmt: skip
    assert "taijie list --all" in play("hide", "bbbb")
    assert MIDDLE not in play("list")
    assert MIDDLE in play("list", "--hidden")
    assert "“第一批”" in play("list", "--tag", "pilot")
    assert [one["title"] for one in json.loads(play("list", "第一", "--json"))] == ["第一批"]
    with pytest.raises(WrongInput, match="nobody is there to be asked"):
        play("delete", "demo")
    assert f"deleted: {NEW}" in play("delete", "demo", "--yes")
    with pytest.raises(WrongInput, match="say which tag"):
        play("tag", "aaaa")
    assert {"rename", "note", "tag", "hide", "delete"} <= {
        command.name for command in app.registered_commands
    }
