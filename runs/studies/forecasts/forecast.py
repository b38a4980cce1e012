"""The forecast of a standoff's first leader contact, given what was observed up to a day."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from model.outcomes import make_columns
from model.parameters import Configuration
from runs.analysis.estimates.estimates import FloatArray, wilson
from runs.errors import WrongInput
from runs.studies.forecasts.observing import ObservedRuns
from runs.studies.forecasts.script import ObservedAct, ObservedScript

QUANTILES = {"low80": 0.1, "median": 0.5, "high80": 0.9}


class Thinning(NamedTuple):
    """The effect of one observation on the weights of the runs.

    Args:
        act: the observed act; None: that the leaders had no contact by the day.
        chance: its probability given all earlier ones, by the weighted runs.
        effective: effective number of runs afterwards.
    """

    act: ObservedAct | None
    chance: float
    effective: float


def compute_run_weights(runs: ObservedRuns, day: int) -> tuple[FloatArray, list[Thinning]]:
    """Return (weights of the runs, (runs,), that sum to 1; what each observation did to the
    weights: the acts in order, last that there was no contact, with `act` still None).

    A run in which the leaders had contact by the day has weight 0. All weights are 0 if no run
    could have led to the observations. day: the last one observed, from 1.
    """
    met = runs.columns["event_observed"].astype(bool) & (runs.columns["duration"] <= day)
    observed = [*runs.log_chances, np.where(met, -np.inf, 0.0)]
    logs, thinned = np.zeros(len(met)), []
    for chances in observed:
        before = _normalise_log_weights(logs)
        logs = logs + chances
        chance = float(before @ np.exp(chances))
        thinned.append(Thinning(None, chance, compute_effective_runs(_normalise_log_weights(logs))))
    return _normalise_log_weights(logs), thinned


def _normalise_log_weights(logs: FloatArray) -> FloatArray:
    """Return weights proportional to exp(logs) that sum to 1; all 0 if every log is -inf."""
    top = logs.max()
    if not np.isfinite(top):
        return np.zeros(len(logs))
    weights = np.exp(logs - top)
    return np.asarray(weights / weights.sum())


def compute_effective_runs(weights: FloatArray) -> float:
    """Return the effective number of equally weighted runs: 1 / sum of squares (Kong 1992); 0 if
    all weights are 0.
    """
    squares = float((weights**2).sum())
    return 1.0 / squares if squares > 0.0 else 0.0


def make_forecast(script: ObservedScript, runs: ObservedRuns) -> dict[str, Any]:
    """Return the forecast as plain values: script, day, later_acts, runs, possible (runs with a
    weight above 0), effective (effective number of runs), acts (each with its chance),
    log_likelihood, low80, median, high80 (None: not by the horizon), contact, first_mover (who ->
    share), days and days_not_weighed (shares of days 0..last, then later).

    Days are the record's: 0 is the trigger's, the model's day 1. Raises WrongInput if no run has a
    weight above 0.
    """
    weights, thinned = compute_run_weights(runs, script.day)
    named = [one._replace(act=act) for one, act in zip(thinned, (*script.acts, None), strict=True)]
    effective = compute_effective_runs(weights)
    keys = script.config.dyad.keys
    if not effective:
        _raise_impossible_observation(named, keys)
    days, movers = _compute_weighted_shares(script.config, runs, weights)
    plain, _ = _compute_weighted_shares(
        script.config, runs, np.full(len(weights), 1.0 / len(weights))
    )
    by = np.cumsum(days[:-1])
    return {
        "script": script.name, "day": script.day, "later_acts": script.later,
        "runs": len(weights), "possible": int((weights > 0.0).sum()), "effective": effective,
        "acts": [_describe_thinning(one, keys) for one in named],
        "log_likelihood": float(sum(np.log(one.chance) for one in named)),
        **{name: find_quantile_day(days, level) for name, level in QUANTILES.items()},
        "contact": _make_share_record(float(by[-1]), effective),
        "first_mover": {who: _make_share_record(share, effective) for who, share in movers.items()},
        "days": days.tolist(), "days_not_weighed": plain.tolist(),
    }  # fmt: skip


def _raise_impossible_observation(thinned: list[Thinning], keys: tuple[str, ...]) -> None:
    """Raise WrongInput that names the first observation after which no run has a weight. keys: of
    the two sides.
    """
    first = next(one for one in thinned if not one.effective)
    what = "that the leaders were not in contact by the day"
    if first.act is not None:
        what = f"{first.act.kind or 'nothing'} of {keys[first.act.side]} on day {first.act.day}"
    raise WrongInput(
        f"No run could have come by what was observed: {what}. In this model what stands forbids"
        " it there, or its rules cannot choose it.", key="script",
    )  # fmt: skip


def _describe_thinning(thinning: Thinning, keys: tuple[str, ...]) -> dict[str, Any]:
    """Return day, side, slot and kind of an observed act (day and side None, no slot, for "no
    contact"), its chance, and the effective number of runs after it. keys: of the two sides.
    """
    act = thinning.act
    what: dict[str, Any] = {"day": None, "side": None, "kind": "no contact"}
    if act is not None:
        what = {"day": act.day, "side": keys[act.side], "slot": act.slot, "kind": act.kind}
    return {**what, "chance": thinning.chance, "effective": thinning.effective}


def _compute_weighted_shares(
    config: Configuration, runs: ObservedRuns, weights: FloatArray
) -> tuple[FloatArray, dict[str, float]]:
    """Return (weighted shares of days 0..last and later, (last + 2,); who moved first -> weighted
    share). weights: of the runs, (runs,).
    """
    last = config.horizon - 1
    met = runs.columns["event_observed"].astype(bool)
    places = np.where(met, runs.columns["duration"].astype(np.int64) - 1, last + 1)
    days: FloatArray = np.bincount(places, weights=weights, minlength=last + 2).astype(float)
    column = next(one for one in make_columns(config.dyad) if one.name == "first_mover_true")
    codes = runs.columns["first_mover_true"].astype(np.int64)
    words = [str(word) for word in column.categories or ()]
    shares = np.bincount(codes, weights=weights, minlength=len(words))
    return days, {word: float(share) for word, share in zip(words, shares, strict=True)}


def find_quantile_day(days: FloatArray, level: float) -> int | None:
    """Return the first day (trigger: 0) by which the cumulated shares of days reach a level (0 to
    1); None if they never do. days: shares of days 0..last and later, (last + 2,).
    """
    reached = np.flatnonzero(np.cumsum(days[:-1]) >= level - 1e-12)
    return int(reached[0]) if len(reached) else None


def _make_share_record(share: float, effective: float) -> dict[str, float]:
    """Return {share, low, high}: a share and its 95 % interval (Wilson) at that effective number of
    runs.
    """
    low, high = wilson(share * effective, effective)
    return {"share": share, "low": float(low), "high": float(high)}
