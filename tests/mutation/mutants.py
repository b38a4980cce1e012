"""Mutants: the sources with one operator, number or condition changed, and which of them are tried.

The operators are mutmut's, without three that say little: texts (wording is no rule), arguments
left out or replaced by None, and assignments of None, which nearly always raise on first use and
would only flatter the score.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import ndiff
from functools import cache
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

from tests.architecture.sources import ROOT, python_files, relative_path

MUTATED = ("model", "agents", "runs/analysis")
SAY_LITTLE = {
    "operator_string", "operator_arg_removal", "operator_dict_arguments", "operator_assignment",
}  # fmt: skip
Operator = Callable[[Any], Any]
OPERATORS: list[tuple[type, Operator]] = [
    (kind, operator) for kind, operator in mutation_operators if operator.__name__ not in SAY_LITTLE
]


@dataclass(frozen=True)
class Mutant:
    """One change of one source file: where, by which operator, the how manieth there."""

    path: str
    line: int
    column: int
    operator: str
    nth: int
    reach: tuple[int, int]
    """First and last line of the function it stands in; of the file outside of any."""

    @property
    def place(self) -> str:
        """What names the mutant, and draws it or not."""
        return f"{self.path}:{self.line}:{self.column}:{self.operator}:{self.nth}"

    @property
    def lot(self) -> str:
        """The hash that decides whether it is tried: nobody chooses it."""
        return hashlib.sha256(self.place.encode()).hexdigest()


class _Changes(cst.CSTVisitor):
    """Collects each changed node of a module beside its original."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, path: str, lines: int) -> None:
        self.path = path
        self.functions = [(1, lines)]
        self.found: list[tuple[Mutant, cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Decorator):
            return False
        at = self.get_metadata(PositionProvider, node, None)
        if isinstance(node, cst.FunctionDef):
            self.functions.append((at.start.line, at.end.line))
        for kind, operator in OPERATORS:
            if at is not None and isinstance(node, kind):
                self._add(node, operator, at.start)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef):
            self.functions.pop()

    def _add(self, node: cst.CSTNode, operator: Operator, start: Any) -> None:
        for nth, changed in enumerate(operator(node)):
            name = operator.__name__.removeprefix("operator_")
            reach = self.functions[-1]
            mutant = Mutant(self.path, start.line, start.column, name, nth, reach)
            self.found.append((mutant, node, changed))


@cache
def _changes(path: str, text: str) -> tuple[cst.Module, dict[Mutant, Any]]:
    wrapper = MetadataWrapper(cst.parse_module(text))
    changes = _Changes(path, len(text.splitlines()))
    wrapper.visit(changes)
    return wrapper.module, {mutant: (old, new) for mutant, old, new in changes.found}


def mutants_of(path: str, text: str) -> list[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    return list(_changes(path, text)[1])


def apply_mutant(mutant: Mutant, text: str) -> str:
    """The source text with the one change made."""
    module, changes = _changes(mutant.path, text)
    old, new = changes[mutant]
    changed = module.deep_replace(old, new)
    return str(changed.code)


def difference(mutant: Mutant, text: str) -> str:
    """The line as it was and as it is: `old -> new`."""
    lines = list(ndiff(text.splitlines(), apply_mutant(mutant, text).splitlines()))
    was = " ".join(line[2:].strip() for line in lines if line.startswith("- "))
    now = " ".join(line[2:].strip() for line in lines if line.startswith("+ "))
    return f"{was}  ->  {now}"


def valid(mutant: Mutant, text: str) -> bool:
    """Whether Python compiles it at all."""
    try:
        compile(apply_mutant(mutant, text), mutant.path, "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def source(path: str) -> str:
    """The text of a file of the project."""
    return (ROOT / path).read_text(encoding="utf-8")


def sample_mutants(count: int, folders: tuple[str, ...] = MUTATED) -> Iterator[Mutant]:
    """The mutants of some folders whose hashes are smallest."""
    everything = [
        mutant
        for path in python_files(*folders)
        for mutant in mutants_of(relative_path(path), source(relative_path(path)))
    ]
    taken = 0
    for mutant in sorted(everything, key=lambda one: one.lot):
        if taken < count and valid(mutant, source(mutant.path)):
            taken += 1
            yield mutant
