"""Try a sample of mutants and say how many the tests notice.

    python -m tests.mutation --count 400 --at-once 2 --to mutants.csv

A mutant is dead once a test fails, or its tests use up their time. Two scores are told: of the
tests of meaning alone, and of the kept tables alone. `--again mutants.csv` tries the survivors
of an earlier table only; `--folders` and `--tests` take fewer files and fewer tests.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import inf
from pathlib import Path

from tests.mutation.apart import import_libraries
from tests.mutation.mutants import MUTATED, Mutant, difference, sample_mutants, source
from tests.mutation.suite import (
    BUDGET,
    COST,
    MEANING,
    TABLES,
    Gathered,
    Suite,
    choose_tests,
    collect_tests,
    quieten,
)

COLUMNS = ("place", "change", "meaning", "tables")


def try_mutants(mutants: Sequence[Mutant], suite: Suite, at_once: int) -> list[str]:
    """Who kills each mutant; "" for a survivor."""
    killers = []
    begun = time.monotonic()
    with ThreadPoolExecutor(at_once) as threads:
        for number, killer in enumerate(threads.map(suite.killer, mutants), start=1):
            killers.append(killer)
            say(f"\r{number} of {len(mutants)} in {time.monotonic() - begun:.0f} s", end="")
    say("")
    return killers


def say(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


def score(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> str:
    """Dead of all, as `351 of 400 (87.8 %)`."""
    dead = sum(any(row[column] for column in columns) for row in rows)
    return f"{dead} of {len(rows)} ({dead / max(len(rows), 1):.1%})"


def tell(rows: Sequence[dict[str, str]]) -> None:
    """Write the scores by folder, and each survivor of the tests of meaning."""
    for folders in (MUTATED[:2], MUTATED[2:], MUTATED):
        part = [row for row in rows if row["place"].startswith(folders)]
        say(
            f"{' and '.join(folders)}: by tests of meaning {score(part, ['meaning'])}, by the kept"
            f" tables alone {score(part, ['tables'])}, by either {score(part, COLUMNS[2:])}"
        )
    for row in rows:
        if not row["meaning"]:
            say(f"{'table ' if row['tables'] else 'ALIVE '} {row['place']}\n    {row['change']}")


def choose_mutants(arguments: argparse.Namespace) -> list[Mutant]:
    """The sample, or what an earlier table says survived of it."""
    mutants = list(sample_mutants(arguments.count, tuple(arguments.folders)))
    if not arguments.again:
        return mutants
    with arguments.again.open(newline="", encoding="utf-8") as text:
        alive = {row["place"] for row in csv.DictReader(text) if not row["meaning"]}
    return [mutant for mutant in mutants if mutant.place in alive]


def main() -> None:
    """Choose the suite, try the mutants, write the table and tell the scores."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--to", type=Path, default=Path("mutants.csv"))
    parser.add_argument("--again", type=Path)
    parser.add_argument("--folders", nargs="*", default=list(MUTATED))
    parser.add_argument("--tests", nargs="*", default=list(MEANING))
    arguments = parser.parse_args()
    quieten()
    import_libraries()
    mutants = choose_mutants(arguments)

    def trial(limits: tuple[float, float], tests: Gathered) -> list[str]:
        suite = choose_tests(tests, *limits, arguments.at_once)
        say(f"{len(suite.costs)} tests cost {suite.seconds:.1f} s of processor time")
        return try_mutants(mutants, suite, arguments.at_once)

    columns = []
    for places, limits in ((arguments.tests, (COST, BUDGET)), (TABLES, (inf, inf))):
        status, killers = collect_tests(places, partial(trial, limits))
        if killers is None:
            raise SystemExit(f"The tests of {', '.join(places)} were not tried (pytest: {status}).")
        columns.append(killers)
    changes = [difference(mutant, source(mutant.path)) for mutant in mutants]
    places = [mutant.place for mutant in mutants]
    rows = [
        dict(zip(COLUMNS, row, strict=True)) for row in zip(places, changes, *columns, strict=True)
    ]
    with arguments.to.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    tell(rows)


if __name__ == "__main__":
    main()
