"""What commands answer where there is nothing to do, or what was asked for does not belong."""

from __future__ import annotations

import fcntl
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from runs.archive.batch import Batch
from runs.cli.app import app
from runs.cli.run import _say_next_commands
from runs.errors import WrongInput
from runs.plan.executor_settings import ExecutorSettings
from tests.runs.batches import make_batch
from tests.runs.examples import make_failed_batch


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """A batch of three variants in which nothing is missing and nothing failed."""
    return make_batch(tmp_path_factory.mktemp("answers") / "whole", runs=4, lanes=2)


def run_command(*words: str) -> tuple[str, str]:
    """Return what a command says, and what it says beside that."""
    said = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert said.exit_code == 0, said.output
    return said.stdout, said.stderr


def refusal_of(*words: str) -> WrongInput:
    """Return the refusal of a command."""
    with pytest.raises(WrongInput) as told:
        CliRunner().invoke(app, list(words), catch_exceptions=False)
    return told.value


def of(batch: Batch) -> list[str]:
    return ["--outputs", str(batch.path.parent)]


@pytest.mark.slow
def test_where_nothing_failed_a_retry_computes_nothing(done: Batch) -> None:
    before = done.layout.status.read_bytes()
    assert "Nothing failed in whole." in run_command("retry", "whole", *of(done))[1]
    name = done.manifest.variants[0].hash[:10]
    there = run_command("retry", "whole", f"{name}:0-1", *of(done))
    assert "These runs are there already: nothing to retry." in there[1]
    assert done.layout.status.read_bytes() == before


def test_a_retry_takes_no_setting_but_the_executor(done: Batch) -> None:
    assert "horizon" in str(refusal_of("retry", "whole", "horizon=9", *of(done)))


def test_a_resume_takes_more_runs_and_an_executor_alone(done: Batch) -> None:
    error = refusal_of("resume", "whole", "horizon=9", *of(done))
    assert str(error) == "horizon does not belong to resume.\n  allowed: runs, executor"


def test_a_batch_at_which_a_launcher_works_is_listed_as_running(done: Batch) -> None:
    assert "done" in run_command("list", *of(done))[0]
    with done.layout.status.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "running" in run_command("list", *of(done))[0]


@pytest.mark.slow
def test_failures_are_listed_and_shown_with_the_command_that_runs_them_again(
    tmp_path: Path,
) -> None:
    batch = make_failed_batch(tmp_path)
    assert "10 failed" in run_command("list", *of(batch))[0]
    shown, _ = run_command("show", batch.name, *of(batch))
    assert "\nfailed: " in shown
    assert f"again: taijie retry {batch.name}" in shown


@pytest.mark.slow
def test_a_variant_compared_with_itself_differs_in_nothing(done: Batch) -> None:
    name = f"whole/{done.manifest.variants[0].name}"
    words, _ = run_command("compare", name, name, *of(done))
    assert "The two configurations are identical." in words
    assert "4 pairs" in words


@pytest.mark.slow
def test_compact_says_how_many_parts_there_were(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "parts", runs=4, lanes=2)
    first, _ = run_command("compact", "parts", *of(batch))
    again, _ = run_command("compact", "parts", *of(batch))
    assert "6 parts before, 3 now" in first
    assert "3 parts before, 3 now" in again


def test_a_batch_is_shown_in_words_and_as_json(done: Batch) -> None:
    words, _ = run_command("show", "whole", *of(done))
    assert words.count("In this model, with these settings") >= 1
    plain = json.loads(run_command("show", "whole", "--json", *of(done))[0])
    assert [count["done"] for count in plain["counts"]] == [4, 4, 4]
    assert len(plain["summary"]) > 0
    assert plain["failures"] == []


def test_a_listed_batch_says_what_is_left_of_it(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "half", runs=4)
    for part in batch.path.glob("variants/*/*/part-*"):
        part.unlink()
    batch.layout.status.write_text("")
    assert "stopped, 12 left" in run_command("list", *of(batch))[0]
    assert "No run is done yet." in run_command("show", "half", *of(batch))[0]


@pytest.fixture
def without_last(done: Batch, tmp_path: Path) -> Batch:
    """Return a batch whose last variant has no run."""
    batch = Batch(Path(shutil.copytree(done.path, tmp_path / done.path.name)))
    for part in batch.path.glob(f"variants/{batch.manifest.variants[-1].hash}/*/part-*"):
        part.unlink()
    return batch


def test_a_variant_without_runs_is_named_in_the_terminal(without_last: Batch, done: Batch) -> None:
    name = without_last.manifest.variants[-1].name
    told = run_command("show", without_last.name, *of(without_last))[0]
    assert f"Nothing is said of “{name}”: no run yet." in " ".join(told.split())
    assert "Nothing is said of" not in run_command("show", done.name, *of(done))[0]


