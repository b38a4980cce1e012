"""Checks that the user's own policies of a batch are here, unchanged, before it is resumed, retried
or replayed.
"""

from __future__ import annotations

from runs.archive import engine
from runs.archive.engine import EngineMismatchError
from runs.archive.manifest import Manifest
from runs.plan.plugins.catalogue import Catalogue, Plugin
from runs.plan.plugins.choosing import collect_source_digests
from runs.plan.plugins.record import PolicyRecord


def require_same_policies(
    manifest: Manifest, doing: str, catalogue: Catalogue | None = None
) -> tuple[Plugin, ...]:
    """Return the user's own policies that a batch was computed with, as found here, all unchanged.

    Raises EngineMismatchError, naming what is missing or has changed, also in the engine. doing:
    the activity that needs them, for the message.
    """
    catalogue = catalogue or Catalogue()
    plugins = tuple(
        _find_unchanged_policy(record, doing, catalogue) for record in manifest.policies
    )
    engine.require_same_engine(manifest.engine, doing, collect_source_digests(plugins))
    return plugins


def _find_unchanged_policy(record: PolicyRecord, doing: str, catalogue: Catalogue) -> Plugin:
    """Return the policy of a record as found here; EngineMismatchError if it is gone or has
    changed.
    """
    plugin = catalogue.find(record.name)
    of = f"{doing} needs the policy {record.name} of {record.place}"
    if plugin is None:
        raise EngineMismatchError(
            f"{of}, and there is none of that name here: start in the folder that has it, which was"
            f" that of {record.path}.",
            key="policy", value=record.name,
        )  # fmt: skip
    names = sorted(set(record.sources) | set(plugin.sources))
    changed = [name for name in names if record.sources.get(name) != plugin.sources.get(name)]
    if changed:
        raise EngineMismatchError(
            f"{of} as it was, and {', '.join(changed)} has changed since.",
            key="policy", value=record.name,
        )  # fmt: skip
    return plugin


def find_policy_sources(manifest: Manifest) -> dict[str, str]:
    """Return file -> SHA-256 of a batch's own policies as found here; missing ones are left out."""
    there = Catalogue().plugins
    plugins = [one for record in manifest.policies for one in there.get(record.name, ())[:1]]
    return collect_source_digests(plugins)
