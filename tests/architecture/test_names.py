"""Names say what a thing is; file names and machine paths stay where they belong."""

from __future__ import annotations

import ast
import re
import subprocess

from tests.architecture.sources import PACKAGES, ROOT, python_files, relative_path, texts, tree_of

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
BATCH_FILES = {"manifest.json", "status.jsonl", "summary.parquet", "points.parquet"}
KNOW_FILES = {"runs/layout.py", "runs/archive/parts.py"}
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|Users|work|tmp)/\w")


PARTICIPLE = re.compile(
    r"[a-z]*[^aeiou]ed|[a-z]+[iou]ed|said|shown|told|kept|found|made|seen|given|taken|held|drawn|known|done"
)
NAMED_AS_CHOSEN = {"scripted", "measured"}
"""A policy is a function of the name it is chosen by; a fixture gives one of its own name."""
PERSON = re.compile(r"\b(?:h[e](?! Lifeng)|h[i]s|h[i]m)\b", re.IGNORECASE)


def tracked_lines() -> list[tuple[str, str]]:
    """Return every line of the tracked texts with its place, `file:number`."""
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    paths = [ROOT / name for name in names if name and (ROOT / name).is_file()]
    binary = {".png", ".parquet", ".ico", ".woff2"}
    assert paths
    return [
        (f"{relative_path(path)}:{number}", line)
        for path in paths
        if path.suffix not in binary
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    ]


def test_every_module_opens_with_why_it_exists() -> None:
    files = [path for path in python_files() if path.read_text().strip()]
    assert not [relative_path(path) for path in files if not ast.get_docstring(tree_of(path))]


def test_every_package_says_what_it_is() -> None:
    empty = [path for path in python_files(*PACKAGES) if not path.read_text().strip()]
    assert not [relative_path(path) for path in empty]


def test_no_module_is_named_after_nothing() -> None:
    for path in python_files():
        words = {*re.split(r"[_.]", path.stem), *path.relative_to(ROOT).parent.parts}
        assert not words & SAYS_NOTHING, relative_path(path)


def test_only_the_archive_knows_the_names_of_files() -> None:
    assert not [
        f"{relative_path(path)}:{text.lineno}: {text.value!r}"
        for path in python_files("runs", "dashboards")
        if relative_path(path) not in KNOW_FILES
        for text in texts(tree_of(path))
        if text.value in BATCH_FILES or str(text.value).startswith("part-")
    ]


def test_no_tracked_file_names_a_place_on_one_machine() -> None:
    assert not [place for place, line in tracked_lines() if MACHINE_PATH.search(line)]


def test_an_office_is_an_it() -> None:
    assert not [
        place
        for place, line in tracked_lines()
        if PERSON.search(line) and not place.startswith(("CHANGELOG.md", "tests/fixtures/"))
    ]


def test_no_function_is_a_bare_participle() -> None:
    """A function is a verb and its object; a property, a fixture or a measure is a noun."""
    assert not [
        f"{relative_path(path)}:{node.lineno}: {node.name}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef)
        and PARTICIPLE.fullmatch(node.name.strip("_"))
        and not node.decorator_list
        and node.name not in NAMED_AS_CHOSEN
    ]
