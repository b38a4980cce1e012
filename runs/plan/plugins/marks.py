"""Reads from the text of a user's file what it marks, without running any of it."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runs.plan.plugins.kinds import PluginKind

Marked = ast.FunctionDef | ast.ClassDef
NAME = re.compile(r"[a-z][a-z0-9_]*")
"""What a name of a plug-in, or of one of its numbers, is."""


def read_source(file: Path, kind: PluginKind) -> str:
    """Return the text of a file, a byte order mark left out; WrongInput if it cannot be read."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        place = f"{kind.folder}/{file.name}"
        raise kind.make_error(place, 1, f"cannot be read: {error}", file.stem) from None


def parse_source(text: str, place: str, name: str, kind: PluginKind) -> ast.Module:
    """Return the syntax tree of a text; WrongInput, with the line, if it is no Python. place, name,
    kind: of the plug-in, for the error.
    """
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        said = error.args[0] if error.args else "it is nested too deeply"
        reason = f"cannot be read as Python: {said}"
        raise kind.make_error(place, line, reason, name) from None


def find_decorated(tree: ast.Module, mark: str) -> Iterator[Marked]:
    """Yield the functions and classes of a module with the decorator `mark`, in their order."""
    for node in tree.body:
        if isinstance(node, Marked) and find_decorator(node, mark) is not None:
            yield node


def find_decorator(node: Marked, mark: str) -> ast.expr | None:
    """Return the decorator named `mark` of a function or class, as name or call; None without
    it.
    """
    for decorator in node.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if mark in (getattr(target, "id", None), getattr(target, "attr", None)):
            return decorator
    return None


def find_decorator_argument(node: Marked, mark: str, key: str) -> ast.expr | None:
    """Return the value of the keyword argument `key` of the decorator `mark`; None without it."""
    return next((one.value for one in _list_keywords(node, mark) if one.arg == key), None)


def _list_keywords(node: Marked, mark: str) -> list[ast.keyword]:
    """Return the keyword arguments of the decorator `mark`; [] if it is no call."""
    found = find_decorator(node, mark)
    return found.keywords if isinstance(found, ast.Call) else []


def read_marked_name(node: Marked, mark: str) -> str:
    """Return the name by which a configuration chooses a decorated function or class: the first
    argument of its decorator `mark`, or `name=`, if that is a text, else its own name.
    """
    found = find_decorator(node, mark)
    positional = found.args[0] if isinstance(found, ast.Call) and found.args else None
    given = positional or find_decorator_argument(node, mark, "name")
    stated = given.value if isinstance(given, ast.Constant) else None
    return stated if isinstance(stated, str) else node.name


def read_stated_texts(node: Marked, mark: str) -> dict[str, str]:
    """Return keyword -> text of the decorator `mark`'s arguments that are literal texts (`source`,
    `label`); {} without any.
    """
    return {
        one.arg: one.value.value
        for one in _list_keywords(node, mark)
        if one.arg and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str)
    }


def parse_declared_numbers(node: Marked, mark: str) -> dict[str, float] | None:
    """Return name -> default of the decorator `mark`'s argument `numbers`, {} without one; None
    unless it is a literal mapping of plain names to finite numbers.
    """
    given = find_decorator_argument(node, mark, "numbers")
    if given is None:
        return {}
    try:
        values: Any = ast.literal_eval(given)
    except (ValueError, TypeError, RecursionError, MemoryError):  # a list as a key: TypeError
        return None
    if not isinstance(values, dict):
        return None
    named = all(isinstance(key, str) and NAME.fullmatch(key) for key in values)
    return values if named and all(map(_is_finite_number, values.values())) else None


def _is_finite_number(value: object) -> bool:
    """Say whether a value is a number, neither yes nor no, that a float can hold."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
