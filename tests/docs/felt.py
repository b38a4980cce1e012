"""Which levers the headline of `call_2025` feels, and which it does not: felt.csv.

    python -m tests.docs.felt

moves each lever of the sections (not of single kinds of signal, members and entries) to both ends
of its range in the same random worlds and writes what came of it; about ten minutes on two cores.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache, reduce
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from agents.block import run_block
from model.lanes import Piece
from model.parameters import Configuration, collect_levers
from tests.docs.counting import compose_preset, name_either_side

FILE = Path(__file__).with_name("felt.csv")
RUNS = 400
AT_ONCE = 10
BOUNDS = {
    "p_first": 0.02, "p_second": 0.02, "p_nobody": 0.02, "rmst": 2.0, "face_first": 0.05,
    "face_second": 0.05, "tariff_first": 0.02, "tariff_second": 0.02, "peak_first": 0.02,
    "peak_second": 0.02,
}  # fmt: skip
"""What the headline is, with the least change that counts as felt: shares, days, W, shares of
value."""
ERRORS = 3.0
"""Standard errors of the paired difference beyond which a change is told apart from luck."""
MOVERS = {"p_first": 0, "p_second": 1, "p_nobody": 4}


class Felt(NamedTuple):
    """A lever at one end of its range: each outcome's mean change and its standard error."""

    lever: str
    end: float
    rows: int
    changes: dict[str, tuple[float, float]]

    def list_felt(self) -> list[str]:
        """The outcomes that feel it."""
        return [
            name
            for name, (mean, error) in self.changes.items()
            if abs(mean) >= max(BOUNDS[name], ERRORS * error)
        ]


def _list_moves(config: Configuration) -> Iterator[tuple[str, float]]:
    """Every lever of the sections, with each end of its range that is not its value."""
    for path, info in collect_levers(type(config)).items():
        try:
            value = reduce(getattr, path.split("."), config)
        except AttributeError:  # of a policy that is not played, or in a section of names
            continue
        yield from ((path, end) for end in (info.low, info.high) if end != value)


def _measure(outcomes: dict[str, Any], lanes: slice, keys: tuple[str, str]) -> dict[str, Any]:
    """(runs,) each outcome of the headline."""
    mover = outcomes["first_mover_true"][lanes]
    found = {name: np.where(mover == code, 1.0, 0.0) for name, code in MOVERS.items()}
    found["rmst"] = outcomes["duration"][lanes]
    for place, key in zip(("first", "second"), keys, strict=True):
        found[f"face_{place}"] = outcomes[f"face_{key}_{key}_end"][lanes]
        found[f"tariff_{place}"] = outcomes[f"tariff_{key}_end"][lanes]
        found[f"peak_{place}"] = outcomes[f"tariff_{key}_peak"][lanes]
    return found


def measure_all() -> Iterator[Felt]:
    """Move each lever and measure."""
    config, runs = compose_preset(), np.arange(RUNS, dtype=np.int64)
    base = run_block([Piece(config, 0, runs)]).outcomes
    before = _measure(base, slice(None), config.dyad.keys)
    moves = list(_list_moves(config))
    for first in range(0, len(moves), AT_ONCE):
        some = moves[first : first + AT_ONCE]
        pieces = [Piece(config, 0, runs, {path: np.full(RUNS, end)}) for path, end in some]
        outcomes = run_block(pieces).outcomes
        for place, (path, end) in enumerate(some):
            lanes = slice(place * RUNS, (place + 1) * RUNS)
            after = _measure(outcomes, lanes, config.dyad.keys)
            moved = np.zeros(RUNS, dtype=bool)
            for column, values in base.items():
                moved |= outcomes[column][lanes] != values
            changes = {}
            for name, values in after.items():
                change = values - before[name]
                changes[name] = (float(change.mean()), float(change.std(ddof=1)) / RUNS**0.5)
            yield Felt(path, end, int(moved.sum()), changes)


@cache
def read_felt() -> list[Felt]:
    """The rows of felt.csv."""
    with FILE.open(newline="", encoding="utf-8") as text:
        return [
            Felt(
                row["lever"], float(row["end"]), int(row["rows"]),
                {name: (float(row[name]), float(row[f"{name}_se"])) for name in BOUNDS},
            )
            for row in csv.DictReader(text)
        ]  # fmt: skip


@cache
def list_felt_levers() -> dict[str, list[str]]:
    """Lever, `<side>` for either side -> the outcomes of the headline that feel it."""
    keys, found = compose_preset().dyad.keys, dict[str, list[str]]()
    for row in read_felt():
        mine = found.setdefault(name_either_side(row.lever, keys), [])
        mine += [name for name in row.list_felt() if name not in mine]
    return found


def write(rows: Iterator[Felt]) -> None:
    """Write felt.csv."""
    with FILE.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text, lineterminator="\n")
        pairs = [name for outcome in BOUNDS for name in (outcome, f"{outcome}_se")]
        writer.writerow(["lever", "end", "rows", *pairs])
        for row in rows:
            numbers = [f"{number:.5g}" for name in BOUNDS for number in row.changes[name]]
            writer.writerow([row.lever, f"{row.end:g}", row.rows, *numbers])


if __name__ == "__main__":
    write(measure_all())
