"""Where batches go, and names that are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.errors import WrongInput
from runs.paths import (
    HOME,
    check_folder_name,
    choose_batch_folder,
    make_default_batch_name,
    resolve_outputs_folder,
)


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
