"""Which numbers carry the headline of `call_2025`: a small core, all others switched off.

    python -m tests.docs.carrying [RUNS]

switches counted numbers off one after the other, those that the headline feels least first, and
keeps off whatever leaves the headline where it is (LIMITS, against the whole preset, in the same
random worlds). What cannot be switched off so is the core that carries it: carrying.csv.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from agents.block import run_block
from model.lanes import Piece
from runs.plan.settings.levers import find_lever
from tests.docs.counting import (
    NEUTRAL,
    Number,
    compose_preset,
    iterate_leaves,
    list_counted,
    name_either_side,
)
from tests.docs.felt import MOVERS

FILE = Path(__file__).with_name("carrying.csv")
RUNS, AT_ONCE = 2000, 8
LIMITS = {"p_first": 0.03, "p_second": 0.03, "p_nobody": 0.03, "rmst": 4.0}
"""How far the headline may move in all: shares of runs, and mean days up to the horizon."""
Values = dict[str, float]


@cache
def _list_paths() -> dict[str, tuple[str, ...]]:
    """Counted number, `<side>` for either side -> the paths it stands at."""
    config = compose_preset()
    keys, found = config.dyad.keys, dict[str, tuple[str, ...]]()
    for path, _ in iterate_leaves(config.model_dump(mode="json")):
        named = name_either_side(path, keys)
        found[named] = (*found.get(named, ()), path)
    return found


def find_off_value(number: Number) -> float | None:
    """The value at which a number does nothing; None where it has no such value in its range."""
    section, leaf = number.path.partition(".")[0], number.path.rpartition(".")[2]
    off = NEUTRAL.get(section, {}).get(leaf, 0.0)
    info = find_lever(_list_paths()[number.path][0])
    return off if info is not None and info.low <= off <= info.high else None


def measure_headlines(changes: Sequence[Values], runs: int) -> list[Values]:
    """The headline under each set of changes, in the same random worlds."""
    config, found = compose_preset(), []
    own = np.arange(runs, dtype=np.int64)
    for first in range(0, len(changes), AT_ONCE):
        some = changes[first : first + AT_ONCE]
        pieces = [
            Piece(config, 0, own, {path: np.full(runs, v) for path, v in given.items()})
            for given in some
        ]
        outcomes = run_block(pieces).outcomes
        for place in range(len(some)):
            lanes = slice(place * runs, (place + 1) * runs)
            mover = outcomes["first_mover_true"][lanes]
            row = {name: float((mover == code).mean()) for name, code in MOVERS.items()}
            found.append(row | {"rmst": float(outcomes["duration"][lanes].mean())})
    return found


def compute_distance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two headlines lie apart, in LIMITS: at most 1 within all of them."""
    return max(abs(one[name] - other[name]) / limit for name, limit in LIMITS.items())


def switch_off(numbers: Sequence[Number]) -> Values:
    """Path -> value with which these numbers do nothing."""
    return {
        path: off
        for number in numbers
        if (off := find_off_value(number)) is not None
        for path in _list_paths()[number.path]
    }


def find_core(runs: int = RUNS) -> tuple[list[Number], list[Number], float]:
    """The numbers that carry the headline, those switched off, and how far it then lies off."""
    counted = list_counted(compose_preset())
    free = [number for number in counted if find_off_value(number) is not None]
    core = [number for number in counted if find_off_value(number) is None]
    (whole,) = measure_headlines([{}], runs)
    alone = measure_headlines([switch_off([number]) for number in free], runs // 4)
    (base,) = measure_headlines([{}], runs // 4)
    order = sorted(range(len(free)), key=lambda k: compute_distance(alone[k], base))
    off: list[Number] = []
    chunks = [[free[k] for k in order]]
    while chunks:
        chunk = chunks.pop(0)
        (moved,) = measure_headlines([switch_off([*off, *chunk])], runs)
        if compute_distance(moved, whole) <= 1.0:
            off += chunk
        elif len(chunk) == 1:
            core += chunk
        else:
            half = len(chunk) // 2
            chunks = [chunk[:half], chunk[half:], *chunks]
    (last,) = measure_headlines([switch_off(off)], runs)
    return core, off, compute_distance(last, whole)


def write_core(runs: int) -> str:
    """Write carrying.csv; return what came of it in a line."""
    core, off, distance = find_core(runs)
    with FILE.open("w", newline="", encoding="utf-8") as text:
        rows = csv.writer(text, lineterminator="\n")
        rows.writerow(("number", "value", "role"))
        rows.writerows((n.path, f"{n.value:g}", "carries") for n in core)
        rows.writerows((n.path, f"{n.value:g}", "off") for n in off)
    return f"{len(core)} carry, {len(off)} off; headline at {distance:.2f} of its limits\n"


if __name__ == "__main__":
    sys.stdout.write(write_core(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS))
