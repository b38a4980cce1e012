"""Every command of a page, a config's head or a hint is taken by zsh: what it expands is quoted."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, python_files, relative_path, texts, tree_of

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
COMMAND = re.compile(r"taijie (?:run|resume|retry|compare|diff|replay|show|export|list)\b[^`\n]*")
QUOTED = re.compile(r"""'[^']*'|"(?:\\.|[^"\\])*"|\\.""")
SYNOPSIS = re.compile(r"\[(?:[A-Z]|--|\w+=)|\.\.\.")
"""What may stand there, and is not typed so."""
EXPANDED = re.compile(r"[*?\[\](){}]|(?<![\w=])[~^]|=~")
"""What zsh replaces by names of files, refuses where there is none, or takes for itself."""


def find_unquoted(command: str) -> str:
    """Return what a command leaves to the shell of all that it would expand."""
    bare = QUOTED.sub("", command.partition("  #")[0])
    return "".join(EXPANDED.findall(bare))


def list_page_commands(page: Path) -> Iterator[str]:
    """Yield the commands of a page's shell blocks, its indented lines and its code in a line."""
    text = page.read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith(("taijie ", "    taijie ")):
            yield line.strip()
    for code in re.findall(r"`(taijie [^`]+)`", text):
        if not SYNOPSIS.search(code):
            yield " ".join(code.split())


def list_block_lines(page: Path) -> list[str]:
    """Return the lines of a page's shell blocks, those of a file that is written there left out."""
    text = "".join(re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S))
    return re.sub(r"<<'(\w+)'\n.*?\n\1\n", "\n", text, flags=re.S).splitlines()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_leaves_nothing_to_be_expanded(page: Path) -> None:
    assert not [line for line in list_page_commands(page) if find_unquoted(line)]


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if list_block_lines(page)],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_a_line_to_paste_has_no_comment(page: Path) -> None:
    """An interactive zsh, the shell of every Mac, takes `# words; more` for words and a command."""
    bare = [(line, QUOTED.sub("", line)) for line in list_block_lines(page)]
    assert not [line for line, rest in bare if re.search(r"(^|\s)#", rest)]


def test_the_head_of_a_config_leaves_nothing_to_be_expanded() -> None:
    files = sorted((ROOT / "configs").rglob("*.yaml"))
    heads = [
        (relative_path(file), line)
        for file in files
        for line in re.findall(r"^# +(taijie .+?)(?:  .*)?$", file.read_text(), flags=re.MULTILINE)
    ]
    assert len(heads) > 10
    assert not [told for told in heads if find_unquoted(told[1])]


def test_a_hint_leaves_nothing_to_be_expanded() -> None:
    """What is filled in by a name is left out: `format_command` quotes it (test_command_text)."""
    told = [
        f"{relative_path(path)}:{text.lineno}: {command}"
        for path in python_files("runs", "dashboards")
        for text in texts(tree_of(path))
        if isinstance(text, ast.Constant)
        for command in COMMAND.findall(str(text.value))
        if not SYNOPSIS.search(command) and find_unquoted(command.partition("   ")[0].rstrip("). "))
    ]
    assert told == []


@pytest.mark.parametrize(
    ("command", "left"),
    [
        ("taijie run 'us.insulation=[0.1,0.9]'", ""),
        ("taijie run us.insulation=[0.1,0.9]", "[]"),
        ('taijie run -m "us.pain=range(0,1,0.5)"', ""),
        ("taijie run -m us.pain=range(0,1,0.5)", "()"),
        ("taijie run leader@us=honor  # [of a style]", ""),
        (r"taijie show a\*", ""),
        ("taijie run variants={a: []}", "{[]}"),
    ],
)
def test_what_is_left_to_the_shell_is_found(command: str, left: str) -> None:
    assert find_unquoted(command) == left
