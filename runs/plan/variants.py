"""The identity of a variant: its hash, its name, and the differences between two configurations."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from runs.errors import WrongInput
from runs.plan.bases import format_changes
from runs.plan.settings.overrides import JOINT, Setting, format_label

if TYPE_CHECKING:
    from runs.plan.designs.table import PointTable
    from runs.plan.planned_variant import PlannedVariant

ABSENT = "(absent)"
DEFAULT = "(default)"
ALONE = "as configured"


class Change(NamedTuple):
    """One value, or one group choice, in which two configurations A and B differ.

    leaves: for a group choice, the number of values that changed with it and are not listed.
    """

    path: str
    a: Any
    b: Any
    leaves: int = 0


def to_canonical_json(config: Mapping[str, Any]) -> str:
    """Return the text from which a configuration's hash is computed: JSON with sorted keys, no
    spaces, floats by repr.
    """
    return json.dumps(config, sort_keys=True, separators=(",", ":"), allow_nan=False)


def compute_variant_hash(
    config: Mapping[str, Any], design: PointTable | None = None, draws: PointTable | None = None
) -> str:
    """Return the variant's hash, 64 hex digits, of its canonical JSON and the digests of the
    design table and of the draws of a fit.
    """
    table = (design.digest if design else "") + (f"draws {draws.digest}" if draws else "")
    return hashlib.sha256((to_canonical_json(config) + table).encode()).hexdigest()


def compare_configs(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Change]:
    """Return the values in which two configurations differ, in the order of A; a value that only
    one has is "(absent)" in the other.

    A list is one value. An entry (a signal kind, a member of the cast) that only one has is one
    change.
    """
    return list(_find_changes(a, b, ""))


def explain_changes(
    changes: Sequence[Change], overrides_a: Sequence[str], overrides_b: Sequence[str]
) -> list[Change]:
    """Return the changes with choices of config groups first: each replaces the changes it
    explains, except those overridden by name, and has their number.

    changes: what `compare_configs` returns; overrides_a, overrides_b: KEY=VALUE texts of A and of
    B.
    """
    said_a, said_b = _split_overrides(overrides_a), _split_overrides(overrides_b)
    direct = {key for key in {**said_a, **said_b} if not _is_group_choice(key, changes)}
    left, first = list(changes), []
    for key in dict.fromkeys([*said_a, *said_b]):
        one, other = said_a.get(key, DEFAULT), said_b.get(key, DEFAULT)
        if one == other or key in direct:
            continue
        due = [
            c
            for c in left
            if _can_choice_set_value(c.path, key) and not _is_below_any(c.path, direct)
        ]
        if due:
            first.append(Change(key, one, other, len(due)))
            left = [change for change in left if change not in due]
    return [*first, *left]


def make_variant_name(
    name: str,
    swept: Sequence[Setting],
    fallback: str | None = None,
    changed: Sequence[Setting] = (),
) -> str:
    """Return the name with the swept values and the changes: `face off, SIDE.insulation=0.2`; `as
    configured` without any of these. A variant without a name of its own has the swept values
    alone, if any; a changed horizon is named only if all else is as configured.

    fallback: used for an empty name (the experiment); swept, changed: settings that vary, and those
    changed for all variants.
    """
    values = [f"{format_label(setting.key)}={setting.shown}" for setting in swept]
    if values and not name:
        return JOINT.join(values)
    given = name or fallback
    told = format_changes(changed, bool(given))
    parts = [given, *values, told]
    return JOINT.join(part for part in parts if part) or ALONE


def _find_changes(a: Any, b: Any, path: str) -> Iterator[Change]:
    """Yield the changes between two nested values; path: the dotted path of both."""
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        for key in [*a, *(key for key in b if key not in a)]:
            below = f"{path}.{key}" if path else str(key)
            yield from _find_changes(a.get(key, ABSENT), b.get(key, ABSENT), below)
    elif a != b or isinstance(a, bool) != isinstance(b, bool):
        yield Change(path, a, b)


def _split_overrides(overrides: Sequence[str]) -> dict[str, str]:
    """Return key -> value, as texts, of KEY=VALUE texts."""
    return {key: value for key, _, value in (text.partition("=") for text in overrides)}


def _is_group_choice(key: str, changes: Sequence[Change]) -> bool:
    """Say whether an override's key is that of a config group, and no value that changed."""
    return "@" in key or ("." not in key and key not in {change.path for change in changes})


def _can_choice_set_value(path: str, choice: str) -> bool:
    """Say whether a group choice may set the value at a path: it is in the choice's package, or the
    choice is the scenario.
    """
    group, _, package = choice.partition("@")
    return group == "scenario" or path.startswith(f"{package or group}.")


def _is_below_any(path: str, keys: set[str]) -> bool:
    """Say whether a dotted path is one of the keys, or below one."""
    return any(path == key or path.startswith(f"{key}.") for key in keys)


def require_same_sides(variants: Sequence[PlannedVariant]) -> None:
    """Raise WrongInput if two variants have different sides, or different words for them."""
    first = variants[0]
    for other in variants:
        if other.config.sides != first.config.sides or other.config.dyad != first.config.dyad:
            raise WrongInput(
                f"variants '{first.name}' and '{other.name}' play other sides"
                f" ({', '.join(first.config.dyad)}; {', '.join(other.config.dyad)}), and a batch"
                " is of two sides: launch them as two batches.",
                key="sides",
                value=list(other.config.dyad),
            )


def add_variant_hashes(
    drafts: Sequence[PlannedVariant], table: PointTable | None
) -> list[PlannedVariant]:
    """Return the variants with their hashes; table: the points of a design. WrongInput if two are
    the same configuration.
    """
    seen: dict[str, str] = {}
    variants = []
    for draft in drafts:
        digest = compute_variant_hash(draft.to_plain_values(), table, draft.draws)
        if digest in seen:
            raise WrongInput(
                f"variants '{seen[digest]}' and '{draft.name}' are one and the same"
                " configuration: leave one out.",
                key="variants",
                value=draft.name,
            )
        seen[digest] = draft.name
        variants.append(replace(draft, hash=digest))
    return variants
