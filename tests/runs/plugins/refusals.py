"""How plug-ins are refused: at a launch, and where a batch's is changed, gone or elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import runs
from runs.archive.batch import Batch
from runs.archive.engine import EngineMismatchError
from runs.errors import WrongInput
from runs.execute.launch import resume, retry
from runs.plan.executor_settings import ExecutorSettings
from runs.studies.replay.replay import replay, simulate_group_pain
from tests.runs.batches import silently

MOVES = ("changed", "missing", "elsewhere", "in the batch")
SERIAL = ExecutorSettings(name="serial")
FEW = ("runs=6", "horizon=20", "executor=serial")
USES: dict[str, Callable[[Batch], object]] = {
    "resume": lambda batch: resume(batch, silently, executor=SERIAL, runs=8),
    "retry": lambda batch: retry(batch, silently, executor=SERIAL),
    "replay": lambda batch: replay(batch, batch.manifest.variants[0].hash, 0),
    "groups": lambda batch: simulate_group_pain(batch, batch.manifest.variants[0].hash),
}


def launch(*texts: str) -> Batch:
    """Launch a few short runs with these overrides."""
    return runs.launch([*FEW, *texts])


def assert_launch_refused(home: Path, texts: Sequence[str], *phrases: str) -> None:
    """Expect a launch with these overrides to be refused in words that hold these phrases, before
    it writes anything.
    """
    with pytest.raises(WrongInput) as refused:
        launch(*texts)
    for phrase in phrases:
        assert phrase in str(refused.value)
    assert not (home / "taijie-outputs").exists()


def move_source(move: str, batch: Batch, file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Do one of MOVES to the file of a batch's plug-in; return what is then said of it."""
    folder = file.parent
    if move == "changed":
        file.write_text(file.read_text() + "\n# another day\n")
        return f"{folder.name}/{file.name} has changed since"
    if move == "in the batch":  # what a stranger could send along
        shutil.copytree(folder, batch.path / folder.name)
        monkeypatch.chdir(batch.path)
    elif move == "elsewhere":
        (folder.parent / "empty").mkdir()
        monkeypatch.chdir(folder.parent / "empty")
    else:
        file.unlink()
    return "there is none of that name here"


def assert_every_verb_refuses(batch: Batch, *phrases: str) -> None:
    """Expect every use of a batch to be refused in words that hold these phrases."""
    for name, use in USES.items():
        with pytest.raises(EngineMismatchError) as refused:
            use(batch)
        for phrase in phrases:
            assert phrase in str(refused.value), name
