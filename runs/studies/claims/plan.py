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
from runs.plan.combinations import cross_axes, keep_last_axes
from runs.plan.planner import Planner
from runs.plan.settings.levers import find_lever
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
    """A claim with the hashes of its two variants (equal for a crossed design)."""

    claim: Claim
    a: str
    b: str

    @property
    def is_crossed_design(self) -> bool:
        """Whether the claim crosses two groups of factors instead of comparing two variants."""
        return self.claim.factors is not None

    @property
    def columns(self) -> set[str]:
        """Names of the outcome columns that the claim's measures read."""
        return {name for spec in self.claim.measures for name in list_measure_columns(spec)}


@dataclass
class Variants:
    """Validated configurations by hash; each set of overrides is composed once."""

    texts: Sequence[str]
    """Overrides before every claim's own."""
    planner: Planner = field(default_factory=Planner)
    configs: dict[str, Configuration] = field(default_factory=dict)
    _known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def compose_and_hash_variant(self, overrides: Sequence[str] = (), context: str = "") -> str:
        """Return the hash of the variant with these overrides, whose configuration is stored in
        `configs`.

        Raises WrongInput, with `context` in front, for an override that is not valid in a claim.
        """
        texts = (*self.texts, *overrides)
        if texts not in self._known:
            try:
                config = validate_config(self._compose_values(texts))
            except WrongInput as error:
                raise error.put_into_context(context) from None
            key = compute_variant_hash(config.model_dump(mode="json"))
            self._known[texts] = key
            self.configs.setdefault(key, config)
        return self._known[texts]

    def _compose_values(self, texts: Sequence[str]) -> dict[str, Any]:
        """Return the unvalidated values of the variant with these overrides; WrongInput for one
        that is not valid in a claim.
        """
        axes = keep_last_axes(self.planner.composer.parse_axes(texts))
        for axis in axes:
            if axis.is_launch_key or axis.swept:
                raise WrongInput(
                    f"{axis.key} does not belong into a claim: one value each, of what is"
                    " simulated.", key=axis.key, value=axis.settings[0].shown,
                )  # fmt: skip
        (settings,) = cross_axes(axes, multirun=False)
        return self.planner.variants.compose_values(settings)

    def get_side_words(self) -> dict[str, dict[str, Any]]:
        """Return side's key -> its words (title, adjective and so on), as without any claim's
        overrides.
        """
        sides = self.configs[self.compose_and_hash_variant()].sides
        return {key: text.model_dump(mode="json") for key, text in sides.items()}


def plan_claims(claims: Sequence[Claim], variants: Variants) -> list[PlannedClaim]:
    """Return the claims with both variants composed and validated, in their order; WrongInput for
    the first that is invalid or of other sides than those in use.
    """
    found = []
    for claim in claims:
        sides = {
            side: variants.compose_and_hash_variant(
                [*claim.base, *own], f"claim {claim.id}, variant {side}"
            )
            for side, own in (("A", claim.a), ("B", claim.b))
        }
        if any(variants.configs[key].dyad != get_dyad() for key in sides.values()):
            raise WrongInput(
                f"claim {claim.id} is of other sides than {' and '.join(get_dyad().keys)}:"
                " name them for all, as in scenario=NAME.", key="sides",
            )  # fmt: skip
        found.append(PlannedClaim(claim, sides["A"], sides["B"]))
        groups = (claim.factors or {}).values()
        check_crossed_levers(claim.id, {path: at for group in groups for path, at in group.items()})
        check_crossed_levers(claim.id, claim.levers or {})
    return found


def plan_jobs(claims: Sequence[PlannedClaim], variants: Variants, runs: int) -> dict[str, Job]:
    """Return job key -> job: one for each distinct variant (its hash), with the outcome columns
    that measures read, and one for each crossed design (`make_design_key`), with fewer runs a
    point.

    runs: of each variant.
    """
    found: dict[str, Job] = {}
    columns: dict[str, set[str]] = {}
    for one in claims:
        if one.is_crossed_design:
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


def make_design_key(planned: PlannedClaim) -> str:
    """Return the job key of a claim's crossed design."""
    return f"{planned.a}-{planned.claim.id}"


def make_crossed_design(planned: PlannedClaim) -> dict[str, object]:
    """Return lever path -> its value at each point, (points,), of a claim's crossed design; the
    first group of levers varies slowest.
    """
    groups = planned.claim.factors or {}
    return dict(
        cross_factors({path: at for group in groups.values() for path, at in group.items()})
    )


def count_group_settings(planned: PlannedClaim) -> tuple[int, int]:
    """Return (number of combinations of values of the first group of factors, that of the
    second).
    """
    first, second = (
        len(next(iter(cross_factors(g).values()))) for g in (planned.claim.factors or {}).values()
    )
    return first, second


def check_crossed_levers(claim: str, levers: Mapping[str, Sequence[float]]) -> None:
    """Raise WrongInput, naming the claim, for a path that is no lever, a value out of range, no
    value, or more than MOST_POINTS points. levers: path -> values.
    """
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
