"""The page on the record: its numbers and its example are the rule's, its presets the files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import yaml

from agents.block import run_block
from model.lanes import Piece
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from runs.studies.history.beginning import make_beginning_config
from runs.studies.history.reading import read_countries, read_inputs
from runs.studies.history.records import TriggerClass
from runs.studies.history.rule import read_rule
from tests.architecture.sources import ROOT
from tests.docs import history, scenarios
from tests.docs.commands import in_markdown, in_process
from tests.everyday import mark_others_slow

COMPOSER = ConfigComposer(ROOT / "tests")
PLANNER = Planner(COMPOSER)
TEXT = history.PAGE.read_text(encoding="utf-8")
EXAMPLE = TEXT.partition("## A worked example")[2].partition("\n## ")[0]
INPUTS, COUNTRIES, RULE = read_inputs(), read_countries(), read_rule()
DAYS = 150
"""Horizon of the short simulations: a contact comes earlier in many runs."""


def test_the_committed_table_is_the_generated_one() -> None:
    assert history.page() == TEXT, "run: python -m tests.docs.history"


def test_every_number_of_the_rule_stands_on_the_page_and_has_a_reason() -> None:
    assert len(history.list_entries()) > 30
    for path, _, unit in history.list_entries():
        assert f"| `{path}` |" in TEXT
        assert unit
    assert set(RULE.tension) == set(get_args(TriggerClass))
    plain = yaml.safe_load((ROOT / "configs" / "history" / "rule.yaml").read_text())
    bare = [key for key in plain if key != "looks" and "reason" not in str(plain[key])]
    assert bare == []


def test_the_worked_example_is_what_the_rule_gives() -> None:
    row = str(re.search(r"\bF\d+\b", EXAMPLE)[0])  # type: ignore[index]
    inputs = INPUTS[row]
    for said in (inputs.dyad, str(inputs.trigger_date), inputs.trigger_class):
        assert f"`{said}`" in EXAMPLE
    config = make_beginning_config(COMPOSER, inputs, COUNTRIES, RULE).model_dump()
    told = re.findall(r"`(\w+)\.(\w+) = ([-.\d]+)`", EXAMPLE)
    assert len(told) > 15
    for section, lever, value in told:
        assert config[section][lever] == float(value), (section, lever)


@pytest.mark.parametrize("name", scenarios.PRESETS)
def test_a_preset_is_the_file_that_the_rule_gives(name: str) -> None:
    text = (scenarios.FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert text == scenarios.page(name), "run: python -m tests.docs.scenarios"
    assert f"taijie run scenario={name} " in TEXT


@pytest.mark.parametrize("name", mark_others_slow(scenarios.PRESETS))
def test_a_preset_on_the_command_line_is_the_beginning_of_its_row_and_plays(name: str) -> None:
    planned = PLANNER.plan([f"scenario={name}"], False).variants[0].config
    row = scenarios.PRESETS[name]
    assert planned == make_beginning_config(COMPOSER, INPUTS[row], COUNTRIES, RULE)
    short = planned.model_copy(update={"horizon": DAYS})
    outcomes = run_block([Piece(short, 0, np.arange(16, dtype=np.int64))]).outcomes
    assert outcomes["event_observed"].any()
    assert (outcomes["duration"] <= DAYS).all()
    assert f"claimed_{planned.dyad.second}" in outcomes


@pytest.mark.parametrize("words", in_markdown(history.PAGE), ids=" ".join)
def test_a_command_of_the_page_is_planned(words: list[str], tmp_path: Path) -> None:
    done = in_process([*words[1:], f"outputs={tmp_path / 'out'}"], tmp_path)
    assert done.exit_code == 0, f"{done.output}{done.exception}"


def test_the_python_of_the_page_gives_a_configuration() -> None:
    code = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    told = "print(config.start, inputs.trigger_date, *config.sides)"
    done = subprocess.run(
        [sys.executable, "-c", "".join([*code, told])], cwd=ROOT, capture_output=True, text=True
    )
    start, day, *sides = done.stdout.split()
    assert start == day, done.stderr
    assert len(sides) == 2


def test_the_five_presets_are_of_five_pairs() -> None:
    assert len({INPUTS[row].dyad for row in scenarios.PRESETS.values()}) == 5
