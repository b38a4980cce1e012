"""A run comes out bit for bit in any block, process and order: nothing in the rules may stir it."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from tests.architecture.rules import (
    SPARSE_PRODUCT,
    Finding,
    code_from_data,
    held_generators,
    unnamed_randomness,
    width_dependent,
)
from tests.architecture.sources import functions, python_files, relative_path, tree_of

# Intervals by resampling draw after the runs are over; they may build a generator for one call.
RESAMPLES = "runs/analysis"

Rule = Callable[[ast.Module], list[Finding]]


def findings(rule: Rule, *folders: str) -> list[str]:
    """Return what a rule finds in some folders, one line a finding."""
    return [
        f"{relative_path(path)}:{line}: {what}"
        for path in python_files(*folders)
        for line, what in rule(tree_of(path))
    ]


def test_nothing_in_the_rules_depends_on_the_width_of_a_block() -> None:
    assert not findings(width_dependent, "model", "agents")


def test_every_draw_of_a_run_is_a_named_draw() -> None:
    found = findings(unnamed_randomness, "model", "agents", "runs")
    assert not [finding for finding in found if not finding.startswith(RESAMPLES)]


@pytest.mark.slow
def test_resampling_seeds_its_generator_and_lets_it_go() -> None:
    assert not findings(held_generators, RESAMPLES, "dashboards")


@pytest.mark.slow
def test_no_file_that_is_read_can_run_code() -> None:
    assert not findings(code_from_data)


@pytest.mark.slow
def test_the_stable_product_is_written_once() -> None:
    places = [
        relative_path(path)
        for path in python_files()
        for function in functions(tree_of(path))
        if function.name == SPARSE_PRODUCT
    ]
    assert len(places) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "y = w @ x",
        "y @= x",
        "y = w.dot(x)",
        "y = np.dot(w, x)",
        "y = np.einsum('ij,jk', w, x)",
        "y = x.sum(axis=0)",
        "y = x.sum(0)",
        "y = np.sum(x, 0)",
        "y = np.mean(x, axis=0)",
        "y = x.mean(axis=(0, 1))",
        "y = np.add.reduce(x)",
        "y = x ** p",
        "x **= p",
        "y = np.power(x, p)",
    ],
)
def test_a_width_dependent_construct_is_seen(text: str) -> None:
    assert width_dependent(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "y = x ** 2",
        "y = x ** -0.5",
        "y = sum(rows)",
        "y = x.sum(axis=-1)",
        "y = np.cumsum(x, axis=0)",
        "y = np.exp(p * np.log(x))",
        f"def {SPARSE_PRODUCT}(w, x):\n    return w @ x",
    ],
)
def test_a_stable_construct_is_let_through(text: str) -> None:
    assert not width_dependent(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "import random",
        "from random import choice",
        "import numpy.random",
        "from numpy import random",
        "from numpy.random import default_rng",
        "u = np.random.random(3)",
        "g = default_rng(0)",
        "u = self.random.random()",
        "u = self.rng.random()",
        "agents.shuffle_do('step')",
        "k = hash(name)",
    ],
)
def test_unnamed_randomness_is_seen(text: str) -> None:
    assert unnamed_randomness(ast.parse(text))


@pytest.mark.parametrize(
    "text", ["eval('1')", "exec(s)", "import pickle", "from pickle import loads"]
)
def test_code_from_data_is_seen(text: str) -> None:
    assert code_from_data(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "g = np.random.default_rng(0)",
        "def f():\n    return np.random.default_rng()",
        "def f():\n    return np.random.normal()",
        "def f():\n    np.random.seed(0)",
    ],
)
def test_a_held_or_unseeded_generator_is_seen(text: str) -> None:
    assert held_generators(ast.parse(text))


def test_a_generator_of_one_call_is_let_through() -> None:
    text = "def f(seed):\n    return np.random.Generator(np.random.PCG64(seed))"
    assert not held_generators(ast.parse(text))
