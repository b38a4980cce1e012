"""How the program is begun: beside strange modules, with options of its own, into a folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from runs.archive.export.files import export
from runs.errors import WrongInput
from runs.paths import format_outputs_setting
from runs.plan.planner import Planner
from tests.everyday import mark_others_slow
from tests.runs.batches import make_batch

SCRIPT = str(Path(sys.executable).with_name("taijie"))
MODULE = [sys.executable, "-m", "runs"]


def began(words: list[str], folder: Path, **place: str) -> subprocess.CompletedProcess[str]:
    wanted = {**os.environ, **place}
    return subprocess.run(words, cwd=folder, env=wanted, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("command", "path"), [([SCRIPT], ""), ([SCRIPT], "."), (MODULE, ""), (MODULE, ".")]
)
@pytest.mark.parametrize("stranger", mark_others_slow(["model.py", "agents.py", "configs.py"]))
def test_the_command_line_works_beside_modules_of_these_names(
    command: list[str], path: str, stranger: str, tmp_path: Path
) -> None:
    (tmp_path / stranger).write_text("raise SystemExit('this is another program')")
    done = began([*command, "list"], tmp_path, PYTHONPATH=path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("No batch in ")


def test_a_script_beside_such_a_module_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text("")
    done = began([sys.executable, "-c", "import runs"], tmp_path)
    assert done.returncode == 1
    assert "Start from another folder" in done.stderr


def test_the_version_is_told(tmp_path: Path) -> None:
    assert began([SCRIPT, "--version"], tmp_path).stdout == f"taijie {version('taijie')}\n"


@pytest.mark.parametrize("name", ["out", "my batches", "it's", "中文", "a=b"])
def test_a_folder_of_batches_is_taken_as_an_option_too(
    name: str, planner: Planner, tmp_path: Path
) -> None:
    plan = planner.plan([format_outputs_setting(str(tmp_path / name))], multirun=False)
    assert plan.folder.parent == tmp_path / name


@pytest.mark.slow
def test_a_launch_takes_the_option_of_the_other_commands(tmp_path: Path) -> None:
    words = [SCRIPT, "run", "plan=true", "--json", "--outputs", str(tmp_path / "my batches")]
    done = began(words, tmp_path)
    assert f'"folder": "{tmp_path / "my batches"}/' in done.stdout


@pytest.mark.parametrize("name", ["a.xlsx", "a.json", "a.parq"])
def test_a_format_that_is_not_written_is_refused_with_those_that_are(
    name: str, tmp_path: Path
) -> None:
    batch = make_batch(tmp_path / "batch", overrides=("horizon=10",), runs=1)
    with pytest.raises(WrongInput, match=re.escape(f"{name}: a table is written")) as refusal:
        export(batch, tmp_path / name, None)
    assert refusal.value.allowed == ("a.parquet", "a.csv")
    assert not (tmp_path / name).exists()
