"""Where a file system or an operating system has no locks: reading goes on, writing is refused."""

from __future__ import annotations

import errno
import shutil
import sys
import tomllib
from pathlib import Path

import pytest

from runs.archive import labelling, locks
from runs.archive.batch import Archive, Batch
from runs.archive.status import UNTOLD, read_status
from runs.archive.writer import BatchWriter
from runs.cli.app import run_command_line
from runs.errors import WrongInput
from runs.execute.launch import launch_plan
from tests.architecture.sources import ROOT
from tests.docs.commands import in_process
from tests.runs.batches import make_batch, make_plan, silently

SMALL = ("horizon=10",)


@pytest.mark.parametrize("code", ["EIO", "EINVAL", "EACCES", "ESTALE"])
def test_whatever_a_lock_fails_by_nothing_that_is_there_is_hidden(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(getattr(errno, code), "refused")

    monkeypatch.setattr(locks.fcntl, "flock", refuse)
    listed = in_process(["list", "--outputs", str(batch.path.parent)], tmp_path)
    assert "whole" in listed.output
    assert "whether a launch is at work cannot be told" in listed.output
    assert read_status(batch).state == "finished"


@pytest.fixture(params=["ENOLCK", "ENOSYS", "EOPNOTSUPP", "no fcntl"])
def without_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make flock fail as some file systems do, or be missing as on Windows."""
    if request.param == "no fcntl":
        monkeypatch.setattr(locks, "fcntl", None)
        return

    def refuse(*_: object) -> None:
        raise OSError(getattr(errno, request.param), "Function not implemented")

    monkeypatch.setattr(locks.fcntl, "flock", refuse)


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    folder = tmp_path_factory.mktemp("outputs") / "whole"
    return make_batch(folder, runs=2, overrides=SMALL)


@pytest.mark.usefixtures("without_locks")
def test_what_is_there_is_listed_and_whether_it_runs_is_left_open(
    batch: Batch, tmp_path: Path
) -> None:
    (line,) = Archive(batch.path.parent).batches()
    assert (line.name, line.done, line.running) == ("whole", 2, None)
    assert read_status(batch).state == "finished"
    listed = in_process(["list", "--outputs", str(batch.path.parent)], tmp_path)
    assert "whether a launch is at work cannot be told" in listed.output
    assert "done" in listed.output
    shown = in_process(["show", "whole", "--outputs", str(batch.path.parent)], tmp_path)
    assert shown.exit_code == 0


@pytest.mark.usefixtures("without_locks")
def test_a_launch_is_refused_by_naming_locks_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match=r"no file locks .* choose a folder on another"):
        launch_plan(make_plan(tmp_path / "deep" / "new", runs=1, overrides=SMALL), silently)
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("without_locks")
def test_neither_a_batch_nor_its_labels_are_changed(batch: Batch) -> None:
    with pytest.raises(WrongInput, match="no file locks"):
        BatchWriter.open(batch.path)
    with pytest.raises(WrongInput, match="no file locks"):
        labelling.set_title(Archive(batch.path.parent), "whole", "x")
    assert not (batch.path.parent / "labels.json").exists()


def test_a_batch_that_was_cut_off_is_not_called_so_where_it_may_be_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_batch(tmp_path / "cut", runs=1, overrides=SMALL)
    lines = made.layout.status.read_text().splitlines(keepends=True)
    made.layout.status.write_text("".join(lines[:-1]))
    assert read_status(made).state.startswith("cut off")
    monkeypatch.setattr(locks, "fcntl", None)
    assert read_status(made).state == UNTOLD


def test_another_reason_not_to_lock_is_told_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(locks.fcntl, "flock", refuse)
    with pytest.raises(WrongInput, match=r"cannot write in .*: Input/output error"):
        launch_plan(make_plan(tmp_path / "new", runs=1, overrides=SMALL), silently)
    assert not (tmp_path / "new").exists()


def test_the_systems_it_runs_on_are_said_first_in_the_metadata_and_on_the_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "argv", ["taijie", "--version"])
    assert run_command_line() == 0
    assert capsys.readouterr().err.startswith("Taijie runs on Linux, macOS and WSL")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    systems = [one for one in project["classifiers"] if one.startswith("Operating System")]
    assert systems == ["Operating System :: POSIX :: Linux", "Operating System :: MacOS"]
    assert "Linux, macOS and\nWSL" in (ROOT / "docs" / "batches.md").read_text()


@pytest.mark.parametrize("replaced", [False, True])
def test_a_launch_that_ends_in_an_error_removes_no_batch_that_took_its_place(
    tmp_path: Path, replaced: bool
) -> None:
    folder = tmp_path / "b"

    def replace_and_fail(_: object) -> None:
        if replaced:
            folder.rename(tmp_path / "moved")
            shutil.copytree(tmp_path / "moved", folder)  # what a later launch of the name makes
        raise ValueError("the first one ends")

    with pytest.raises(ValueError, match="the first one ends"):
        launch_plan(make_plan(folder, runs=1, overrides=SMALL), replace_and_fail)
    assert (folder / "manifest.json").exists() is replaced
