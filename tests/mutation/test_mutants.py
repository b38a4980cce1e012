"""The mutants are what they are said to be, and are drawn by their hashes alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT
from tests.mutation.apart import apart
from tests.mutation.inside import change_code
from tests.mutation.mutants import Mutant, apply_mutant, difference, mutants_of, source, valid
from tests.mutation.suite import Gathered, Suite, within

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
    costs = {f"{near}::b": 0.1, f"{far}::a": 0.2, f"{near}::a": 0.3}
    suite = Suite(Gathered({}, []), costs, lines)
    inside, outside = Mutant(PATH, 8, 11, "", 0, (6, 8)), Mutant(PATH, 3, 13, "", 0, (1, 8))
    assert suite.against(inside) == [f"{near}::b", f"{near}::a"]
    assert suite.against(outside) == [f"{near}::b", f"{near}::a", f"{far}::a"]
    suite.kills[f"{near}::a"] += 3
    assert suite.against(inside) == [f"{near}::a", f"{near}::b"]


def test_the_cheapest_tests_are_taken_until_the_budget_is_spent() -> None:
    assert within({"a": 3.0, "b": 1.0, "c": 2.0}, 3.5) == {"b": 1.0, "c": 2.0}


LEADER = "agents/leader.py"
ASKED = "tests/agents/test_policies.py::TestNever::test_it_accepts_no_invitation"
TRIAL = """
from tests.mutation.suite import collect_tests
from tests.mutation.test_mutants import the_one
mutant = the_one("agents/leader.py", {line!r})
_, killer = collect_tests([{file!r}], lambda tests: tests.killer(mutant, [{name!r}]))
print(f"\\nkiller: {{killer}}", end="")
"""
IMPORT = """
from tests.mutation.apart import replace_source
from tests.mutation.test_mutants import the_one
from tests.mutation.mutants import apply_mutant, source
path = "model/outcomes/vocabulary.py"
replace_source(path, apply_mutant(the_one(path, "UNDECIDED = 1.05"), source(path)))
from model.outcomes.vocabulary import UNDECIDED
print(UNDECIDED, end="")
"""


def the_one(path: str, line: str) -> Mutant:
    """The mutant of a file whose text has this line."""
    text = source(path)
    (mutant,) = (one for one in mutants_of(path, text) if line in apply_mutant(one, text))
    return mutant


def run_code(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "killer"),
    [
        ('if self.levers.policy.name != "never":', ASKED),
        ("self.levers.policy.name in self.every_tick", ""),
    ],
)
def test_a_changed_rule_is_played_and_only_a_test_of_it_kills(line: str, killer: str) -> None:
    told = run_code(TRIAL.format(line=line, file=ASKED.split("::")[0], name=ASKED))
    assert told.endswith(f"\nkiller: {killer}")


@pytest.mark.slow
def test_a_constant_is_changed_by_importing_its_module_anew() -> None:
    assert change_code(the_one("model/outcomes/vocabulary.py", "UNDECIDED = 1.05")) is None
    assert run_code(IMPORT) == "1.05"


@pytest.mark.slow
def test_a_rule_is_changed_in_its_own_function_alone() -> None:
    pair = change_code(the_one(LEADER, 'if self.levers.policy.name != "never":'))
    assert pair is not None
    assert {code.co_qualname for code in pair} == {"Leader.compute_broker_acceptance"}


def _raise() -> None:
    raise ZeroDivisionError("a fault of the driver")


def test_a_fault_of_the_driver_is_no_death_of_a_mutant() -> None:
    with pytest.raises(RuntimeError, match="a fault of the driver"):
        apart(_raise)
    assert apart(int, "7") == 7
