"""Diagnostics of a fit: convergence, noise, contraction, and the influence of each cluster."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.studies.fit.populations import Populations
from runs.studies.fit.recorded_wait import RecordedWait
from runs.studies.fit.sampler import POPULATIONS, SamplerState
from runs.studies.fit.tempering import normalise_log_weights

AGREED = 1.2
"""Largest R-hat of a lever at which two populations of some dozens are said to agree."""
CONTRACTED = 0.25
"""Share of the prior variance that must be gone before a lever counts as moved by the history."""
SHIFTED = 0.5
"""Or so many prior standard deviations that its mean must have gone."""
UNRELIABLE = 0.7
"""Pareto k above which leaving a cluster out by weights is not believed (Vehtari et al. 2024)."""

POWER = 1.05
"""To which, and to whose inverse, prior and likelihood are raised."""
TIED = 1e-9
"""Difference of log-weights below which they are one."""


def describe_fit(state: SamplerState, draws: SamplerState, learned: Populations) -> dict[str, Any]:
    """Return the diagnostics of a fit as plain values: temperature and acceptance (of each
    population), converged, worst_r_hat, r_hat_of_likelihood, effective_draws, distinct_draws,
    log_likelihood, noise_of_log_likelihood, levers (`describe_lever`, r_hat, by_prior,
    by_likelihood), moved (number of levers), clusters (`score_left_out_clusters`).

    state: all particles at the end; draws: those that are kept; learned: the likelihood as each
    population has learned it.
    """
    names = learned.likelihood.prior.names
    levers = [describe_lever(name, state.z[:, i]) for i, name in enumerate(names)]
    hats = [compute_r_hat(state.z[:, i]) for i in range(len(names))]
    by_prior = compute_power_sensitivity(state.z, -0.5 * (state.z**2).sum(axis=1))
    by_likelihood = compute_power_sensitivity(state.z, state.total)
    score_hat = compute_r_hat(state.total)
    worst = max([*hats, score_hat])
    converged = bool(worst <= AGREED) and bool((state.temperature >= 1.0).all())
    for i, one in enumerate(levers):
        one |= {
            "r_hat": hats[i], "moved": one["moved"] and converged,
            "by_prior": float(by_prior[i]), "by_likelihood": float(by_likelihood[i]),
        }  # fmt: skip
    views = [learned.evaluate_population(own, draws.z).sum(axis=1) for own in range(POPULATIONS)]
    return {
        "temperature": state.temperature.tolist(),
        "acceptance": state.acceptance.tolist(),
        "converged": converged,
        "worst_r_hat": worst,
        "r_hat_of_likelihood": score_hat,
        "effective_draws": compute_effective_draws(state.z),
        "distinct_draws": len(np.unique(draws.z, axis=0)),
        "log_likelihood": float(state.total.mean()),
        "noise_of_log_likelihood": compute_log_likelihood_noise(np.stack(views, axis=1)),
        "levers": levers,
        "moved": sum(one["moved"] for one in levers),
        "clusters": score_left_out_clusters(draws.terms, learned.likelihood.data),
    }


def compute_power_sensitivity(z: FloatArray, logs: FloatArray) -> FloatArray:
    """Return by how many posterior standard deviations each lever's mean would move if a part of
    the posterior (prior or likelihood) were squared, estimated from powers near 1; (levers,).

    Power scaling, Kallioinen et al. 2024, doi:10.1007/s11222-023-10366-5.

    Args:
        z: (draws, levers).
        logs: (draws,) logarithm of that part.
    """
    means = []
    for power in (POWER, 1.0 / POWER):
        weights = normalise_log_weights((power - 1.0) * logs)
        means.append(weights @ z)
    gradient: FloatArray = (means[0] - means[1]) / (2.0 * np.log2(POWER))
    spread: FloatArray = z.std(axis=0, ddof=1)
    return np.asarray(gradient / spread)


def compute_effective_draws(z: FloatArray) -> float:
    """Return how many independent draws would let the means of two populations differ as much as
    they do, on average over the levers, at most all of them; z: (draws of both, levers).

    This counts all noise: of the random numbers of runs, of the regressions and of sampling.
    """
    parts = z.reshape(POPULATIONS, -1, z.shape[1])
    within = parts.var(axis=1, ddof=1).mean(axis=0)
    between = parts.mean(axis=1).var(axis=0, ddof=1)
    return float(min(len(z), POPULATIONS / (between / within).mean()))


def describe_lever(name: str, z: FloatArray) -> dict[str, Any]:
    """Return how far the record moved a lever: lever, contraction, z_score, low80, median, high80,
    moved. z: (draws of both populations,), standard normal under the prior.

    Contraction is 1 - variance after / variance before; z_score the move of its mean in prior
    standard deviations (Betancourt 2018, arXiv:1803.08393, of a known truth). A lever counts as
    moved if either is large enough in each population by itself.
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
    1 if they agree, infinity if they differ without any spread within.

    Particles form no chain, so it is a measure of distance, not a test.
    """
    parts = values.reshape(POPULATIONS, -1)
    within = float(parts.var(axis=1, ddof=1).mean())
    between = float(parts.mean(axis=1).var(ddof=1))
    return math.sqrt(1.0 + between / within) if within > 0.0 else (1.0 if not between else math.inf)


def compute_log_likelihood_noise(views: FloatArray) -> float:
    """Return the standard error of the log-likelihood that is due to the finite number of runs.

    views: (draws, 2 populations) the log-likelihood as each population has learned it. A constant
    difference between the two does not matter and is removed.
    """
    return float((views[:, 0] - views[:, 1]).std(ddof=1) / np.sqrt(2.0))


def score_left_out_clusters(
    terms: FloatArray, data: Sequence[RecordedWait]
) -> list[dict[str, Any]]:
    """Return for each cluster how well a fit without it would forecast it, as a dict: cluster,
    rows, log_score (nats, by Pareto-smoothed weights), log_score_learned (with it), pareto_k,
    reliable (k at most UNRELIABLE), refitted (False).

    terms: (draws, contacts) weighted log-likelihoods, in the order of `data`.
    """
    from scipy.special import logsumexp

    found = []
    for cluster in dict.fromkeys(one.cluster for one in data):
        own = [place for place, one in enumerate(data) if one.cluster == cluster]
        logs = terms[:, own].sum(axis=1)
        smoothed, k = smooth_log_weights(-logs)
        found.append({
            "cluster": cluster,
            "rows": len({data[place].id for place in own}),
            "log_score": float(logsumexp(smoothed + logs)),
            "log_score_learned": compute_log_mean_exp(logs),
            "pareto_k": k,
            "reliable": k <= UNRELIABLE,
            "refitted": False,
        })  # fmt: skip
    return found


def compute_log_mean_exp(logs: FloatArray) -> float:
    """Return ln(mean(exp(logs))) of logarithms, (draws,)."""
    from scipy.special import logsumexp

    return float(logsumexp(logs) - math.log(len(logs)))


def smooth_log_weights(logs: FloatArray) -> tuple[FloatArray, float]:
    """Return normalised log-weights with a smoothed tail, (draws,), and Pareto k, from raw
    log-weights.

    Method: Vehtari et al. 2024, JMLR 25: 72. Weights are only normalised where there is no tail: k
    is 0 if the largest are all equal, infinity if the tail has too few values.
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
    """Return a sentence on how many levers the record moves, and that of the others nothing is
    learned.

    A fit that has not converged gets another sentence: particles with few ancestors lie close
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


def write_result_sentences(result: Mapping[str, Any]) -> list[str]:
    """Return the sentences on a fit's result: what it moved, whether it converged,
    and its noise.
    """
    again = sum(one["refitted"] for one in result["clusters"])
    return [
        f"{write_moved_sentence(result)} {write_convergence_sentence(result)}",
        f"Log likelihood {result['log_likelihood']:.1f}, of whose differences between draws the"
        f" runs leave {result['noise_of_log_likelihood']:.1f} uncertain;"
        f" {result['distinct_draws']} different draws; two populations agree as if of"
        f" {result['effective_draws']:.0f} independent ones.",
        f"{again} of {len(result['clusters'])} clusters are left out by a fit of their own, the"
        " others by weights.",
    ]
