"""Whole commands, start-up included, in wall seconds."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.table import Row, median_seconds

RUNS = 10_000
LONG = 120_000
VARIANTS = 100


def _call(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "runs", *words], check=True, capture_output=True)


def _took(*words: str) -> float:
    begin = time.perf_counter()
    _call(*words)
    return time.perf_counter() - begin


def launches() -> list[Row]:
    """Start-up, one and two workers, what a variant adds, memory and bytes."""
    rows: list[Row] = []
    helped = median_seconds(lambda: _call("--help"), clock=time.perf_counter)
    rows.append(("`taijie --help`", f"{helped:.2f} s"))
    with tempfile.TemporaryDirectory() as folder:
        outputs = f"outputs={folder}"
        one = _took("run", "runs=1", "executor=serial", outputs)
        rows.append(("`taijie run`, one run, in the process", f"{one:.2f} s"))
        for runs in (RUNS, LONG):
            rows += _workers(runs, outputs)
        written = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        rows.append(("bytes a run on disk", f"{written / (2 * (RUNS + LONG) + 1):,.0f}"))
        rows.append(("what a variant adds", f"{_variant(outputs) * 1e3:.1f} ms"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    rows.append(("most memory held by one of these processes", f"{peak:,.0f} MiB"))
    return rows


def _workers(runs: int, outputs: str) -> list[Row]:
    """The same runs by one worker and by two, start-up included."""
    took = []
    for workers in (1, 2):
        words = (f"runs={runs}", "executor=local", f"executor.workers={workers}", outputs)
        took.append(_took("run", *words))
    timings = " and ".join(f"{seconds:.1f}" for seconds in took)
    return [
        (f"`taijie run`, {runs:,} runs, one worker and two", f"{timings} s"),
        ("two workers against one, start-up included", f"{took[0] / took[1]:.2f}"),
    ]


def _variant(outputs: str) -> float:
    """Seconds that a variant adds beyond its runs: the same runs as one variant or as many."""
    values = ",".join(f"{3.0 + place / VARIANTS:.3f}" for place in range(VARIANTS))
    serial = ("executor=serial", outputs)
    alone = _took("run", f"runs={20 * VARIANTS}", *serial)
    swept = _took("run", "-m", "runs=20", f"contact.inertia={values}", *serial)
    return (swept - alone) / (VARIANTS - 1)
