"""Batches from a script: what `taijie run`, `list` and `show` do, as three functions.

They take the overrides of the command line and refuse what it refuses, by the same exception
(`runs.WrongInput`); what comes back is a `Batch`, whose tables are pandas frames. `import runs`
offers them by name. A script that launches with `executor=local`, the default, starts worker
processes that import it, so it launches under ``if __name__ == "__main__":``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from typing import Any

from runs.archive import addressing
from runs.archive.batch import Batch
from runs.archive.manifest import BatchSummary
from runs.cli.progress import ProgressLine
from runs.errors import WrongInput
from runs.execute.launch import Progress, launch_plan
from runs.plan.planner import Planner
from runs.studies.fit.carrying import carry_draws


def launch(
    overrides: Iterable[str] = (),
    *,
    multirun: bool = False,
    progress: bool | Callable[[Progress], object] = False,
) -> Batch:
    """Run a batch as `taijie run OVERRIDES` would and return it.

    Args:
        overrides: settings as on the command line, one text each ("runs=500").
        multirun: cross every list of values, one variant each (`-m`).
        progress: True for the line of the command line on standard error, or a function that is
            given a `runs.Progress` at the start and after each task.

    Returns:
        The batch. Runs that failed, or were left by a first Ctrl-C, are missing in it:
        `Batch.counts()` tells how many, `Batch.failures()` why.

    Raises WrongInput, with nothing written, for whatever the command line would refuse. The
    manifest records the command line that does the same.
    """
    texts = [overrides] if isinstance(overrides, str) else list(overrides)
    words = ["taijie", "run", *(["-m"] if multirun else []), *texts]
    plan = Planner(carry=carry_draws).plan(texts, multirun, command=words)
    if plan.only_plan:
        reason = "plan=true prints a plan and runs nothing: it is for the command line."
        raise WrongInput(reason, key="plan", value=True)
    if not callable(progress):
        line: Any = ProgressLine() if progress else nullcontext(_say_nothing)
        with line as announce:
            return launch_plan(plan, announce)
    return launch_plan(plan, progress)


def open_batch(name: str | None = None, outputs: str | None = None) -> Batch:
    """Return the batch of that name or experiment; the newest without a name.

    Args:
        name: a batch's name, its experiment (the newest batch of it is meant), or any part of a
            name that no other batch has.
        outputs: folder of batches; default: where `taijie list` looks.

    Raises WrongInput where there is none.
    """
    return addressing.open_batch(addressing.open_archive(outputs), name)


def batches(outputs: str | None = None) -> list[BatchSummary]:
    """Return one line a batch, newest first, as `taijie list` has them."""
    return addressing.open_archive(outputs).batches()


def _say_nothing(_: Progress) -> None:
    """Announce nothing."""
