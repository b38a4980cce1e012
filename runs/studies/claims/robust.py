"""Robust share: in how many parameter sets a measure keeps its sign.

The sets are draws of a fit or of the prior; or an admissible box: every assumed weight of the
preset is multiplied by 1/2 to 2 (a Latin hypercube on logarithms, clipped to the lever's range),
and a set is admissible if the preset itself, with these weights, stays inside the sanity band. What
a claim sets itself is its treatment and is not moved. In the box a policy's levers are no weights:
temperature is the unit in which weights are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.parameters import Configuration
from runs.analysis.comparison.effects import compute_significant_signs
from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.sensitivity.designs import find_strongest_factor, sample_log_hypercube
from runs.errors import WrongInput
from runs.plan.settings.levers import find_lever
from runs.plan.variants import ABSENT, compare_configs
from runs.studies.claims.claim import PLACEBO
from runs.studies.claims.measures_registry import list_measure_columns, resolve_measure
from runs.studies.claims.plan import PlannedClaim, Variants
from runs.studies.claims.table import SIGNS, compute_paired_values
from runs.studies.simulation import Columns, Job

SECTIONS = (
    *("attribution", "contact", "envoys", "economy", "opinion", "accord"),
    *("third_parties", "memory"),
)
"""What has weights besides the sides."""
ASSUMED = "assumed"
SPREAD = 2.0
BAND = (20.0, 101.0)
"""Days between which the median first leader contact of the preset must fall."""
BAND_RUNS = 200
CANDIDATES = 5
"""Candidates drawn at once for each set wanted."""
ROUNDS = 6

LeverDraws = Callable[[Configuration], Mapping[str, FloatArray]]
"""A configuration -> lever path -> its value at each draw of a fit, (draws,)."""
Simulate = Callable[[Mapping[str, Job]], dict[str, Columns]]


@dataclass(frozen=True)
class ParameterSets:
    """Parameter sets: `factors`, (sets, levers), multiply the levers at `paths`; of a fit's draws
    they are these levers' values in the preset, and `compute_draws` returns those in any
    configuration. `tried`: number of sets drawn.
    """

    paths: tuple[str, ...]
    factors: FloatArray
    tried: int
    compute_draws: LeverDraws | None = None

    def compute_lever_values(
        self, config: Configuration, treated: frozenset[str]
    ) -> Mapping[str, FloatArray]:
        """Return lever path -> its value in each set, (sets,), in a configuration, without the
        levers in `treated`.
        """
        if self.compute_draws is not None:
            return {p: v for p, v in self.compute_draws(config).items() if p not in treated}
        free = {p: v for p, v in list_assumed_weights(config).items() if p not in treated}
        return scale_weights(free, self.paths, self.factors)


def select_fit_draws(
    preset: Configuration, limit: int, compute_values: LeverDraws
) -> ParameterSets:
    """Return at most `limit` draws of a fit, evenly spaced, as parameter sets.

    Factors are the values of the levers that differ between the draws.

    Args:
        preset: the configuration whose lever values are used.
        limit: the most draws to take.
        compute_values: configuration -> lever path -> its value at each draw of the fit.

    Raises WrongInput if no lever of the preset differs between the draws.
    """
    known = {path: values for path, values in compute_values(preset).items() if np.ptp(values) > 0}
    if not known:
        raise WrongInput("No lever of the preset differs between the draws of the fit.", key="fit")
    count = len(next(iter(known.values())))
    chosen = np.linspace(0, count - 1, min(limit, count)).round().astype(int)

    def compute_selected_values(config: Configuration) -> dict[str, FloatArray]:
        """Return lever path -> its values at the chosen draws."""
        return {path: values[chosen] for path, values in compute_values(config).items()}

    factors = np.column_stack([values[chosen] for values in known.values()])
    return ParameterSets(tuple(known), factors, count, compute_selected_values)


def list_assumed_weights(config: Configuration) -> dict[str, float]:
    """Return lever path -> value, for the levers of the sides and of SECTIONS whose source is
    "assumed" and whose value is not 0.
    """
    found = {}
    for section in (*config.dyad.keys, *SECTIONS):
        for name, value in getattr(config, section).model_dump(mode="json").items():
            info = find_lever(f"{section}.{name}")
            if info is not None and info.source.startswith(ASSUMED) and value:
                found[f"{section}.{name}"] = float(value)
    return found


def sample_admissible_sets(
    preset: Configuration, count: int, seed: int, simulate_jobs: Simulate
) -> ParameterSets:
    """Return the first `count` parameter sets, from a sequence of Latin hypercubes, under which the
    preset's median first contact stays inside BAND.

    simulate_jobs: job key -> job, to job key -> columns. Raises WrongInput if too few of the sets
    tried are admissible.
    """
    weights = list_assumed_weights(preset)
    paths, kept, tried = tuple(weights), [], 0
    for turn in range(ROUNDS):
        drawn = sample_log_hypercube(len(paths), CANDIDATES * count, SPREAD, seed + turn)
        job = Job("band", preset, BAND_RUNS, ("duration",), scale_weights(weights, paths, drawn))
        days = simulate_jobs({"band": job})["band"]["duration"]
        middle = np.sort(days, axis=1)[:, (days.shape[1] - 1) // 2]
        reached = middle < preset.horizon  # else only known to be later
        inside = (middle >= BAND[0]) & (middle <= BAND[1]) & reached
        kept.append(drawn[inside])
        tried += len(drawn)
        if sum(map(len, kept)) >= count:
            return ParameterSets(paths, np.concatenate(kept)[:count], tried)
    found = sum(map(len, kept))
    raise WrongInput(
        f"only {found} of {tried} parameter sets keep the median first contact of the preset"
        f" between days {BAND[0]:g} and {BAND[1]:g}.",
        key="--robust",
        value=count,
    )


def scale_weights(
    weights: Mapping[str, float], paths: Sequence[str], factors: FloatArray
) -> dict[str, FloatArray]:
    """Return lever path -> weight times factor in each set, (sets,), clipped to the lever's range.

    weights: path -> value; paths: of the columns of `factors`, (sets, levers).
    """
    found = {}
    for column, path in enumerate(paths):
        if path in weights:
            info = find_lever(path)
            assert info is not None
            found[path] = np.clip(weights[path] * factors[:, column], info.low, info.high)
    return found


def list_treated_paths(
    planned: PlannedClaim, preset: Configuration, variants: Variants
) -> frozenset[str]:
    """Return the paths of those settings of the preset that either variant of the claim changes."""
    plain = preset.model_dump(mode="json")
    changes = [
        change
        for key in {planned.a, planned.b}
        for change in compare_configs(plain, variants.configs[key].model_dump(mode="json"))
        if change.a != ABSENT
    ]
    return frozenset(change.path for change in changes)


def plan_robust_jobs(
    claims: Sequence[PlannedClaim],
    sets: ParameterSets,
    preset: Configuration,
    variants: Variants,
    runs: int,
) -> tuple[dict[str, Job], dict[tuple[str, str], str]]:
    """Return (job key -> job, (claim id, variant hash) -> job key), with all parameter sets of a
    variant in one job.

    Claims that change the same levers share jobs. runs: of each variant in each set.
    """
    found: dict[tuple[str, frozenset[str]], Job] = {}
    job_keys: dict[tuple[str, str], str] = {}
    for one in select_claims_with_robust_share(claims):
        treated = list_treated_paths(one, preset, variants)
        names = {job_key for spec in one.claim.measures for job_key in list_measure_columns(spec)}
        for key in dict.fromkeys((one.a, one.b)):
            config = variants.configs[key]
            moved = sets.compute_lever_values(config, treated)
            fixed_levers = frozenset(path for path in sets.paths if path not in moved)
            job = found.get((key, fixed_levers))
            job_key = job.key if job else f"{key}-{len(found)}"
            columns = tuple(sorted(names.union(job.columns if job else ())))
            found[key, fixed_levers] = Job(
                job_key, config, runs, columns, job.points if job else moved
            )
            job_keys[one.claim.id, key] = job_key
    return {job.key: job for job in found.values()}, job_keys


def select_claims_with_robust_share(claims: Sequence[PlannedClaim]) -> list[PlannedClaim]:
    """Return the claims that have a robust share: neither placebos nor crossed designs."""
    return [one for one in claims if not one.is_crossed_design and one.claim.kind != PLACEBO]


def compute_robust_shares(
    claims: Sequence[PlannedClaim],
    results: Mapping[tuple[str, str], Columns],
    sets: ParameterSets,
    variants: Variants,
    preset: Configuration,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two tables: the robust share of each measure, and its sign in each set.

    results: (claim id, variant hash) -> columns.

    Returns:
        claim, measure, sets, as_predicted, opposite, undecided_sets (numbers of sets; for a
            predicted "0" positive signs are as predicted), robust_share (as_predicted / sets),
            flips_at, flips_rho (the lever whose factor has the largest rank correlation with the
            sign, and that; None and NaN where the sign is the same in all sets), sets_tried.
        A row per set: factor of each lever, and signs (-1, 0, 1) as columns `<claim> <measure>`.
    """
    rows = []
    by_set: dict[str, FloatArray] = {p: sets.factors[:, i] for i, p in enumerate(sets.paths)}
    for one in select_claims_with_robust_share(claims):
        free = [
            i
            for i, p in enumerate(sets.paths)
            if p not in list_treated_paths(one, preset, variants)
        ]
        columns = {key: results[one.claim.id, key] for key in (one.a, one.b)}
        for spec in one.claim.measures:
            a, b = compute_paired_values(one, spec, columns, variants)
            sign = compute_significant_signs(a, b, resolve_measure(spec)[0].statistic)
            by_set[f"{one.claim.id} {spec.label}"] = sign
            strongest, rho = find_strongest_factor(sign, sets.factors[:, free])
            wanted = SIGNS[spec.sign] or 1.0
            counts = [int((sign == way).sum()) for way in (wanted, -wanted, 0.0)]
            rows.append((one.claim.id, spec.label, len(sign), *counts, counts[0] / len(sign),
                         sets.paths[free[strongest]] if strongest >= 0 else None, rho))  # fmt: skip
    head = ["claim", "measure", "sets", "as_predicted", "opposite", "undecided_sets"]
    table = pd.DataFrame(rows, columns=[*head, "robust_share", "flips_at", "flips_rho"])
    return table.assign(sets_tried=sets.tried), pd.DataFrame(by_set)
