"""`taijie export`: a batch as one tidy table for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from runs.archive.addressing import open_archive
from runs.cli.list_show import Json, Outputs
from runs.terminal import say, say_json


def export(
    batch: Annotated[str, typer.Argument(help="Name of the batch, or its beginning.")],
    form: Annotated[
        str | None, typer.Option("--format", help="parquet or csv; else as FILE ends, or parquet.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to write it.")
    ] = None,
    what: Annotated[
        str, typer.Option(help="outcomes (a row a run), daily (histograms) or points (a design).")
    ] = "outcomes",
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Export one tidy table of a batch: keys, what varies, outcomes; a dictionary beside it."""
    found = open_archive(outputs).open(batch)
    from runs.archive.export.files import export as write

    done = write(found, output, form, what)
    if as_json:
        say_json(done._asdict())
        return
    say(f"{done.rows:,} rows, {done.columns} columns: {done.file}")
    say(f"units and meanings: {done.dictionary}")
