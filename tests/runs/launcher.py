"""A launch in a process of its own, to be interrupted: python -m tests.runs.launcher FOLDER ..."""

from __future__ import annotations

import sys
from pathlib import Path

from runs.execute.launch import Progress, launch_plan
from tests.runs.batches import make_plan


def tell(progress: Progress) -> None:
    """Say how far it is, so that the suite knows when to interrupt."""
    sys.stdout.write(f"{progress.done} {progress.left} {progress.stopping}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    folder, executor, runs, lanes = sys.argv[1:]
    plan = make_plan(Path(folder), runs=int(runs), name=executor, lanes=int(lanes), workers=2)
    launch_plan(plan, tell)
