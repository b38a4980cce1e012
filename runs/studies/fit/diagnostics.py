"""Diagnostics of a fit: convergence, noise, contraction, and the influence of each cluster."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.studies.fit.datum import Datum
from runs.studies.fit.likelihood import SimulatedLikelihood
from runs.studies.fit.sampler import POPULATIONS, SamplerState

AGREED = 1.2
"""Largest R-hat of a lever at which two populations of some dozens are said to agree."""
CONTRACTED = 0.25
"""Share of the prior variance that must be gone before a lever counts as moved by the history."""
SHIFTED = 0.5
"""Or so many prior standard deviations that its mean must have gone."""
UNRELIABLE = 0.7
"""Pareto k above which leaving a cluster out by weights is not believed (Vehtari et al. 2024)."""

TIED = 1e-9
"""Difference of log-weights below which they are one."""


def describe_fit(state: SamplerState, likelihood: SimulatedLikelihood) -> dict[str, Any]:
    """Return the diagnostics of a finished sampler, as plain values."""
    names = likelihood.prior.names
    levers = [describe_lever(name, state.z[:, i]) for i, name in enumerate(names)]
    hats = [compute_r_hat(state.z[:, i]) for i in range(len(names))]
    score_hat = compute_r_hat(state.total)
    worst = max([*hats, score_hat])
    converged = bool(worst <= AGREED) and bool((state.temperature >= 1.0).all())
    for one, hat in zip(levers, hats, strict=True):
        one |= {"r_hat": hat, "moved": one["moved"] and converged}
    return {
        "temperature": state.temperature.tolist(),
        "acceptance": state.acceptance.tolist(),
        "converged": converged,
        "worst_r_hat": worst,
        "r_hat_of_likelihood": score_hat,
        "log_likelihood": float(state.total.mean()),
        "noise_of_log_likelihood": compute_noise(state.halves),
        "levers": levers,
        "moved": sum(one["moved"] for one in levers),
        "clusters": leave_clusters_out(state.terms, likelihood.data),
    }


def describe_lever(name: str, z: FloatArray) -> dict[str, Any]:
    """Return how far the record moved a lever, from (draws,) z in standard units of its prior.

    Contraction is 1 - variance after / variance before; shift is how many prior standard deviations
    its mean has moved (Betancourt 2018, arXiv:1803.08393, of a known truth). It counts as moved if
    either is large enough in each population by itself.
    """
    contraction, shift = 1.0 - float(z.var(ddof=1)), float(z.mean())
    parts = z.reshape(POPULATIONS, -1)
    contractions, shifts = 1.0 - parts.var(axis=1, ddof=1), parts.mean(axis=1)
    moved = bool((contractions >= CONTRACTED).all()) or bool(
        (np.sign(shift) * shifts >= SHIFTED).all()
    )
    low, middle, high = (float(q) for q in np.quantile(z, [0.1, 0.5, 0.9]))
    return {
        "lever": name, "contraction": contraction, "z_score": shift, "low80": low,
        "median": middle, "high80": high,
        "moved": moved,
    }  # fmt: skip


def compute_r_hat(values: FloatArray) -> float:
    """Return the potential scale reduction (Gelman and Rubin) of two populations, (draws of both,);
    1 if they agree.

    Particles are no chain: it is a measure of distance, not a test.
    """
    parts = values.reshape(POPULATIONS, -1)
    within = float(parts.var(axis=1, ddof=1).mean())
    between = float(parts.mean(axis=1).var(ddof=1))
    return math.sqrt(1.0 + between / within) if within > 0.0 else (1.0 if not between else math.inf)


def compute_noise(halves: FloatArray) -> float:
    """Return the standard error of a log-likelihood for want of worlds, from two halves of them.

    halves: (sets, 2). Each half has half of the worlds, so that their mean has the error of the
    difference over 2; what all sets share is the noise of the worlds common to all.
    """
    difference = halves[:, 0] - halves[:, 1]
    return float(np.sqrt((difference**2).mean()) / 2.0)


def leave_clusters_out(terms: FloatArray, data: Sequence[Datum]) -> list[dict[str, Any]]:
    """Return, for each cluster, the log score of its data when learned without it, and Pareto k."""
    from scipy.special import logsumexp

    found = []
    for cluster in dict.fromkeys(one.cluster for one in data):
        own = [place for place, one in enumerate(data) if one.cluster == cluster]
        logs = terms[:, own].sum(axis=1)
        smoothed, k = smooth_weights(-logs)
        found.append({
            "cluster": cluster,
            "rows": len({data[place].id for place in own}),
            "log_score": float(logsumexp(smoothed + logs)),
            "log_score_learned": float(logsumexp(logs) - math.log(len(logs))),
            "pareto_k": k,
            "reliable": k <= UNRELIABLE,
        })  # fmt: skip
    return found


def smooth_weights(logs: FloatArray) -> tuple[FloatArray, float]:
    """Return log-weights, normalised to sum to 1, with a smoothed tail, and Pareto k, from raw
    log-weights (draws,).

    Method: Vehtari et al. 2024, JMLR 25: 72. If the largest are all equal there is no tail: the
    weights stay, and k is 0.
    """
    from arviz_stats.base.array import BaseArray
    from scipy.special import logsumexp

    tail = math.ceil(min(0.2 * len(logs), 3.0 * math.sqrt(len(logs))))
    largest = np.sort(logs)[-tail:]
    if float(np.ptp(largest)) <= TIED:
        return np.asarray(logs - logsumexp(logs)), 0.0
    with np.errstate(all="ignore"):  # a tail of ties
        smoothed, k = BaseArray().psislw(-logs)  # type: ignore[no-untyped-call]  # given log-likelihoods, and turns them
    if not np.isfinite(smoothed).all():  # a tail of a few values, each many times
        return np.asarray(logs - logsumexp(logs)), math.inf
    return np.asarray(smoothed, dtype=float), float(k)


def write_moved_sentence(result: Mapping[str, Any]) -> str:
    """Return a sentence on how many levers the record moves, and by how little the others.

    A fit that has not converged gets another sentence: particles of few ancestors lie close
    together whatever the record says.
    """
    if not result["converged"]:
        return (
            f"It is not said which of these {len(result['levers'])} levers the history moves, since"
            " the fit has not converged."
        )
    levers, moved = len(result["levers"]), int(result["moved"])
    rest = "of the others you learn nothing" if moved < levers else "none is left as it was"
    return f"The history moves {moved} of these {levers} levers; {rest}."


def write_convergence_sentence(result: Mapping[str, Any]) -> str:
    """Return a sentence on whether the two populations agree."""
    if result["converged"]:
        return f"Two independent populations agree (worst R-hat {result['worst_r_hat']:.2f})."
    return (
        f"It has not converged: two independent populations differ (worst R-hat"
        f" {result['worst_r_hat']:.2f}, at most {AGREED:g} is wanted). Take more particles or moves"
        " before anything is concluded."
    )
