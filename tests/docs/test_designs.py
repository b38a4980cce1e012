"""The page on designs can be typed, line by line, and its script run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.docs.commands import in_markdown, taijie

PAGE = ROOT / "docs" / "designs.md"
COMMANDS = [words[1:] for words in in_markdown(PAGE)]
LAUNCHES = [words for words in COMMANDS if words[0] == "run"]


@pytest.mark.parametrize("words", LAUNCHES, ids=" ".join)
@pytest.mark.slow
def test_each_launch_is_accepted(words: list[str], tmp_path: Path, warm_programs: Path) -> None:
    done = taijie([*words, "plan=true"], tmp_path, warm_programs)
    assert done.returncode == 0, done.stderr
    assert " points x " in done.stdout


@pytest.mark.slow
def test_the_whole_page_runs_in_its_order(tmp_path: Path, warm_programs: Path) -> None:
    said = {}
    for words in COMMANDS:
        done = taijie(words, tmp_path, warm_programs)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        said[" ".join(words)] = done.stdout
    assert "\ndummy " in said["sensitivity levers"]
    assert "held out" in said["discover cube --split duration"]
    (script,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    (tmp_path / "script.py").write_text(script)
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "us.insulation" in done.stdout
