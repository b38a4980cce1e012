"""`taijie list` and `taijie show`: what has been run, and what came out of one batch."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from runs.analysis.text.names import format_count
from runs.archive import addressing
from runs.archive.addressing import open_archive
from runs.archive.in_use import use_batch
from runs.command_text import format_command, make_batch_arguments
from runs.errors import WrongInput
from runs.plan.bases import describe_batch_settings, list_shared_overrides
from runs.terminal import format_table, say, say_json

if TYPE_CHECKING:
    from runs.analysis.estimates.tallies import Tallies
    from runs.archive.batch import Archive, Batch
    from runs.archive.manifest import BatchSummary, Counts, Manifest

Outputs = Annotated[str | None, typer.Option(help="Folder of batches, if not the usual one.")]
Json = Annotated[bool, typer.Option("--json", help="JSON, for a script.")]


def list_batches(
    text: Annotated[
        str, typer.Argument(help="Only those with this in name, title, note or settings.")
    ] = "",
    tag: Annotated[
        list[str] | None, typer.Option(help="Only those with this tag; again: with all.")
    ] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help="Only those that are hidden.")] = False,
    every: Annotated[bool, typer.Option("--all", "-a", help="Hidden ones too.")] = False,
    since: Annotated[str, typer.Option(help="Made on this day or later: 2026-01-31.")] = "",
    until: Annotated[str, typer.Option(help="Made on this day or before.")] = "",
    outputs: Outputs = None,
    as_json: Json = False,
) -> None:
    """List the batches, newest first."""
    from runs.archive.batch_filter import BatchFilter

    found = open_archive(outputs)
    wanted = BatchFilter(text, tuple(tag or ()), None if every else hidden, since, until)
    there = found.batches()
    batches = wanted.select(there)
    if as_json:
        say_json([asdict(batch) for batch in batches])
        return
    _say_unread(found.outputs, {one.name for one in there})
    if not there:
        say(f"No batch in {found.outputs} yet. Start one: taijie run experiment=first_call")
        return
    if batches:
        head = ("batch", "what was run", "size", "state")
        say(format_table(head, [_format_row(one) for one in batches], unwrapped=1) + "\n")
    say(f"in {found.outputs}{_describe_unlisted(batches, there)}")
    if any(one.running is None for one in batches):
        say("No file locks there: whether a launch is at work cannot be told.")


def _describe_unlisted(shown: Sequence[BatchSummary], known: Sequence[BatchSummary]) -> str:
    """Return ": 3 of 5 batches" (shown, known; how many are hidden); empty if all are shown."""
    if len(shown) == len(known):
        return ""
    left = sum(one.hidden for one in known) - sum(one.hidden for one in shown)
    aside = f"; {left:,} hidden: --all shows them" if left else ""
    return f": {len(shown):,} of {len(known):,} batches{aside}"


def _say_unread(outputs: Path, read: Set[str]) -> None:
    """Say which batches but those `read` are left out, and whether titles and tags are."""
    from runs.archive.catalogue import explain_unread_batches
    from runs.archive.labels import read_labels

    for reason in explain_unread_batches(outputs, read):
        say(f"left out: {reason}", error=True)
    try:
        read_labels(outputs)
    except WrongInput as error:
        say(f"titles, notes and tags are left out: {error.reason}", error=True)


def show(
    batch: Annotated[str | None, typer.Argument(help="Name; the newest if left out.")] = None,
    outputs: Outputs = None,
    origin: Annotated[
        bool, typer.Option("--origin", "-v", help="Also commit, machine, versions and launches.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show one batch: its variants, what came out with intervals, and what failed."""
    found = open_archive(outputs)
    opened = addressing.open_batch(found, batch)
    counts = opened.counts()
    if as_json:
        say_json(_make_batch_record(opened))
        return
    manifest = opened.manifest
    say(f"{opened.name}  ({manifest.created})")
    _say_label(found, opened.name)
    _say_plan(manifest)
    rows = [(c.name, c.hash[:8], f"{c.done:,}", f"{c.wanted:,}", f"{c.failed:,}") for c in counts]
    say("\n" + format_table(("variant", "hash", "done", "wanted", "failed"), rows))
    say_results(opened)
    _say_missing(opened, counts)
    say(f"\n{opened.path}")
    if not origin:
        again = format_command("taijie", "show", *make_batch_arguments(opened.path), "--origin")
        say(f"its origin, commit to launches: {again}")
        return
    from runs.archive.provenance import write_origin_lines

    say("\n" + "\n".join(write_origin_lines(manifest)))


def _say_plan(manifest: Manifest) -> None:
    """Print the size of a batch, and the settings changed for all of its variants."""
    from runs.plan.draws import write_fit_line

    points = f"{manifest.variants[0].points:,} points x " if manifest.design else ""
    variants = format_count(len(manifest.variants), "variant")
    size = f"{variants} x {points}{format_count(manifest.runs, 'run')}"
    say(f"{size}, seed {manifest.seed}")
    base = list_shared_overrides(
        [v.overrides for v in manifest.variants], [v.varied for v in manifest.variants]
    )
    if manifest.fit:
        say(write_fit_line(manifest.fit))
    if base:
        of = f" in {manifest.experiment}" if manifest.experiment else ""
        say(f"changed{of}: {', '.join(base)}")


