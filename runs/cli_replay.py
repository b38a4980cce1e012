"""`taijie replay`: one run, told day by day."""

from __future__ import annotations

from typing import Annotated

import typer

from runs.cli_batches import Json, Outputs
from runs.cli_compare import InBatch, One
from runs.references import archive
from runs.references import variant as find_variant
from runs.terminal import say, say_json


def replay(
    variant: One,
    run: Annotated[int, typer.Argument(help="Number of the replication, from 0.", min=0)],
    point: Annotated[int, typer.Option(help="Row of the design table, where there is one.")] = 0,
    batch: InBatch = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Simulate one run again, bit for bit, and tell what happened, day by day, and why."""
    found, record = find_variant(archive(outputs), variant, batch)
    from runs.replay import replay as simulate_again

    trace = simulate_again(found, record.hash, run, point)
    if as_json:
        say_json(trace)
        return
    from runs.story import story

    say(story(trace))
