"""A user's own file with a usual mistake is refused by key, value and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from runs.cli.app import app
from runs.errors import WrongInput
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer

CAST = "defaults: [call_2025, _self_]\nx1:\n  {title: A friend, role: envoy, side: us}\n"
LETTER = "letter: {title: A letter, slot: message, source: assumed}\n"


def refuse(folder: Path, text: str, *overrides: str) -> WrongInput:
    """Return the refusal of overrides where `cast/mine.yaml` has this text."""
    home = folder / "configs" / "cast"
    home.mkdir(parents=True, exist_ok=True)
    (home / "mine.yaml").write_text(text)
    with pytest.raises(WrongInput) as told:
        Planner(ConfigComposer(folder)).plan([*overrides, "cast=mine"], multirun=False)
    return told.value


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("role: envoy", "role: "), "cast.x1.role=null: not one of the allowed values."),
        (("role: envoy", "role: 3"), "cast.x1.role=3: not one of the allowed values."),
        (("A friend", "''"), "cast.x1.title='': it is empty, and text is wanted."),
        ((", side: us", ""), "cast.x1: an envoy needs a side: write side: KEY"),
        (("side: us", "side: US"), "'US' is no side; the sides are us and china"),
        (("role: envoy", "role: leader"), "us needs exactly one leader, and has us_leader, x1"),
        (("side: us", "side: us, skill: '2'"), "skill='2': a number is wanted, and this is text"),
        (("side: us", "side: us, members: '2'"), "members='2': a whole number is wanted, and this"),
        (("[call_2025", "[call_2026"), "cast/mine.yaml: its defaults name cast/call_2026, and the"),
        (("[call_2025", "[/nothing: call_2025"), "nothing/call_2025, and there is no such"),
    ],
)
def test_a_usual_mistake_is_told_by_key_and_value(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    assert said in str(refuse(tmp_path, CAST.replace(*change)))


def test_a_file_that_defaults_name_and_is_not_there_is_told_with_the_nearest(
    tmp_path: Path,
) -> None:
    told = refuse(tmp_path, CAST.replace("call_2025", "call_2026"))
    assert told.nearest[0] == "call_2025"
    assert {"call_2025", "minimal", "two_countries"} <= set(told.allowed)


def test_a_file_of_a_folder_below_that_does_not_say_where_it_belongs_is_named(
    tmp_path: Path,
) -> None:
    signal = tmp_path / "configs" / "signal"
    (signal / "parts").mkdir(parents=True)
    (signal / "mine.yaml").write_text("defaults: [full, parts/letter, _self_]\n")
    (signal / "parts" / "letter.yaml").write_text(LETTER)
    told = refuse(tmp_path, CAST, "signal=mine")
    assert "signal/parts/letter.yaml: its first line has to be '# @package signal'" in str(told)
    (signal / "parts" / "letter.yaml").write_text(f"# @package signal\n{LETTER}")
    plan = Planner(ConfigComposer(tmp_path)).plan(["signal=mine"], multirun=False)
    assert "letter" in plan.variants[0].config.signal


def test_a_date_of_another_form_is_refused_with_the_form(tmp_path: Path) -> None:
    told = refuse(tmp_path, CAST, "start=2025-4-2")
    assert "start=2025-4-2: a date is wanted, as in 2025-04-02." in str(told)


def test_several_values_are_not_shown_as_one_variant() -> None:
    with pytest.raises(WrongInput) as told:
        CliRunner().invoke(
            app, ["run", "-m", "us.optics=1,2", "--cfg", "job"], catch_exceptions=False
        )
    assert "--cfg shows one variant, and us.optics is given several values" in str(told.value)
