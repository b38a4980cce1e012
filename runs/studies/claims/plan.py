"""From claims to what has to be simulated: every distinct configuration once, whoever asks for it.

The preset occurs as A or B of many claims, and claims share levers: a variant is known by its
hash, and keeps only the outcome columns that some measure reads.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.parameters import Configuration
from runs.analysis.sensitivity.designs import cross_factors
from runs.analysis.sides import get_dyad
from runs.errors import WrongInput
from runs.plan.planner import Planner
from runs.plan.settings.levers import find_lever
from runs.plan.settings.overrides import cross, keep_last_axes
from runs.plan.settings.validation import validate_config
from runs.plan.variants import compute_variant_hash
from runs.studies.claims.claim import Claim
from runs.studies.claims.measures_registry import list_measure_columns
from runs.studies.simulation import Job

MOST_POINTS = 64
"""Largest crossed design of a claim."""
DESIGN_SHARE = 10
"""A point of a crossed design gets the runs of a variant divided by this."""


@dataclass(frozen=True)
class PlannedClaim:
    """A claim with the hashes of its two variants (one and the same for a crossed design)."""

    claim: Claim
    a: str
    b: str

    @property
    def is_design(self) -> bool:
        """Whether it crosses two groups of factors instead of comparing two variants."""
        return self.claim.factors is not None

    @property
    def columns(self) -> set[str]:
        """Outcome columns its measures read."""
        return {name for spec in self.claim.measures for name in list_measure_columns(spec)}


@dataclass
class Variants:
    """Validated configurations by hash, composed once for each set of overrides."""

    texts: Sequence[str]
    """Overrides before every claim's own."""
    planner: Planner = field(default_factory=Planner)
    configs: dict[str, Configuration] = field(default_factory=dict)
    _known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def hash_variant(self, own: Sequence[str] = (), context: str = "") -> str:
        """Return the hash of a variant; raises WrongInput naming the claim for what is wrong."""
        texts = (*self.texts, *own)
        if texts not in self._known:
            axes = keep_last_axes(self.planner.composer.parse_axes(texts))
            for axis in axes:
                if axis.of_launch or axis.swept:
                    raise WrongInput(
                        f"{context}: {axis.key} does not belong into a claim: one value each, of"
                        " what is simulated.", key=axis.key, value=axis.settings[0].shown,
                    )  # fmt: skip
            (settings,) = cross(axes, multirun=False)
            config = validate_config(self.planner.compose_values(settings), context)
            key = compute_variant_hash(config.model_dump(mode="json"))
            self._known[texts] = key
            self.configs.setdefault(key, config)
        return self._known[texts]

    def read_sides(self) -> dict[str, dict[str, Any]]:
        """Return key -> words of the two sides that are played before any claim's own overrides."""
        sides = self.configs[self.hash_variant()].sides
        return {key: text.model_dump(mode="json") for key, text in sides.items()}


def plan_claims(claims: Sequence[Claim], variants: Variants) -> list[PlannedClaim]:
    """Return the claims with their variants validated."""
    found = []
    for claim in claims:
        sides = {
            side: variants.hash_variant([*claim.base, *own], f"claim {claim.id}, variant {side}")
            for side, own in (("A", claim.a), ("B", claim.b))
        }
        if any(variants.configs[key].dyad != get_dyad() for key in sides.values()):
            raise WrongInput(
                f"claim {claim.id} is of other sides than {' and '.join(get_dyad().keys)}:"
                " name them for all, as in scenario=NAME.", key="sides",
            )  # fmt: skip
        found.append(PlannedClaim(claim, sides["A"], sides["B"]))
        groups = (claim.factors or {}).values()
        check_levers(claim.id, {path: at for group in groups for path, at in group.items()})
        check_levers(claim.id, claim.levers or {})
    return found


def plan_jobs(claims: Sequence[PlannedClaim], variants: Variants, runs: int) -> dict[str, Job]:
    """Return what to simulate: a job a variant, and one a crossed design, by key."""
    found: dict[str, Job] = {}
    columns: dict[str, set[str]] = {}
    for one in claims:
        if one.is_design:
            key, points = make_design_key(one), make_crossed_design(one)
            count = max(4, runs // DESIGN_SHARE)
            found[key] = Job(
                key, variants.configs[one.a], count, tuple(sorted(one.columns)), points
            )
            continue
        for key in (one.a, one.b):
            columns.setdefault(key, set()).update(one.columns)
    for key, wanted in columns.items():
        found[key] = Job(key, variants.configs[key], runs, tuple(sorted(wanted)))
    return found


def make_design_key(one: PlannedClaim) -> str:
    """Return the key of a crossed design's job."""
    return f"{one.a}-{one.claim.id}"


def make_crossed_design(one: PlannedClaim) -> dict[str, object]:
    """Return the crossed design, lever path -> (points,), the first group slowest."""
    groups = one.claim.factors or {}
    return dict(
        cross_factors({path: at for group in groups.values() for path, at in group.items()})
    )


def count_group_settings(one: PlannedClaim) -> tuple[int, int]:
    """Return the number of settings of the first and the second group."""
    first, second = (
        len(next(iter(cross_factors(g).values()))) for g in (one.claim.factors or {}).values()
    )
    return first, second


def check_levers(claim: str, levers: Mapping[str, Sequence[float]]) -> None:
    """Raise WrongInput, naming the claim, for a path that is no lever or a value out of range."""
    for path, values in levers.items():
        info = find_lever(path)
        if info is None:
            raise WrongInput(f"claim {claim}: {path} is no lever.", key=path)
        if not values or min(values) < info.low or max(values) > info.high:
            raise WrongInput(
                f"claim {claim}: {path} has values out of range.",
                key=path,
                value=values,
                allowed=[f"{info.low:g} to {info.high:g}"],
            )
    points = math.prod(len(values) for values in levers.values())
    if points > MOST_POINTS:
        raise WrongInput(
            f"claim {claim}: {points} points are crossed; at most {MOST_POINTS}.",
            key="factors",
            value=points,
        )
