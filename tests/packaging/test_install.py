"""The five short top-level names are ours wherever one stands, and a stranger's are refused."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT

PLACES = f"""
import importlib.util
for name in {PACKAGES!r}:
    print(importlib.util.find_spec(name).origin)
"""


def python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python code in another folder, without what the shell adds to the path."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=clean, capture_output=True, text=True
    )


def test_the_five_names_are_ours_from_another_folder(tmp_path: Path) -> None:
    done = python(PLACES, tmp_path)
    assert done.stdout.split() == [str(ROOT / name / "__init__.py") for name in PACKAGES]


@pytest.mark.parametrize("stranger", ["model.py", "agents.py"])
def test_a_stranger_in_the_current_folder_is_refused_by_both_paths(
    tmp_path: Path, stranger: str
) -> None:
    (tmp_path / stranger).touch()
    done = python("import runs", tmp_path)
    assert done.returncode != 0
    assert str(ROOT / stranger.removesuffix(".py")) in done.stderr
    assert str(tmp_path / stranger) in done.stderr


def test_a_folder_of_strangers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "__init__.py").touch()
    done = python("import runs", tmp_path)
    assert str(tmp_path / "agents") in done.stderr


def test_the_console_script_answers_from_another_folder(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("taijie")
    done = subprocess.run([command, "--help"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "run" in done.stdout


def test_the_dashboard_contributes_its_commands_by_entry_point() -> None:
    assert {"serve", "report"} <= entry_points(group="taijie.commands").names
