"""`taijie list` and `taijie show`: what has been run, and what came out of one batch."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.origin import origin_lines
from runs.references import archive, latest
from runs.terminal import say, say_json, table

if TYPE_CHECKING:
    from runs.archive import Batch
    from runs.manifest import BatchSummary

Outputs = Annotated[str | None, typer.Option(help="Folder of batches, if not the usual one.")]
Json = Annotated[bool, typer.Option("--json", help="JSON, for a script.")]


def list_batches(outputs: Outputs = None, as_json: Json = False) -> None:
    """List the batches, newest first."""
    found = archive(outputs)
    batches = found.batches()
    if as_json:
        say_json([asdict(batch) for batch in batches])
        return
    if not batches:
        say(f"No batch in {found.outputs} yet. Start one: taijie run experiment=first_call")
        return
    head = ("batch", "variants", "runs", "done", "state")
    rows = [(b.name, b.variants, f"{b.runs:,}", f"{b.done:,}", _state(b)) for b in batches]
    say(table(head, rows))
    say(f"\nin {found.outputs}")


def show(
    batch: Annotated[str | None, typer.Argument(help="Name; the newest if left out.")] = None,
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """Show one batch: its variants, what came out with intervals, and what failed."""
    found = archive(outputs)
    opened = found.open(batch) if batch else latest(found)
    counts = opened.counts()
    if as_json:
        say_json(_as_plain(opened))
        return
    manifest = opened.manifest
    say(f"{opened.name}  ({manifest.created})")
    points = f"{manifest.variants[0].points:,} points x " if manifest.design else ""
    size = f"{len(manifest.variants)} variants x {points}{manifest.runs:,} runs"
    say(f"{size}, seed {manifest.seed}")
    for line in origin_lines(manifest):
        say(line)
    say()
    rows = [(c.name, c.hash[:8], f"{c.done:,}", f"{c.wanted:,}", f"{c.failed:,}") for c in counts]
    say(table(("variant", "hash", "done", "wanted", "failed"), rows))
    say_results(opened)
    for failure in opened.failures():
        say(f"\nfailed: {failure.error}\n  again: {failure.rerun}")
    say(f"\n{opened.path}")


def say_results(batch: Batch) -> None:
    """Print the sentences on a batch's results; nothing where no run is done."""
    counted = batch.tallies()
    if counted is None:
        say("\nNo run is done yet.")
        return
    if batch.manifest.design:
        from runs.cli_designs import say_spread

        say_spread(batch, batch.outcomes())
        return
    from runs.analysis.wording import NEEDED, sentences

    columns = NEEDED if len(counted.names) == 1 else NEEDED[:1]
    frame = batch.outcomes(columns=list(columns))
    say()
    for sentence in sentences(frame, counted=counted, whole=batch.outcomes):
        say(sentence)
    if batch.manifest.precision is not None:
        from runs import precision

        say(precision.sentence(batch.manifest.precision))


def _as_plain(batch: Batch) -> dict[str, Any]:
    counted = batch.tallies()
    rows: list[Any] = []
    if counted is not None:
        from runs.analysis.overview import summary
        from runs.analysis.points import spread

        rows = (spread(batch.outcomes()) if batch.manifest.design else summary(counted)).to_dict(
            "records"
        )
    return {
        "name": batch.name,
        "path": str(batch.path),
        "manifest": batch.manifest.model_dump(mode="json"),
        "counts": [asdict(count) for count in batch.counts()],
        "failures": [asdict(failure) for failure in batch.failures()],
        "summary": rows,
    }


def _state(batch: BatchSummary) -> str:
    if batch.running:
        return "running"
    if batch.failed:
        return f"{batch.failed:,} failed"
    return "done" if batch.done >= batch.wanted else f"{batch.wanted - batch.done:,} left"
