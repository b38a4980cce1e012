"""SECURITY.md promises nothing without tests that try to break it."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.sources import ROOT

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
PROMISED, _, NOT_PROMISED = PAGE.partition("## What is not promised")
PROMISES = re.split(r"^\d+\. ", PROMISED, flags=re.MULTILINE)[1:]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@pytest.mark.parametrize("promise", PROMISES, ids=lambda text: " ".join(text.split()[:6]))
def test_every_promise_names_tests_that_are_there(promise: str) -> None:
    named = NAMED.findall(promise)
    assert named
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert name in {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


def test_the_promises_are_counted_through_and_the_limits_stand_beside_them() -> None:
    numbers = [int(found) for found in re.findall(r"^(\d+)\. ", PROMISED, flags=re.MULTILINE)]
    assert numbers == list(range(1, len(PROMISES) + 1))
    assert NOT_PROMISED.count("\n- **") >= 6
    assert not NAMED.findall(NOT_PROMISED)
