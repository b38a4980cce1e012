"""Small real batches for the suites of the archive and of execution."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from runs.archive.batch import Batch
from runs.archive.tables import KEYS
from runs.execute.launch import Progress, launch_plan
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.plan import Plan
from runs.plan.planner import Planner

THREE = ("horizon=30", "us.insulation=0.1,0.2,0.3")


@lru_cache
def planner(folder: Path) -> Planner:
    """Return the planner of a current folder, which composes each set of choices once."""
    return Planner()


def make_plan(
    folder: Path, *, runs: int = 20, overrides: tuple[str, ...] = THREE, **executor: object
) -> Plan:
    """Return a plan of `call_2025`, shortened: three variants unless told otherwise."""
    texts = [*overrides, f"outputs={folder.parent}"]
    plan = planner(Path.cwd()).plan(texts, multirun=True, command=["t"])
    settings = ExecutorSettings.model_validate({"name": "serial", **executor})
    return replace(plan, folder=folder, runs=runs, executor=settings)


def silently(_: Progress) -> None:
    """Announce nothing."""


def make_batch(folder: Path, **how: object) -> Batch:
    """Return a batch that was planned and computed."""
    return launch_plan(make_plan(folder, **how), silently)  # type: ignore[arg-type]


def rows(batch: Batch) -> bytes:
    """Return the batch's canonical outcome table."""
    return canonical_bytes(batch.table())


def part_bytes(batch: Batch) -> dict[str, bytes]:
    """Return the bytes of every part, by its path in the batch."""
    found = sorted(batch.path.glob("variants/*/*/part-*.parquet"))
    return {path.relative_to(batch.path).as_posix(): path.read_bytes() for path in found}


def canonical_bytes(table: pa.Table) -> bytes:
    """Return a table as Arrow IPC bytes, sorted by key and in one chunk: equal iff rows equal."""
    order = [(key, "ascending") for key in KEYS if key in table.column_names]
    table = table.sort_by(order).combine_chunks()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    data: bytes = sink.getvalue().to_pybytes()
    return data
