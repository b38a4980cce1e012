"""The commands on a real batch: run, list, show, diff, compare, replay, resume."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.forking import TAIJIE, run_forked

TEXTS = ("experiment=first_call", "runs=30", "executor=serial", "scenario=minimal",
         "signal=minimal", "cast=minimal", "horizon=60", "batch=three")  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def taijie(home: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    place = {**os.environ, "TAIJIE_OUTPUTS": str(home / "outputs")}
    done = run_forked([TAIJIE, *arguments], cwd=home, env=place)
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture(scope="module")
def ran(home: Path) -> str:
    return taijie(home, "run", *TEXTS).stdout


def run_as_json(home: Path, *arguments: str) -> Any:
    return json.loads(taijie(home, *arguments, "--json").stdout)


def test_a_run_prints_plan_sentences_folder_and_what_to_do_next(home: Path, ran: str) -> None:
    assert ran.startswith("3 variants x 30 runs = 90 runs · ")
    assert "same random worlds in every variant" in ran
    assert ran.count("In this model, with these settings") == 3
    assert str(home / "outputs" / "three") in ran
    assert "taijie serve" in ran
    assert "changed: scenario=minimal" in ran
    assert "taijie compare 'as reported, scenario=minimal" in ran


@pytest.mark.slow
def test_the_batch_is_listed_and_shown(home: Path, ran: str) -> None:
    (batch,) = run_as_json(home, "list")
    assert (batch["name"], batch["variants"], batch["runs"]) == ("three", 3, 30)
    shown = run_as_json(home, "show", "three")
    assert [count["done"] for count in shown["counts"]] == [30, 30, 30]
    assert len(shown["summary"]) == 3


def test_the_difference_of_two_variants_is_what_was_overridden(home: Path, ran: str) -> None:
    changes = run_as_json(home, "diff", "as reported", "face off")
    assert {change["path"]: (change["a"], change["b"]) for change in changes} == {
        "us.face_weight": (1.0, 0.0),
        "china.face_weight": (1.0, 0.0),
    }


@pytest.mark.slow
def test_a_variant_compared_with_itself_differs_by_exactly_nothing(home: Path, ran: str) -> None:
    compared = run_as_json(home, "compare", "face off", "three/face off")
    assert compared["changes"] == []
    assert {row["effect"] for row in compared["paired"]} <= {0, None}


@pytest.mark.slow
def test_two_variants_are_compared_pair_by_pair(home: Path, ran: str) -> None:
    said = taijie(home, "compare", "as reported", "counting swapped").stdout
    assert "30 pairs in the same random worlds, the same code" in said
    assert "verdict" in said


@pytest.mark.slow
def test_a_replay_ends_as_its_row_says(home: Path, ran: str) -> None:
    trace = run_as_json(home, "replay", "face off", "7")
    shown = taijie(home, "replay", "face off", "7").stdout
    ending = shown.strip().split("\n\n")[-1]
    assert f"day {trace['outcome']['duration']:g}" in ending


def test_a_run_the_batch_does_not_have_is_refused(home: Path, ran: str) -> None:
    said = taijie(home, "replay", "face off", "30", code=2).stderr
    assert "30" in said
    assert "0 to 29" in said


@pytest.mark.slow
def test_an_unknown_variant_is_refused_with_the_names_there_are(home: Path, ran: str) -> None:
    said = taijie(home, "diff", "as reportd", "face off", code=2).stderr
    assert "as reported" in said


@pytest.mark.slow
def test_more_runs_are_added_to_a_batch(home: Path, ran: str) -> None:
    done = run_as_json(home, "resume", "three", "runs=40", "executor=serial")
    assert (done["done"], done["left"]) == (120, 0)


def test_a_plan_only_is_printed_and_nothing_written(home: Path) -> None:
    planned = run_as_json(home, "run", "plan=true", "batch=not_there", "us.insulation=0.3")
    assert planned["total"] == 2000
    assert planned["cost"]["seconds"] > 0
    assert not (home / "outputs" / "not_there").exists()
