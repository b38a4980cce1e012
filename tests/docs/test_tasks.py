"""The tasks are done by copy and paste: each block runs, and shows what its page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

FOLDER = ROOT / "docs" / "tasks"
INDEX = (FOLDER / "README.md").read_text()
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
LONGEST = 50


def blocks(page: Path, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def test_the_readme_leads_to_the_tasks_and_the_list_to_each() -> None:
    assert "(docs/tasks/README.md)" in (ROOT / "README.md").read_text()
    assert re.findall(r"^\d+\. \[.+\]\((.+)\)$", INDEX, flags=re.MULTILINE) == sorted(
        (path.name for path in PAGES), key=INDEX.index
    )
    assert len(PAGES) == 22


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_task_is_short_and_says_what_to_see(page: Path) -> None:
    (commands,), (seen,) = blocks(page, "sh"), blocks(page, "text")
    assert "taijie " in commands
    assert seen.strip()
    assert len(page.read_text().splitlines()) <= LONGEST


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_task_is_done_from_its_text_alone(page: Path, tmp_path: Path) -> None:
    (commands,), (seen,) = blocks(page, "sh"), blocks(page, "text")
    place = {name: value for name, value in os.environ.items() if not name.startswith("TAIJIE_")}
    place["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{place['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-m", "-c", commands],
        cwd=tmp_path, env=place, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = " ".join((done.stdout + done.stderr).split())
    for line in seen.splitlines():
        assert " ".join(line.split()) in said
    assert "Traceback" not in said
