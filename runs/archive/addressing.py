"""What a command means by the name of a batch or of a variant: one rule for all of them.

A batch is named in full, or by its experiment (the newest of that experiment), or by any part
that one name alone has. A variant is NAME, HASH, the beginning of a hash, or BATCH/NAME; without
a batch it is looked for in the newest batch, then in the others, newest first, and whoever asks
learns in which it was found. What fits several things equally well is refused with all of them.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from runs.archive.naming import find
from runs.errors import WrongInput
from runs.paths import outputs_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.archive.batch import Archive, Batch
    from runs.archive.manifest import VariantRecord


class Found(NamedTuple):
    """A variant and its batch; `elsewhere` says that this is not the newest batch."""

    batch: Batch
    variant: VariantRecord
    elsewhere: bool = False


def archive(outputs: str | None = None) -> Archive:
    """The archive at the usual place, or at `outputs`."""
    from runs.archive.batch import Archive

    return Archive(outputs_folder(outputs))


def latest(archive: Archive) -> Batch:
    """The newest batch; raises WrongInput when there is none."""
    batches = archive.batches()
    if not batches:
        raise WrongInput(
            f"there is no batch in {archive.outputs} yet: start one with `taijie run`.",
            key="batch",
        )
    return archive.open(batches[0].name)


def batch(archive: Archive, name: str | None) -> Batch:
    """The batch of that name, as `catalogue.batch_name` reads it; the newest without a name."""
    return latest(archive) if name is None else archive.open(name)


def variant(archive: Archive, reference: str, batch: str | None = None) -> Found:
    """The variant meant by `reference`, in the batch named or in the newest that has it.

    The name of a batch with one variant means that variant. Raises WrongInput naming what there is.
    """
    (found,) = variants(archive, [reference], batch)
    return found


def variants(archive: Archive, references: Sequence[str], batch: str | None = None) -> list[Found]:
    """The variants meant, all in one batch where one has them all; raises WrongInput otherwise.

    Without such a batch each is looked for by itself, so that two may lie in different batches.
    """
    if batch is not None:
        opened = archive.open(batch)
        return [Found(opened, _within(archive, opened, one)) for one in references]
    together = _newest_with(archive, references)
    return together or [_alone(archive, one) for one in references]


def place_text(found: Sequence[Found]) -> str:
    """Return what is said where variants were found in another batch than the newest; else ""."""
    names = dict.fromkeys(one.batch.name for one in found if one.elsewhere)
    return f"in {' and '.join(names)}, the newest that has it" if names else ""


def _newest_with(archive: Archive, references: Sequence[str]) -> list[Found]:
    """The variants in the newest batch that has all of them: by full name or hash if one has."""
    opened = _readable(archive)
    for loosely in (False, True):
        for place, one in enumerate(opened):
            known = one.manifest.variants
            records = [find(known, reference, loosely) for reference in references]
            if all(record is not None for record in records):
                return [Found(one, record, place > 0) for record in records if record is not None]
    return []


def _alone(archive: Archive, reference: str) -> Found:
    """One variant, in the newest batch that has it, or in the one named before a slash."""
    found = _newest_with(archive, [reference])
    if found:
        return found[0]
    name, slash, rest = reference.partition("/")
    if slash:
        opened = archive.open(name)
        return Found(opened, _within(archive, opened, rest))
    newest = latest(archive)
    try:
        opened = archive.open(reference)
    except WrongInput:
        return Found(newest, _within(archive, newest, reference))
    records = opened.manifest.variants
    if len(records) == 1:
        return Found(opened, records[0])
    names = [f"{opened.name}/{one.name}" for one in records]
    reason = f"{reference} is a batch of {len(records)} variants: say which."
    raise WrongInput(reason, key="variant", value=reference, allowed=names)


def _within(archive: Archive, opened: Batch, reference: str) -> VariantRecord:
    """The variant in one batch; the refusal names the batches that have it."""
    try:
        return opened.manifest.variant(reference)
    except WrongInput as error:
        batches = _readable(archive)
        having = [one.name for one in batches if find(one.manifest.variants, reference, True)]
        others = " and no other batch has it" if len(batches) > 1 and not error.nearest else ""
        raise WrongInput(
            error.reason if having else f"{error.reason.rstrip('.')}{others}.",
            key="variant",
            value=reference,
            allowed=error.allowed,
            nearest=[f"{name}/{reference}" for name in having] or error.nearest,
        ) from None


def _readable(archive: Archive) -> list[Batch]:
    """The batches, newest first, without those whose manifest another version wrote."""
    found = []
    for summary in archive.batches():
        one = archive.open(summary.name)
        with suppress(ValueError):
            one.manifest  # noqa: B018 -- read here, once
            found.append(one)
    return found
