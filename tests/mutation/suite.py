"""The fast suite: the cheap tests of meaning, what each of their files executes, and the tables.

A test belongs to it while it costs little processor time in a process of its file alone. Those
that killed the most mutants for their cost come first. The kept tables (golden.csv and
docs/parameters.md) see nearly every change and explain none: they are tried apart.
"""

from __future__ import annotations

import os
import time
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

import coverage
import pytest
from coverage.exceptions import CoverageWarning

from tests.architecture.sources import relative_path
from tests.mutation.apart import all_apart, apart, replace_source
from tests.mutation.inside import put_inside
from tests.mutation.mutants import MUTATED, Mutant, apply_mutant, source

MEANING = ("tests/agents", "tests/analysis", "tests/model", "tests/oracles")
TABLES = ("tests/reproducibility/test_golden.py", "tests/docs/test_parameter_table.py")
COST = 0.25
"""Seconds of processor time above which a test is not of the fast suite."""
BUDGET = 14.0
"""Seconds of processor time that its tests may cost together; the cheapest are taken."""
OPTIONS = (
    "-s", "-q", "-m", "not slow", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0",
    # What another thread holds open while a process forks is no failure of a test.
    "-p", "no:unraisableexception",
    # The libraries are imported before pytest could rewrite the assertions of their plugins.
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
Costs = dict[str, float]
Lines = dict[str, frozenset[int]]


class _Loop:
    """Hands the collected tests over, instead of running them, and hears who failed."""

    def __init__(self, work: Callable[[Gathered], Any]) -> None:
        self.work, self.result = work, None
        self.failed: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.result = self.work(
            Gathered({item.nodeid: item for item in session.items}, self.failed)
        )
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


@dataclass(frozen=True)
class Gathered:
    """Collected tests, by name; `failed` fills as they are run."""

    items: dict[str, pytest.Item]
    failed: list[str]

    def run(self, names: Sequence[str]) -> Costs:
        """Run some in this order until one fails; what each cost. Done once in a process."""
        costs: Costs = {}
        items = [self.items[name] for name in names if name in self.items]
        for item, following in zip(items, [*items[1:], None], strict=True):
            begun = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            costs[item.nodeid] = time.process_time() - begun
            if self.failed:
                break
        return costs

    def cost(self, names: Sequence[str]) -> tuple[Costs, list[str]]:
        """What each costs, and who fails even so."""
        return self.run(names), self.failed

    def trace_lines(self, names: Sequence[str]) -> tuple[Costs, Lines]:
        """What each costs with every line noted, and the lines they execute together."""
        seen = coverage.Coverage(data_file=None, config_file=False, source=list(MUTATED))
        seen.start()
        costs = self.run(names)
        seen.stop()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CoverageWarning)  # a file may execute none of ours
            data = seen.get_data()
        found = {
            relative_path(Path(name)): data.lines(name) or () for name in data.measured_files()
        }
        return costs, {path: frozenset(lines) for path, lines in found.items()}

    def killer(self, mutant: Mutant, names: Sequence[str]) -> str:
        """The test that fails where a mutant stands in the place of its source; "" if none does."""
        if put_inside(mutant):
            self.run(names)
            return next(iter(self.failed), "")
        replace_source(mutant.path, apply_mutant(mutant, source(mutant.path)))
        files = list(dict.fromkeys(_file(name) for name in names))
        status, killer = collect_tests(files, lambda tests: tests.killer_of(names))
        return killer or ("" if status == pytest.ExitCode.OK else "cannot be imported")

    def killer_of(self, names: Sequence[str]) -> str:
        """The first of some tests that fails."""
        self.run(names)
        return next(iter(self.failed), "")


def collect_tests(files: Sequence[str], work: Callable[[Gathered], Any]) -> tuple[int, Any]:
    """Pytest's status, and what `work` makes of the tests collected from some places."""
    loop = _Loop(work)
    status = pytest.main([*OPTIONS, *files], plugins=[loop])
    return int(status), loop.result


def _file(name: str) -> str:
    return name.split("::")[0]


@dataclass(frozen=True)
class Suite:
    """The tests that may kill a mutant: their costs, what each file executes, whom they killed."""

    tests: Gathered
    costs: Costs
    lines: dict[str, Lines]
    kills: Counter[str] = field(default_factory=Counter)

    def against(self, mutant: Mutant) -> list[str]:
        """The tests of the files that execute the mutant's function, the most telling first.

        Outside of functions, where a line is executed by whoever imports it first, all of them.
        """
        first, last = mutant.reach
        dear = {
            name: spent / (1 + self.kills[name])
            for name, spent in self.costs.items()
            if first == 1
            or any(first <= line <= last for line in self.lines[_file(name)].get(mutant.path, ()))
        }
        best: Costs = {}
        for name, spent in dear.items():
            best[_file(name)] = min(spent, best.get(_file(name), spent))
        # File by file, for the fixtures of one are taken down where another begins.
        return sorted(dear, key=lambda name: (best[_file(name)], _file(name), dear[name]))

    def killer(self, mutant: Mutant) -> str:
        """Who kills a mutant, tried in a process apart; "" for a survivor."""
        names = self.against(mutant)
        if not names:
            return ""
        found: str | None = apart(self.tests.killer, mutant, names)
        killer = "does not end" if found is None else found
        self.kills[killer] += 1
        return killer

    @property
    def seconds(self) -> float:
        """What all of them cost, each file in a process of its own."""
        return sum(self.costs.values())


def choose_tests(tests: Gathered, cost: float, budget: float, at_once: int = 1) -> Suite:
    """Measure tests, each file in a process of its own, and keep the cheap ones of those that
    are collected: no dearer than `cost` each, and than `budget` together.
    """
    files = [list(names) for _, names in groupby(tests.items, key=_file)]
    kept: list[list[str]] = []
    for names, told in zip(files, all_apart(tests.cost, files, at_once), strict=True):
        if told is None or told[1]:
            raise SystemExit(f"{_file(names[0])} fails, or dies, without any mutant: {told}")
        kept.append([name for name in names if told[0][name] <= cost])
    costs: Costs = {}
    lines: dict[str, Lines] = {}
    kept = [names for names in kept if names]
    for names, told in zip(kept, all_apart(tests.trace_lines, kept, at_once), strict=True):
        if told is None:
            raise SystemExit(f"{_file(names[0])} dies while its lines are noted.")
        spent, found = told
        costs |= {name: one for name, one in spent.items() if one <= 2.0 * cost}
        lines[_file(names[0])] = found
    return Suite(tests, within(costs, budget), lines)


def within(costs: Costs, budget: float) -> Costs:
    """The cheapest tests that cost no more than the budget together."""
    cheapest = sorted(costs, key=costs.__getitem__)
    sums = accumulate(costs[name] for name in cheapest)
    return {
        name: costs[name] for name, spent in zip(cheapest, sums, strict=True) if spent <= budget
    }


def quieten() -> None:
    """One thread a process, and nothing kept of the examples that mutants make fail."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = os.devnull
