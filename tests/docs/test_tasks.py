"""The tasks are done by copy and paste: each block runs, and shows what its page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.docs.commands import PROGRAMS, SHELLS, paste, read_words, require_shell

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


def starts_processes(page: Path) -> bool:
    """Say whether a task leaves something running, of which its shell keeps a list."""
    return "&\n" in blocks(page, "sh")[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "shell"),
    [
        pytest.param(page, shell, id=f"{page.stem}-{shell}")
        for page in PAGES
        for shell in (SHELLS if starts_processes(page) else ["bash"])
    ],
)
def test_a_task_is_done_from_its_text_alone(
    page: Path, shell: str, tmp_path: Path, warm_programs: Path
) -> None:
    """In zsh too: see the test below. What starts processes is played by a cold `taijie`."""
    require_shell(shell)
    (commands,), (seen,) = blocks(page, "sh"), blocks(page, "text")
    programs = PROGRAMS if starts_processes(page) else warm_programs
    done = paste(shell, commands, tmp_path, programs)
    assert done.returncode == 0, done.stderr
    said = " ".join((done.stdout + done.stderr).split())
    for line in seen.splitlines():
        assert " ".join(line.split()) in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "page", [page for page in PAGES if not starts_processes(page)], ids=lambda page: page.stem
)
def test_every_shell_makes_the_same_of_a_task(page: Path, tmp_path: Path) -> None:
    made = []
    for shell in SHELLS:
        require_shell(shell)
        made.append(read_words(shell, blocks(page, "sh")[0], tmp_path / shell))
    assert made[0] == made[1]
    assert "\0taijie\0" in made[0]["said"]


@pytest.mark.parametrize(
    ("line", "alike"),
    [("show $x", False), ("show =ls", False), ('show "!!"', False), ('show "$x" "=ls" >a', True)],
)
def test_what_shells_make_of_a_line_is_told_apart(line: str, alike: bool, tmp_path: Path) -> None:
    made = []
    for shell in SHELLS:
        require_shell(shell)
        made.append(read_words(shell, f"x='a name'\ntaijie {line}\n", tmp_path / shell))
    assert (made[0] == made[1]) is alike
