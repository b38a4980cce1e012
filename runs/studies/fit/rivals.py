"""The model's rivals: forecasts that know nothing of a row but, at most, two features of it.

All are fitted to the other clusters of the same stage, each cluster counting once, with censoring:

- exponential: one rate;
- pool: the others' days themselves, by Kaplan and Meier;
- log-normal: log(1 + days) is normal;
- regression: the same with a mean that depends on a trade shock and on contact being cut (a
  log-normal accelerated-failure-time model, Kalbfleisch and Prentice 2002, ch. 3).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.waiting.scores import (
    ObservedWait,
    compute_exponential_cdf,
    estimate_pooled_cdf,
    fit_exponential_rate,
)
from runs.studies.fit.evidence import Evidence
from runs.studies.fit.recorded_wait import (
    RecordedWait,
    compute_cluster_weights,
    select_other_clusters,
)
from runs.studies.fit.window import HALF, compute_even_forecast

RIVALS = ("exponential", "pool", "lognormal", "regression")
LEAST_SPREAD = 0.05
"""Of log(1 + days): below it a handful of equal days would be taken for certainty."""


def make_rival_forecasts(
    datum: RecordedWait,
    known: Sequence[RecordedWait],
    evidence: Evidence,
    last_day_without: int = -1,
) -> dict[str, FloatArray]:
    """Return name in RIVALS -> forecast of a contact, probabilities of days 0..last and of later,
    (last + 2,), fitted to the contacts in `known` of other clusters.

    All are the even forecast if no other cluster has a contact. last_day_without: up to this day
    there is known to have been no contact; -1 if nothing is known.
    """
    forecasts = _fit_rivals(datum, known, evidence)
    return {
        name: condition_on_no_contact(days, last_day_without) for name, days in forecasts.items()
    }


def condition_on_no_contact(forecast: FloatArray, last_day_without: int) -> FloatArray:
    """Return a forecast, (last + 2,), given that no contact came up to `last_day_without` (-1:
    unchanged); uniform over later days if it gave these no probability.
    """
    conditioned = forecast.copy()
    conditioned[: last_day_without + 1] = 0.0
    conditioned[last_day_without + 1 :] += 0.0 if conditioned.sum() > 0.0 else 1.0
    return np.asarray(conditioned / conditioned.sum())


def _fit_rivals(
    datum: RecordedWait, known: Sequence[RecordedWait], evidence: Evidence
) -> dict[str, FloatArray]:
    """Return name in RIVALS -> forecast of a contact, (last + 2,), fitted to the other clusters."""
    others = select_other_clusters(known, datum)
    if not any(not one.censored for one in others):
        return dict.fromkeys(RIVALS, compute_even_forecast(evidence))
    weights = compute_cluster_weights(others)
    waits = [
        ObservedWait(one.day, one.censored, weight)
        for one, weight in zip(others, weights, strict=True)
    ]
    rate, pooled = fit_exponential_rate(waits), estimate_pooled_cdf(waits, evidence.last_day)
    assert pooled is not None
    exponential = pooled if rate is None else compute_exponential_cdf(rate, evidence.last_day)
    features = np.array([_make_features(one) for one in others])
    constant = fit_lognormal(others, weights, features[:, :1])
    full = fit_lognormal(others, weights, features)
    return {
        "exponential": convert_cdf_to_forecast(exponential),
        "pool": convert_cdf_to_forecast(pooled),
        "lognormal": compute_lognormal_forecast(constant, np.ones(1), evidence),
        "regression": compute_lognormal_forecast(full, _make_features(datum), evidence),
    }


def convert_cdf_to_forecast(cdf: FloatArray) -> FloatArray:
    """Return the probabilities of days 0..last and of "later", (last + 2,), from the CDF on days
    0..last.
    """
    return np.append(np.diff(cdf, prepend=0.0), max(0.0, 1.0 - cdf[-1]))


def _make_features(datum: RecordedWait) -> FloatArray:
    """Return the regression features of a contact, (3,): 1, whether there was a trade shock (0, 1),
    whether contact was cut (0, 1).
    """
    return np.array([1.0, float(datum.trade), float(datum.door)])


def fit_lognormal(
    data: Sequence[RecordedWait], weights: Sequence[float], features: FloatArray
) -> FloatArray:
    """Return (features + 1,): effects of the features on the mean of log(1 + days), then the
    logarithm of its standard deviation; by weighted maximum likelihood with right-censoring.

    weights: of the data; features: (data, features), the first 1.
    """
    from scipy.optimize import minimize
    from scipy.special import log_ndtr

    y = np.log1p(np.array([float(one.day) for one in data]))
    seen = np.array([not one.censored for one in data])
    w = np.array(weights)

    def compute_loss(parameters: FloatArray) -> float:
        """Return minus the weighted log-likelihood of parameters, (features + 1,)."""
        spread = max(float(np.exp(parameters[-1])), LEAST_SPREAD)
        z = (y - features @ parameters[:-1]) / spread
        inside = -0.5 * z**2 - np.log(spread)
        return -float((w * np.where(seen, inside, log_ndtr(-z))).sum())

    effects = np.linalg.lstsq(features * np.sqrt(w)[:, None], y * np.sqrt(w), rcond=None)[0]
    begin = np.append(effects, np.log(max(float(np.std(y)), LEAST_SPREAD)))
    found = minimize(compute_loss, begin, method="Nelder-Mead", options={
        "maxiter": 4000, "xatol": 1e-6, "fatol": 1e-8,
    })  # fmt: skip
    result: FloatArray = found.x
    return result


def compute_lognormal_forecast(
    fit: FloatArray, features: FloatArray, evidence: Evidence
) -> FloatArray:
    """Return the forecast, (last + 2,), of a fitted log-normal for one standoff's features,
    (features,); day d covers (d - 1/2, d + 1/2].

    fit: what `fit_lognormal` returns.
    """
    from scipy.special import ndtr

    spread = max(float(np.exp(fit[-1])), LEAST_SPREAD)
    edges = np.log1p(np.arange(evidence.last_day + 1) + HALF)
    by: FloatArray = ndtr((edges - float(features @ fit[:-1])) / spread)
    return convert_cdf_to_forecast(by)


def compute_asker_base_rate(datum: RecordedWait, known: Sequence[RecordedWait]) -> float:
    """Return the rate, above 0 and below 1, at which whoever asked in `datum` asks in the other
    clusters, each cluster counting once.

    If one side was cut off in `datum`: the share, among rows where one was, in which that role (cut
    off, cutter, other) asked. Otherwise nothing distinguishes the sides: half the share of rows in
    which a side asked or, if neither side asked in `datum`, the share in which neither did. One row
    in all is added, spread evenly over the three roles.
    """
    assert datum.asker is not None
    others = [one for one in select_other_clusters(known, datum) if one.asker is not None]
    one_cut_off = datum.cut_off is not None
    others = (
        [one for one in others if (one.cut_off is not None) == one_cut_off]
        if one_cut_off
        else others
    )
    weights = compute_cluster_weights(others)
    total, hits = 1.0, 1.0 / 3.0 if one_cut_off or datum.asker.place > 1 else 2.0 / 3.0
    for one, weight in zip(others, weights, strict=True):
        total += weight
        hits += weight * (
            _name_asker_role(one, one_cut_off) == _name_asker_role(datum, one_cut_off)
        )
    share = hits / total
    return share if one_cut_off or datum.asker.place > 1 else share / 2.0


def _name_asker_role(datum: RecordedWait, one_cut_off: bool) -> str:
    """Return the role of a contact's asker: `other`; else `cut off` or `cutter` if one side was cut
    off (`one_cut_off`), else `side`.
    """
    assert datum.asker is not None
    if datum.asker.place > 1:
        return "other"
    if not one_cut_off:
        return "side"
    return "cut off" if datum.asker.place == datum.cut_off else "cutter"
