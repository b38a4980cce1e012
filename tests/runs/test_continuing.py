"""One advice on a batch that lacks runs: its command, what it does, and why it would be refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.archive.batch import Batch
from runs.archive.continuing import make_completion_advice, make_extension_advice
from runs.archive.manifest import Counts
from tests.fixtures import copy_version_one
from tests.runs.batches import make_batch
from tests.runs.test_answers import run_command


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make_batch(tmp_path_factory.mktemp("continuing") / "whole", runs=2)


@pytest.mark.parametrize(
    ("done", "failed", "verb", "does"),
    [
        (3, 1, "retry", "To compute the 1 run that failed again:"),
        (0, 4, "retry", "To compute the 4 runs that failed again:"),
        (1, 0, "resume", "To compute the 3 runs that are missing:"),
        (3, 0, "resume", "To compute the 1 run that is missing:"),
        (1, 2, "resume", "To compute the 3 runs that are missing, the 2 that failed among them:"),
    ],
)
def test_what_failed_is_retried_and_what_else_is_missing_resumed(
    whole: Batch, done: int, failed: int, verb: str, does: str
) -> None:
    found = make_completion_advice(whole, [Counts("v", "h", done, 4, failed)])
    assert found is not None
    first, command = found.lines
    assert first == does
    assert command.startswith(f"taijie {verb} whole")


def test_a_whole_batch_needs_nothing_and_can_be_enlarged(whole: Batch) -> None:
    assert make_completion_advice(whole) is None
    assert "runs=8" in make_extension_advice(whole, 8).lines[1]


@pytest.mark.parametrize("name", ["stopped", "failed"])
def test_runs_of_another_engine_are_not_said_to_be_continued(name: str, tmp_path: Path) -> None:
    outputs = copy_version_one(tmp_path)
    found = make_completion_advice(Batch(outputs / name))
    assert found is not None
    assert found.command not in found.text
    assert "going on needs the engine the batch was computed with" in found.text
    shown, _ = run_command("show", name, "--outputs", str(outputs))
    assert found.text in shown
