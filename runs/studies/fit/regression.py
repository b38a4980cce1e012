"""Shares of classes as a smooth function of the levers: multinomial logistic regressions.

Runs of many parameter sets, each in a world of its own, say how probable each class of outcomes is
at any set: log-odds are linear and quadratic in the levers' z, fitted by penalised maximum
likelihood. Noise of single runs is averaged over all of them, so that neighbours help each other.
"""

from __future__ import annotations

import numpy as np

from runs.analysis.estimates.estimates import FloatArray, IntArray

CLASSES = 3
UNKNOWN = -1
"""Code of a run that does not count for a question."""
SPREADS = (10.0, 0.15, 0.05)
"""Standard deviations held possible of a constant, a slope and a curvature of log-odds: so tight
that runs kept aside were forecast best by 4,000 others.
"""
AT_ONCE = 16
"""Questions fitted together; changes no more than their last bits."""
MOST_STEPS = 60


def make_features(z: FloatArray) -> FloatArray:
    """Return (sets, 1 + 2 levers): 1, z and (z^2 - 1) / sqrt(2), uncorrelated under the prior."""
    ones = np.ones((len(z), 1))
    return np.hstack([ones, z, (z**2 - 1.0) / np.sqrt(2.0)])


def fit_classes(z: FloatArray, codes: IntArray, start: FloatArray | None = None) -> FloatArray:
    """Return the coefficients, (features, questions, CLASSES), of the shares of classes.

    Args:
        z: (runs, levers) of each run, in standard units of the prior.
        codes: (runs, questions) class of each run, 0 to CLASSES - 1, or UNKNOWN.
        start: coefficients to begin from, such as those of fewer runs.
    """
    from scipy.linalg import cholesky

    x = make_features(z)
    levers = z.shape[1]
    ridge = np.repeat(1.0 / np.square(SPREADS), (1, levers, levers))
    factor = cholesky(0.5 * x.T @ x + np.diag(ridge))
    found = []
    for first in range(0, codes.shape[1], AT_ONCE):
        own = slice(first, first + AT_ONCE)
        begun = _start_from_shares(codes[:, own], x.shape[1]) if start is None else start[:, own]
        found.append(_fit_questions(x, codes[:, own], ridge, factor, begun))
    return np.concatenate(found, axis=1)


def compute_shares(coefficients: FloatArray, z: FloatArray) -> FloatArray:
    """Return (sets, questions, CLASSES) the shares of classes at sets z."""
    features, questions, _ = coefficients.shape
    odds = make_features(z) @ coefficients.reshape(features, -1)
    return _normalise(odds.reshape(len(z), questions, CLASSES))[0]


def _start_from_shares(codes: IntArray, features: int) -> FloatArray:
    counts = np.stack([(codes == one).sum(axis=0) for one in range(CLASSES)], axis=1)
    begun = np.zeros((features, codes.shape[1], CLASSES))
    begun[0] = np.log(counts + 0.5)
    begun[0] -= begun[0].mean(axis=1, keepdims=True)
    return begun


def _normalise(odds: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return shares and the logarithm of their sum before, of (..., CLASSES) log-odds."""
    most = odds.max(axis=-1, keepdims=True)
    raw = np.exp(odds - most)
    total = raw.sum(axis=-1, keepdims=True)
    return raw / total, (np.log(total) + most)[..., 0]


def _fit_questions(
    x: FloatArray, codes: IntArray, ridge: FloatArray, factor: FloatArray, begun: FloatArray
) -> FloatArray:
    """Minimise the penalised loss; coordinates are such that its curvature is at most 1 (Böhning
    1992, doi:10.1007/BF00048682).
    """
    from scipy.linalg import solve_triangular
    from scipy.optimize import minimize

    known = codes != UNKNOWN
    happened = np.stack([codes == one for one in range(CLASSES)], axis=-1).astype(float)
    shape = (x.shape[1], codes.shape[1] * CLASSES)

    def compute_loss(u: FloatArray) -> tuple[float, FloatArray]:
        b = solve_triangular(factor, u.reshape(shape))
        odds = (x @ b).reshape(happened.shape)
        shares, totals = _normalise(odds)
        loss = float((totals * known).sum() - (odds * happened).sum())
        loss += 0.5 * float((ridge[:, None] * b**2).sum())
        residual = (shares * known[..., None] - happened).reshape(len(x), -1)
        slope = x.T @ residual + ridge[:, None] * b
        return loss, solve_triangular(factor, slope, trans="T").ravel()

    u = factor @ begun.reshape(shape)
    best = minimize(
        compute_loss, u.ravel(), jac=True, method="L-BFGS-B",
        options={"maxiter": MOST_STEPS, "maxcor": 8},
    )  # fmt: skip
    coefficients: FloatArray = solve_triangular(factor, best.x.reshape(shape))
    return coefficients.reshape(x.shape[1], codes.shape[1], CLASSES)
