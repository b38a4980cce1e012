"""Every config file opens with the command that runs it, and that command runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import Result

from runs.plan.settings.compose import PACKAGED
from tests.docs.commands import in_process

HEADER = re.compile(r"^# *(taijie run.*)$", re.MULTILINE)
OTHERS = {"parts", "episode", "claim", "history", "inference", "pattern", "event", "posture"}
"""Folders of pieces, which have no command, and of what another command plays."""
FILES = sorted(
    path for path in PACKAGED.rglob("*.yaml") if not OTHERS & set(path.relative_to(PACKAGED).parts)
)
LARGE = {"ablation", "styles", "twins"}  # many variants: left to the slow suites
EXPERIMENTS = [
    pytest.param(path, id=path.stem, marks=[pytest.mark.slow] * (path.stem in LARGE))
    for path in FILES
    if path.parent.name == "experiment"
]
DATED = {"experiment", "scenario"}
"""Folders whose files may say something of any day: these are run over the whole horizon, unless
their variants are many and differ in no date.
"""
RUNS, FEW_DAYS = 4, 30


def command_of(path: Path) -> list[str]:
    """The words after `taijie` in a file's header."""
    header = "\n".join(path.read_text().splitlines()[:4])
    found = HEADER.search(header)
    assert found, f"{path.name} opens without its command"
    return shlex.split(found.group(1))[1:]


def run(path: Path, folder: Path) -> Result:
    """Run a header's command with few runs of each variant, and few days if no date matters."""
    command = [word for word in command_of(path) if not word.startswith("runs=")]
    few = [f"runs={RUNS}", "executor=serial"]
    dated = path.parent.name in DATED and path.stem not in LARGE
    if not dated and not any(word.startswith("horizon=") for word in command):
        few.append(f"horizon={FEW_DAYS}")
    return in_process([*command, *few, f"outputs={folder}"], folder)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_opens_with_the_command_that_runs_it(path: Path) -> None:
    words = command_of(path)
    said = " ".join(words)
    assert path.parent == PACKAGED or f"{path.stem}" in said
    assert words[0] == "run"


@pytest.mark.slow
@pytest.mark.parametrize("path", EXPERIMENTS)
def test_an_experiments_command_runs(path: Path, tmp_path: Path) -> None:
    done = run(path, tmp_path)
    assert done.exit_code == 0, f"{done.output}{done.exception}"
    assert [one for one in tmp_path.iterdir() if (one / "manifest.json").is_file()]


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        path
        for path in FILES
        if path.parent.name != "experiment"
        and path.relative_to(PACKAGED).as_posix() != "executor/cluster.yaml"
    ],  # a cluster wants a scheduler of its own: tests/runs/test_cluster.py
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_an_options_command_runs(path: Path, tmp_path: Path) -> None:
    done = run(path, tmp_path)
    assert done.exit_code == 0, f"{done.output}{done.exception}"
