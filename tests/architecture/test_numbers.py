"""Every number of a rule is a lever: what stands in the code is a definition, and says so here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import python_files, relative_path, tree_of

PLAIN = frozenset({0.0, 1.0, 2.0})
"""Numbers that count, halve and double; the sign is an operator of its own."""
FLOOR = 1e-8
"""Below it a number keeps a division or a logarithm finite, and no run feels it."""
DECLARED = "model/parameters"

DEFINITIONS = {
    "model/mockery.py::Mockery.advance": "one half: neither side is believed to ask",
    "model/phases/constituencies.py::Publics._make_climate": "one half: neither is believed to ask",
    "model/phases/contact.py::hold_contact": "means of two; an agenda in the middle",
    "model/outcomes/terms.py::EQUAL": "terms of which neither side has the better",
    "model/outcomes/results.py::_compute_channel_columns": "deniable more often than not",
    "model/outcomes/results.py::_compute_belief_columns": "one half: neither is believed to ask",
    "model/outcomes/vocabulary.py::UNDECIDED": "what an outcome calls undecided; no rule reads it",
    "model/outcomes/vocabulary.py::NO_FACE": "stands for a face that is not there",
    "agents/leader_constants.py::LeaderConstants.agenda_gain": "an even division",
    "agents/constituency.py::Constituency.__init__": "members stand at the middle of their place",
    "agents/policies/attrition.py::_solve_waiting_time": "the roots of a quadratic equation",
    "model/stake.py::HALF": "both ways of counting alike",
    "agents/availability.py::NOT_AVAILABLE": "utility of what cannot be done: never chosen",
    "agents/third_party.py::YEAR": "days of a year, a unit",
}
"""Where another number stands, and what it defines."""


def _list_owned_nodes(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Yield every node with the qualified name of the function or constant it belongs to."""
    for node in ast.iter_child_nodes(tree):
        name = owner
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{owner}.{node.name}" if owner else node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign) and not owner:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = ast.unparse(target)
        yield name, node
        yield from _list_owned_nodes(node, name)


def list_hidden_numbers(tree: ast.AST) -> list[tuple[str, int, float]]:
    """Return (owner, line, number) of every float that is neither plain nor a floor."""
    return [
        (owner, node.lineno, node.value)
        for owner, node in _list_owned_nodes(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, float)
        and node.value not in PLAIN
        and node.value >= FLOOR
    ]


def _list_rules() -> list[Path]:
    files = python_files("model", "agents")
    return [path for path in files if not relative_path(path).startswith(DECLARED)]


def test_every_number_in_a_rule_is_a_lever_or_a_definition_with_its_reason() -> None:
    found = {
        f"{relative_path(path)}::{owner}": f"line {line}: {number}"
        for path in _list_rules()
        for owner, line, number in list_hidden_numbers(tree_of(path))
    }
    hidden = {owner: where for owner, where in found.items() if owner not in DEFINITIONS}
    assert not hidden, "make it a lever (model/parameters), or say here what it defines"
    assert set(DEFINITIONS) == set(found), "a definition that stands there no more"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("def act(x):\n    return 0.3 * x", [("act", 2, 0.3)]),
        ("MOST = 4.0", [("MOST", 1, 4.0)]),
        ("F = {'a': lambda x: 120.0 * x}", [("F", 1, 120.0)]),
        ("class A:\n    def act(self):\n        return -0.5", [("A.act", 3, 0.5)]),
        ("def act(x):\n    return 2.0 * x - 1.0 / max(x, 1e-12)", []),
    ],
)
def test_a_number_in_a_rule_is_found(text: str, hidden: list[tuple[str, int, float]]) -> None:
    assert list_hidden_numbers(ast.parse(text)) == hidden
