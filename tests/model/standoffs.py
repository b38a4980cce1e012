"""Real standoffs for the suites of the engine: configurations changed by path, and their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

import numpy as np

from agents.block import BlockResult, run_block, trace_run
from model.lanes import Piece
from model.parameters import Configuration, parse_configuration
from runs.plan.planner import Planner
from tests.dyads import COLUMNS

Rows = dict[str, Any]
_PLANNER = Planner()


@lru_cache(maxsize=64)
def compose(*overrides: str) -> Configuration:
    """The configuration of a command line's overrides; `call_2025` where none is given."""
    return _PLANNER.plan(["batch=tests", *overrides], False).variants[0].config


def change_config(config: Configuration, changes: Mapping[str, Any]) -> Configuration:
    """The same configuration with values put at dotted paths (a name that is new is added)."""
    plain = config.model_dump(mode="json")
    for path, value in changes.items():
        *parents, last = path.split(".")
        node = plain
        for name in parents:
            node = node.setdefault(name, {})
        node[last] = deepcopy(value)
    return parse_configuration(plain)


def without(config: Configuration, section: str, *names: str) -> Configuration:
    """The same configuration without some entries of a section of names."""
    plain = config.model_dump(mode="json")
    plain[section] = {k: v for k, v in plain[section].items() if k not in names}
    return parse_configuration(plain)


def replications(count: int | Sequence[int], first: int = 0) -> Any:
    """(n,) replication numbers: a count from `first` on, or the numbers themselves."""
    chosen = range(first, first + count) if isinstance(count, int) else count
    return np.array(list(chosen), dtype=np.int64)


def piece(config: Configuration, runs: int | Sequence[int], seed: int = 0) -> Piece:
    """Some replications of one variant."""
    return Piece(config, seed, replications(runs))


def block(*pieces: Piece) -> BlockResult:
    """The pieces, simulated in one block."""
    return run_block(list(pieces))


def rows(config: Configuration, runs: int | Sequence[int], seed: int = 0) -> Rows:
    """Outcome columns of some replications of one variant."""
    return run_block([piece(config, runs, seed)]).outcomes


def draws_of_options(config: Configuration) -> dict[tuple[Any, ...], float]:
    """Draw of every option of every decision of one run, by day, side, slot and name."""
    return {
        (decision["day"], decision["side"], decision["slot"], option["name"]): option["draw"]
        for decision in trace_run(config, 0, 2)["decisions"]
        for option in decision["options"]
    }


def part(outcomes: Rows, lanes: Any) -> Rows:
    """Some lanes of outcome columns."""
    return {name: values[lanes] for name, values in outcomes.items()}


def bits(values: Any) -> Any:
    """Values as something whose equality is equality of every bit."""
    if values.dtype == object:
        return values.tolist()
    return np.ascontiguousarray(values).tobytes()


def differing(one: Rows, other: Rows) -> list[str]:
    """Names of the columns in which two tables differ in any bit."""
    assert list(one) == list(other) == [column.name for column in COLUMNS]
    return [name for name in one if bits(one[name]) != bits(other[name])]
