"""The commands that the documents print, as a reader would copy them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from runs.cli.app import app
from tests.architecture.sources import ROOT
from tests.warm_commands import TAIJIE

SHELLS = {
    "bash": ("bash", "-euo", "pipefail", "-m", "-s"),
    "zsh": ("zsh", "-f", "-i", "-e", "-o", "pipefail", "-o", "nounset", "-s"),
}
"""Shell -> its command, which reads what is pasted from standard input. An interactive zsh knows no
comments, as on every Mac."""
NOTED = ("taijie", "sed", "ls", "mkdir")
"""Programs that blocks call by words of their own."""
NOTES_ITS_WORDS = """#!/bin/sh
printf '%s\\0' "$#" "${{0##*/}}" "$@" >>'{said}'
[ "${{0##*/}}" != mkdir ] || exec /bin/mkdir "$@"
[ "${{0##*/}}" != ls ] || printf '%s\\n' 'two words' 'and-a-*'
"""
"""A program that only notes how many words it got, its name and the words; what is listed has a
blank and a star."""
PROGRAMS = Path(TAIJIE).parent
"""Folder of the program as it is installed."""
SHELLS_REQUIRED = os.environ.get("TAIJIE_SHELLS_REQUIRED") == "1"


def require_shell(name: str) -> None:
    """Skip a test whose shell is not there; fail it where TAIJIE_SHELLS_REQUIRED is 1."""
    if shutil.which(name) is None:
        message = f"{name} is not installed"
        pytest.fail(message) if SHELLS_REQUIRED else pytest.skip(message)


def paste(
    name: str, commands: str, folder: Path, programs: Path = PROGRAMS
) -> subprocess.CompletedProcess[str]:
    """Paste commands into a shell in another folder; it ends at the first that fails.

    programs: the folder where the shell looks for programs first.
    """
    place = {word: value for word, value in os.environ.items() if not word.startswith("TAIJIE_")}
    place |= {"PATH": f"{programs}{os.pathsep}{place['PATH']}", "TERM": "dumb"}
    return subprocess.run(
        SHELLS[name], cwd=folder, env=place, input=commands, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip


def read_words(name: str, commands: str, folder: Path) -> dict[str, str]:
    """Return what a shell makes of commands, none of which is really played: path -> text of the
    files that they write, and as `said` the words of each command as its program gets them.

    folder: a new folder. A program gets nothing of the shell but its words and files, so under two
    shells that make the same of commands these do the same.
    """
    programs, desk = folder / "programs", folder / "desk"
    programs.mkdir(parents=True)
    desk.mkdir()
    for program in NOTED:
        (programs / program).write_text(NOTES_ITS_WORDS.format(said=folder / "said"))
        (programs / program).chmod(0o755)
    done = paste(name, commands, desk, programs)
    assert done.returncode == 0, done.stderr
    written = {str(path.relative_to(desk)): path for path in desk.rglob("*")}
    texts = {name: "" if path.is_dir() else path.read_text() for name, path in written.items()}
    return texts | {"said": (folder / "said").read_text()}


def in_markdown(path: Path) -> list[list[str]]:
    """Return the words of each line of the shell blocks of a page, without comments."""
    return [words for line in lines_of(path) if (words := shlex.split(line, comments=True))]


def lines_of(path: Path) -> list[str]:
    """Return each line of the shell blocks of a page as it is printed."""
    blocks = re.findall(r"^```sh\n(.*?)^```", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def in_header(path: Path) -> list[list[str]]:
    """Return the words of each command in the comments of a config; two blanks end a command."""
    found = re.findall(r"^# +(taijie .+?)(?:  .*)?$", path.read_text(), flags=re.MULTILINE)
    return [shlex.split(line) for line in found]


def taijie(
    words: list[str], folder: Path, programs: Path = PROGRAMS
) -> subprocess.CompletedProcess[str]:
    """Run a command in another folder, from where `configs` and results of the checkout are far.

    programs: the folder of the program.
    """
    return subprocess.run(
        [str(programs / "taijie"), *words],
        cwd=folder, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def in_process(words: list[str], folder: Path) -> Result:
    """Run a command of `taijie` in another folder without a process of its own: for many."""
    with chdir(folder):
        return CliRunner().invoke(app, words)


def configs() -> list[Path]:
    """Return every config whose comments hold a command.

    Claims are many: tests/runs/claims plans them all in one process.
    """
    files = sorted((ROOT / "configs").rglob("*.yaml"))
    return [path for path in files if "claim" not in path.parts and in_header(path)]
