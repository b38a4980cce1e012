"""How long until they talk: competing risks and survival, from statsmodels.

The horizon is censoring, not peace: a run without contact says only that contact came later.
Curves start on day 1; on day 0, by definition, nobody has called. `stage` is "leader" (the
first contact of leaders) or "envoy"; a run in which the envoys never meet, whether it ended by
the leaders' contact or by the horizon, counts as without envoy contact up to the horizon.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from runs.analysis.estimates.cluster_errors import WorldSums, compute_effective_runs
from runs.analysis.estimates.estimates import N_MOVERS, FloatArray, IntArray, encode_movers, wilson
from runs.analysis.estimates.over_draws import iterate_day_counts_by_draw
from runs.analysis.estimates.tallies import STAGES, Outcomes, Tallies, ensure_tallies
from runs.analysis.sides import get_dyad
from runs.analysis.waiting.curves import (
    compute_incidence_limits,
    compute_log_log_limits,
    compute_share_errors,
    count_contacts_by_day,
    sum_waiting_runs_over_worlds,
)
from runs.analysis.waiting.over_draws import (
    add_draw_interval_to_incidence,
    add_draw_interval_to_survival,
)

NOT_YET = "no call yet"
UNASKED = "unasked"
"""Cause of a contact that followed from nobody's request (envoys may simply meet)."""


def list_causes() -> tuple[str, ...]:
    """Return the causes of a contact: who asked, or UNASKED; code k stands for element k - 1."""
    return (*get_dyad().movers[:-1], UNASKED)


class WaitingTimes(NamedTuple):
    """Waits of a variant's runs, (runs,): day 1..horizon; cause (`list_causes`), 0 = censored."""

    day: IntArray
    cause: IntArray
    horizon: int


def find_censoring_day(rows: pd.DataFrame) -> int | None:
    """Return the day on which runs without contact end; None if every run has a contact."""
    censored = rows.loc[~rows["event_observed"].astype(bool), "duration"]
    return int(censored.max()) if len(censored) else None


def find_common_horizon(a: pd.DataFrame, b: pd.DataFrame) -> int:
    """Return the last day on which no run of two variants is censored yet; without censored runs,
    the day of the last contact.
    """
    known = [day for day in (find_censoring_day(a), find_censoring_day(b)) if day is not None]
    return min(known) if known else int(max(a["duration"].max(), b["duration"].max()))


def compute_waiting_times(
    rows: pd.DataFrame, stage: str = "leader", horizon: int | None = None
) -> WaitingTimes:
    """Return the waiting times of one variant's runs.

    Args:
        rows: outcomes of one variant.
        stage: "leader" or "envoy".
        horizon: days; contacts after it are censored at it. Default: the day of the censored runs,
            or the last contact if none is censored.
    """
    duration, observed, mover = STAGES[stage]
    last = horizon
    if last is None:
        last = find_censoring_day(rows) or int(rows[["duration", duration]].max().max())
    event = rows[observed].to_numpy(dtype=bool)
    day = rows[duration].to_numpy(dtype=float, na_value=np.nan)
    event = event & (day <= last)
    cause = np.where(event, encode_movers(rows[mover]) + 1, 0)
    day = np.where(event, day, last).astype(np.int64)
    return WaitingTimes(day, cause, last)


def iterate_waiting_times(
    outcomes: Outcomes, stage: str = "leader", horizon: int | None = None
) -> Iterator[tuple[str, WaitingTimes]]:
    """Yield (name, waiting times) of each variant; runs with contact first, by mover and day."""
    counted = ensure_tallies(outcomes)
    lasts = count_contacts_by_day(counted, stage, horizon).horizon
    for name, days, last in zip(counted.names, counted.days[stage], lasts, strict=True):
        seen = days[N_MOVERS:, 1 : last + 1]
        mover, early = np.nonzero(seen)
        runs, rest = seen[mover, early], int(days.sum() - seen.sum())
        day = np.r_[np.repeat(early + 1, runs), np.full(rest, last)]
        cause = np.r_[np.repeat(mover + 1, runs), np.zeros(rest, int)]
        yield name, WaitingTimes(day, cause, int(last))


def count_runs_at_risk(waits: WaitingTimes) -> IntArray:
    """Return the runs without contact just before each day 1..horizon, shape (horizon,)."""
    ended = np.bincount(waits.day, minlength=waits.horizon + 1)[: waits.horizon + 1]
    return len(waits.day) - np.cumsum(ended)[:-1]


