"""How a batch with missing runs is completed: the advice given by terminal, pages and errors.

`retry` computes again what failed, `resume` all that is missing, failed or not yet begun. Both are
refused if the engine is no longer that of the batch: rows of two engines are not put into one
table. The user is told so before typing the command.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from runs.command_text import format_command, make_batch_arguments
from runs.errors import WrongInput

if TYPE_CHECKING:
    from runs.archive.manifest import Counts, Manifest


class CountedBatch(Protocol):
    """What these functions need of a batch: folder, manifest, and numbers of runs."""

    @property
    def path(self) -> Path:
        """The batch's folder."""

    @property
    def manifest(self) -> Manifest:
        """The batch's manifest: what runs it wants, and the engine it was computed with."""

    def counts(self) -> list[Counts]:
        """Return the numbers of done, wanted and failed runs of each variant."""


@dataclass(frozen=True)
class Advice:
    """A command that continues a batch, what it does, and, if it would be refused here, why."""

    command: str
    effect: str
    """What it is for, as it follows "to": "compute the 12 runs that are missing"."""
    refusal: str = ""
    """Empty where it would not be refused."""

    @property
    def lines(self) -> list[str]:
        """What the command does and the command; if it would be refused, why and what to do."""
        if self.refusal:
            return [f"It cannot be continued here: {self.refusal}", OTHER_ENGINE]
        return [f"To {self.effect}:", self.command]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


OTHER_ENGINE = (
    "What is there stays readable. Go on with the version it was computed with, or run it anew."
)


def make_completion_advice(
    batch: CountedBatch, counts: Sequence[Counts] | None = None
) -> Advice | None:
    """Return the advice (command, effect, refusal) on how a batch is completed; None if no run is
    missing.

    counts: of `batch.counts()`, if known.
    """
    from runs.analysis.text.names import format_count

    each = batch.counts() if counts is None else counts
    failed = sum(count.failed for count in each)
    missing = sum(count.wanted - count.done for count in each)
    if not missing:
        return None
    whole = missing == failed
    among = f", the {failed:,} that failed among them" if failed and not whole else ""
    command = format_command(
        "taijie", "retry" if whole else "resume", *make_batch_arguments(batch.path)
    )
    one = format_count(missing, "run")
    effect = f"compute the {one} that {'is' if missing == 1 else 'are'} missing{among}"
    if whole:
        effect = f"compute the {one} that failed again"
    return Advice(command, effect, describe_refusal(batch))


def make_extension_advice(batch: CountedBatch, runs: int) -> Advice:
    """Return the advice (command, effect, refusal) that enlarges a complete batch to so many runs
    of each variant.
    """
    command = format_command("taijie", "resume", *make_batch_arguments(batch.path), f"runs={runs}")
    effect = f"compute more runs, to {runs:,} of each variant; those that are there stay"
    return Advice(command, effect, describe_refusal(batch))


def describe_refusal(batch: CountedBatch) -> str:
    """Return why no runs can be added to a batch here (its engine is another one); empty if they
    can.
    """
    from runs.archive.plugin_check import (
        require_same_plugins,
    )  # the engine and policies: only where asked

    try:
        require_same_plugins(batch.manifest, "going on")
    except WrongInput as error:
        return error.reason
    return ""