def _say_label(archive: Archive, name: str) -> None:
    """Print the title, note and tags of the batch of that name, if it has any."""
    label = archive.find_summary(name)
    head = [f"“{label.title}”"] if label.title else []
    head += [f"#{tag}" for tag in label.tags] + (["hidden"] if label.hidden else [])
    for line in filter(None, (" ".join(head), label.note)):
        say(line)


def _say_missing(batch: Batch, counts: Sequence[Counts]) -> None:
    """Print a batch's failures and, unless a launcher runs, the command that completes it."""
    from runs.archive.catalogue import is_running
    from runs.archive.continuing import make_completion_advice

    for failure in batch.failures():
        say(f"\nfailed: {failure.error}\n  again: {failure.rerun}")
    found = None if is_running(batch.layout) else make_completion_advice(batch, counts)
    if found:
        say(f"\n{found.text}")


def say_results(batch: Batch) -> None:
    """Print tables and sentences on a batch's results, then which variants have no runs."""
    counted = batch.tallies()
    if counted is None:
        say("\nNo run is done yet.")
        return
    with use_batch(batch.manifest):
        _say_outcomes(batch, counted)
    from runs.archive.status import describe_absent_variants, read_status

    if absent := describe_absent_variants(read_status(batch)):
        say(absent)


def _say_outcomes(batch: Batch, counted: Tallies) -> None:
    """Print tables and sentences on the variants that have runs; counted: the runs' tallies."""
    if batch.manifest.design:
        from runs.cli.design_text import say_spread
        from runs.cli.dose_text import say_grid_doses

        say_spread(batch, batch.outcomes())
        say_grid_doses(batch)
        return
    from runs.analysis.text.sentences import list_needed_columns, write_result_sentences
    from runs.cli.dose_text import say_cross_doses

    columns = list_needed_columns()
    frame = batch.outcomes(columns=columns if len(counted.names) == 1 else columns[:1])
    _say_table(batch, counted)
    say_cross_doses(batch, counted)
    for sentence in write_result_sentences(frame, tallies=counted, read_rows=batch.outcomes):
        say(sentence)
    if batch.manifest.precision is not None:
        from runs.plan import stopping

        say(stopping.describe_stopping_result(batch.manifest.precision))


def _say_table(batch: Batch, counted: Tallies) -> None:
    """Print each variant's shares of first movers and median day, named by its varied settings."""
    from runs.analysis.comparison.overview import summarise_variants
    from runs.analysis.text.tables import ABOVE, format_outcome_rows, write_intervals_note
    from runs.cli.dose_text import replace_names_by_levers, say_own_metrics

    found = summarise_variants(counted)
    table, levers = replace_names_by_levers(batch, format_outcome_rows(found))
    say(f"\n{ABOVE}; {write_intervals_note(found)}.\n")
    say(format_table(table[0], table[1:], unwrapped=levers))
    say_own_metrics(batch, counted)


def _make_batch_record(batch: Batch) -> dict[str, Any]:
    """Return name, path, manifest, counts, failures and summary (of results) as plain values."""
    counted = batch.tallies()
    rows: list[Any] = []
    if counted is not None:
        from runs.analysis.comparison.overview import summarise_variants
        from runs.analysis.estimates.points import compute_spread_of_points

        with use_batch(batch.manifest):
            found = compute_spread_of_points(batch.outcomes()) if batch.manifest.design else None
            rows = (summarise_variants(counted) if found is None else found).to_dict("records")
    return {
        "name": batch.name,
        "path": str(batch.path),
        "manifest": batch.manifest.model_dump(mode="json"),
        "counts": [asdict(count) for count in batch.counts()],
        "failures": [asdict(failure) for failure in batch.failures()],
        "summary": rows,
    }


def _format_row(batch: BatchSummary) -> tuple[str, ...]:
    """Return a batch's cells: name; title, tags and settings; variants x runs; and state."""
    size = f"{batch.variants:,} x {batch.runs:,}"
    said = [f"“{batch.title}”"] if batch.title else []
    said += [" ".join(f"#{tag}" for tag in batch.tags)] if batch.tags else []
    settings = describe_batch_settings(batch.experiment, batch.changed)
    return batch.name, "\n".join([*said, settings]), size, _describe_state(batch)


def _describe_state(batch: BatchSummary) -> str:
    """Return whether a launch of the batch runs, and how many runs failed or are left."""
    if batch.running:
        return f"running, {batch.done:,} done"
    if batch.failed:
        return f"{batch.failed:,} failed"
    left = batch.wanted - batch.done
    if left <= 0:
        return "done"
    return f"{left:,} left" if batch.running is None else f"stopped, {left:,} left"
