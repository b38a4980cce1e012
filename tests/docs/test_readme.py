"""The README can be typed: its commands run, its links lead somewhere, its words are its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.docs.commands import (
    PROGRAMS,
    SHELLS,
    in_markdown,
    lines_of,
    read_words,
    require_shell,
    taijie,
)

README = ROOT / "README.md"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = [words[1:] for words in in_markdown(README) if words[0] == "taijie"]
LAUNCHES = [words for words in COMMANDS if words[0] == "run"]
LINES = [one for one in lines_of(README) if one.startswith("taijie ")]
VIEWS = [words for words in COMMANDS if words[0] not in {"run", "serve"}]

POSITIONS = (
    "about positions, not persons",
    "its numbers are assumed",
    "both versions are recorded and none is ruled true",
    "not forecasts",
    "Every style of counting face can be given to either side",
    "not affiliated with any government",
)


def test_the_readme_shows_launching_viewing_and_comparing() -> None:
    assert LAUNCHES
    wanted = {"list", "show", "compare", "diff", "replay", "report"}
    assert {words[0] for words in VIEWS} == wanted


@pytest.mark.slow
@pytest.mark.parametrize("words", LAUNCHES, ids=" ".join)
def test_a_launch_of_the_readme_is_accepted(
    words: list[str], tmp_path: Path, warm_programs: Path
) -> None:
    plan = [] if "plan=true" in words else ["plan=true"]
    done = taijie([*words, *plan, f"outputs={tmp_path / 'out'}"], tmp_path, warm_programs)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_help_of_the_program_ends_with_commands_that_there_are(tmp_path: Path) -> None:
    told = taijie(["--help"], tmp_path).stdout
    commands, _, examples = told.partition("Examples:")
    shown = re.findall(r"^ +taijie (\w+)", examples, flags=re.MULTILINE)
    assert len(shown) == 5
    assert set(shown) <= set(re.findall(r"^  (\w+)  ", commands, flags=re.MULTILINE))


def test_the_citation_is_of_the_version_there_is() -> None:
    versions = [
        re.search(pattern, (ROOT / name).read_text(), flags=re.MULTILINE)
        for name, pattern in (
            ("pyproject.toml", r'^version = "(.+)"'),
            ("CITATION.cff", r"^version: (.+)$"),
        )
    ]
    assert len({found.group(1) for found in versions if found}) == 1
    assert None not in versions


@pytest.mark.parametrize("words", ["demo", "test", "check", "bench"])
def test_the_makefile_has_what_the_documents_promise(words: str) -> None:
    assert re.search(rf"^{words}:", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())
    assert not [target for target in targets if not (page.parent / target).exists()]


@pytest.mark.parametrize("phrase", POSITIONS)
def test_the_readme_speaks_of_positions_not_persons(phrase: str) -> None:
    assert phrase in " ".join(README.read_text().split())


def test_no_config_names_a_person() -> None:
    surnames = re.compile(
        r"\b(Trump|Biden|Xi Jinping|Xi's|Bessent|He Lifeng|Vance|Rubio|Wang Yi)\b"
    )
    files = [*sorted((ROOT / "configs").rglob("*.yaml")), README]
    assert not [path.name for path in files if surnames.search(path.read_text())]


def shorten_command(line: str) -> str:
    """Return a line of the README with few runs in one process, and any port, added at its end."""
    command = line.partition("  #")[0].rstrip()
    if command.startswith("taijie run") and "plan=true" not in command:
        return f"{command} runs=20 executor=serial"
    return f"{command} --port 0" if command.startswith("taijie serve") else command


@pytest.mark.slow
def test_the_commands_of_the_readme_work_line_by_line_in_an_empty_folder(
    tmp_path: Path, warm_programs: Path
) -> None:
    """In bash; every shell makes the same of them, by the next test. The first line and the server
    are played by a cold `taijie`.
    """
    place = {name: value for name, value in os.environ.items() if not name.startswith("TAIJIE_")}
    assert {line.split()[1] for line in LINES} >= {"run", "list", "show", "compare", "replay"}
    for line in LINES:
        cold = line == LINES[0] or line.startswith("taijie serve")
        path = f"{PROGRAMS if cold else warm_programs}{os.pathsep}{os.environ['PATH']}"
        words = ["bash", "-c", f"exec {shorten_command(line)}"]
        with subprocess.Popen(
            words, cwd=tmp_path, text=True,
            env={**place, "PATH": path, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            if line.startswith("taijie serve"):
                assert any("Dashboard at http" in told for told in process.stdout)
                process.send_signal(signal.SIGINT)
            said = process.stdout.read()
            assert process.wait() == 0, f"{line}\n{said}"
            assert said.strip() or line.startswith("taijie serve")


def test_every_shell_makes_the_same_of_the_readme(tmp_path: Path) -> None:
    made = []
    for shell in SHELLS:
        require_shell(shell)
        made.append(read_words(shell, "\n".join([*LINES, ""]), tmp_path / shell))
    assert made[0] == made[1]
    assert made[0]["said"].count("\0taijie\0") == len(LINES)
