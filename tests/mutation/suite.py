"""The fast suite: the cheap tests of meaning, what each of their files executes, and the tables.

A test belongs to it while it costs little processor time in a process of its file alone. Those
that killed the most mutants for their cost come first. The kept tables (golden.csv and
docs/parameters.md) see nearly every change and explain none: they are tried apart.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import coverage
import pytest

from tests.architecture.sources import ROOT
from tests.mutation.apart import all_apart, apart, replace_source
from tests.mutation.mutants import MUTATED, Mutant, mutated, source

MEANING = ("tests/agents", "tests/analysis", "tests/model", "tests/oracles")
TABLES = ("tests/reproducibility/test_golden.py", "tests/docs/test_parameter_table.py")
COST = 0.25
"""Seconds of processor time above which a test is not of the fast suite."""
OPTIONS = (
    "-x", "-q", "-m", "not slow", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0",
    # The libraries are imported before pytest could rewrite the assertions of their plugins.
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
Costs = dict[str, float]
Lines = dict[str, frozenset[int]]


class _Asked:
    """Keeps the tests asked for, in the order asked for, and tells what they cost and who fails."""

    def __init__(self, wanted: Sequence[str] | None) -> None:
        self.wanted = wanted and {name: place for place, name in enumerate(wanted)}
        self.costs: Costs = {}
        self.failed: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        order = self.wanted
        if order is not None:
            items[:] = [item for item in items if item.nodeid in order]
            items.sort(key=lambda item: order[item.nodeid])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        begun = time.process_time()
        result = yield
        self.costs[item.nodeid] = time.process_time() - begun
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


@dataclass(frozen=True)
class Told:
    """What running some tests told: the exit status of pytest, costs, failures, lines executed."""

    status: int
    costs: Costs
    failed: list[str]
    lines: Lines


def _run(files: Sequence[str], wanted: Sequence[str] | None) -> tuple[int, _Asked]:
    asked = _Asked(wanted)
    status = pytest.main([*OPTIONS, *files], plugins=[asked])
    return int(status), asked


def told(files: Sequence[str], wanted: Sequence[str] | None, measured: bool = False) -> Told:
    """Run tests of some files in this process, which is never used for anything else."""
    lines: Lines = {}
    if not measured:
        status, asked = _run(files, wanted)
        return Told(status, asked.costs, asked.failed, lines)
    seen = coverage.Coverage(data_file=None, config_file=False, source=list(MUTATED))
    seen.start()
    status, asked = _run(files, wanted)
    seen.stop()
    data = seen.get_data()
    for name in data.measured_files():
        path = Path(name).relative_to(ROOT).as_posix()
        lines[path] = frozenset(data.lines(name) or ())
    return Told(status, asked.costs, asked.failed, lines)


def told_of(mutant: Mutant, files: Sequence[str], wanted: Sequence[str] | None) -> Told:
    """The same, with the mutant in the place of its source."""
    replace_source(mutant.path, mutated(mutant, source(mutant.path)))
    return told(files, wanted)


def _file(name: str) -> str:
    return name.split("::")[0]


@dataclass(frozen=True)
class Suite:
    """The tests that may kill a mutant: their costs, what each file executes, whom they killed."""

    costs: Costs
    lines: dict[str, Lines]
    kills: Counter[str] = field(default_factory=Counter)

    def against(self, mutant: Mutant) -> tuple[list[str], list[str]]:
        """The files that execute the mutant's function, and their tests, the most telling first."""
        first, last = mutant.reach
        files = [
            file
            for file, lines in self.lines.items()
            if any(first <= line <= last for line in lines.get(mutant.path, ()))
        ]
        dear = {name: spent / (1 + self.kills[name]) for name, spent in self.costs.items()}
        names = [name for name in dear if _file(name) in files]
        best: Costs = {}
        for name in names:
            best[_file(name)] = min(dear[name], best.get(_file(name), dear[name]))
        # File by file, for the fixtures of one are taken down where another begins.
        names.sort(key=lambda name: (best[_file(name)], _file(name), dear[name]))
        return files, names

    def told_of(self, mutant: Mutant) -> Told | None:
        """What those tests tell of the mutant, in a process apart; None where they never end."""
        files, names = self.against(mutant)
        if not names:
            return Told(0, {}, [], {})
        one: Told | None = apart(told_of, mutant, files, names)
        self.kills.update(one.failed if one else ())
        return one

    @property
    def seconds(self) -> float:
        """What all of them cost, each file in a process of its own."""
        return sum(self.costs.values())


def _files(places: Sequence[str]) -> list[str]:
    found = [
        path
        for place in places
        for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("test_*.py"))
    ]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def _checked(file: str, one: Any) -> Told:
    if one is None or one.status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        failed = one and one.failed
        raise SystemExit(f"{file}: the tests fail or never end without any mutant: {failed}")
    return Told(one.status, one.costs, one.failed, one.lines)


def chosen(places: Sequence[str] = MEANING, cost: float = COST, at_once: int = 1) -> Suite:
    """Measure the tests of some places and keep the cheap ones; dear set-up drops its test only."""
    costs: dict[str, Costs] = {}
    wanted: dict[str, list[str] | None] = dict.fromkeys(_files(places))
    again = list(wanted)
    while again:
        jobs = [([file], wanted[file]) for file in again]
        for file, one in zip(again, all_apart(told, jobs, at_once), strict=True):
            costs[file] = _checked(file, one).costs
            wanted[file] = [name for name, spent in costs[file].items() if spent <= cost]
        again = [file for file in again if len(wanted[file] or []) < len(costs[file])]
    jobs = [([file], names, True) for file, names in wanted.items() if names]
    lines = {
        job[0][0]: _checked(job[0][0], one).lines
        for job, one in zip(jobs, all_apart(told, jobs, at_once), strict=True)
    }
    together = [pair for file in lines for pair in costs[file].items()]
    return Suite(dict(together), lines)


def quieten() -> None:
    """One thread a process, and nothing kept of the examples that mutants make fail."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = os.devnull
