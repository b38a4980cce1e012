"""How shares of three classes hang on linear predictors: classes in order, or without one.

Shapes: predictors (runs, questions, predictors of the link), `happened` and shares
(runs, questions, CLASSES); `happened` is 1 for the class of a run and 0 for the others, and 0 for
all of them where the run does not count.
"""

from __future__ import annotations

from typing import ClassVar, Protocol

import numpy as np

from runs.analysis.estimates.estimates import FloatArray

CLASSES = 3
PRIOR_COUNT = 0.5
"""Added to the count of each class, as Jeffreys' for one share."""
NARROWEST_LOG_WIDTH, WIDEST_LOG_WIDTH = -12.0, 4.0
"""Limits of the logarithm of a width, within which no share becomes 0 in double precision."""


class Link(Protocol):
    """How the shares of a question's CLASSES, which sum to 1, follow from linear predictors."""

    predictors: ClassVar[int]

    def compute_constant_predictors(self, counts: FloatArray) -> FloatArray:
        """Return the predictors, (questions, predictors), at which the shares of classes are those
        of `counts`, (questions, CLASSES) numbers of runs.
        """

    def compute_shares(self, eta: FloatArray) -> FloatArray:
        """Return the shares of the classes, (..., CLASSES), at predictors, (..., predictors)."""

    def compute_log_likelihood(
        self, eta: FloatArray, happened: FloatArray
    ) -> tuple[float, FloatArray]:
        """Return the log-likelihood (a sum, in nats) of the classes that happened, and its slope in
        each predictor, shaped as `eta`. happened: (..., CLASSES), 1 for the class of a run.
        """


class NominalLink:
    """Multinomial logit: a predictor for the log-odds of each class."""

    predictors: ClassVar[int] = CLASSES

    def compute_constant_predictors(self, counts: FloatArray) -> FloatArray:
        """Return (questions, CLASSES) log-odds of the counts of classes, with mean 0."""
        odds = np.log(counts + PRIOR_COUNT)
        return np.asarray(odds - odds.mean(axis=1, keepdims=True))

    def compute_shares(self, eta: FloatArray) -> FloatArray:
        """Return shares proportional to exp(eta), shaped as `eta`; they sum to 1."""
        return self._compute_softmax(eta)[0]

    def compute_log_likelihood(
        self, eta: FloatArray, happened: FloatArray
    ) -> tuple[float, FloatArray]:
        """Return the log-likelihood in nats, summed over all, and its slopes, shaped as `eta`: what
        happened less the shares.
        """
        shares, totals = self._compute_softmax(eta)
        counts = happened.sum(axis=-1, keepdims=True)
        likelihood = float((eta * happened).sum() - (totals * counts).sum())
        return likelihood, happened - shares * counts

    def _compute_softmax(self, eta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return (shares that sum to 1 over the last axis, logarithm of sum exp(eta), (..., 1))."""
        most = eta.max(axis=-1, keepdims=True)
        raw = np.exp(eta - most)
        total = raw.sum(axis=-1, keepdims=True)
        return raw / total, np.log(total) + most


class OrdinalLink:
    """Cumulative logit of ordered classes: P(first) = s(e) and P(first or second) = s(e + exp w),
    where s is the logistic function. Predictors are e, where on the scale a run lies, and w, the
    logarithm of the second class's width (McCullagh 1980, doi:10.1111/j.2517-6161.1980.tb01109.x,
    with a scale of its own).
    """

    predictors: ClassVar[int] = 2

    def compute_constant_predictors(self, counts: FloatArray) -> FloatArray:
        """Return (questions, 2): location on the logistic scale, and logarithm of the second
        class's width, at which the shares are those of `counts`, (questions, CLASSES) numbers of
        runs.
        """
        shares = counts + PRIOR_COUNT
        shares = shares / shares.sum(axis=1, keepdims=True)
        lower = np.log(shares[:, 0]) - np.log1p(-shares[:, 0])
        upper = np.log1p(-shares[:, 2]) - np.log(shares[:, 2])
        return np.stack([lower, np.log(upper - lower)], axis=1)

    def compute_shares(self, eta: FloatArray) -> FloatArray:
        """Return (..., CLASSES) shares below, within and above; eta: (..., 2) location and log
        width.
        """
        lower, width = self._get_location_and_width(eta)
        first, last = _expit(lower), _expit(-lower - width)
        return np.stack(
            [first, _expit(lower + width) * _expit(-lower) * -np.expm1(-width), last], -1
        )

    def compute_log_likelihood(
        self, eta: FloatArray, happened: FloatArray
    ) -> tuple[float, FloatArray]:
        """Return the log-likelihood in nats, summed over all, and its slopes in location and log
        width, (..., 2).
        """
        lower, width = self._get_location_and_width(eta)
        upper = lower + width
        below, within, above = (happened[..., i] for i in range(CLASSES))
        gap = np.log(-np.expm1(-width))
        first, log_first, log_not_first = _compute_logistic(lower)
        not_last, log_not_last, log_last = _compute_logistic(upper)
        likelihood = (
            below * log_first + within * (log_not_last + log_not_first + gap) + above * log_last
        )
        at_lower = below - (below + within) * first
        at_upper = within - (within + above) * not_last
        at_width = (at_upper + within / np.expm1(width)) * width
        return float(likelihood.sum()), np.stack([at_lower + at_upper, at_width], axis=-1)

    def _get_location_and_width(self, eta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return (location, width), each without the last axis of eta; the width's logarithm is
        clipped.
        """
        return eta[..., 0], np.exp(np.clip(eta[..., 1], NARROWEST_LOG_WIDTH, WIDEST_LOG_WIDTH))


def _expit(x: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-x))."""
    from scipy.special import expit

    return np.asarray(expit(x))


def _compute_logistic(x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return s = 1 / (1 + exp(-x)), log s and log(1 - s), each to the last digits for any x."""
    smaller = np.exp(-np.abs(x))
    log_sum = np.log1p(smaller)
    share = np.where(x >= 0.0, 1.0, smaller) / (1.0 + smaller)
    return share, np.minimum(x, 0.0) - log_sum, np.minimum(-x, 0.0) - log_sum
