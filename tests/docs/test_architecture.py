"""The page on the house is the house: its diagram, its path and each step of the walk are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from model.parameters import collect_levers
from model.parameters.root import make_configuration_class
from tests.architecture.sources import ROOT
from tests.docs import architecture
from tests.dyads import PRESET

TEXT = architecture.PAGE.read_text(encoding="utf-8")
PATH = re.findall(r"^\d\. `([\w./]+)`", TEXT.partition("## The reader's path")[2], re.MULTILINE)
STEPS = re.findall(r"\b([\w/]+\.py)::([\w.]+\w)", TEXT)
ORDER = ("model", "agents", "runs", "dashboards")
LONGEST = 250


def test_the_diagram_is_the_one_the_code_gives() -> None:
    assert architecture.page() == TEXT, "run: python -m tests.docs.architecture"


def test_no_arrow_leads_upward() -> None:
    ways = architecture.ways()
    assert len(ways) > 20
    for one, other in ways:
        assert ORDER.index(one.split(".")[0]) >= ORDER.index(other.split(".")[0]), (one, other)


def test_the_reader_s_path_is_six_small_files() -> None:
    assert PATH[:2] == ["README.md", "configs/config.yaml"]
    code = PATH[1:]
    assert len(code) == 6
    assert {Path(name).parts[0] for name in code} == {"configs", "runs", "model", "agents"}
    for name in PATH:
        assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize(("path", "name"), STEPS, ids=lambda text: text)
def test_each_step_of_the_walk_is_there(path: str, name: str) -> None:
    inside: ast.AST = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for step in name.split("."):
        inside = next(one for one in ast.iter_child_nodes(inside) if _name_of(one) == step)
    assert isinstance(inside, ast.AST)


def test_the_lever_of_the_walk_is_one() -> None:
    assert "us.insulation" in collect_levers(make_configuration_class(PRESET))
    assert len(STEPS) >= 15


def _name_of(node: ast.AST) -> str | None:
    target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
    if isinstance(target, ast.Name):
        return target.id
    return getattr(node, "name", None)
