"""The configurations a batch keeps: read back, and refused by name where somebody changed one.

A batch holds the hash of each variant's configuration, not a second copy. What was changed is
therefore found by composing the variant again from its overrides, or, where the YAML of the
groups has moved on meanwhile, beside another variant of the batch that is as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs.archive.config_file import load_yaml
from runs.errors import WrongInput, some
from runs.plan.variants import Change, diff, digest

if TYPE_CHECKING:
    from model.parameters import Configuration
    from runs.archive.manifest import Manifest, VariantRecord
    from runs.plan.designs.table import PointTable

CHANGED = "has changed since the batch began"


def load_verified(
    layout: Any, manifest: Manifest, record: VariantRecord, table: PointTable | None = None
) -> Configuration:
    """Return a variant's configuration, validated; `layout` knows the files of the batch.

    `table` holds the points of its design, where there is one.

    Raises WrongInput, naming the settings that differ, where it is not what was hashed.
    """
    from runs.plan.settings.validation import validate_config

    path = layout.config(record.hash)
    found = plain(path, record)
    if _digest(found, table) == record.hash:
        return validate_config(found, f"variant {record.name}")
    what = f"the configuration of {record.name}" + (", or its points," if table else "")
    raise WrongInput(
        f"{what} {CHANGED}: {_difference_text(layout, manifest, record, found)}.",
        key=str(path),
    )


def plain(path: Path, record: VariantRecord) -> dict[str, Any]:
    """Return the configuration in a variant's file as a plain dict; WrongInput if unreadable."""
    from yaml import YAMLError

    try:
        found = load_yaml(path.read_bytes())
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        said = error.strerror if isinstance(error, OSError) else "it is no YAML any more"
        raise _unreadable(path, record, str(said)) from error
    if not isinstance(found, dict):
        raise _unreadable(path, record, "it is no mapping")
    return found


def _unreadable(path: Path, record: VariantRecord, why: str) -> WrongInput:
    return WrongInput(
        f"the configuration of {record.name} cannot be read ({why}): {path}. Put the file back "
        "from a copy of the batch; its rows are not touched.",
        key=str(path),
    )


def _digest(plain: dict[str, Any], table: PointTable | None = None) -> str | None:
    try:
        return digest(plain, table)
    except (TypeError, ValueError):  # a date, a NaN: nothing that was written here
        return None


def _difference_text(
    layout: Any, manifest: Manifest, record: VariantRecord, plain: dict[str, Any]
) -> str:
    composed = _compose_again(manifest, record)
    if composed is not None:
        return _changes_text(diff(composed, plain))
    for other, config in _others(layout, manifest, record):
        own = {*other.varied, *record.varied}
        left = [c for c in diff(config, plain) if not any(_covers(key, c.path) for key in own)]
        if left:
            return _changes_text(left)
    return "it cannot be said where, as no other variant of the batch tells"


def _compose_again(manifest: Manifest, record: VariantRecord) -> dict[str, Any] | None:
    """Return what the variant's overrides give today; None where that is another variant."""
    from runs.plan.planner import Planner

    experiment = [f"experiment={manifest.experiment}"] if manifest.experiment else []
    try:
        (variant,) = Planner().plan([*experiment, *record.overrides], multirun=False).variants
    except (WrongInput, ValueError):
        return None
    return variant.config.model_dump(mode="json") if variant.hash == record.hash else None


def _others(
    layout: Any, manifest: Manifest, record: VariantRecord
) -> Iterator[tuple[VariantRecord, dict[str, Any]]]:
    for other in manifest.variants:
        if other.hash == record.hash:
            continue
        try:
            found = plain(layout.config(other.hash), other)
        except WrongInput:
            continue
        if _digest(found) == other.hash:
            yield other, found


def _covers(key: str, path: str) -> bool:
    """Say whether a varied setting or group choice explains a leaf."""
    group, _, package = key.partition("@")
    return path == key or path.startswith((f"{key}.", f"{package or group}."))


def _changes_text(changes: list[Change]) -> str:
    told = [f"{change.path} was {change.a}, is {change.b}" for change in changes]
    return some(told, "; ", shown=8)
