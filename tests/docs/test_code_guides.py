"""Each guide to a change of the code applies to this code, and what it changes is then there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

FOLDER = ROOT / "docs" / "code"
GUIDES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
PACKAGES = ("model", "agents", "configs", "runs", "dashboards")
DRAW = """
import sys
from pathlib import Path
from dashboards.state.store import Source
from dashboards.web.drawing import draw_figure, draw_page
source = Source(Path(sys.argv[1]))
print("on the mean" in str(draw_figure(source, "refusals", "/answers", "")))
print("How often is a request refused?" in str(draw_page(source, "/answers", "")))
"""


def read_block(guide: Path, kind: str) -> str:
    """Return the one block of a kind in a guide."""
    (block,) = re.findall(rf"^```{kind}\n(.*?)^```", guide.read_text(), re.MULTILINE | re.DOTALL)
    return str(block)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the packages, with a `taijie` that runs it."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / "code" / name)  # with what is compiled already
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "taijie"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m runs "$@"\n')
    command.chmod(0o755)
    return tmp_path


def run_in_copy(copy: Path, *words: str) -> str:
    """Run a command beside the copy, with the copy's packages; return what it prints."""
    place = {name: value for name, value in os.environ.items() if not name.startswith("TAIJIE_")}
    place["PATH"] = f"{copy / 'bin'}{os.pathsep}{place['PATH']}"
    place["PYTHONPATH"] = str(copy / "code")
    desk = copy / "desk"
    desk.mkdir(exist_ok=True)
    done = subprocess.run(
        words, cwd=desk, env=place, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return " ".join((done.stdout + done.stderr).split())


def test_the_list_leads_to_every_guide_and_says_how_many_files() -> None:
    listed = re.findall(r"^\d\. \[.+\]\((.+)\)", (FOLDER / "README.md").read_text(), re.MULTILINE)
    assert sorted(listed) == [guide.name for guide in GUIDES]
    files = {guide.stem: read_block(guide, "diff").count("\n+++ ") for guide in GUIDES}
    assert files == {"page": 2, "outcome": 2, "role": 4, "policy": 4}


@pytest.mark.slow
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_change_applies_and_shows_what_its_guide_says(guide: Path, copy: Path) -> None:
    change = read_block(guide, "diff")
    subprocess.run(["git", "apply", "-"], cwd=copy / "code", input=change, text=True, check=True)
    commands = read_block(guide, "sh").replace("taijie serve", "true")
    said = run_in_copy(copy, "bash", "-euo", "pipefail", "-c", commands)
    assert " ".join(read_block(guide, "text").split()) in said
    if guide.stem == "page":
        folder = str(copy / "desk" / "taijie-outputs")
        assert run_in_copy(copy, sys.executable, "-c", DRAW, folder) == "True True"
