"""Reuse of a batch that has already been computed from the same plan.

Runs are a function of configurations, seed and engine. A notebook that is run twice asks for the
same runs, and gets the batch that has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.archive.batch import Archive, Batch
from runs.errors import WrongInput
from runs.execute.launch import Announce, launch_plan, resume
from runs.execute.launch_record import make_first_manifest

if TYPE_CHECKING:
    from runs.archive.manifest import Manifest
    from runs.plan.plan import Plan


def launch_or_reuse(plan: Plan, announce: Announce, names_batch: bool) -> Batch:
    """Return the newest batch of the same plan, completed if runs are missing; else launch it.

    Args:
        plan: the plan.
        announce: called with the progress of whatever is computed.
        names_batch: whether the plan names its batch: then only that batch is considered.

    Raises WrongInput, naming what differs, if the batch of that name is of another plan.
    """
    return launch_or_complete(plan, find_same_batch(plan, names_batch), announce)


def launch_or_complete(plan: Plan, existing: Batch | None, announce: Announce) -> Batch:
    """Return a batch of the plan: `existing`, completed if runs are missing or its precision is not
    yet reached; a new one if `existing` is None.
    """
    if existing is None:
        return launch_plan(plan, announce)
    missing, precision = existing.missing(), existing.manifest.precision
    settled = precision is not None and precision.stopped is not None
    if not missing and (precision is None or settled):
        return existing
    return resume(existing, announce, executor=plan.executor, command=plan.command)


def find_same_batch(plan: Plan, names_batch: bool) -> Batch | None:
    """Return the newest batch of the same plan, None if there is none; if the plan names its batch
    (`names_batch`), only that one is considered.

    Raises WrongInput, naming what differs, if the batch of that name is of another plan.
    """
    wanted = make_first_manifest(plan, 1)
    return _find_batch_of_same_plan(plan, wanted, names_batch)


def _find_batch_of_same_plan(plan: Plan, wanted: Manifest, names_batch: bool) -> Batch | None:
    """Return the newest batch whose plan is that of the manifest `wanted`; None, and WrongInput, as
    of `find_same_batch`.
    """
    archive = Archive(plan.folder.parent)
    names = [plan.folder.name] if names_batch else [one.name for one in archive.batches()]
    for name in names:
        batch = Batch(archive.outputs / name)
        if not batch.layout.manifest.is_file():
            continue
        try:
            differing = list_plan_differences(batch.manifest, wanted)
        except WrongInput:
            if names_batch:
                raise
            continue
        if not differing:
            return batch
        if names_batch:
            reason = f"batch {name} exists already and is of another plan: "
            raise WrongInput(
                f"{reason}{', '.join(differing)} differ.", key="batch", value=name,
                allowed=["a name that is not in use", "none, for a name of date and experiment"],
            )  # fmt: skip
    return None


def list_plan_differences(existing: Manifest, wanted: Manifest) -> list[str]:
    """Return in which settings two plans differ (variants, runs, seeds, precisions, metrics,
    engines); empty if their rows would be equal.

    existing: manifest of a batch; wanted: that of a plan, before any run.
    """
    runs = (existing.runs if existing.precision is None else existing.commands[0].runs, wanted.runs)
    played = [[(v.name, v.hash, v.points) for v in one.variants] for one in (existing, wanted)]
    aims = [one.precision and (one.precision.wanted, one.precision.planned)
            for one in (existing, wanted)]  # fmt: skip
    pairs = {
        "variants": played,
        "runs": runs,
        "seeds": (existing.seed, wanted.seed),
        "precisions": aims,
        "metrics": ([m.name for m in existing.metrics], [m.name for m in wanted.metrics]),
        "engines": (existing.engine.digest, wanted.engine.digest),
    }
    return [name for name, (one, other) in pairs.items() if one != other]
