"""Every option of every group composes and validates, and says what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from runs.plan.planner import Planner
from runs.plan.settings.compose import PACKAGED, ConfigComposer
from runs.plan.settings.overrides import LAUNCH_KEYS, list_paths
from tests.docs.commands import in_header

COMPOSER = ConfigComposer(Path(__file__).parent)
CHOICES = [(key, option) for key in COMPOSER.chosen for option in COMPOSER.list_options(key)]
EXPERIMENTS = COMPOSER.list_options("experiment")


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(COMPOSER)


def companions(key: str, option: str) -> list[str]:
    """What an option needs beside it: its own header command says so."""
    commands = in_header(PACKAGED / key.partition("@")[0] / f"{option}.yaml")
    words = next((words[2:] for words in commands if words[1] == "run"), [])
    wanted = r"(scenario|cast|signal|network|executor\.address|design\.\w+|(us|china)\.\w+)="
    return [word for word in words if re.match(wanted, word)]


@pytest.mark.slow
@pytest.mark.parametrize(("key", "option"), CHOICES)
def test_every_option_composes_and_validates(planner: Planner, key: str, option: str) -> None:
    others = [text for text in companions(key, option) if not text.startswith(f"{key}=")]
    plan = planner.plan([*others, f"{key}={option}"], multirun=False)
    assert plan.variants


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiments_values_are_really_there(planner: Planner, name: str) -> None:
    said = yaml.safe_load((PACKAGED / "experiment" / f"{name}.yaml").read_text())
    composed = planner.composer.compose([f"experiment={name}"])
    lost = [
        path
        for path in list_paths({key: value for key, value in said.items() if key != "defaults"})
        if value_at(said, path) != value_at(composed, path)
        and not isinstance(value_at(said, path), dict)
    ]
    assert lost == []
    for choice in said.get("defaults", []):
        if isinstance(choice, dict):
            ((key, option),) = choice.items()
            group, _, package = key.removeprefix("override /").partition("@")
            text = (PACKAGED / group / f"{option}.yaml").read_text()
            if "@package _global_" in text:
                own = {k: v for k, v in yaml.safe_load(text).items() if k != "defaults"}
                wanted = {path: value_at(own, path) for path in list_paths(own)}
                lost = [path for path in wanted if value_at(composed, path) is None]
                assert lost == [], (key, option)
                continue
            assert value_at(composed, package or group) is not None, (key, option)


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiments_variants_are_really_there(planner: Planner, name: str) -> None:
    plan = planner.plan([f"experiment={name}"], multirun=False)
    named = planner.composer.compose([f"experiment={name}"])["variants"]
    assert [variant.name for variant in plan.variants] == list(named or {name: []})
    for variant in plan.variants:
        dumped = variant.config.model_dump(mode="json")
        for key, value in variant.varied.items():
            if "@" not in key and key not in COMPOSER.chosen:
                assert value_at(dumped, key) == value


def test_the_default_experiment_has_three_variants(planner: Planner) -> None:
    names = [one.name for one in planner.plan(["experiment=first_call"], multirun=False).variants]
    assert names == ["as reported", "counting swapped", "face off"]


def test_the_primary_config_names_every_launch_key() -> None:
    primary = yaml.safe_load((PACKAGED / "config.yaml").read_text())
    keys = set(primary) | set(COMPOSER.chosen)
    assert [key for key in LAUNCH_KEYS if key not in keys] == []


def test_the_primary_config_keeps_self_first_and_the_experiment_last() -> None:
    defaults = yaml.safe_load((PACKAGED / "config.yaml").read_text())["defaults"]
    assert defaults[0] == "_self_"
    assert defaults[-1] == {"experiment": None}


def value_at(data: object, path: str) -> object:
    for step in path.split("."):
        data = data.get(step) if isinstance(data, dict) else None
    return data
