"""Files of a study with a mistake: told in words when they are wanted, and else in nobody's way."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.errors import WrongInput
from runs.plan.settings.compose import PACKAGED, ConfigComposer
from runs.studies.choices.postures import PostureFile
from runs.studies.episodes.episode import Episode
from runs.studies.study_files import load_study_files, read_study_file

POSTURE = "title: Mine\nsource: my own\nlevers: {openness: 1.0}\n"


def write(folder: Path, group: str, name: str, text: str) -> Path:
    home = folder / "configs" / group
    home.mkdir(parents=True, exist_ok=True)
    (home / f"{name}.yaml").write_text(text)
    return home / f"{name}.yaml"


def test_a_file_with_a_mistake_is_told_only_when_it_is_wanted(tmp_path: Path) -> None:
    write(tmp_path, "posture", "good", POSTURE)
    write(tmp_path, "posture", "bad", POSTURE.replace("levers", "lever"))
    files = load_study_files(ConfigComposer(tmp_path), "posture", PostureFile)
    assert {"good", "bad", "dove"} <= set(files)
    assert files["good"].levers == {"openness": 1.0}
    with pytest.raises(WrongInput, match=r"bad\.yaml: lever is not known here"):
        files["bad"]


@pytest.mark.parametrize(
    ("old", "new", "said", "allowed"),
    [
        ("levers: {openness: 1.0}", "", "bad.yaml: give levers or ranges, or else copies_", ()),
        ("1.0", "'1.0'", "levers.openness='1.0': a number is wanted, and this is text", ()),
        ("1.0", "1.0}\ndraws: 1\nranges: {a: [0.0, 1.0]", "draws=1: out of range", ("2 or more",)),
        (
            "levers: {openness: 1.0}",
            "ranges: {openness: [0.0]}",
            "bad.yaml: ranges.openness: at least 2 are wanted.",
            (),
        ),
        ("title: Mine\n", "", "bad.yaml: title: it is missing.", ()),
        ("title: Mine", "title: ''", "bad.yaml: title='': it is empty, and text is wanted.", ()),
        ("title: Mine", "title: 3", "bad.yaml: title=3: text is wanted.", ()),
        ("levers: {openness: 1.0}", "levers: [1]", "levers: a mapping {name: value} is wanted", ()),
    ],
)
def test_what_is_wrong_is_told_in_our_words(
    tmp_path: Path, old: str, new: str, said: str, allowed: tuple[str, ...]
) -> None:
    write(tmp_path, "posture", "bad", POSTURE.replace(old, new))
    with pytest.raises(WrongInput) as told:
        load_study_files(ConfigComposer(tmp_path), "posture", PostureFile)["bad"]
    assert said in str(told.value)
    assert told.value.allowed == allowed


def test_a_mistyped_key_within_a_mapping_is_told_with_those_that_may_stand_there(
    tmp_path: Path,
) -> None:
    text = (PACKAGED / "episode" / "e01.yaml").read_text().replace("none_by", "none_bye")
    file = write(tmp_path, "episode", "e01", text)
    with pytest.raises(WrongInput, match=r"days_to_\w+_contact\.none_bye is not known") as told:
        read_study_file(file, Episode)
    assert told.value.nearest == ("none_by",)
