"""The engine alone: by lanes, by phase of the day, by size of the cast, by days and by menu."""

import resource
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from agents.block import run_block, trace_run
from agents.cast import create_cast
from model.lanes import Piece
from model.parameters.root import Configuration, parse_configuration
from model.standoff import Standoff
from runs.plan.planner import Planner
from tests.bench.table import Row, median_seconds

LANES = (1, 10, 100, 1000, 4000, 10_000)
FULL = LANES[-1]
"""Lanes of a full block: the default of `executor.lanes`."""
PHASES = (
    "calendar", "deliver", "constituencies", "leaders_choose", "envoys_work", "answer", "contact",
)  # fmt: skip
GROUPS = (11, 300, 3_000, 30_000)
CELLS = 600_000
"""Constituencies x lanes of the runs by size of the cast, so that each takes about as long."""


def compose(*overrides: str) -> Configuration:
    """The configuration of a command line; `call_2025` without words."""
    return Planner().plan(["batch=bench", *overrides], multirun=False).variants[0].config


def seconds(config: Configuration, lanes: int, repeats: int = 3) -> float:
    """Processor seconds of one block."""
    piece = Piece(config, 0, np.arange(lanes, dtype=np.int64))
    return median_seconds(lambda: run_block([piece]), repeats)


def by_lanes() -> tuple[list[Row], float]:
    """Runs a second and nanoseconds an agent-day; the last also as a number."""
    config = compose()
    cells = len(config.cast) * config.horizon
    rows: list[Row] = []
    each = 0.0
    for lanes in LANES:
        took = seconds(config, lanes, 5)
        each = took / (lanes * cells) * 1e9
        rows.append((f"{lanes:,}", f"{took:.3f}", f"{lanes / took:,.0f}", f"{each:,.1f}"))
    return rows, each


def by_phase() -> list[Row]:
    """Milliseconds a day of each phase, for one lane and for a full block."""
    few, many = _phases(1), _phases(FULL)
    whole = sum(many.values())
    return [
        (name, f"{few[name]:.2f}", f"{many[name]:.2f}", f"{many[name] / whole:.0%}")
        for name in many
    ]


def _phases(lanes: int) -> dict[str, float]:
    config = compose()
    model = Standoff([Piece(config, 0, np.arange(lanes, dtype=np.int64))], create_cast)
    spent: dict[str, float] = defaultdict(float)

    def watch_phase(name: str, job: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            begin = time.thread_time()
            job()
            spent[name] += (time.thread_time() - begin) * 1e3 / config.horizon

        return run

    parts: list[tuple[str, Any, str]] = [(name, model, name) for name in PHASES]
    parts.append(("daily histograms", model.histograms, "close_day"))
    for name, owner, method in parts:
        setattr(owner, method, watch_phase(name, getattr(owner, method)))
    model.run()
    return dict(spent)


def with_groups(groups: int) -> Configuration:
    """`call_2025` for 30 days with so many constituencies: 11 groups, or 11 sets of them."""
    plain = compose("horizon=30").model_dump(mode="json")
    sets = [name for name, member in plain["cast"].items() if member["role"] == "constituency"]
    for place, name in enumerate(sets):
        plain["cast"][name]["members"] = groups // len(sets) + (place < groups % len(sets))
    return parse_configuration(plain)


def by_groups() -> list[Row]:
    """Microseconds a day of one run, and nanoseconds of one constituency's day."""
    rows: list[Row] = []
    for groups in GROUPS:
        config = with_groups(groups)
        lanes = max(10, min(FULL, CELLS // groups))
        day = seconds(config, lanes, 1) / (lanes * config.horizon)
        rows.append(
            (f"{groups:,}", f"{lanes:,}", f"{day * 1e6:,.1f}", f"{day / groups * 1e9:,.1f}")
        )
    return rows


def by_days() -> list[Row]:
    """Seconds of 1,000 lanes by horizon, and milliseconds a day."""
    rows: list[Row] = []
    for days in (45, 90, 180, 360):
        took = seconds(compose(f"horizon={days}"), 1000, 1)
        rows.append((str(days), f"{took:.3f}", f"{took / days * 1e3:.2f}"))
    return rows


def by_kinds() -> list[Row]:
    """Seconds of 1,000 lanes by the number of kinds of signal on the menus."""
    rows: list[Row] = []
    full = compose()
    spare = [n for n, kind in full.signal.items() if kind.slot in ("material", "message")
             and kind.form != "nothing"]  # fmt: skip
    for kept in (0, len(spare) // 2, len(spare)):
        off = [f"signal.{name}.enabled=false" for name in spare[kept:]]
        config = compose(*off)
        count = sum(kind.enabled for kind in config.signal.values())
        took = seconds(config, 1000, 1)
        rows.append((str(count), f"{took:.3f}", f"{took / count * 1e3:.1f}"))
    return rows


def replay_and_memory() -> list[Row]:
    """A traced replay, and the most memory this process has held."""
    config = compose()
    traced = median_seconds(lambda: trace_run(config, 0, 1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        ("replay of one run, full trace", f"{traced:.2f} s"),
        ("most memory held by the engine's process", f"{peak:,.0f} MiB"),
    ]