def test_no_command_is_proposed_that_has_nothing_to_compare(
    without_last: Batch, capsys: pytest.CaptureFixture[str]
) -> None:
    for played, verb in ((2, "compare:"), (1, "replay:"), (0, "none")):
        counts = [replace(count, done=count.done if place < played else 0)
                  for place, count in enumerate(without_last.counts())]  # fmt: skip
        _say_next_commands(without_last, counts)
        told = capsys.readouterr().out
        assert "view:" in told
        assert [word for word in ("compare:", "replay:", "none") if word in told] == (
            [verb] if played else []
        )


@pytest.mark.parametrize(
    ("command", "word", "reason"),
    [
        ("claims k01", "runs=1", "allowed: 2 or more"),
        ("claims k01", "runs=many", "allowed: 2 or more"),
        ("claims k01", "seed=-1", "allowed: 0 or more"),
        ("claims k01", "executor=cluster", "allowed: serial, local"),
        ("claims k01", "batch=b", "does not belong to claims"),
        ("claims k01", "plan=ture", "true or false is wanted"),
        ("episodes e04", "runs=0", "allowed: 1 or more"),
        ("episodes e04", "runs=2.5", "a whole number is wanted"),
        ("episodes e04", "horizon=0", "allowed: 1 or more"),
        ("episodes e04", "seed=-1", "allowed: 0 or more"),
        ("episodes e04", "plan=perhaps", "allowed: true, false"),
        ("episodes e04", "executor=cluster", "allowed: serial, local"),
        ("episodes e04", "horizn=90", "did you mean horizon?"),
        ("episodes e04", "batch=b", "batch does not belong to episodes"),
    ],
)
def test_claims_and_episodes_refuse_a_setting_by_its_key(
    command: str, word: str, reason: str
) -> None:
    error = refusal_of(*command.split(), word)
    assert [error.key, error.value] == word.split("=")
    assert reason in str(error)


def test_the_plan_of_episodes_is_told_before_anything_is_run(tmp_path: Path) -> None:
    asked = ("episodes", "e04", "e15", "runs=7", "plan=true", f"outputs={tmp_path}")
    words, _ = run_command(*asked)
    assert "2 episodes, " in words
    assert "x 7 runs" in words
    plain = json.loads(run_command(*asked, "--json")[0])
    assert (len(plain["episodes"]), plain["runs"]) == (2, 7)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"name": "cluster"}, "needs executor.address"),
        ({"name": "cluster", "address": "tcp://a:1", "scheduler_file": "f"}, "or else"),
        ({"name": "cluster", "address": "tls://a:1", "tls_ca": "ca.pem"}, "together or not at all"),
        ({"name": "local", "address": "tcp://a:1"}, "belong to executor=cluster"),
    ],
)
def test_an_executor_is_refused_where_its_settings_do_not_fit(
    settings: dict[str, str], reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason):
        ExecutorSettings.model_validate(settings)


@pytest.fixture(scope="module")
def spread(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """Four points of a design, two runs each."""
    design = ("design=latin_hypercube", "design.points=4", "us.insulation=[0.1,0.9]", "horizon=20")
    return make_batch(tmp_path_factory.mktemp("answers") / "spread", runs=2, overrides=design)


def test_a_batch_of_a_design_is_shown_by_the_spread_over_its_points(spread: Batch) -> None:
    words, _ = run_command("show", "spread", *of(spread))
    assert "4 points" in words
    plain = json.loads(run_command("show", "spread", "--json", *of(spread))[0])
    assert plain["manifest"]["design"]["points"] == 4
    assert plain["summary"]


@pytest.mark.parametrize(("what", "rows"), [("outcomes", 8), ("points", 4)])
def test_a_table_exported_of_a_design_has_its_levers_in_every_row(
    spread: Batch, tmp_path: Path, what: str, rows: int
) -> None:
    file = tmp_path / "table.csv"
    told, _ = run_command("export", "spread", "-o", str(file), "--what", what, *of(spread))
    assert told.startswith(f"{rows} rows, ")
    frame = pd.read_csv(file)
    assert len(frame) == rows
    assert frame["us.insulation"].between(0.1, 0.9).all()
    assert frame["us.insulation"].nunique() == 4
    found = json.loads(run_command("export", "spread", "-o", f"{file}2.csv", "--what", what,
                                "--json", *of(spread))[0])  # fmt: skip
    assert found["rows"] == rows


def test_a_part_of_a_config_is_printed_or_said_not_to_be_there() -> None:
    one, _ = run_command("run", "--cfg", "job", "--package", "us.insulation", "us.insulation=0.25")
    assert one == "0.25\n"
    assert refusal_of("run", "--cfg", "job", "--package", "us.nothing").key == "--package"
    assert refusal_of("run", "--cfg", "hydra").allowed == ("job",)


def test_a_comparison_without_runs_says_in_which_batch_and_how_another_is_named(
    without_last: Batch,
) -> None:
    first, *_, last = (record.name for record in without_last.manifest.variants)
    guessed = refusal_of("compare", first, last, *of(without_last))
    assert f"in {without_last.name}, the newest that has it (-b names another)" in str(guessed)
    named = refusal_of("compare", first, last, *of(without_last), "-b", without_last.name)
    assert "-b names another" not in str(named)
    assert "it has no runs" in str(named)
