"""`taijie replay`: one run, told day by day."""

from __future__ import annotations

from typing import Annotated

import typer

from runs.archive.addressing import find_variant, open_archive
from runs.archive.in_use import use_batch
from runs.cli.compare import InBatch, VariantName, say_other_batches
from runs.cli.list_show import Json, Outputs
from runs.terminal import say, say_json


def replay(
    variant: VariantName,
    run: Annotated[int, typer.Argument(help="Number of the replication, from 0.", min=0)],
    point: Annotated[int, typer.Option(help="Row of the design table, where there is one.")] = 0,
    batch: InBatch = None,
    outputs: Outputs = None,
    story: Annotated[bool, typer.Option("--story", help="Its turns alone, on one screen.")] = False,
    as_json: Json = False,
) -> None:
    """Simulate one run again, bit for bit, and tell what happened, day by day, and why."""
    found = find_variant(open_archive(outputs), variant, batch)
    say_other_batches([found])
    from runs.studies.replay.replay import replay as simulate_again

    trace = simulate_again(found.batch, found.variant.hash, run, point)
    if as_json:
        say_json(trace)
        return
    from runs.analysis.runs.story_text import write_run_story
    from runs.studies.replay.narrative import write_narrative

    with use_batch(found.batch.manifest):
        say(write_run_story(trace) if story else write_narrative(trace))
