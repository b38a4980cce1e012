"""`taijie resume`, `retry` and `compact`: what a batch lacks, what failed in it, fewer parts."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from runs.archive.addressing import open_archive
from runs.cli.arguments import parse_launch_settings
from runs.cli.list_show import Json, Outputs
from runs.cli.run import show_progress
from runs.terminal import say

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
    said = parse_launch_settings("resume", texts, ("runs", "executor"))
    runs = said.runs if any(text.startswith("runs=") for text in texts) else None
    found = open_archive(outputs).open(batch)
    with show_progress(found.path, as_json) as progress:
        continue_batch(
            found, progress, executor=said.executor, runs=runs, command=_get_command_words()
        )


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
    from runs.execute.failures import intersect_rectangles, parse_rows
    from runs.execute.launch import retry as compute_again

    texts = list(rows or [])
    settings = [text for text in texts if text.startswith(("executor=", "executor."))]
    said = parse_launch_settings("retry", settings, ("executor",))
    found = open_archive(outputs).open(batch)
    chosen = parse_rows(found.manifest, [text for text in texts if text not in settings])
    if chosen and not intersect_rectangles(found.missing(), chosen):
        say("These runs are there already: nothing to retry.", error=True)
        return
    if not chosen and not found.failures():
        say(f"Nothing failed in {found.name}.", error=True)
        return
    with show_progress(found.path, as_json) as progress:
        compute_again(
            found, progress, executor=said.executor, rows=chosen, command=_get_command_words()
        )


def compact(batch: Name, outputs: Outputs = None) -> None:
    """Merge the parts of a batch into few; its tables stay the same to the last byte."""
    from runs.archive.compact import compact_batch

    found = open_archive(outputs).open(batch)
    before, after = compact_batch(found)
    say(f"{before:,} parts before, {after:,} now: {found.path}")


def _get_command_words() -> list[str]:
    """Return the words of this call, as `taijie` and its arguments."""
    return ["taijie", *sys.argv[1:]]
