"""How a variant is named on the command line: NAME, HASH, BATCH or BATCH/NAME."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from runs.errors import WrongInput
from runs.places import outputs_folder

if TYPE_CHECKING:
    from runs.archive import Archive, Batch
    from runs.manifest import VariantRecord


def archive(outputs: str | None = None) -> Archive:
    """The archive at the usual place, or at `outputs`."""
    from runs.archive import Archive

    return Archive(outputs_folder(outputs))


def addressed(batch: Path) -> str:
    """How a command names the batch in that folder: `NAME`, with `--outputs` where it is needed."""
    usual = outputs_folder() == batch.parent
    return batch.name if usual else f"{batch.name} --outputs {shlex.quote(str(batch.parent))}"


def latest(archive: Archive) -> Batch:
    """The newest batch; raises WrongInput when there is none."""
    batches = archive.batches()
    if not batches:
        raise WrongInput(
            f"there is no batch in {archive.outputs} yet: start one with `taijie run`.",
            key="batch",
        )
    return archive.open(batches[0].name)


def variant(archive: Archive, said: str, batch: str | None) -> tuple[Batch, VariantRecord]:
    """The batch and variant meant by `said`.

    `BATCH/NAME` names both; a NAME or HASH is looked for in `batch`, or in the newest batch; the
    name of a batch with one variant means that variant. Raises WrongInput naming what there is.
    """
    if batch is None and "/" in said:
        batch, _, said = said.partition("/")
    if batch is not None:
        found = archive.open(batch)
        return found, found.manifest.variant(said)
    newest = latest(archive)
    try:
        return newest, newest.manifest.variant(said)
    except WrongInput as error:
        if said not in {summary.name for summary in archive.batches()}:
            raise error from None
    found = archive.open(said)
    variants = found.manifest.variants
    if len(variants) == 1:
        return found, variants[0]
    names = [f"{found.name}/{one.name}" for one in variants]
    reason = f"{said} is a batch of {len(variants)} variants: say which."
    raise WrongInput(reason, key="variant", value=said, allowed=names)
