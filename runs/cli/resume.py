"""`taijie resume`, `retry` and `compact`: what a batch lacks, what failed in it, fewer parts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from runs.archive.addressing import archive
from runs.cli.list_show import Json, Outputs
from runs.cli.run import show_progress
from runs.errors import not_of_command
from runs.terminal import say

if TYPE_CHECKING:
    from runs.plan.plan import Launch

Name = Annotated[str, typer.Argument(help="Name of the batch, or its beginning.")]


def resume(
    batch: Name,
    overrides: Annotated[
        list[str] | None, typer.Argument(metavar="[runs=N] [executor=NAME]", show_default=False)
    ] = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Compute what a batch lacks, or more runs of it: taijie resume BATCH runs=N."""
    from runs.execute.launch import resume as continue_batch

    texts = list(overrides or [])
    said = _launch_settings("resume", texts, ("runs", "executor"))
    runs = said.runs if any(text.startswith("runs=") for text in texts) else None
    found = archive(outputs).open(batch)
    with show_progress(found.path, as_json) as progress:
        continue_batch(found, progress, executor=said.executor, runs=runs, command=_command())


def retry(
    batch: Name,
    rows: Annotated[
        list[str] | None,
        typer.Argument(metavar="[VARIANT:RUNS]... [executor=NAME]", show_default=False),
    ] = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Compute again what failed in a batch, or exactly the missing rows that are named."""
    from runs.execute.failures import common, rows_named
    from runs.execute.launch import retry as compute_again

    texts = list(rows or [])
    settings = [text for text in texts if text.startswith(("executor=", "executor."))]
    said = _launch_settings("retry", settings, ("executor",))
    found = archive(outputs).open(batch)
    chosen = rows_named(found.manifest, [text for text in texts if text not in settings])
    if chosen and not common(found.missing(), chosen):
        say("These runs are there already: nothing to retry.", error=True)
        return
    if not chosen and not found.failures():
        say(f"Nothing failed in {found.name}.", error=True)
        return
    with show_progress(found.path, as_json) as progress:
        compute_again(found, progress, executor=said.executor, rows=chosen, command=_command())


def compact(batch: Name, outputs: Outputs = None) -> None:
    """Merge the parts of a batch into few; its tables stay the same to the last byte."""
    from runs.archive.compact import compact as merge

    found = archive(outputs).open(batch)
    before, after = merge(found)
    say(f"{before:,} parts before, {after:,} now: {found.path}")


def _launch_settings(command: str, texts: Sequence[str], allowed: Sequence[str]) -> Launch:
    """The launch settings of a command that takes only a few, with the defaults of the rest."""
    from runs.plan.planner import Planner
    from runs.plan.settings.overrides import cross, last_wins

    for text in texts:
        key, _, value = text.partition("=")
        if key.split(".")[0] not in allowed:
            raise not_of_command(command, key, value, allowed)
    planner = Planner()
    (settings,) = cross(last_wins(planner.composer.read(texts)), multirun=False)
    return planner.launch(settings)


def _command() -> list[str]:
    return ["taijie", *sys.argv[1:]]
