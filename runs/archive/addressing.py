"""How commands find a batch or a variant by name: one rule for all of them.

A batch is named in full, or by its experiment (for its newest batch), or by any part that only one
name has. A variant is NAME, HASH, the beginning of a hash, or BATCH/NAME; without a batch it is
looked for in the newest batch, then in the others, newest first, and the user is told in which it
was found. A name that fits several is refused, with all of them listed.
"""

from __future__ import annotations

from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from runs.archive.naming import find_variant_by_word
from runs.arguments import require_text
from runs.errors import WrongInput
from runs.layout import Layout
from runs.paths import resolve_outputs_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.archive.batch import Archive, Batch
    from runs.archive.manifest import BatchSummary, VariantRecord


BATCHES = ("a batch's name or path", "a Batch", "None, for the newest")
"""How a script names a batch."""


class FoundVariant(NamedTuple):
    """A variant and its batch; `elsewhere` is True if no batch was named, and the newest batch is
    another one.
    """

    batch: Batch
    variant: VariantRecord
    elsewhere: bool = False


def open_archive(outputs: str | None = None) -> Archive:
    """Return the archive in the folder `outputs`, which need not exist yet; None: the default
    (`resolve_outputs_folder`). WrongInput if it cannot be read.
    """
    from runs.archive.batch import Archive

    folder = resolve_outputs_folder(outputs)
    try:
        next(folder.iterdir(), None)
    except FileNotFoundError:
        pass  # the first batch makes it
    except OSError as error:
        reason = f"the folder of batches {folder} cannot be read: {error.strerror}."
        raise WrongInput(reason, key="outputs", value=str(folder)) from None
    return Archive(folder)


def open_latest_batch(archive: Archive) -> Batch:
    """Return the newest batch, a hidden one only if all are hidden; WrongInput if there is none."""
    batches = _list_batches(archive)
    if not batches:
        raise WrongInput(
            f"there is no batch in {archive.outputs} yet: start one with `taijie run`.",
            key="batch",
        )
    return archive.open(batches[0].name)


def open_batch(archive: Archive, name: str | None) -> Batch:
    """Return the batch of a name, of an experiment, or of any part that only one name has; the
    newest for None. WrongInput if none or several fit.
    """
    return open_latest_batch(archive) if name is None else archive.open(name)


def open_batch_of_script(batch: object, outputs: str | None = None) -> Batch:
    """Return the batch that a script names: a batch as it is, else the one of a name as
    `open_batch` takes it, or in a folder of that path; the newest for None.

    Raises WrongInput, naming the argument, for anything else, and if there is none.
    """
    from runs.archive.batch import Batch

    if isinstance(batch, Batch):
        return batch
    if isinstance(batch, PathLike) or (isinstance(batch, str) and Path(batch).name != batch):
        folder = Path(batch).absolute()
        if Layout(folder).manifest.is_file():
            return Batch(folder)
        batch = str(batch)
    name = None if batch is None else require_text("batch", batch, BATCHES)
    return open_batch(open_archive(outputs), name)


def find_variant(archive: Archive, reference: str, batch: str | None = None) -> FoundVariant:
    """Return the variant that `reference` names, from `batch` or, for None, the newest that has it.

    reference: NAME, HASH, the beginning of a hash, or BATCH/NAME; the name of a batch with one
    variant stands for that variant. Raises WrongInput, listing the variants, if none or several
    fit.
    """
    (found,) = find_variants(archive, [reference], batch)
    return found


def find_variants(
    archive: Archive, references: Sequence[str], batch: str | None = None
) -> list[FoundVariant]:
    """Return the variants that the references (as of `find_variant`) name, in their order.

    All are of `batch` if it is given, else of the newest batch that has them all; if none has,
    each is looked up separately, so that two may come from different batches. Raises WrongInput
    if no variant, or several, fit.
    """
    if batch is not None:
        opened = archive.open(batch)
        return [
            FoundVariant(opened, _find_variant_in_batch(archive, opened, one)) for one in references
        ]
    together = _find_variants_in_newest_batch(archive, references)
    return together or [_find_variant_by_reference(archive, one) for one in references]


def write_other_batches_note(variants: Sequence[FoundVariant]) -> str:
    """Return a phrase that names the batches of those variants that are not from the newest batch;
    "" if all are from it.
    """
    names = dict.fromkeys(one.batch.name for one in variants if one.elsewhere)
    return f"in {' and '.join(names)}, the newest that has it" if names else ""


def _find_variants_in_newest_batch(
    archive: Archive, references: Sequence[str]
) -> list[FoundVariant]:
    """Return the variants from the newest batch that has all of them; empty if no batch has all.

    A batch in which the references are names or (beginnings of) hashes is preferred to a newer one
    in which they are beginnings of names.
    """
    opened = _list_readable_batches(archive)
    for loosely in (False, True):
        for place, one in enumerate(opened):
            known = one.manifest.variants
            records = [find_variant_by_word(known, reference, loosely) for reference in references]
            if all(record is not None for record in records):
                return [
                    FoundVariant(one, record, place > 0) for record in records if record is not None
                ]
    return []


def _find_variant_by_reference(archive: Archive, reference: str) -> FoundVariant:
    """Return a variant from the newest batch that has it, else from the batch before the slash,
    else the only variant of the batch of this name; WrongInput if there is none.
    """
    found = _find_variants_in_newest_batch(archive, [reference])
    if found:
        return found[0]
    name, slash, rest = reference.partition("/")
    if slash:
        opened = archive.open(name)
        return FoundVariant(opened, _find_variant_in_batch(archive, opened, rest))
    newest = open_latest_batch(archive)
    try:
        opened = archive.open(reference)
    except WrongInput:
        return FoundVariant(newest, _find_variant_in_batch(archive, newest, reference))
    records = opened.manifest.variants
    if len(records) == 1:
        return FoundVariant(opened, records[0])
    names = [f"{opened.name}/{one.name}" for one in records]
    reason = f"{reference} is a batch of {len(records)} variants: say which."
    raise WrongInput(reason, key="variant", value=reference, allowed=names)


def _find_variant_in_batch(archive: Archive, opened: Batch, reference: str) -> VariantRecord:
    """Return the variant of one batch; if there is none, WrongInput names batches that have it."""
    try:
        return opened.manifest.find_variant(reference)
    except WrongInput as error:
        batches = _list_readable_batches(archive)
        having = [
            one.name
            for one in batches
            if find_variant_by_word(one.manifest.variants, reference, True)
        ]
        others = " and no other batch has it" if len(batches) > 1 and not error.nearest else ""
        raise WrongInput(
            error.reason if having else f"{error.reason.rstrip('.')}{others}.",
            key="variant",
            value=reference,
            allowed=error.allowed,
            nearest=[f"{name}/{reference}" for name in having] or error.nearest,
        ) from None


def _list_batches(archive: Archive) -> list[BatchSummary]:
    """Return the batches, newest first, hidden ones last."""
    return sorted(archive.batches(), key=lambda one: one.hidden)


def _list_readable_batches(archive: Archive) -> list[Batch]:
    """Return the batches, newest first, without those whose manifest cannot be read."""
    found = []
    for summary in _list_batches(archive):
        one = archive.open(summary.name)
        with suppress(WrongInput):
            one.manifest  # noqa: B018 -- read here, once
            found.append(one)
    return found
