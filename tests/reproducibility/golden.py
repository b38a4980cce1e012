"""The golden table: 64 runs of `first_call`, kept to the last bit.

    python -m tests.reproducibility.golden

rewrites golden.csv, and its name in configs/inference/rules.yaml. Do that only when the same seed
is meant to give another world, and say in CHANGELOG, under Results, why and what moved, with the
digest it prints. Numbers stand as hexadecimal floats; the header names the NumPy and the CPU
features that computed them, for other ones give other last bits.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

from agents.block import run_block
from model.lanes import Piece
from runs.archive.engine import get_current_engine
from runs.plan.planner import Planner
from runs.studies.fit.staleness import GOLDEN, RULES
from tests.dyads import COLUMNS

FILE = Path(__file__).with_name("golden.csv")
RUNS = {"as reported": 22, "counting swapped": 21, "face off": 21}
SEED = 2025
EXACT = (
    "first_signal", "first_ask", "first_mover_true", "channel", "claimed_us", "claimed_china",
    "event_observed", "asks_us", "asks_china", "visits",
)  # fmt: skip
NUMBERS = (
    "duration", "agreed_day", "envoy_duration", "belief_us_home", "belief_world", "face_us_us_call",
    "face_us_us_end", "face_china_china_end", "pressure_us_end", "outrage_china_end",
    "tariff_us_peak", "tension_end", "terms_us",
)  # fmt: skip
COLUMN = {column.name: column for column in COLUMNS}
Row = dict[str, str]


def here() -> str:
    """What last bits depend on besides the sources: NumPy and the CPU features it uses."""
    engine = get_current_engine()
    return f"numpy {engine.numpy}; cpu {' '.join(engine.cpu)}"


def _format_value(name: str, value: Any) -> str:
    column = COLUMN[name]
    if name in NUMBERS:
        return float(value).hex()
    if column.categories:
        return column.categories[int(value)]
    return str(value)


def compute_rows() -> list[Row]:
    """The 64 rows, simulated now; each variant in a block of its own."""
    table: list[Row] = []
    for variant in Planner().plan(["experiment=first_call", "batch=golden"], False).variants:
        lanes = np.arange(RUNS[variant.name], dtype=np.int64)
        outcomes = run_block([Piece(variant.config, SEED, lanes)]).outcomes
        for lane in lanes:
            row = {"variant": variant.name, "replication": str(lane), "seed": str(SEED)}
            row |= {name: _format_value(name, outcomes[name][lane]) for name in (*EXACT, *NUMBERS)}
            table.append(row)
    return table


def read_golden() -> tuple[str, list[Row]]:
    """What the header names, and the rows of golden.csv."""
    with FILE.open(newline="", encoding="utf-8") as text:
        header = text.readline().removeprefix("# ").strip()
        return header, list(csv.DictReader(text))


def digest(table: list[Row]) -> str:
    """Twelve hexadecimal digits that name a table; CHANGELOG names the table it explains."""
    text = json.dumps(table, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def write() -> list[Row]:
    """Rewrite golden.csv from what the engine gives now; its rows."""
    table = compute_rows()
    with FILE.open("w", newline="", encoding="utf-8") as text:
        text.write(f"# {here()}\n")
        writer = csv.DictWriter(text, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    RULES.write_text(
        re.sub(rf"(?m)^{GOLDEN}: .*$", f"{GOLDEN}: {digest(table)}", RULES.read_text("utf-8")),
        encoding="utf-8",
    )
    return table


if __name__ == "__main__":
    sys.stdout.write(
        f"{FILE.name}: {sum(RUNS.values())} runs. Say in CHANGELOG, under Results, why and what"
        f" moved, and name the table: `{digest(write())}`.\n"
    )
