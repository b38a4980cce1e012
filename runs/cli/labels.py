"""`taijie rename`, `note`, `tag`, `hide` and `delete`: order among many batches."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from runs.archive.addressing import open_archive
from runs.command_text import format_command, make_outputs_option
from runs.errors import WrongInput
from runs.terminal import say

if TYPE_CHECKING:
    from runs.archive.batch import Archive
    from runs.archive.manifest import BatchSummary

Outputs = Annotated[str | None, typer.Option(help="Folder of batches, if not the usual one.")]
BatchName = Annotated[
    str, typer.Argument(help="Name of the batch, its title, or a part of either.")
]
BatchNames = Annotated[
    list[str], typer.Argument(help="Names of batches, titles, or parts of them.")
]


def rename(
    batch: BatchName,
    title: Annotated[str, typer.Argument(help='What to call it; "" takes the title away.')],
    outputs: Outputs = None,
) -> None:
    """Give a batch a title, by which it is found as well; its folder keeps its name."""
    from runs.archive.labelling import set_title

    archive = open_archive(outputs)
    told = set_title(archive, archive.open(batch).name, title)
    say(f"{told.name}: “{told.title}”" if told.title else f"{told.name} has no title now")


def note(
    batch: BatchName,
    text: Annotated[
        str | None, typer.Argument(help='The note; "" takes it away; left out: print it.')
    ] = None,
    outputs: Outputs = None,
) -> None:
    """Write a note on a batch, or print it."""
    from runs.archive.labelling import set_note

    archive = open_archive(outputs)
    name = archive.open(batch).name
    if text is not None:
        say(f"{name}: {set_note(archive, name, text).note or 'no note now'}")
        return
    say(archive.find_summary(name).note or f"{name} has no note.")


def tag(
    batches: BatchNames,
    add: Annotated[list[str] | None, typer.Option("--add", "-a", help="A tag; repeatable.")] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", "-r", help="A tag to take away; repeatable.")
    ] = None,
    outputs: Outputs = None,
) -> None:
    """Add tags to batches or take them away: taijie tag BATCH --add pilot."""
    from runs.archive.labelling import change_tags

    if not add and not remove:
        reason = "say which tag: --add TAG or --remove TAG."
        raise WrongInput(reason, key="tag", allowed=["taijie tag BATCH --add TAG"])
    archive = open_archive(outputs)
    for told in change_tags(archive, _resolve_names(archive, batches), add or [], remove or []):
        say(f"{told.name}: {', '.join(told.tags) or 'no tags'}")


def hide(
    batches: BatchNames,
    undo: Annotated[bool, typer.Option("--undo", help="Show them in the list again.")] = False,
    outputs: Outputs = None,
) -> None:
    """Leave batches out of `taijie list`, or show them again; nothing is deleted."""
    from runs.archive.labelling import set_hidden

    archive = open_archive(outputs)
    for told in set_hidden(archive, _resolve_names(archive, batches), not undo):
        say(f"{told.name} is {'hidden' if told.hidden else 'shown'}")
    again = format_command("taijie", "list", "--all", *make_outputs_option(archive.outputs))
    if not undo:
        say(f"hidden ones too: {again}")


def delete(
    batches: BatchNames,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    outputs: Outputs = None,
) -> None:
    """Delete batches for good, with all their runs; asks first."""
    from runs.archive.labelling import delete_batch

    archive = open_archive(outputs)
    names = _resolve_names(archive, batches)
    known = [archive.find_summary(name) for name in names]  # all of them, before one is deleted
    for one in known:
        say(f"{one.path}: {_describe_size(one)}")
    if not yes and not _confirm_deletion(len(names)):
        say("Nothing is deleted.")
        raise typer.Exit(1)
    for name in names:
        delete_batch(archive, name)
        say(f"deleted: {name}")


def _resolve_names(archive: Archive, words: Sequence[str]) -> list[str]:
    """Return the full names of the batches that the words mean, each once; WrongInput for a word
    that means none.
    """
    return list(dict.fromkeys(archive.open(word).name for word in words))


def _describe_size(summary: BatchSummary) -> str:
    """Return the planned variants and runs of a batch, and how many runs are done, as text."""
    return f"{summary.variants:,} x {summary.runs:,} runs, {summary.done:,} done"


def _confirm_deletion(count: int) -> bool:
    """Ask whether to delete `count` batches, and return the answer; WrongInput, naming the option
    that skips the question, if no terminal can answer.
    """
    if not sys.stdin.isatty():
        reason = "nobody is there to be asked: --yes deletes without asking."
        raise WrongInput(reason, key="--yes", allowed=["--yes"])
    these = "this batch" if count == 1 else f"these {count} batches"
    return typer.confirm(f"Delete {these} for good?")
