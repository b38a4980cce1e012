"""`taijie export`: a batch as one tidy table for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from runs.analysis.text.names import format_count
from runs.archive.addressing import open_archive
from runs.cli.list_show import Json, Outputs
from runs.terminal import say, say_json

EVENTS = "events"


def export(
    batch: Annotated[str, typer.Argument(help="Name of the batch, or its beginning.")],
    form: Annotated[
        str | None,
        typer.Option(
            "--format", help="parquet or csv (as FILE ends, or parquet); of events csv or polecat."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")
    ] = None,
    what: Annotated[
        str,
        typer.Option(
            help="outcomes (a row a run), daily (histograms), points (a design) or events (a row"
            " a signal, as event data sets are; each row says that it is simulated)."
        ),
    ] = "outcomes",
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Export one tidy table of a batch: keys, what varies, outcomes; a dictionary beside it."""
    found = open_archive(outputs).open(batch)
    if what == EVENTS:
        from runs.studies.events.export import export_events

        done = export_events(found, output, form)
    else:
        from runs.archive.export.files import export as write

        done = write(found, output, form, what)
    lacking = sum(one.wanted - one.done for one in found.counts())
    if lacking:
        say(f"{format_count(lacking, 'run')} of the batch not done and not in it", error=True)
    if as_json:
        say_json(done._asdict())
        return
    say(f"{format_count(done.rows, 'row')}, {done.columns} columns: {done.file}")
    say(f"units and meanings: {done.dictionary}")
