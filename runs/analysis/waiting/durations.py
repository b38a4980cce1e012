"""Days to contact as numbers: median, restricted mean, hazard by day, quantile dots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from runs.analysis.estimates.cluster_errors import WorldSums, compute_share_limits
from runs.analysis.estimates.draws import FIT, tabulate_draw_intervals
from runs.analysis.estimates.estimates import N_MOVERS, FloatArray, IntArray
from runs.analysis.estimates.over_draws import iterate_day_counts_by_draw
from runs.analysis.estimates.tallies import Outcomes, Tallies, ensure_tallies
from runs.analysis.waiting.curves import (
    DayCounts,
    compute_effective_runs_by_day,
    count_contacts_by_day,
    estimate_restricted_means,
    find_medians,
    sum_waits_over_worlds,
)
from runs.analysis.waiting.over_draws import (
    estimate_waits_over_draws,
    tabulate_hazard_over_draws,
    tabulate_median_over_draws,
)
from runs.analysis.waiting.waiting import (
    compute_variant_survival,
    count_runs_at_risk,
    iterate_waiting_times,
)


def compute_median_days(
    frame: Outcomes, stage: str = "leader", horizon: int | None = None
) -> pd.DataFrame:
    """Return the first day by which at least half of the runs have had their contact.

    The interval inverts the log-log band (Brookmeyer and Crowley 1982). NaN, in the estimate or in
    a limit, stands for "not reached by the horizon". stage: "leader" or "envoy"; horizon: days, at
    which later contacts are censored (default: those simulated).

    Returns:
        variant, estimate, low, high (days or NaN), n (runs), horizon (days); where runs play sets
        of parameters drawn from a fit, also draws_low, draws_high (days: the central 95 % of the
        medians under single sets) and fit (its name).
    """
    counted = ensure_tallies(frame)
    counts = count_contacts_by_day(counted, stage, horizon)
    figures = find_medians(counts, compute_effective_runs_by_day(counted, stage, counts))
    table = _tabulate_estimates(counted.names, figures, counts)
    if not counted.fit:
        return table
    return table.assign(**tabulate_median_over_draws(counted, stage, counts), **{FIT: counted.fit})


def compute_observed_medians(frame: Outcomes, stage: str = "leader") -> pd.DataFrame:
    """Return the median day of contact among the runs with a contact.

    This describes these runs, not the model: the others may have their contact later.

    Returns:
        variant, n (runs with a contact), median (day; NaN where n is 0).
    """
    rows = []
    for name, wait in iterate_waiting_times(frame, stage):
        day = np.sort(wait.day[wait.cause > 0])
        middle = float(day[(len(day) - 1) // 2]) if len(day) else np.nan
        rows.append((name, len(day), middle))
    return pd.DataFrame(rows, columns=["variant", "n", "median"])


def _tabulate_estimates(
    names: Sequence[str],
    estimate_and_limits: tuple[FloatArray, FloatArray, FloatArray],
    counts: DayCounts,
) -> pd.DataFrame:
    """Return one row a variant: variant, estimate, low, high, n (runs), horizon (days).

    estimate_and_limits: estimate, low and high, each (variants,).
    """
    estimate, low, high = estimate_and_limits
    limits = {"estimate": estimate, "low": low, "high": high}
    return pd.DataFrame({"variant": names, **limits, "n": counts.runs, "horizon": counts.horizon})


def compute_rmst(
    frame: Outcomes, horizon: int | None = None, stage: str = "leader"
) -> pd.DataFrame:
    """Return the restricted mean: expected days without contact within the horizon.

    E[min(T, horizon)], the area under the Kaplan-Meier curve from day 0 to the horizon. Runs are
    censored by the horizon alone, so it is a plain mean with a t interval. Where every run waited
    equally long, the interval allows for the share of other runs that so many could have missed
    (Wilson's limit of zero events).

    Args:
        frame: outcomes of one or more variants.
        horizon: days; ValueError if runs without contact end earlier. Default: all days simulated.
        stage: "leader" or "envoy".

    Returns:
        variant, estimate, low, high (days, 1..horizon), n (runs), horizon (days); of runs that
        play parameters drawn from a fit also draws_low, draws_high (days: the central 95 % of the
        means under single sets of parameters) and fit (its name).
    """
    counted = ensure_tallies(frame)
    whole = count_contacts_by_day(counted, stage)
    if horizon is not None:
        short = (whole.horizon < horizon) & (whole.censored > 0)
        for name, days in zip(counted.names, whole.horizon.tolist(), strict=True):
            if short[counted.names.index(name)]:
                raise ValueError(f"{name} was simulated for {days} days, not {horizon}")
        whole = count_contacts_by_day(counted, stage, horizon)
    figures = estimate_restricted_means(whole, sum_waits_over_worlds(counted, stage, whole))
    table = _tabulate_estimates(counted.names, figures, whole)
    if not counted.fit:
        return table
    found = estimate_waits_over_draws(counted, stage, whole)
    return table.assign(**tabulate_draw_intervals(found, figures[0], counted.fit))


def compute_hazard(frame: Outcomes, stage: str = "leader", window: int = 1) -> pd.DataFrame:
    """Return the chance of contact per day, among runs still without it.

    Args:
        frame: outcomes of one or more variants.
        stage: "leader" or "envoy".
        window: days taken together (events and run-days are summed over them).

    Returns:
        variant, day (first of the window), days (in the window), at_risk (run-days), events
        (contacts), estimate, low, high (probability a day, Wilson); with a fit draws_low,
        draws_high (95 % of its sets of parameters), fit. No row for windows without a run at risk.
    """
    parts, counted = [], ensure_tallies(frame)
    by_world = _sum_hazard_over_worlds(counted, stage, window)
    by_draw = iterate_day_counts_by_draw(counted, stage) if counted.fit else None
    for place, (name, wait) in enumerate(iterate_waiting_times(counted, stage)):
        starts = np.arange(0, wait.horizon, window)
        events = np.bincount(wait.day[wait.cause > 0], minlength=wait.horizon + 1)[1:]
        exposed = np.add.reduceat(count_runs_at_risk(wait), starts)
        hits = np.add.reduceat(events, starts)
        found = by_world and by_world.select_figures((place, slice(len(starts))))
        low, high = compute_share_limits(hits, exposed, found)
        part = pd.DataFrame(
            {
                "variant": name,
                "day": starts + 1,
                "days": np.minimum(window, wait.horizon - starts),
                "at_risk": exposed,
                "events": hits,
                "estimate": hits / np.maximum(exposed, 1),
                "low": low,
                "high": high,
            }
        )
        if by_draw is not None:
            edges, days = np.r_[starts, wait.horizon], next(by_draw)
            part = part.assign(**tabulate_hazard_over_draws(days, edges, exposed, counted.fit))
        parts.append(part[part["at_risk"] > 0])
    return pd.concat(parts, ignore_index=True)


def _sum_hazard_over_worlds(tallies: Tallies, stage: str, window: int) -> WorldSums | None:
    """Return the sums over random worlds of contacts (`total`) and run-days at risk (`runs`) in
    each window of so many days, shape (variants, windows); None where the runs are independent (not
    of several points of a design).
    """
    horizon = count_contacts_by_day(tallies, stage).horizon
    last = int(horizon.max())
    starts, day = np.arange(0, last, window), np.arange(1, last + 1)

    def count_contacts_and_risk(days: IntArray, variant: IntArray) -> tuple[IntArray, IntArray]:
        """Return each world's contacts and run-days at risk by window, each (worlds, windows)."""
        seen = days[:, N_MOVERS:, 1 : last + 1].sum(axis=1)
        events = np.pad(seen, ((0, 0), (0, last - seen.shape[1])))
        risk = days.sum(axis=(1, 2))[:, None] - np.cumsum(events, axis=1) + events
        within = day <= horizon[variant][:, None]
        parts = (np.where(within, part, 0) for part in (events, risk))
        hits, exposed = (np.add.reduceat(part, starts, axis=1) for part in parts)
        return hits, exposed

    return tallies.sum_over_worlds(stage, count_contacts_and_risk)


def compute_quantile_dots(frame: Outcomes, dots: int = 50, stage: str = "leader") -> pd.DataFrame:
    """Return, for each variant, `dots` equally likely days of contact (Kay et al. 2016): they show
    the spread of runs, not an error.

    Dot i is the day by which the share (i - 1/2) / dots of the runs has had contact; NaN when that
    is not reached by the horizon.

    Returns:
        variant, dot (1..dots), day: one row a dot.
    """
    shares = (np.arange(dots) + 0.5) / dots
    parts = []
    for name, wait in iterate_waiting_times(frame, stage):
        called = 1.0 - compute_variant_survival(wait)["estimate"].to_numpy()
        place = np.searchsorted(called, shares - 1e-12)
        day = np.where(place < len(called), place + 1.0, np.nan)
        parts.append(pd.DataFrame({"variant": name, "dot": np.arange(1, dots + 1), "day": day}))
    return pd.concat(parts, ignore_index=True)
