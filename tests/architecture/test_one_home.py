"""What is said in many places is written in one: the names of the sides, a number with its noun."""

from __future__ import annotations

import ast

import pytest

from model.parameters.root import SIDE_TITLES, SIDES
from runs.analysis.text.names import SIDE_LABELS, SIDE_NAMES, format_count
from tests.architecture.sources import python_files, relative_path, tree_of

HOMES = {"runs/analysis/text/names.py", "model/parameters/root.py"}


def test_the_sides_are_named_in_one_place() -> None:
    assert tuple(SIDE_NAMES[side] for side in SIDES) == SIDE_TITLES
    assert SIDE_LABELS == {"us": "United States", "china": "China"}
    names = {SIDE_NAMES["us"], SIDE_LABELS["us"]}
    others = {
        relative_path(path)
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and node.value in names
    }
    assert {name for name in others if not name.startswith("tests/")} == HOMES


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0 runs"), (1, "1 run"), (2, "2 runs"), (2000, "2,000 runs")]
)
def test_a_number_stands_with_its_noun(n: int, text: str) -> None:
    assert format_count(n, "run") == text
