"""The command line that launches a variant of a batch alone, where there is one."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path

from runs.archive.batch import Batch
from runs.errors import WrongInput
from runs.paths import get_current_folder
from runs.plan.planner import Planner


def find_launch_overrides(batch: Batch, variant: str) -> list[str] | None:
    """Return the overrides with which `taijie run` makes exactly this variant's configuration.

    None if today's configs no longer make it in a launch of its own, or if the batch has a design.
    """
    record, manifest = batch.manifest.find_variant(variant), batch.manifest
    if manifest.design is not None:
        return None
    config = batch.configuration(record.hash)
    for before in ([], [f"experiment={manifest.experiment}"] if manifest.experiment else []):
        words = [*before, *record.overrides]
        with suppress(WrongInput):
            plan = _get_planner(get_current_folder()).plan([*words, f"seed={manifest.seed}"], False)
            if [one.config for one in plan.variants] == [config] and plan.design is None:
                return words
    return None


@cache
def _get_planner(_: Path) -> Planner:
    """Return a planner of launches, made once for each current folder."""
    return Planner()
