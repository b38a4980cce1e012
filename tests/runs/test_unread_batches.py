"""A batch whose manifest or log cannot be read: every command says so, and the others go on."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboards.report.content import collect_report
from dashboards.state.store import Source
from runs.archive.addressing import find_variant
from runs.archive.batch import Archive, Batch
from runs.cli.app import app
from runs.errors import WrongInput
from tests.runs.batch_states import other_format
from tests.runs.batches import make_batch

OF_ONE = (
    *("show b", "note b", "note b text", "rename b title", "tag b --add x", "hide b"),
    *("delete b --yes", "delete other b --yes", "retry b"),
)


def cut_manifest(folder: Path) -> None:
    """Cut the manifest in half."""
    file = folder / "manifest.json"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def nest_manifest(folder: Path) -> None:
    """Let the manifest open more lists than a reader follows."""
    (folder / "manifest.json").write_text("[" * 100_000)


def lose_log(folder: Path) -> None:
    """Put a folder where the log was."""
    (folder / "status.jsonl").unlink(missing_ok=True)
    (folder / "status.jsonl").mkdir()


UNREAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "cut": (cut_manifest, r"batch b cannot be read: its manifest\.json is damaged \("),
    "nested": (nest_manifest, r"batch b cannot be read: .* damaged \(it is nested too deeply"),
    "log": (lose_log, r"batch b cannot be read: its status\.jsonl is no readable file \(Is a dir"),
}


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """A folder of two batches."""
    for name in ("b", "other"):
        make_batch(tmp_path / name, runs=1, overrides=("horizon=4",))
    return tmp_path


@pytest.mark.parametrize("state", UNREAD)
def test_a_batch_that_cannot_be_read_is_named_with_why_and_left_as_it_is(
    state: str, outputs: Path
) -> None:
    spoil, said = UNREAD[state]
    spoil(outputs / "b")
    files = {path: path.read_bytes() for path in outputs.rglob("*") if path.is_file()}
    where = ["--outputs", str(outputs)]
    for words in OF_ONE:
        with pytest.raises(WrongInput, match=said):
            CliRunner().invoke(app, [*words.split(), *where], catch_exceptions=False)
    with pytest.raises(WrongInput, match=said):
        collect_report(Source(outputs), "b")
    assert {path: path.read_bytes() for path in files} == files


@pytest.mark.parametrize("state", UNREAD)
def test_a_list_says_which_batch_it_leaves_out_and_why(state: str, outputs: Path) -> None:
    spoil, said = UNREAD[state]
    spoil(outputs / "b")
    where = ["--outputs", str(outputs)]
    told = CliRunner().invoke(app, ["list", *where], catch_exceptions=False)
    assert re.search(f"^left out: {said}", told.stderr)
    assert "other" in told.stdout
    (listed,) = json.loads(CliRunner().invoke(app, ["list", "--json", *where]).stdout)
    assert listed["name"] == "other"


def test_a_launch_that_cannot_write_its_log_names_it(outputs: Path) -> None:
    lose_log(outputs / "b")
    words = ["resume", "b", "executor=serial", "--outputs", str(outputs)]
    with pytest.raises(WrongInput, match=r"cannot write in \S+/b: status\.jsonl: Is a directory"):
        CliRunner().invoke(app, words, catch_exceptions=False)


@pytest.mark.parametrize(
    "moment", ["yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
def test_a_moment_that_is_none_is_refused_by_what_needs_it(outputs: Path, moment: str) -> None:
    file = outputs / "b" / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"created": moment}))
    with pytest.raises(WrongInput, match=rf"its manifest\.json is damaged \(.*{re.escape(moment)}"):
        Archive(outputs).find_summary("b")
    assert [one.name for one in Archive(outputs).batches()] == ["other"]


def test_a_batch_of_a_later_format_hinders_no_search_in_the_others(outputs: Path) -> None:
    variant = Batch(outputs / "b").manifest.variants[0].name
    other_format(Batch(outputs / "other"))
    assert find_variant(Archive(outputs), variant).batch.name == "b"
    assert Archive(outputs).find_summary("other").variants == 1


def test_a_manifest_with_a_byte_order_mark_is_listed_as_it_is_read(outputs: Path) -> None:
    file = outputs / "b" / "manifest.json"
    file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())
    assert {one.name for one in Archive(outputs).batches()} == {"b", "other"}


@pytest.mark.parametrize("command", ["list", "show", "note b"])
def test_a_file_where_the_folder_of_batches_should_be_is_refused(
    command: str, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("kept")
    words = [*command.split(), "--outputs", str(tmp_path / "taken")]
    with pytest.raises(WrongInput, match="taken is a file, and a folder for batches is wanted"):
        CliRunner().invoke(app, words, catch_exceptions=False)


@pytest.mark.parametrize("text", ['{"name": "an app", "icons": []}', "[1]"])
def test_a_folder_of_another_program_is_no_damaged_batch(outputs: Path, text: str) -> None:
    (outputs / "app").mkdir()
    (outputs / "app" / "manifest.json").write_text(text)
    where = ["list", "--outputs", str(outputs)]
    assert CliRunner().invoke(app, where, catch_exceptions=False).stderr == ""
    (outputs / "app" / "status.jsonl").touch()
    assert "left out: batch app" in CliRunner().invoke(app, where, catch_exceptions=False).stderr
