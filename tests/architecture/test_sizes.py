"""Small parts: a file is read in one sitting, a function on one screen."""

from __future__ import annotations

import ast

from tests.architecture.sources import PACKAGES, functions, python_files, relative_path, tree_of

FILE_LINES = 250
FUNCTION_LINES = 40
CLASS_LINES = 120
ARGUMENTS = 6

WHOLE = {
    "Standoff": "a day from its first phase to its last, a model from its first day to its last",
    "LeaderState": "what a leader feels and believes, with all that changes it by itself",
    "RunRecord": "all that a measure may read of some runs, a line or two each",
    "LeaderConstants": "a list of a leader's products of levers: slicing it would hide half of it",
}
"""Classes that may pass the limit, with the reason."""

WHOLE_FILES = {
    "runs/plan/settings/compose.py": "the one module that knows Hydra: a part would know it too",
}
"""Files that may pass the limit, with the reason."""

# A command has as many arguments as it has options.
COMMANDS = ("runs/cli", "dashboards/commands")


def lines_of(node: ast.stmt) -> int:
    """Return how many lines a definition takes, its decorators left out."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def arguments_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many arguments a caller may give."""
    wanted = function.args
    names = [word.arg for word in (*wanted.posonlyargs, *wanted.args, *wanted.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])


def test_no_file_is_longer_than_one_sitting() -> None:
    lengths = {relative_path(path): len(path.read_text().splitlines()) for path in python_files()}
    longer = {name: count for name, count in lengths.items() if count > FILE_LINES}
    assert set(longer) == set(WHOLE_FILES), longer


def test_no_function_is_longer_than_one_screen() -> None:
    assert not [
        f"{relative_path(path)}:{function.lineno}: {function.name} has {lines_of(function)} lines"
        for path in python_files()
        for function in functions(tree_of(path))
        if lines_of(function) > FUNCTION_LINES
    ]


def test_no_class_does_everything() -> None:
    assert not [
        f"{relative_path(path)}:{node.lineno}: {node.name} has {lines_of(node)} lines"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and lines_of(node) > CLASS_LINES
        if node.name not in WHOLE
    ]


def test_no_function_takes_more_than_six_arguments() -> None:
    assert not [
        f"{relative_path(path)}:{function.lineno}: {function.name} takes {arguments_of(function)}"
        for path in python_files(*PACKAGES)
        for function in functions(tree_of(path))
        if arguments_of(function) > ARGUMENTS and not relative_path(path).startswith(COMMANDS)
    ]
