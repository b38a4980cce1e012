"""`make bench`: how fast the engine and a whole launch are, on this machine, as one table.

Medians of a few repeats, to be compared with each other, not across machines. The engine is timed
in processor seconds of this one thread, whole commands in wall seconds. The ratio to Mesa's own
`virus_on_network` sets one agent's step there against one agent's day here.
"""

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

DAYS = 180
LANES = (1, 64, 1024, 4000)
LAUNCH_RUNS = 10_000


def timed(
    job: Callable[[], object], repeats: int = 3, clock: Callable[[], float] = time.process_time
) -> float:
    """Median seconds of a few calls, after one that is not counted."""
    job()
    seconds = []
    for _ in range(repeats):
        begin = clock()
        job()
        seconds.append(clock() - begin)
    return median(seconds)


def mesa_nanoseconds() -> float:
    """Nanoseconds of one agent's step in Mesa's own virus_on_network (1,000 nodes, 20 steps)."""
    from mesa.examples.basic.virus_on_network.model import VirusOnNetwork

    nodes, steps = 1000, 20

    def job() -> None:
        model: Any = VirusOnNetwork(num_nodes=nodes, initial_outbreak_size=50, seed=1)  # type: ignore[no-untyped-call]
        for _ in range(steps):
            model.step()

    return timed(job) / (nodes * steps) * 1e9


def engine_rows() -> list[tuple[str, str]]:
    """Speed by lanes, the ratio to Mesa's example, and a traced replay."""
    import numpy as np

    from agents.block import run_block, trace_run
    from model.lanes import Piece
    from runs.planning import Planner

    config = Planner().plan(["batch=bench"], multirun=False).variants[0].config
    agents = len(config.cast)
    rows, nanoseconds = [], 0.0
    for lanes in LANES:
        piece = Piece(config, 0, np.arange(lanes, dtype=np.int64))
        seconds = timed(lambda piece=piece: run_block([piece]))  # type: ignore[misc]
        nanoseconds = seconds / (lanes * DAYS * agents) * 1e9
        said = f"{lanes / seconds:,.0f} runs/s, {nanoseconds:,.0f} ns an agent-day"
        rows.append((f"one core, {lanes:,} lanes", said))
    rows.append(("agents in the cast", str(agents)))
    virus = mesa_nanoseconds()
    rows.append(("virus_on_network, agent-step", f"{virus:,.0f} ns"))
    rows.append(("its ratio to an agent-day here", f"{virus / nanoseconds:,.1f}"))
    traced = timed(lambda: trace_run(config, 0, 1))
    rows.append(("replay of one run, full trace", f"{traced:.2f} s"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows.append(("peak memory of this process", f"{peak:,.0f} MiB"))
    return rows


def command_rows() -> list[tuple[str, str]]:
    """Whole commands, start-up included."""
    taijie = [sys.executable, "-m", "runs"]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        outputs = f"outputs={folder}"

        def call(*words: str) -> None:
            subprocess.run([*taijie, *words], check=True, capture_output=True)

        helped = timed(lambda: call("--help"), clock=time.perf_counter)
        rows.append(("taijie --help", f"{helped:.2f} s"))
        for workers in (1, 2):
            chosen = (f"runs={LAUNCH_RUNS}", "executor=local", f"executor.workers={workers}")
            begin = time.perf_counter()
            call("run", *chosen, outputs)
            said = f"{time.perf_counter() - begin:.1f} s"
            rows.append((f"taijie run, {LAUNCH_RUNS:,} runs, workers {workers}", said))
        written = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        rows.append(("bytes of those batches", f"{written / 1e6:.1f} MB"))
    return rows


def main() -> None:
    """Print the table."""
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[threads] = "1"
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for name, said in [*engine_rows(), *command_rows()]:
        print(f"{name:<40} {said}", flush=True)


if __name__ == "__main__":
    main()
