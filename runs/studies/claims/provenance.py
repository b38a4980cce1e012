"""What a stored claim was about: its file's words, its two variants and what differs between them.

A table stores hashes; the words and overrides are those of the claim's file as it is now, and
hashes tell if the file has changed since the table was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from runs.command_text import format_command
from runs.paths import fold_case
from runs.plan.variants import Change, compare_configs, explain_changes
from runs.studies.claims.claim import Claim, find_claim_files, list_claim_folders, read_claim


class Difference(NamedTuple):
    """What differs between variants A and B; as_stored: whether both are still those of the stored
    table.
    """

    changes: list[Change]
    as_stored: bool


def load_existing_claims(names: Iterable[str]) -> dict[str, Claim]:
    """Return id -> claim, for those ids that still have a file; WrongInput if one is invalid."""
    known = find_claim_files(list_claim_folders())
    return {name: read_claim(known[fold_case(name)]) for name in names if fold_case(name) in known}


def compare_claim_variants(
    claim: Claim, overrides: Sequence[str], hashes: Mapping[str, Any]
) -> Difference:
    """Return what differs between variants A and B of a claim, and whether both are still as
    stored.

    Args:
        claim: as its file states it.
        overrides: those of the stored table, before every claim's own.
        hashes: "a" and "b" -> hash of the variant in the stored table.

    Raises:
        WrongInput: the variants are no valid configurations any more.
    """
    from runs.studies.claims.plan import Variants

    variants, found = Variants(tuple(overrides)), {}
    for side, own in (("a", claim.a), ("b", claim.b)):
        key = variants.compose_and_hash_variant([*claim.base, *own], f"claim {claim.id}")
        found[side] = key, variants.configs[key].model_dump(mode="json")
    changes = compare_configs(found["a"][1], found["b"][1])
    same = all(found[side][0] == hashes.get(side) for side in found)
    return Difference(
        explain_changes(changes, [*claim.base, *claim.a], [*claim.base, *claim.b]), same
    )


def list_repeat_commands(claim: Claim, overrides: Sequence[str], runs: int, seed: int) -> list[str]:
    """Return the command lines that repeat a claim: that of `taijie claims`, then those that store
    the runs of A and of B as batches; only the first for a crossed design.

    overrides: those before every claim's own.
    """
    terms = [f"runs={runs}", f"seed={seed}"]
    again = ["taijie", "claims", claim.id.lower(), *terms, *overrides]
    if claim.factors is not None:
        return [format_command(*again)]
    sides = [["taijie", "run", *overrides, *claim.base, *own, *terms] for own in (claim.a, claim.b)]
    return [format_command(*words) for words in (again, *sides)]
