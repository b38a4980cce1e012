"""Where batches go, and names that are refused."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from runs.arguments import require_path
from runs.cli.app import run_command_line
from runs.errors import WrongInput
from runs.paths import (
    HOME,
    check_folder_name,
    choose_batch_folder,
    get_current_folder,
    make_default_batch_name,
    resolve_outputs_folder,
)
from runs.plan.settings.compose import ConfigComposer


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAIJIE_OUTPUTS", raising=False)


def test_the_first_of_four_places_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert resolve_outputs_folder() == tmp_path / "taijie-outputs"
    monkeypatch.chdir(HOME / "tests")
    assert resolve_outputs_folder() == HOME / "runs" / "outputs"
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(tmp_path / "variable"))
    assert resolve_outputs_folder() == tmp_path / "variable"
    assert resolve_outputs_folder(str(tmp_path / "given")) == tmp_path / "given"


@pytest.mark.parametrize("inside", ["model", "configs/out", "runs", "dashboards/x/y"])
def test_a_folder_inside_a_package_is_refused(inside: str) -> None:
    with pytest.raises(WrongInput, match="inside an installed package"):
        resolve_outputs_folder(str(HOME / inside))


def test_site_packages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="inside an installed package"):
        resolve_outputs_folder(str(tmp_path / "site-packages" / "out"))


def test_a_way_round_through_a_link_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(HOME / "model")
    with pytest.raises(WrongInput, match="inside an installed package"):
        resolve_outputs_folder(str(link / "out"))


@pytest.mark.parametrize(
    "name", ["..", ".", "../up", "a/b", "/etc", "", ".hidden", "a\\b", "a\0", "x" * 200]
)
def test_a_name_that_leaves_its_folder_is_refused(name: str) -> None:
    with pytest.raises(WrongInput, match=r"^batch=.* is not a plain folder name"):
        check_folder_name(name)
    with pytest.raises(WrongInput, match=r"^fit=.* is not a plain folder name"):
        check_folder_name(name, "fit")


def test_a_name_in_use_is_refused_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(WrongInput, match="never overwritten") as refusal:
        choose_batch_folder(tmp_path, "taken", None)
    assert str(tmp_path / "taken") in str(refusal.value)
    assert list((tmp_path / "taken").iterdir()) == []


def test_default_names_tell_when_and_what_and_differ() -> None:
    names = {make_default_batch_name("first_call") for _ in range(20)}
    assert len(names) == 20
    assert all(check_folder_name(name).endswith("_first_call") for name in names)
    assert check_folder_name(make_default_batch_name("mine/deep one")).endswith("_mine-deep-one")


@pytest.mark.parametrize("name", ["nul\0l", "~nobody-of-this-name/outputs"])
def test_a_folder_that_no_name_can_have_is_refused_by_key_and_value(name: str) -> None:
    with pytest.raises(WrongInput, match="is no folder's name") as refused:
        resolve_outputs_folder(name)
    assert (refused.value.key, refused.value.value) == ("outputs", name)


@pytest.mark.parametrize("name", ["taken", "taken/below"])
def test_a_file_in_the_place_of_a_folder_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "taken").write_text("kept")
    with pytest.raises(WrongInput, match="taken is a file, and a folder for batches is wanted"):
        resolve_outputs_folder(str(tmp_path / name))


@pytest.mark.parametrize("name", ["Fu\u0308r", "f\u00fcr", "F\u00dcR"])
def test_a_name_that_another_disk_takes_for_one_in_use_is_refused(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "F\u00fcr").mkdir()
    with pytest.raises(WrongInput, match="batch F\u00fcr exists already"):
        choose_batch_folder(tmp_path, name, None)
    with pytest.raises(WrongInput, match="batch F\u00fcr exists already"):
        choose_batch_folder(tmp_path, name, None, reuse=True)
    assert choose_batch_folder(tmp_path, "F\u00fcr", None, reuse=True).is_dir()
    assert choose_batch_folder(tmp_path, f"{name}e", None) == tmp_path / f"{name}e"
    assert choose_batch_folder(tmp_path / "none", name, None).name == name


def test_a_deleted_current_folder_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    for ask in (get_current_folder, resolve_outputs_folder, lambda: ConfigComposer(None)):
        with pytest.raises(WrongInput, match="there is no current folder") as caught:
            ask()
        assert caught.value.allowed == ("any folder that exists: change to it with cd",)


@pytest.mark.parametrize("command", [["taijie"], ["python", "-m", "runs"]])
def test_a_command_in_a_deleted_folder_ends_with_a_sentence(
    tmp_path: Path, command: list[str]
) -> None:
    code = "import os, sys; os.rmdir(os.getcwd()); os.execv(sys.argv[1], sys.argv[1:])"
    program = [str(Path(sys.executable).with_name(command[0])), *command[1:]]
    done = subprocess.run(
        [sys.executable, "-c", code, *program, "list"],
        capture_output=True, text=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(HOME)},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("taijie: there is no current folder (No such file or directory)")


def test_bytes_that_are_no_text_are_refused_wherever_a_name_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/n\xff")
    told = r"n\\udcff' has bytes that are no text \(UTF-8\)"
    for ask in (resolve_outputs_folder, partial(require_path, "file")):
        with pytest.raises(WrongInput, match=told):
            ask(name)
    Path(name).mkdir()
    monkeypatch.chdir(name)
    with pytest.raises(WrongInput, match=r"outputs: .* has bytes that are no text"):
        resolve_outputs_folder()
    monkeypatch.setattr(sys, "argv", ["taijie", "export", "b", "-o", f"{name}/b.csv"])
    assert run_command_line() == 2
    assert capsys.readouterr().err.startswith("taijie: argument: ")
