"""Conditions on a run in a user's words: `first_mover_true == 'nobody' and duration > 90`.

The text is parsed into Python's syntax tree and walked; only comparisons of outcome columns with
numbers and words, joined by and, or and not, are known, and everything else is refused. Nothing in
it is ever executed.

A comparison with a value a run does not have is false, `!=` and `not in` too.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from model.outcomes import Column
from runs.analysis.metric import get_own_metrics
from runs.analysis.sides import get_dyad
from runs.archive.tables import list_outcome_columns
from runs.errors import WrongInput, find_nearest_names

if TYPE_CHECKING:
    import pandas as pd

BoolArray = npt.NDArray[np.bool_]
LONGEST = 500
EXAMPLE = "first_mover_true == 'nobody'"
ORDERED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: np.less, ast.LtE: np.less_equal, ast.Gt: np.greater, ast.GtE: np.greater_equal,
}  # fmt: skip
EQUAL = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)


@dataclass(frozen=True)
class Condition:
    """A condition on a run, parsed, with the names of the outcome columns it reads."""

    text: str
    columns: tuple[str, ...]
    tree: ast.expr

    def evaluate_condition(self, frame: pd.DataFrame) -> BoolArray:
        """Return whether the condition is true in each run of a frame of outcomes, (rows,)."""
        return _evaluate_node(self.tree, frame)


def parse_condition(text: str, key: str) -> Condition:
    """Return the condition on a run that a text states; WrongInput if it states none.

    key: the option that the text was given for, named in the error.
    """
    if len(text) > LONGEST:
        raise _make_condition_error(f"longer than {LONGEST} letters", text, key)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _make_condition_error("it cannot be read", text, key) from None
    known = {column.name: column for column in list_outcome_columns(get_dyad(), get_own_metrics())}
    found: dict[str, None] = {}
    _check_node(tree, known, found, lambda reason: _make_condition_error(reason, text, key))
    return Condition(text, tuple(found), tree)


def _make_condition_error(reason: str, text: str, key: str) -> WrongInput:
    """Return the WrongInput for a text that is no condition, with the reason and an example."""
    said = text if len(text) <= 60 else text[:57] + "..."
    return WrongInput(
        f"{said}: {reason}. A condition compares outcomes with numbers and words, joined by and,"
        f" or, not: {EXAMPLE}.", key=key, value=text,
    )  # fmt: skip


ErrorMaker = Callable[[str], WrongInput]


def _check_node(
    node: ast.expr, known: dict[str, Column], columns: dict[str, None], make_error: ErrorMaker
) -> None:
    """Raise what `make_error` makes of a reason if a part of a condition is not allowed; add the
    names of its outcome columns to `columns`. known: name -> outcome column.
    """
    if isinstance(node, ast.BoolOp):
        for part in node.values:
            _check_node(part, known, columns, make_error)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        _check_node(node.operand, known, columns, make_error)
    elif isinstance(node, ast.Name):
        if _find_column(node, known, columns, make_error).dtype != "bool":
            raise make_error(f"{node.id} is not yes or no: compare it")
    elif isinstance(node, ast.Compare):
        for left, sign, right in _split_comparison(node):
            _check_comparison((left, right), sign, known, columns, make_error)
    else:
        raise make_error("it is no comparison")


def _check_comparison(
    sides: tuple[ast.expr, ast.expr],
    sign: ast.cmpop,
    known: dict[str, Column],
    columns: dict[str, None],
    make_error: ErrorMaker,
) -> None:
    """Raise what `make_error` makes of a reason unless one of the two sides is an outcome, and sign
    and value fit it; add its name to `columns`.
    """
    left, right = sides
    names = [element for element in (left, right) if _is_name(element)]
    if len(names) != 1 or (isinstance(sign, ast.In | ast.NotIn) and names[0] is right):
        raise make_error("each comparison has an outcome on one side and a value on the other")
    column = _find_column(names[0], known, columns, make_error)
    value = _parse_value(right if names[0] is left else left)
    if value is None or isinstance(value, list) != isinstance(sign, ast.In | ast.NotIn):
        raise make_error(
            f"{column.name} is not compared with a number, a word or (after in) a list"
        )
    if type(sign) not in ORDERED and not isinstance(sign, EQUAL):
        raise make_error("the signs are == != < <= > >= in not in")
    for element in value if isinstance(value, list) else [value]:
        _check_value(column, sign, element, make_error)


def _check_value(column: Column, sign: ast.cmpop, value: Any, make_error: ErrorMaker) -> None:
    """Raise what `make_error` makes of a reason for a value or sign that does not fit the column's
    type.
    """
    if column.dtype == "category":
        words = column.categories or ()
        if not isinstance(value, str) or (words and value not in words):
            listed = ", ".join(words) if words else "a word in quotation marks"
            raise make_error(f"{column.name} is one of {listed}, not {value!r}")
        if type(sign) in ORDERED:
            raise make_error(f"{column.name} has no order")
    elif column.dtype == "bool":
        if not isinstance(value, bool):
            raise make_error(f"{column.name} is true or false, not {value!r}")
    elif isinstance(value, bool | str):
        raise make_error(f"{column.name} is a number, not {value!r}")


def _split_comparison(node: ast.Compare) -> list[tuple[ast.expr, ast.cmpop, ast.expr]]:
    """Return (left, sign, right) for each comparison in a chain such as 1 < x < 2."""
    sides = [node.left, *node.comparators]
    return list(zip(sides, node.ops, sides[1:], strict=False))


def _is_name(node: ast.expr) -> bool:
    """Say whether a node is the name of an outcome."""
    return isinstance(node, ast.Name) and node.id not in ("true", "false")


def _find_column(
    node: ast.expr, known: dict[str, Column], columns: dict[str, None], make_error: ErrorMaker
) -> Column:
    """Return the outcome column that a node names, and add its name to `columns`; raise what
    `make_error` makes of a reason if there is none.
    """
    assert isinstance(node, ast.Name)
    if node.id not in known:
        close = find_nearest_names(node.id, known)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise make_error(f"{node.id} is no outcome{hint}")
    columns[node.id] = None
    return known[node.id]


def _parse_value(node: ast.expr) -> Any:
    """Return the number, word, bool or list of these that a node states; None for anything else."""
    if isinstance(node, ast.List | ast.Tuple):
        values = [_parse_value(one) for one in node.elts]
        return (
            values if values and not any(v is None or isinstance(v, list) for v in values) else None
        )
    if isinstance(node, ast.Name):
        return {"true": True, "false": False}.get(node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        number = _parse_value(node.operand)
        return -number if isinstance(number, int | float) and not isinstance(number, bool) else None
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float | str):
        return node.value
    return None


def _evaluate_node(node: ast.expr, frame: pd.DataFrame) -> BoolArray:
    """Return whether a part of a condition is true in each run of a frame, (rows,)."""
    if isinstance(node, ast.BoolOp):
        join = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        return np.asarray(join.reduce([_evaluate_node(part, frame) for part in node.values]))
    if isinstance(node, ast.UnaryOp):
        return ~_evaluate_node(node.operand, frame)
    if isinstance(node, ast.Name):
        return _compare_column(frame[node.id], ast.Eq(), True)
    assert isinstance(node, ast.Compare)
    parts = [
        _evaluate_comparison(left, sign, right, frame)
        for left, sign, right in _split_comparison(node)
    ]
    return np.asarray(np.logical_and.reduce(parts))


def _evaluate_comparison(
    left: ast.expr, sign: ast.cmpop, right: ast.expr, frame: pd.DataFrame
) -> BoolArray:
    """Return whether one comparison is true in each run of a frame, (rows,)."""
    if not _is_name(left):
        left, sign, right = right, _mirror_sign(sign), left
    assert isinstance(left, ast.Name)
    return _compare_column(frame[left.id], sign, _parse_value(right))


def _mirror_sign(sign: ast.cmpop) -> ast.cmpop:
    """Return the sign for the two sides swapped: > for <, since 90 < duration is duration > 90."""
    turned: dict[type[ast.cmpop], ast.cmpop] = {
        ast.Lt: ast.Gt(), ast.LtE: ast.GtE(), ast.Gt: ast.Lt(), ast.GtE: ast.LtE(),
    }  # fmt: skip
    return turned.get(type(sign), sign)


def _compare_column(column: pd.Series, sign: ast.cmpop, value: Any) -> BoolArray:
    """Return whether a column compares with a value as the sign says, (rows,); False where the
    column has no value.
    """
    known = column.notna().to_numpy(dtype=bool)
    if type(sign) in ORDERED:
        numbers = column.to_numpy(dtype=float, na_value=np.nan)
        return np.asarray(ORDERED[type(sign)](numbers, value)) & known
    among = column.isin(value if isinstance(value, list) else [value]).to_numpy(dtype=bool)
    return (~among if isinstance(sign, ast.NotEq | ast.NotIn) else among) & known
