"""The tasks are done by copy and paste: each block runs, and shows what its page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.docs.commands import SHELLS, paste, require_shell

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
    assert len(PAGES) == 23


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_task_is_short_and_says_what_to_see(page: Path) -> None:
    (commands,), (seen,) = blocks(page, "sh"), blocks(page, "text")
    assert "taijie " in commands
    assert seen.strip()
    assert len(page.read_text().splitlines()) <= LONGEST


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_task_is_done_from_its_text_alone(page: Path, shell: str, tmp_path: Path) -> None:
    require_shell(shell)
    (commands,), (seen,) = blocks(page, "sh"), blocks(page, "text")
    done = paste(shell, commands, tmp_path)
    assert done.returncode == 0, done.stderr
    said = " ".join((done.stdout + done.stderr).split())
    for line in seen.splitlines():
        assert " ".join(line.split()) in said
    assert "Traceback" not in said
