"""Whether runs of variants of two batches are of the same random worlds, and why they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runs.archive.manifest import Manifest, VariantRecord


def compute_rules_digest(manifest: Manifest) -> str:
    """Return the digest of a batch's engine without the sources of the user's metrics and the
    version of pandas, on which no run depends.
    """
    played = {name for record in (*manifest.policies, *manifest.roles) for name in record.sources}
    measured = {name for record in manifest.metrics for name in record.sources} - played
    sources = {
        name: digest
        for name, digest in manifest.engine.sources.items()
        if name not in measured and not name.startswith("pandas ")
    }
    return manifest.engine.model_copy(update={"sources": sources}).digest


def list_world_differences(
    a: tuple[Manifest, VariantRecord], b: tuple[Manifest, VariantRecord]
) -> list[str]:
    """Return, in short phrases, why the runs of two variants cannot be paired by number.

    Empty if run k of each is the same random world under the same rules, over the same days and,
    with a design or a fit, with the same parameters.
    """
    (one, first), (other, second) = a, b
    found = []
    if one.dyad != other.dyad:
        found.append("other sides")
    if one.seed != other.seed:
        found.append(f"seed {other.seed}, not {one.seed}")
    if compute_rules_digest(one) != compute_rules_digest(other):
        found.append("another version of the rules")
    if first.horizon != second.horizon:
        found.append(f"{second.horizon:,} days, not {first.horizon:,}")
    if one.design != other.design:
        found.append("other points of a design")
    if one.fit != other.fit:
        found.append("other draws of the parameters")
    return found
