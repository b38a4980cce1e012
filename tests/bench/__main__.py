"""Print the tables; docs/performance.md keeps one edition of them."""

import os
import platform


def main() -> None:
    """Print the tables, one section after another as they are measured."""
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[threads] = "1"
    import numpy as np

    from tests.bench import commands, engine, scalar
    from tests.bench.table import Row, markdown

    def show(*header: str, rows: list[Row]) -> None:
        print(markdown(header, rows), end="\n\n", flush=True)

    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"NumPy {np.__version__}\n"
    )
    rows, agent_day = engine.by_lanes()
    show("lanes", "seconds", "runs/s", "ns an agent-day", rows=rows)
    show("against Mesa", "", rows=[*scalar.mesas_example(agent_day), *scalar.one_rule()])
    show("phase", "ms a day, 1 lane", f"{engine.FULL:,} lanes", "share", rows=engine.by_phase())
    show("constituencies", "lanes", "µs a run's day", "ns each", rows=engine.by_groups())
    show("days", "seconds, 1,000 lanes", "ms a day", rows=engine.by_days())
    show("kinds of signal", "seconds, 1,000 lanes", "ms a kind", rows=engine.by_kinds())
    show("besides", "", rows=engine.replay_and_memory())
    show("command", "", rows=commands.launches())


if __name__ == "__main__":
    main()
