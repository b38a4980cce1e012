"""What a worker process runs of a script that it imports, as far as `__name__` decides it.

A worker imports the script under the name `__mp_main__`. The script is read, not run: a condition
counts if its value follows from `__name__`, directly or by a variable; any other may hold.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

WORKER = "__mp_main__"
"""`__name__` of the script in a worker process."""
UNKNOWN = object()
"""Value of an expression that does not follow from `__name__`."""
OPERATORS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda one, others: one in others,
    ast.NotIn: lambda one, others: one not in others,
}
EXITS = ("exit", "quit", "_exit")
"""Functions that end a process."""
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Finding(NamedTuple):
    """The line at which a worker would launch (`launches`) or else end, as it imports a script."""

    line: int
    launches: bool


def follow_import(tree: ast.Module, line: int) -> Finding | None:
    """Return what a worker that imports a script comes to first: `line`, which launches, or the end
    of its process; None if neither, so that it can work.
    """
    return _Import(line).follow(tree.body)


class _Import:
    """Follows an import, statement by statement, with the values that are known; line: of the
    script's launch.
    """

    def __init__(self, line: int) -> None:
        self.line = line
        self.values: dict[str, object] = {"__name__": WORKER}

    def follow(self, statements: Iterable[ast.stmt], certain: bool = True) -> Finding | None:
        """Return what a worker comes to first in these statements, None if neither of the two;
        certain: whether it surely comes to them, so that an end among them counts.
        """
        found = (self._follow_statement(one, certain) for one in statements)
        return next((one for one in found if one is not None), None)

    def _follow_statement(self, one: ast.stmt, certain: bool) -> Finding | None:
        """Return what a worker comes to in a statement, as `follow`, and note what it assigns."""
        if isinstance(one, ast.If) and (test := self.evaluate(one.test)) is not UNKNOWN:
            return self.follow(one.body if test else one.orelse, certain)
        blocks = list(_list_blocks(one))
        value = getattr(one, "value", None) if isinstance(one, ast.Expr | ast.Assign) else None
        known = UNKNOWN if value is None else self.evaluate(value)
        self._assign(one, known)
        if known is not UNKNOWN:
            return None
        if one.lineno <= self.line <= (one.end_lineno or one.lineno):
            for block in blocks:
                if block[0].lineno <= self.line <= (block[-1].end_lineno or 0):
                    return self.follow(block, certain=False)
            return Finding(self.line, launches=True)
        return Finding(one.lineno, launches=False) if certain and _ends_process(one) else None

    def _assign(self, one: ast.stmt, known: object) -> None:
        """Forget the names that a statement assigns, or note the value of a plain assignment."""
        if isinstance(one, DEFINITIONS):
            self.values.pop(one.name, None)
            return
        for node in ast.walk(one):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.values.pop(node.id, None)
                if isinstance(one, ast.Assign) and node in one.targets and known is not UNKNOWN:
                    self.values[node.id] = known

    def evaluate(self, node: ast.expr) -> object:
        """Return the value of an expression in a worker; UNKNOWN if it cannot be told."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self.values.get(node.id, UNKNOWN)
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            items = [self.evaluate(one) for one in node.elts]
            return UNKNOWN if UNKNOWN in items else items
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            value = self.evaluate(node.operand)
            return UNKNOWN if value is UNKNOWN else not value
        if isinstance(node, ast.IfExp):
            test = self.evaluate(node.test)
            chosen = node.body if test else node.orelse
            return UNKNOWN if test is UNKNOWN else self.evaluate(chosen)
        if isinstance(node, ast.BoolOp):
            return self._evaluate_junction(node)
        return self._evaluate_comparison(node) if isinstance(node, ast.Compare) else UNKNOWN

    def _evaluate_junction(self, node: ast.BoolOp) -> object:
        """Return the truth of `and` or `or`, which one known part may decide; else UNKNOWN."""
        values = [self.evaluate(one) for one in node.values]
        deciding = isinstance(node.op, ast.Or)
        if any(value is not UNKNOWN and bool(value) is deciding for value in values):
            return deciding
        return UNKNOWN if UNKNOWN in values else not deciding

    def _evaluate_comparison(self, node: ast.Compare) -> object:
        """Return the truth of a comparison of two known values; else UNKNOWN."""
        values = [self.evaluate(one) for one in (node.left, *node.comparators)]
        compare = OPERATORS.get(type(node.ops[0]))
        if UNKNOWN in values or len(values) > 2 or compare is None:
            return UNKNOWN
        try:
            return bool(compare(*values))
        except TypeError:
            return UNKNOWN


def _list_blocks(one: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    """Yield the blocks of statements within a statement that run with it; none of a function."""
    if isinstance(one, DEFINITIONS):
        return
    for part in (one, *getattr(one, "handlers", ()), *getattr(one, "cases", ())):
        for name in ("body", "orelse", "finalbody"):
            if block := getattr(part, name, None):
                yield block


def _ends_process(one: ast.stmt) -> bool:
    """Say whether a statement ends the process that imports the script."""
    if isinstance(one, ast.Raise):
        return True
    call = one.value if isinstance(one, ast.Expr) else None
    if not isinstance(call, ast.Call):
        return False
    name = getattr(call.func, "id", None) or getattr(call.func, "attr", None)
    return name in EXITS
