"""A test that asserts nothing cannot fail: none is kept."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.sources import (
    Function,
    called_name,
    functions,
    python_files,
    relative_path,
    tree_of,
)

PROOFS = {"raises", "warns", "fail"}
EXPECTATIONS = ("assert_", "to_", "not_to_")
"""How the names of the methods begin that the browser's `expect(...)` proves anything with."""


def is_expectation(node: ast.Call) -> bool:
    """Say whether a call is `expect(...).to_be...()`, and not `expect(...)` that asks nothing."""
    function = node.func
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Call)
        and called_name(function.value) == "expect"
        and function.attr.startswith(EXPECTATIONS)
    )


def asserts(function: Function, trusted: set[str]) -> bool:
    """Say whether a function asserts, itself or through a function known to do so."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert) and not isinstance(node.test, ast.Constant | ast.Tuple):
            return True
        if isinstance(node, ast.Call):
            name = called_name(node)
            if name in PROOFS | trusted or name.startswith("assert_") or is_expectation(node):
                return True
    return False


def asserting(tree: ast.Module) -> set[str]:
    """Return the functions of a module that assert, through each other or not."""
    known: set[str] = set()
    while True:
        found = {function.name for function in functions(tree) if asserts(function, known)}
        if found == known:
            return known
        known = found


def without_assertion(tree: ast.Module) -> list[str]:
    """Return the tests of a module that cannot fail."""
    tests = {function.name for function in functions(tree) if function.name.startswith("test_")}
    return sorted(tests - asserting(tree))


@pytest.mark.slow
def test_no_test_is_without_an_assertion() -> None:
    assert not {
        relative_path(path): silent
        for path in python_files("tests")
        if (silent := without_assertion(tree_of(path)))
    }


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        ("def test_a():\n    f()", ["test_a"]),
        ("def test_a():\n    assert f()", []),
        ("def test_a():\n    with pytest.raises(ValueError):\n        f()", []),
        ("def test_a():\n    assert True", ["test_a"]),
        ("def test_a():\n    assert (f(), 'a pair is always true')", ["test_a"]),
        ("def test_a():\n    expect(page)", ["test_a"]),
        ("def test_a():\n    expect(page).to_be_visible()", []),
        ("def look():\n    assert f()\ndef test_a():\n    look()", []),
        ("def look():\n    f()\ndef test_a():\n    look()", ["test_a"]),
    ],
)
def test_a_silent_test_is_seen(text: str, silent: list[str]) -> None:
    assert without_assertion(ast.parse(text)) == silent
