"""What a user's policy must be, checked in its text before any of it is run.

A name, its source, a sentence on what it does, the arguments of every policy, and nothing but pure
code: what it imports must be part of the engine, so that the engine's digest covers all that
decides. Whether it is pure in fact, `agents.rehearsal` tries out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from numbers import Real
from typing import Any

from runs.plan.plugins.catalogue import WANTED, Plugin, find_mark_argument, find_marked_functions

PLAIN = {
    *("__future__", "abc", "collections", "dataclasses", "enum", "functools", "itertools", "math"),
    *("operator", "statistics", "typing"),
}
ENGINE = {"model", "agents", "numpy", "scipy"}
"""What the engine's digest covers: the sources of the first two, the versions of the others."""
UNCOVERED = (
    f"the engine's digest does not cover: a file uses {', '.join(sorted(ENGINE))} and"
    f" {', '.join(sorted(PLAIN - {'__future__'}))}; what needs more is an installed package with an"
    " entry point of the group taijie.policies"
)
NAME = re.compile(r"[a-z][a-z0-9_]*")


def require_policy_contract(plugin: Plugin) -> None:
    """Raise WrongInput, with file, line and what is required, if the policy's source breaks the
    contract.
    """
    text = plugin.text if plugin.text is not None else _read_package_source(plugin)
    tree = ast.parse(text)
    node = next(one for one in find_marked_functions(tree) if one.name == plugin.name)
    for line, reason in (
        *_find_header_errors(node),
        *_find_signature_errors(node),
        *_find_body_errors(node),
        *_find_import_errors(plugin, tree),
    ):
        raise plugin.make_error(reason, line)


def _read_package_source(plugin: Plugin) -> str:
    from pathlib import Path

    return Path(plugin.path).read_text(encoding="utf-8-sig")


def _find_header_errors(node: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    """Yield (line, reason) for a wrong name, a missing source or docstring, or numbers that are no
    literals.
    """
    if not NAME.fullmatch(node.name):
        yield node.lineno, f"the name {node.name} is none: small letters, digits and _ are wanted"
    source = find_mark_argument(node, "source")
    if not isinstance(source, ast.Constant) or not str(source.value or "").strip():
        reason = f'{node.name} states no source: write @policy(source="a reference, or assumed")'
        yield node.lineno, reason
    if not ast.get_docstring(node):
        yield node.lineno, f"{node.name} has no docstring: say in a sentence what it does"
    given = find_mark_argument(node, "numbers")
    if given is not None and not _is_numbers(given):
        reason = f'the numbers of {node.name} are not written out, such as {{"every": 7}}'
        yield given.lineno, reason


def _is_numbers(given: ast.expr) -> bool:
    try:
        values: Any = ast.literal_eval(given)
    except ValueError:
        return False
    return isinstance(values, dict) and all(
        isinstance(key, str) and NAME.fullmatch(key) and isinstance(value, Real)
        and not isinstance(value, bool)
        for key, value in values.items()
    )  # fmt: skip


def _find_signature_errors(node: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    """Yield (line, reason) if the function does not take the arguments of a policy."""
    from inspect import signature

    from agents.policies.never import never

    wanted = [name.lstrip("_") for name in signature(never).parameters]
    args = node.args
    count = len(args.posonlyargs) + len(args.args)
    if count != len(wanted) or args.vararg or args.kwonlyargs or args.kwarg:
        yield node.lineno, f"{node.name} has other arguments than ({', '.join(wanted)})"


def _find_body_errors(node: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    """Yield (line, reason) for statements that a pure function cannot have: global, nonlocal,
    yield, await.
    """
    for one in ast.walk(node):
        if isinstance(one, ast.Global | ast.Nonlocal):
            names = ", ".join(one.names)
            yield one.lineno, f"{node.name} changes {names} outside itself: a policy is pure"
        if isinstance(one, ast.Yield | ast.YieldFrom | ast.Await):
            yield one.lineno, f"{node.name} yields: a policy returns one array"


def _find_import_errors(plugin: Plugin, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, reason) for each import that the engine's digest does not cover."""
    if plugin.text is None:  # an installed package, covered as a whole
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{'.' * node.level}{node.module or ''}"]
        else:
            continue
        for name in names:
            if name.split(".")[0] not in PLAIN | ENGINE or name.startswith("numpy.random"):
                yield node.lineno, f"it imports {name}, which {UNCOVERED}"


__all__ = ["WANTED", "require_policy_contract"]
