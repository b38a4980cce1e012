"""`taijie run`: plan, print, run, and say what came out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from runs.cli_batches import Json, say_results
from runs.cli_help import job_text, overrides_page, propose
from runs.errors import CannotContinueError
from runs.references import addressed
from runs.terminal import say, say_json

if TYPE_CHECKING:
    from runs.plan import Plan
    from runs.progress import ProgressLine

FAILED, INTERRUPTED = 1, 130
Overrides = Annotated[
    list[str] | None,
    typer.Argument(metavar="[KEY=VALUE]...", autocompletion=propose, show_default=False),
]


class RunCommand(TyperCommand):
    """The run command, whose help page lists the config groups as they are found."""

    def get_help(self, ctx: Any) -> str:
        """The usual page, then the groups with their options and three examples."""
        return f"{super().get_help(ctx)}\n\n{overrides_page()}"


def run(
    overrides: Overrides = None,
    multirun: Annotated[
        bool, typer.Option("--multirun", "-m", help="Cross every list of values: one variant each.")
    ] = False,
    cfg: Annotated[
        str | None, typer.Option(help="Print the config instead of running: job.")
    ] = None,
    package: Annotated[
        str | None, typer.Option("--package", "-p", help="With --cfg: only this part.")
    ] = None,
    info: Annotated[
        str | None,
        typer.Option(help="Print instead: defaults, defaults-tree, searchpath."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Run a batch: every variant, many times, in the same random worlds."""
    texts = list(overrides or [])
    if cfg is not None:
        say(job_text(cfg, texts, package), end="")
        return
    if info is not None:
        from runs.settings import Door

        say(Door().info(info, texts), end="")
        return
    from runs.planning import Planner

    plan = Planner().plan(texts, multirun, command=["taijie", *sys.argv[1:]])
    _announce_plan(plan, as_json)
    if plan.only_plan:
        return
    from runs.launching import launch

    with attended(plan.folder, as_json) as progress:
        launch(plan, progress)


@contextmanager
def attended(folder: Path, as_json: bool) -> Iterator[ProgressLine]:
    """Show the progress of a launch into a batch's folder, then what came out of it.

    Leaves with exit code 130 after Ctrl-C and 1 where rows are missing or nothing can go on,
    always with the command that does.
    """
    from runs.progress import ProgressLine

    again = f"what is done is kept: taijie resume {addressed(folder)}"
    try:
        with ProgressLine() as progress:
            yield progress
    except KeyboardInterrupt:
        say(f"\naborted; {again}", error=True)
        raise typer.Exit(INTERRUPTED) from None
    except CannotContinueError as error:
        say(f"taijie: {error}\n  {again}", error=True)
        raise typer.Exit(FAILED) from None
    _finish(folder, progress.last, as_json)


def _announce_plan(plan: Plan, as_json: bool) -> None:
    from runs.pilot import estimate
    from runs.plan import plan_text

    cost = estimate(plan)
    if as_json and plan.only_plan:
        say_json({**plan.as_dict(), "cost": asdict(cost)})
        return
    say(plan_text(plan, cost.text()), error=as_json)


def _finish(folder: Path, last: Any, as_json: bool) -> None:
    """Say what came out and how to look at it; leave with 1 or 130 where rows are missing."""
    from runs.archive import Batch

    batch = Batch(folder)
    counts = batch.counts()
    failed, left = sum(c.failed for c in counts), sum(c.wanted - c.done for c in counts)
    names = [variant.name for variant in batch.manifest.variants]
    if as_json:
        say_json({
            "batch": batch.name,
            "path": str(batch.path),
            "variants": names,
            "done": sum(c.done for c in counts),
            "failed": failed,
            "left": left,
        })  # fmt: skip
    else:
        say_results(batch)
        say(f"\n{batch.path}")
        say(f"view:     taijie serve    (in the terminal: taijie show {batch.name})")
        if batch.manifest.design:
            from runs.cli_designs import next_command

            say(f"levers:   {next_command(batch)}")
        elif len(names) > 1:
            say(f"compare:  taijie compare '{names[0]}' '{names[1]}'")
        else:
            say(f"replay:   taijie replay '{names[0]}' 0")
    if last is not None and last.stopping and left:
        say(f"interrupted, {left:,} runs left: taijie resume {addressed(folder)}", error=True)
        raise typer.Exit(INTERRUPTED)
    if left:
        say(f"{left:,} runs are missing: taijie resume {addressed(folder)}", error=True)
        raise typer.Exit(FAILED)
