"""Every command that reads a batch, in each of its states: an answer, or why there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from runs.archive.status import explain_missing_results
from runs.cli.app import app
from runs.errors import WrongInput
from tests.runs import batch_states as states
from tests.shared_folders import copy_shared_folder

QUICK = ("all_failed", "other_format")
ALL = [
    name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in states.STATES
]
VARIANTS = {"grown": ("as reported", "face off"), "one": ("as reported", "face off")}


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return states.find_originals(copy_shared_folder(tmp_path_factory, states.ORIGINALS))


def commands(name: str, file: Path) -> list[list[str]]:
    a, b = VARIANTS.get(states.STATES[name][0], ("as configured", "as configured"))
    return [
        ["list"],
        ["show", name],
        ["show", name, "--json"],
        ["compare", a, b, "--batch", name],
        ["diff", a, b, "--batch", name],
        ["replay", a, "0", "--batch", name],
        ["sensitivity", name],
        ["discover", name, "--when", "p_us"],
        ["export", name, "-o", str(file)],
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_a_command_answers_or_refuses_in_a_sentence(
    name: str, tmp_path: Path, known: dict[str, Path]
) -> None:
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    states.bring_to_state(name, outputs, known)
    for words in commands(name, tmp_path / "rows.csv"):
        answer = CliRunner().invoke(app, [*words, "--outputs", str(outputs)])
        refusal = answer.exception
        is_exit = refusal is None or isinstance(refusal, SystemExit)
        assert is_exit or isinstance(refusal, WrongInput), (words, refusal)
        told = answer.output if is_exit else str(refusal)
        assert told.strip()
        assert 'File "' not in told, words  # the log's own tracebacks, which show tells, name none
        if is_exit:
            assert answer.exit_code in (0, 2), (words, answer.output)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "command"), [("stopped", "resume"), ("all_failed", "retry")])
def test_a_comparison_names_the_variant_without_runs(
    name: str, command: str, tmp_path: Path, known: dict[str, Path]
) -> None:
    states.bring_to_state(name, tmp_path, known)
    words = ["compare", "face off", "face off", "--batch", name, "--outputs", str(tmp_path)]
    with pytest.raises(WrongInput, match="nothing is said of “face off”: it has no runs") as told:
        CliRunner().invoke(app, words, catch_exceptions=False)
    assert f"taijie {command} {name}" in str(told.value)


@pytest.mark.slow
def test_what_is_shown_of_a_stopped_batch_counts_the_runs_on_disk(
    tmp_path: Path, known: dict[str, Path]
) -> None:
    batch = states.bring_to_state("stopped", tmp_path, known)
    words = ["show", "stopped", "--json", "--outputs", str(tmp_path)]
    told = json.loads(CliRunner().invoke(app, words, catch_exceptions=False).stdout)
    held = batch.outcomes()["variant_name"].value_counts()
    assert [count["done"] for count in told["counts"]] == [
        int(held.get(record.name, 0)) for record in batch.manifest.variants
    ]


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ({"a": "no run yet"}, "“a”: no run yet."),
        ({"a": "failed"}, "“a” (failed): no runs."),
        ({"a": "failed", "b": "no run yet"}, "“a” (failed), “b”: no runs."),
        (dict.fromkeys("abcdef", "no run yet"), "“a”, “b”, “c”, “d” and 2 more: no run yet."),
    ],
)
def test_why_nothing_is_said_of_a_variant_is_said_once(states: dict[str, str], told: str) -> None:
    assert explain_missing_results(states) == f"Nothing is said of {told}"
