"""Checks that the stored configurations of a batch are unchanged, and names what was changed.

A batch holds the hash of each variant's configuration, not a second copy. What was changed is
therefore found by composing the variant again from its overrides or, if the YAML of the groups has
changed meanwhile, by comparing it with another, unchanged variant of the batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs.archive.config_file import load_yaml
from runs.errors import WrongInput, join_first_few
from runs.plan.variants import Change, compare_configs, compute_variant_hash

if TYPE_CHECKING:
    from model.parameters import Configuration
    from runs.archive.manifest import Manifest, VariantRecord
    from runs.plan.designs.table import PointTable

Tables = tuple["PointTable | None", "PointTable | None"]
CHANGED = "has changed since the batch began"


def load_verified_config(
    layout: Any, manifest: Manifest, record: VariantRecord, tables: Tables = (None, None)
) -> Configuration:
    """Return a variant's validated configuration.

    layout: the batch's paths; tables: its design points, and its levers at the draws of a fit, each
    None without. Raises WrongInput, naming the settings that differ, if the file no longer has its
    hash.
    """
    from runs.plan.settings.validation import validate_config

    path = layout.get_config_path(record.hash)
    found = read_plain_config(path, record)
    if _compute_digest(found, tables) == record.hash:
        return validate_config({"sides": manifest.sides, **found}, f"variant {record.name}")
    what = f"the configuration of {record.name}" + (", or its points," if any(tables) else "")
    raise WrongInput(
        f"{what} {CHANGED}: {_describe_changed_settings(layout, manifest, record, found, tables)}.",
        key=str(path),
    )


def read_plain_config(path: Path, record: VariantRecord) -> dict[str, Any]:
    """Return the configuration in a variant's file as a plain dict; WrongInput if unreadable."""
    from yaml import YAMLError

    try:
        found = load_yaml(path.read_bytes())
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is no YAML any more"
        raise _make_unreadable_error(path, record, str(said)) from error
    if not isinstance(found, dict):
        raise _make_unreadable_error(path, record, "it is no mapping")
    return found


def _make_unreadable_error(path: Path, record: VariantRecord, reason: str) -> WrongInput:
    """Return the error for a variant's file that cannot be read, for a reason in words."""
    return WrongInput(
        f"the configuration of {record.name} cannot be read ({reason}): {path}. Put the file back "
        "from a copy of the batch; its rows are not touched.",
        key=str(path),
    )


def _compute_digest(plain: dict[str, Any], tables: Tables = (None, None)) -> str | None:
    """Return the hash of a configuration and its tables (design points, draws of a fit); None where
    a value has no JSON form.
    """
    try:
        return compute_variant_hash(plain, *tables)
    except (TypeError, ValueError):  # a date, a NaN: nothing that was written here
        return None


def _describe_changed_settings(
    layout: Any, manifest: Manifest, record: VariantRecord, stored: dict[str, Any], tables: Tables
) -> str:
    """Return in words in which settings a variant's stored configuration differs from the one that
    its hash was made of; tables: as of `load_verified_config`.
    """
    composed = _recompose_config(manifest, record, tables)
    if composed is not None:
        return _format_changes(compare_configs(composed, stored))
    for other, config in _read_unchanged_variants(layout, manifest, record):
        own = {*other.varied, *record.varied}
        left = [
            c
            for c in compare_configs(config, stored)
            if not any(_can_explain_change(key, c.path) for key in own)
        ]
        if left:
            return _format_changes(left)
    return "it cannot be said where, as no other variant of the batch tells"


def _recompose_config(
    manifest: Manifest, record: VariantRecord, tables: Tables
) -> dict[str, Any] | None:
    """Return the configuration that the variant's overrides give today, without a design's ranges;
    None if its hash is another, with these tables, or they are refused.
    """
    from runs.plan.planner import Planner

    ranges = manifest.design.levers if manifest.design else {}
    own = [text for text in record.overrides if text.partition("=")[0] not in ranges]
    experiment = [f"experiment={manifest.experiment}"] if manifest.experiment else []
    try:
        (variant,) = Planner().plan([*experiment, *own], multirun=False).variants
    except (WrongInput, ValueError):
        return None
    plain = variant.to_plain_values()
    return plain if _compute_digest(plain, tables) == record.hash else None


def _read_unchanged_variants(
    layout: Any, manifest: Manifest, record: VariantRecord
) -> Iterator[tuple[VariantRecord, dict[str, Any]]]:
    """Yield each other variant of the batch whose files still have its hash, with its
    configuration.
    """
    for other in manifest.variants:
        if other.hash == record.hash:
            continue
        try:
            found = read_plain_config(layout.get_config_path(other.hash), other)
            tables = _read_tables(layout, manifest, other)
        except WrongInput:
            continue
        if _compute_digest(found, tables) == other.hash:
            yield other, found


def _read_tables(layout: Any, manifest: Manifest, record: VariantRecord) -> Tables:
    """Return a variant's design points, and its levers at the draws of a fit, each None without;
    WrongInput if a table is damaged.
    """
    from runs.archive.point_tables import read_point_table

    points, draws = layout.get_points_path(record.hash), layout.get_draws_path(record.hash)
    return (
        None if manifest.design is None else read_point_table(points),
        None if manifest.fit is None else read_point_table(draws),
    )


def _can_explain_change(key: str, path: str) -> bool:
    """Say whether a varied setting or group choice `key` may cause a change at `path`."""
    group, _, package = key.partition("@")
    return path == key or path.startswith((f"{key}.", f"{package or group}."))


def _format_changes(changes: list[Change]) -> str:
    """Return the first eight changes in words: "PATH was A, is B; ..."."""
    told = [f"{change.path} was {change.a}, is {change.b}" for change in changes]
    return join_first_few(told, "; ", shown=8)