def compute_cumulative_incidence(
    frame: Outcomes, stage: str = "leader", horizon: int | None = None
) -> pd.DataFrame:
    """Return P(contact by day t through the mover), stacked to 1 with "no call yet".

    Aalen-Johansen (statsmodels `CumIncidenceRight`, right with tied days). The interval is Wilson's
    with the effective number of runs estimate (1 - estimate) / se^2, which is exactly Wilson's
    interval of the plain share when the horizon is the only censoring. Over several points of a
    design it is `cluster_errors.compute_effective_runs` instead.

    Returns:
        variant, day (1..horizon), cause (either side, broker, simultaneous, "no call yet"; also
        "unasked" where envoys met at nobody's request), estimate, low, high (0 to 1), base and top
        (the estimate's place in the stack, top of the last cause = 1), at_risk (runs); with a fit
        draws_low, draws_high (95 % of its sets of parameters) and fit (its name).
    """
    parts = []
    counted = ensure_tallies(frame)
    by_world = _sum_causes_over_worlds(counted, stage, horizon)
    by_draw = iterate_day_counts_by_draw(counted, stage) if counted.fit else None
    for place, (name, wait) in enumerate(iterate_waiting_times(counted, stage, horizon)):
        own = by_world and by_world.select_figures((place, slice(None), slice(wait.horizon)))
        part = _compute_variant_incidence(wait, own)
        if by_draw is not None:
            causes = [*list_causes(), NOT_YET]
            part = add_draw_interval_to_incidence(part, next(by_draw), causes, counted.fit)
        part.insert(0, "variant", name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _sum_causes_over_worlds(tallies: Tallies, stage: str, horizon: int | None) -> WorldSums | None:
    """Return the sums over random worlds of contacts by cause up to each day, and of runs without
    one, (variants, 6, days); None where the runs are independent (no design).
    """
    last = int(count_contacts_by_day(tallies, stage, horizon).horizon.max())

    def count_causes(days: IntArray, _: IntArray) -> tuple[IntArray, IntArray]:
        """Return runs by cause up to each day, (worlds, 6, days), and in all, (worlds, 1, 1)."""
        seen = days[:, N_MOVERS:, 1 : last + 1]
        whole = np.pad(seen, ((0, 0), (0, 0), (0, last - seen.shape[2])))
        by = np.cumsum(whole, axis=2)
        runs = days.sum(axis=(1, 2))[:, None, None]
        return np.concatenate([by, runs - by.sum(axis=1, keepdims=True)], axis=1), runs

    return tallies.sum_over_worlds(stage, count_causes)


def _compute_variant_incidence(waits: WaitingTimes, by_world: WorldSums | None) -> pd.DataFrame:
    """Return one variant's part of `compute_cumulative_incidence`, without name and fit."""
    from statsmodels.duration.survfunc import CumIncidenceRight

    with np.errstate(divide="ignore", invalid="ignore"):  # a last day on which all call
        fit = CumIncidenceRight(waits.day, waits.cause)
    days = np.arange(1, waits.horizon + 1)
    place = np.searchsorted(fit.times, days, side="right")
    flat = np.zeros(len(fit.times))
    layers: list[tuple[str, FloatArray, FloatArray]] = []
    for code, cause in enumerate(list_causes(), start=1):
        if cause == UNASKED and not (waits.cause == code).any():
            continue
        known = code <= len(fit.cinc)
        share = np.r_[0.0, fit.cinc[code - 1] if known else flat][place]
        error = np.r_[0.0, fit.cinc_se[code - 1] if known else flat][place]
        layers.append((cause, share, error))
    survival = _fit_kaplan_meier(waits)
    layers.append((NOT_YET, survival[0], survival[1]))
    risk, base, parts = count_runs_at_risk(waits), np.zeros(len(days)), []
    causes = [*list_causes(), NOT_YET]
    for cause, share, error in layers:
        if by_world is None:
            low, high = compute_incidence_limits(share, error, len(waits.day))
        else:
            effective = compute_effective_runs(by_world)[causes.index(cause)]
            low, high = wilson(np.clip(share, 0.0, 1.0) * effective, effective)
        table = {"day": days, "cause": cause, "estimate": share, "low": low, "high": high}
        parts.append(pd.DataFrame({**table, "base": base, "top": base + share, "at_risk": risk}))
        base = base + share
    return pd.concat(parts, ignore_index=True)


def _fit_kaplan_meier(waits: WaitingTimes) -> tuple[FloatArray, FloatArray]:
    """Return P(no contact by day t) and its Greenwood error on days 1..horizon, each (horizon,)."""
    from statsmodels.duration.survfunc import SurvfuncRight

    fit = SurvfuncRight(waits.day, (waits.cause > 0).astype(float))
    place = np.searchsorted(fit.surv_times, np.arange(1, waits.horizon + 1), side="right")
    return np.r_[1.0, fit.surv_prob][place], np.r_[0.0, fit.surv_prob_se][place]


def compute_survival(
    frame: Outcomes, stage: str = "leader", horizon: int | None = None
) -> pd.DataFrame:
    """Return P(no contact by the end of day t): Kaplan-Meier with log-log intervals.

    Returns:
        variant, day (1..horizon), estimate, low, high (0 to 1), at_risk, events (runs); with a fit
        draws_low, draws_high (95 % of its sets of parameters) and fit (its name).
    """
    parts = []
    counted = ensure_tallies(frame)
    by_world = sum_waiting_runs_over_worlds(
        counted, stage, int(count_contacts_by_day(counted, stage, horizon).horizon.max())
    )
    by_draw = iterate_day_counts_by_draw(counted, stage) if counted.fit else None
    for place, (name, wait) in enumerate(iterate_waiting_times(counted, stage, horizon)):
        part = compute_variant_survival(
            wait, by_world and by_world.select_figures((place, slice(wait.horizon)))
        )
        if by_draw is not None:
            part = add_draw_interval_to_survival(part, next(by_draw), counted.fit)
        part.insert(0, "variant", name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def compute_variant_survival(
    waits: WaitingTimes, by_world: WorldSums | None = None
) -> pd.DataFrame:
    """Return one variant's rows of `compute_survival`: day, estimate, low, high, at_risk, events.

    by_world: its part of `curves.sum_waiting_runs_over_worlds`; None for independent runs.
    """
    estimate, error = _fit_kaplan_meier(waits)
    runs: FloatArray | IntArray = np.array(len(waits.day))
    if by_world is not None:
        runs = compute_effective_runs(by_world)
        error = compute_share_errors(estimate, runs)
    low, high = compute_log_log_limits(estimate, error, runs)
    events = np.bincount(waits.day[waits.cause > 0], minlength=waits.horizon + 1)[1:]
    return pd.DataFrame(
        {
            "day": np.arange(1, waits.horizon + 1),
            "estimate": estimate,
            "low": low,
            "high": high,
            "at_risk": count_runs_at_risk(waits),
            "events": events,
        }
    )
