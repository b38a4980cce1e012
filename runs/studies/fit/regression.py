"""Shares of classes as a smooth function of the levers.

Runs of many parameter sets, each in a world of its own, say how probable each class of outcomes is
at any set. Predictors (`runs.studies.fit.links`) are linear and quadratic in the levers' z, with
products of the levers that matter most; they are fitted by penalised maximum likelihood. The noise
of single runs is averaged over all of them, so that neighbours help each other.

How large a coefficient of each feature may be is learned from the runs themselves (automatic
relevance determination: MacKay 1992, doi:10.1162/neco.1992.4.3.415): a lever that moves nothing is
held at zero, one that moves much is hardly shrunk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from runs.analysis.estimates.estimates import FloatArray, IntArray
from runs.studies.fit.links import CLASSES, Link

UNKNOWN = -1
"""Code of a run that does not count for a question."""
SPREADS = (10.0, 0.15, 0.05)
"""Standard deviations of a constant, a slope, and a curvature or product, before the runs say."""
NARROWEST, WIDEST = 0.002, 3.0
"""Standard deviations that the runs may give to slopes, curvatures and products."""
INTERACTING = 6
"""Levers with the widest slopes, whose products are features; with 4,000 runs of the record, runs
kept aside were forecast better with 6 than with none, 10 or 16.
"""
AT_ONCE = 16
"""Questions fitted together; changes no more than their last bits."""
STEPS, LAST_STEPS = 15, 40
"""Steps of the minimiser while spreads are still learned, and with those that are kept."""


def make_features(z: FloatArray, pairs: IntArray | None = None) -> FloatArray:
    """Return (sets, features): 1, z, (z^2 - 1) / sqrt(2) and products, uncorrelated under the
    prior.

    Args:
        z: (sets, levers), standard normal under the prior.
        pairs: (products, 2) places of the levers to be multiplied.
    """
    products = np.empty((len(z), 0)) if pairs is None else z[:, pairs[:, 0]] * z[:, pairs[:, 1]]
    return np.hstack([np.ones((len(z), 1)), z, (z**2 - 1.0) / np.sqrt(2.0), products])


@dataclass(frozen=True)
class ShareRegression:
    """Fitted shares of classes, for several questions that share their features."""

    link: Link
    coefficients: FloatArray
    """(features, questions, predictors)"""
    pairs: IntArray
    """(products, 2) levers whose products are features."""

    def compute_shares(self, z: FloatArray) -> FloatArray:
        """Return (sets, questions, CLASSES) the shares of classes at sets z, (sets, levers)."""
        return self.link.compute_shares(
            _compute_predictors(make_features(z, self.pairs), self.coefficients)
        )


@dataclass(frozen=True)
class _Sample:
    """What coefficients are fitted to, and how large they may be."""

    x: FloatArray
    """(runs, features)"""
    happened: FloatArray
    """(runs, questions, CLASSES) 1 for the class of a run."""
    link: Link
    spreads: FloatArray
    """(features, predictors) standard deviations of the coefficients."""

    def predict(self, coefficients: FloatArray) -> FloatArray:
        """Return the predictors, (runs, questions, predictors of the link), under coefficients."""
        return _compute_predictors(self.x, coefficients)


def fit_shares(z: FloatArray, codes: IntArray, link: Link) -> ShareRegression:
    """Return the fitted regression of classes of runs on levers.

    Args:
        z: (runs, levers) of each run, in standard units of the prior.
        codes: (runs, questions) class of each run, 0 to CLASSES - 1, or UNKNOWN.
        link: how the probabilities of classes depend on linear predictors.
    """
    happened = np.stack([codes == code for code in range(CLASSES)], axis=-1).astype(float)
    levers = z.shape[1]
    constant, slope, rest = SPREADS
    spreads = np.outer([constant, *[slope] * levers, *[rest] * levers], np.ones(link.predictors))
    sample = _Sample(make_features(z), happened, link, spreads)
    coefficients = np.zeros((len(spreads), codes.shape[1], link.predictors))
    coefficients[0] = link.compute_constant_predictors(happened.sum(axis=0))
    coefficients = _maximise_penalised_likelihood(sample, coefficients, STEPS)
    spreads = _estimate_spreads(sample, coefficients)
    pairs = _pair_levers_with_widest_slopes(spreads[1 : 1 + levers].max(axis=1))
    products = np.full((len(pairs), link.predictors), rest)
    sample = replace(sample, x=make_features(z, pairs), spreads=np.vstack([spreads, products]))
    added = np.zeros((len(pairs), *coefficients.shape[1:]))
    coefficients = _maximise_penalised_likelihood(
        sample, np.concatenate([coefficients, added]), STEPS
    )
    sample = replace(sample, spreads=_estimate_spreads(sample, coefficients))
    return ShareRegression(
        link, _maximise_penalised_likelihood(sample, coefficients, LAST_STEPS), pairs
    )


def _compute_predictors(x: FloatArray, coefficients: FloatArray) -> FloatArray:
    """Return the predictors, (sets, questions, predictors), of features x, (sets, features)."""
    flat = x @ coefficients.reshape(len(coefficients), -1)
    return flat.reshape(len(x), *coefficients.shape[1:])


def _pair_levers_with_widest_slopes(slopes: FloatArray) -> IntArray:
    """Return index pairs, (products, 2), of all pairs among the INTERACTING levers whose slopes are
    widest; slopes: (levers,) spreads.
    """
    chosen = np.sort(np.argsort(-slopes, kind="stable")[:INTERACTING])
    first, second = np.triu_indices(len(chosen), 1)
    return np.stack([chosen[first], chosen[second]], axis=1)


def _estimate_spreads(sample: _Sample, coefficients: FloatArray) -> FloatArray:
    """Return how large coefficients are, as standard deviations, (features, predictors), by
    MacKay's update: the sum of squared coefficients over all questions, divided by the number of
    questions whose coefficient the runs determine.

    Features are treated as uncorrelated, which they are under the prior; information is the sum of
    squared slopes of the log-likelihood. The constant's spread stays.
    """
    eta = sample.predict(coefficients)
    _, slopes = sample.link.compute_log_likelihood(eta, sample.happened)
    information = np.tensordot(sample.x.T**2, slopes**2, 1)
    precision = sample.spreads[:, None] ** -2.0
    determined = (information / (information + precision)).sum(axis=1)
    variances = (coefficients**2).sum(axis=1) / np.maximum(determined, 1e-9)
    spreads = np.clip(np.sqrt(variances), NARROWEST, WIDEST)
    spreads[0] = sample.spreads[0]
    return np.asarray(spreads)


def _maximise_penalised_likelihood(sample: _Sample, start: FloatArray, steps: int) -> FloatArray:
    """Return the coefficients of the greatest penalised likelihood, (features, questions,
    predictors), searched from `start`, of that shape, in at most `steps` steps.

    The search uses coordinates in which the likelihood is about as curved in every direction: the
    coefficients of a predictor are a matrix of its own times these.
    """
    from scipy.linalg import cholesky, inv

    curvature = 0.25 * sample.x.T @ sample.x
    matrices = [inv(cholesky(curvature + np.diag(own**-2.0))) for own in sample.spreads.T]
    parts = [start[:, :0]]
    for first in range(0, start.shape[1], AT_ONCE):
        part = slice(first, first + AT_ONCE)
        some = replace(sample, happened=sample.happened[:, part])
        parts.append(_run_lbfgs(some, start[:, part], np.stack(matrices), steps))
    return np.concatenate(parts, axis=1)


def _run_lbfgs(sample: _Sample, start: FloatArray, matrices: FloatArray, steps: int) -> FloatArray:
    """Return coefficients of the greatest penalised likelihood, (features, questions, predictors),
    of some questions, by at most `steps` steps of L-BFGS-B from `start`.

    matrices: (predictors, features, features), which turn coordinates into coefficients.
    """
    from scipy.optimize import minimize

    def multiply(squares: FloatArray, vectors: FloatArray) -> FloatArray:
        """Return each predictor's matrix times its vectors, shaped as `vectors`."""
        return np.stack([m @ vectors[..., p] for p, m in enumerate(squares)], axis=-1)

    def compute_loss(coordinates: FloatArray) -> tuple[float, FloatArray]:
        """Return minus the penalised log-likelihood at flat coordinates, and its gradient."""
        b = multiply(matrices, coordinates.reshape(start.shape))
        likelihood, slopes = sample.link.compute_log_likelihood(sample.predict(b), sample.happened)
        pull = b / sample.spreads[:, None] ** 2
        slope = pull - (sample.x.T @ slopes.reshape(len(slopes), -1)).reshape(b.shape)
        loss = 0.5 * float((pull * b).sum()) - likelihood
        return loss, multiply(matrices.transpose(0, 2, 1), slope).ravel()

    begin = multiply(np.asarray(np.linalg.inv(matrices)), start).ravel()
    options = {"maxiter": steps, "maxcor": 8}
    best = minimize(compute_loss, begin, jac=True, method="L-BFGS-B", options=options)
    return multiply(matrices, best.x.reshape(start.shape))
