"""The mutants are what they are said to be, and are drawn by their hashes alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT
from tests.mutation.apart import apart
from tests.mutation.mutants import Mutant, difference, mutants_of, mutated, source, valid
from tests.mutation.suite import Suite, told_of

TEXT = '''"""A module."""

LIMIT: int = 3


def small(x: int, text: str = "a", *, wide: bool = False) -> bool:
    """Whether it is."""
    return x < LIMIT and not wide
'''
PATH = "model/a_module.py"


def changes(text: str) -> set[str]:
    return {difference(mutant, text).split("  ->  ")[1] for mutant in mutants_of(PATH, text)}


def test_each_mutant_changes_one_number_operator_or_condition() -> None:
    assert changes(TEXT) == {
        "LIMIT: int = 4",
        'def small(x: int, text: str = "a", *, wide: bool = True) -> bool:',
        "return x <= LIMIT and not wide",
        "return x < LIMIT or not wide",
        "return x < LIMIT and wide",
    }


def test_a_mutant_reaches_as_far_as_its_function() -> None:
    assert {mutant.reach for mutant in mutants_of(PATH, TEXT)} == {(1, 8), (6, 8)}


def test_a_text_python_cannot_compile_is_no_mutant() -> None:
    text = "while True:\n    break\n"
    told = {valid(mutant, text) for mutant in mutants_of(PATH, text)}
    assert told == {True, False}  # `return` outside a function, and `while False`


def test_the_lot_is_the_hash_of_the_place_and_of_nothing_else() -> None:
    mutant = Mutant(PATH, 8, 11, "swap_op", 0, (6, 8))
    assert mutant.place == "model/a_module.py:8:11:swap_op:0"
    assert mutant.lot.startswith("2a5aeca1")
    assert mutant.lot == Mutant(PATH, 8, 11, "swap_op", 0, (1, 99)).lot


def test_tests_that_execute_the_function_are_asked_the_most_telling_first() -> None:
    near, far = "tests/near.py", "tests/far.py"
    lines = {near: {PATH: frozenset({7, 8})}, far: {PATH: frozenset({1, 3})}}
    suite = Suite({f"{near}::b": 0.1, f"{far}::a": 0.2, f"{near}::a": 0.3}, lines)
    inside, outside = Mutant(PATH, 8, 11, "", 0, (6, 8)), Mutant(PATH, 3, 13, "", 0, (1, 8))
    assert suite.against(inside) == ([near], [f"{near}::b", f"{near}::a"])
    assert suite.against(outside)[0] == [near, far]
    suite.kills[f"{near}::a"] += 3
    assert suite.against(inside)[1] == [f"{near}::a", f"{near}::b"]


LEADER = "agents/leader.py"
ASKED = "tests/agents/test_policies.py::TestNever::test_it_accepts_no_invitation"


def _try(line: str) -> None:
    """In a process that has imported nothing of ours: a leader who never accepts, changed."""
    text = source(LEADER)
    (mutant,) = (one for one in mutants_of(LEADER, text) if line in mutated(one, text))
    told = told_of(mutant, [ASKED.split("::")[0]], [ASKED])
    sys.stdout.write(f"{told.status} {told.failed} of {list(told.costs)}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('if self.levers.policy.name != "never":', f"1 ['{ASKED}'] of ['{ASKED}']"),
        ("self.levers.policy.name in EVERY_TICK", f"0 [] of ['{ASKED}']"),
    ],
)
def test_a_changed_rule_is_imported_and_only_a_test_of_it_fails(line: str, expected: str) -> None:
    code = f"from tests.mutation.test_mutants import _try; _try({line!r})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.endswith(expected), done.stdout + done.stderr


def _raise() -> None:
    raise ZeroDivisionError("a fault of the driver")


def test_a_fault_of_the_driver_is_no_death_of_a_mutant() -> None:
    with pytest.raises(RuntimeError, match="a fault of the driver"):
        apart(_raise)
    assert apart(int, "7") == 7
