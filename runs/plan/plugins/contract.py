"""What a user's policy, role or metric must be, checked in its text before any of it is run.

A name, its source, a sentence on what it does, the arguments of its kind, and nothing but pure
code: what it imports must be part of the engine, so that the engine's digest covers all that
decides. What it does in fact, `agents.rehearsal`, `agents.run_rehearsal` and
`runs.plan.plugins.metrics` try out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from runs.plan.plugins.catalogue import Plugin
from runs.plan.plugins.kinds import METRIC, ROLE
from runs.plan.plugins.marks import (
    NAME,
    Marked,
    find_decorated,
    find_decorator_argument,
    parse_declared_numbers,
    read_marked_name,
    read_stated_texts,
)

PLAIN = {
    *("__future__", "abc", "collections", "dataclasses", "enum", "functools", "itertools", "math"),
    *("operator", "statistics", "typing"),
}
ENGINE = {"model", "agents", "numpy", "scipy"}
"""What the engine's digest covers: the sources of the first two, the versions of the others."""
TABLES = {"pandas"}
"""What it covers besides, by its version, where a launch chooses a metric of the user's own."""
TEXTS = {METRIC: ("source", "label", "unit")}
"""What a decorator has to state in words; the source alone where nothing is said here."""
LONGEST = 80
"""Letters of such a text of a metric, which stands in tables."""


def require_contract(plugin: Plugin) -> None:
    """Raise WrongInput, with file, line and what is required, if the source of a policy, role or
    metric breaks the contract.
    """
    text = plugin.text if plugin.text is not None else _read_package_source(plugin)
    tree, mark = ast.parse(text), plugin.kind.mark
    node = next(one for one in find_decorated(tree, mark) if one.name == plugin.attribute)
    shape = _find_class_errors(node) if plugin.kind == ROLE else _find_signature_errors(node, mark)
    for line, reason in (
        *_find_header_errors(node, mark),
        *_find_text_errors(node, plugin),
        *shape,
        *_find_body_errors(node, mark),
        *_find_random_errors(plugin, tree),
        *_find_import_errors(plugin, tree),
    ):
        raise plugin.make_error(reason, line)


def _read_package_source(plugin: Plugin) -> str:
    """Return the source text of an installed package's plug-in."""
    from pathlib import Path

    return Path(plugin.path).read_text(encoding="utf-8-sig")


def _find_header_errors(node: Marked, mark: str) -> Iterator[tuple[int, str]]:
    """Yield (line, reason) for a wrong name, no docstring, or numbers that are no literals."""
    name = read_marked_name(node, mark)
    if not NAME.fullmatch(name):
        yield node.lineno, f"the name {name} is none: small letters, digits and _ are wanted"
    if not ast.get_docstring(node):
        yield node.lineno, f"{name} has no docstring: say in a sentence what it does"
    given = find_decorator_argument(node, mark, "numbers")
    if given is not None and parse_declared_numbers(node, mark) is None:
        wanted = 'names and finite numbers, such as {"every": 7}'
        yield given.lineno, f"the numbers of {name} are not written out as {wanted}"


def _find_text_errors(node: Marked, plugin: Plugin) -> Iterator[tuple[int, str]]:
    """Yield (line, reason) for a text that the decorator has to state and does not, or that is too
    long for a table.
    """
    stated, mark = read_stated_texts(node, plugin.kind.mark), plugin.kind.mark
    examples = {"source": "a reference, or assumed", "label": "words for tables", "unit": "days"}
    for key in TEXTS.get(plugin.kind, ("source",)):
        text = stated.get(key, "")
        if not text.strip():
            reason = f'{plugin.name} states no {key}: write {key}="{examples[key]}" into @{mark}'
            yield node.lineno, reason
        elif key != "source" and (len(text) > LONGEST or not text.isprintable()):
            yield node.lineno, f"the {key} of {plugin.name} is no line of {LONGEST} letters at most"


def _find_class_errors(node: Marked) -> Iterator[tuple[int, str]]:
    """Yield (line, reason) unless it is a class with a method `act(self)` and its phase written
    out.
    """
    from model.standoff import PHASES

    phase = find_decorator_argument(node, ROLE.mark, "phase")
    if not isinstance(phase, ast.Constant) or phase.value not in PHASES:
        reason = f"{node.name} states no phase: write phase= with one of {', '.join(PHASES)}"
        yield node.lineno, reason
    acts = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "act"]
    if not isinstance(node, ast.ClassDef) or not acts or len(acts[0].args.args) != 1:
        reason = f"{node.name} is no class with a method act(self), which acts for one tick"
        yield (acts[0] if acts else node).lineno, reason


def _find_signature_errors(node: Marked, mark: str) -> Iterator[tuple[int, str]]:
    """Yield (line, reason) if it is no function of one argument, as a policy and a metric are."""
    if isinstance(node, ast.ClassDef):
        yield node.lineno, f"{node.name} is a class, and a {mark} is a function"
        return
    args, wanted = node.args, "outcomes" if mark == METRIC.mark else "decision"
    count = len(args.posonlyargs) + len(args.args)
    if count != 1 or args.vararg or args.kwonlyargs or args.kwarg:
        yield node.lineno, f"{node.name} has other arguments than ({wanted})"


def _find_body_errors(node: Marked, mark: str) -> Iterator[tuple[int, str]]:
    """Yield (line, reason) for statements that neither a pure function nor an agent can have:
    global, nonlocal, yield, await.
    """
    for one in ast.walk(node):
        if isinstance(one, ast.Global | ast.Nonlocal):
            names = ", ".join(one.names)
            yield (
                one.lineno,
                f"{node.name} changes {names} outside itself: a {mark} keeps to itself",
            )
        if isinstance(one, ast.Yield | ast.YieldFrom | ast.Await):
            yield one.lineno, f"{node.name} yields: a {mark} is done at once"


def _find_random_errors(plugin: Plugin, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, reason) for each use of numpy.random, whose numbers no replay gives again: of
    the imports, and of `random` in what NumPy is imported as; none for an installed package.
    """
    if plugin.text is None:
        return
    draws = {METRIC: "draws nothing", ROLE: "draws by name from shared.draws"}
    does = draws.get(plugin.kind, "draws by name from decision.draws")
    reason = (
        f"it uses numpy.random, whose numbers no replay gives again: a {plugin.kind.mark} {does}"
    )
    numpy = {"numpy"} | {
        alias.asname
        for node in ast.walk(tree)
        for alias in (node.names if isinstance(node, ast.Import) else ())
        if alias.name == "numpy" and alias.asname
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            used = any(alias.name.startswith("numpy.random") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origins = [f"{node.module}.{alias.name}" for alias in node.names]
            used = any(origin.startswith("numpy.random") for origin in origins)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used = node.attr == "random" and node.value.id in numpy
        else:
            continue
        if used:
            yield node.lineno, reason


def _find_import_errors(plugin: Plugin, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, reason) for each import of a file that the engine's digest does not cover; none
    for an installed package, which it covers as a whole.
    """
    if plugin.text is None:  # an installed package, covered as a whole
        return
    covered = ENGINE | TABLES if plugin.kind == METRIC else ENGINE
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{'.' * node.level}{node.module or ''}"]
        else:
            continue
        for name in names:
            if name.split(".")[0] not in PLAIN | covered:
                plain = ", ".join(sorted(PLAIN - {"__future__"}))
                reason = (
                    f"it imports {name}, which the engine's digest does not cover: a file uses"
                    f" {', '.join(sorted(covered))} and {plain}; what needs more is an installed"
                    f" package with an entry point of the group {plugin.kind.group}"
                )
                yield node.lineno, reason
