"""Checks that the user's own policies, roles and metrics of a batch are here, unchanged, before it
is resumed, retried or replayed.
"""

from __future__ import annotations

from collections.abc import Sequence

from runs.archive import engine
from runs.archive.engine import EngineMismatchError
from runs.archive.manifest import Manifest
from runs.plan.plugins.catalogue import Catalogue, Plugin
from runs.plan.plugins.choosing import collect_source_digests
from runs.plan.plugins.kinds import METRIC, POLICY, ROLE, PluginKind
from runs.plan.plugins.record import PluginRecord


def require_same_plugins(manifest: Manifest, activity: str) -> tuple[Plugin, ...]:
    """Return the user's own policies, roles and metrics that a batch was computed with, as found
    here, all unchanged.

    Raises EngineMismatchError, naming what is missing or has changed, also in the engine. activity:
    what needs them, for the message.
    """
    plugins = []
    for kind, records in _list_plugin_records(manifest):
        catalogue = Catalogue(kind=kind)
        plugins += [_find_unchanged_plugin(record, activity, catalogue) for record in records]
    engine.require_same_engine(manifest.engine, activity, collect_source_digests(plugins))
    return tuple(plugins)


def _list_plugin_records(manifest: Manifest) -> list[tuple[PluginKind, Sequence[PluginRecord]]]:
    """Return (kind, its records) of a manifest: policies, roles, metrics; kinds without any are
    left out.
    """
    kinds: list[tuple[PluginKind, Sequence[PluginRecord]]] = [
        (POLICY, manifest.policies), (ROLE, manifest.roles), (METRIC, manifest.metrics)
    ]  # fmt: skip
    return [(kind, records) for kind, records in kinds if records]


def _find_unchanged_plugin(record: PluginRecord, activity: str, catalogue: Catalogue) -> Plugin:
    """Return the plugin of a record as found here; EngineMismatchError if it is gone or has
    changed. activity: what needs it, for the message; catalogue: what is here of its kind.
    """
    plugin, mark = catalogue.find_plugin(record.name), catalogue.kind.mark
    of = f"{activity} needs the {mark} {record.name} of {record.place}"
    if plugin is None:
        raise EngineMismatchError(
            f"{of}, and there is none of that name here: start in the folder that has it, which was"
            f" that of {record.path}.",
            key=mark, value=record.name,
        )  # fmt: skip
    names = sorted(set(record.sources) | set(plugin.sources))
    changed = [name for name in names if record.sources.get(name) != plugin.sources.get(name)]
    if changed:
        raise EngineMismatchError(
            f"{of} as it was, and {', '.join(changed)} has changed since.",
            key=mark, value=record.name,
        )  # fmt: skip
    return plugin


def find_plugin_sources(manifest: Manifest) -> dict[str, str]:
    """Return file -> SHA-256 of a batch's own policies, roles and metrics as found here; missing
    ones are left out.
    """
    plugins = [
        plugin
        for kind, records in _list_plugin_records(manifest)
        for record in records
        for plugin in Catalogue(kind=kind).plugins.get(record.name, ())[:1]
    ]
    return collect_source_digests(plugins)
