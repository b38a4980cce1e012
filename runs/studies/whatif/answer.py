"""What comes out over a lever: shares, differences to the baseline and contact curves, as JSON."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from runs.analysis.comparison.paired_tests import compute_bonett_price_limits
from runs.analysis.comparison.shares import compute_mover_shares
from runs.analysis.estimates.bounds import clip_difference_limits
from runs.analysis.estimates.cluster_errors import find_fit_name
from runs.analysis.estimates.draws import (
    DRAW,
    HIGH,
    LOW,
    SIGN,
    TURNS,
    has_enough_runs,
    tabulate_change_over_draws,
)
from runs.analysis.estimates.estimates import (
    FloatArray,
    compute_t_quantile,
    encode_movers,
    wilson,
)
from runs.analysis.sides import get_dyad
from runs.analysis.waiting.durations import compute_median_days
from runs.analysis.waiting.over_draws import tabulate_curve_over_draws, tabulate_gap_over_draws

FLIPS = 12
"""Worlds whose outcome is another that are named."""
Plain = dict[str, Any]


def describe_setting_outcomes(base: pd.DataFrame, setting: pd.DataFrame, horizon: int) -> Plain:
    """Return the outcomes of a setting (changed levers), paired with the baseline run by run.

    Args:
        base: outcomes of the baseline's runs.
        setting: the setting's, of the same runs in the same order; the same object as `base` for
            the baseline itself, whose differences are then exactly 0.
        horizon: days simulated.

    Returns:
        movers: mover, k (of n runs), n, estimate, low, high (share, Wilson), effect, effect_low,
            effect_high (setting minus baseline, of `compute_paired_limits`).
        median: estimate, low, high (days; None: not by the horizon), n, horizon.
        curve: share in contact by each day 1..horizon: a (baseline), b, low, high (Wilson, of b),
            effect, effect_low, effect_high, day by day.
        flips: count, and worlds (run, before, now), those whose first mover differs.

        With a fit, movers and median also have fit, draws_low and draws_high (95 % of its draws),
        movers also effect_draws_low, effect_draws_high, draws_sign and turns (of
        `draws.tabulate_change_over_draws`), None with too few runs per draw; curve has draws_low,
        draws_high, effect_draws_low and effect_draws_high, or none of them with too few.
    """
    shares = compute_mover_shares(setting).drop(columns="variant")
    marks = _mark_movers(base), _mark_movers(setting)
    limits = _compute_effect_limits(*marks, base is setting)
    shares[["effect", "effect_low", "effect_high"]] = np.column_stack(limits)
    return {
        "movers": _make_plain_rows(
            shares.assign(**_tabulate_effects_over_draws(base, marks, limits))
        ),
        "median": _make_plain_rows(compute_median_days(setting).drop(columns="variant"))[0],
        "curve": _compute_contact_curve(base, setting, horizon),
        "flips": _list_changed_first_movers(base, setting),
    }


def compute_paired_limits(change: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (mean change of yes/no outcomes, its lower and its upper 95 % limit), each
    (outcomes,).

    change: after minus before, (runs, outcomes). The limits are Student's over pairs, or Bonett and
    Price's if all pairs change alike (also if none changes).
    """
    n = len(change)
    effect = change.mean(axis=0)
    error = change.std(axis=0, ddof=1) / math.sqrt(n) if n > 1 else np.zeros_like(effect)
    half = compute_t_quantile(n) * error if n > 1 else error
    up, down = (change > 0).sum(axis=0), (change < 0).sum(axis=0)
    edges = compute_bonett_price_limits(up, down, n)
    flat = error == 0
    low, high = (np.where(flat, edge, effect + sign * half)
                 for edge, sign in zip(edges, (-1, 1), strict=True))  # fmt: skip
    low, high = clip_difference_limits(low, high, "share")
    return effect, low, high


def _compute_effect_limits(
    base: FloatArray, setting: FloatArray, same_runs: bool
) -> tuple[FloatArray, ...]:
    """Return effect (setting minus baseline), low and high, (outcomes,) each, paired by run;
    zeros if both are one and the same runs. base, setting: (runs, outcomes), 0 or 1.
    """
    nothing = np.zeros(base.shape[1])
    return (nothing, nothing, nothing) if same_runs else compute_paired_limits(setting - base)


def _tabulate_effects_over_draws(
    rows: pd.DataFrame, marks: tuple[FloatArray, FloatArray], limits: tuple[FloatArray, ...]
) -> dict[str, Any]:
    """Return effect_draws_low, effect_draws_high, draws_sign and turns of the differences between
    two settings, each (outcomes,); {} without a fit.

    rows: of the runs; marks: the outcomes of both settings, 0 or 1, (runs, outcomes) each; limits:
    effect, low and high of the differences.
    """
    fit = find_fit_name(rows)
    if not fit:
        return {}
    effect, low, high = limits
    apart, bounds = (low > 0) | (high < 0), [(-1.0, 1.0)] * len(effect)
    draw = rows[DRAW].to_numpy()
    found = tabulate_change_over_draws(marks[1] - marks[0], draw, effect, bounds, apart, fit)
    ends = {f"effect_{end}": found[end] for end in (LOW, HIGH)}
    return {**ends, SIGN: found[SIGN], TURNS: found[TURNS]}


def _compute_contact_curve(base: pd.DataFrame, setting: pd.DataFrame, horizon: int) -> Plain:
    """Return the shares in contact as lists, one number a day, under the names of
    `describe_setting_outcomes`.
    """
    before, now = _mark_contact(base, horizon), _mark_contact(setting, horizon)
    effect, low, high = _compute_effect_limits(before, now, base is setting)
    ends = wilson(now.sum(axis=0), len(now))
    named = {"a": before.mean(axis=0), "b": now.mean(axis=0), "low": ends[0], "high": ends[1]}
    named |= {"effect": effect, "effect_low": low, "effect_high": high}
    fit = find_fit_name(setting)
    if fit and has_enough_runs(len(setting), int(setting[DRAW].max()) + 1):
        draw = setting[DRAW].to_numpy()
        hits = np.array([now[draw == one].sum(axis=0) for one in range(int(draw.max()) + 1)])
        own = tabulate_curve_over_draws(hits.astype(np.int64), np.bincount(draw), named["b"], fit)
        gap = tabulate_gap_over_draws(now - before, draw, (low > 0) | (high < 0), fit)
        named |= {end: own[end] for end in (LOW, HIGH)}
        named |= {f"effect_{end}": gap[end] for end in (LOW, HIGH)}
    return {name: np.round(values, 6).tolist() for name, values in named.items()}


def _mark_movers(rows: pd.DataFrame) -> FloatArray:
    """Return 1 where a run's first mover is that mover, else 0, (runs, movers)."""
    code = encode_movers(rows["first_mover_true"])
    return np.asarray(code[:, None] == np.arange(len(get_dyad().movers)), dtype=float)


def _mark_contact(rows: pd.DataFrame, horizon: int) -> FloatArray:
    """Return 1 where a run's leaders have been in contact by that day, else 0, (runs, horizon)."""
    day = np.where(rows["event_observed"].astype(bool), rows["duration"], horizon + 1)
    return np.asarray(day[:, None] <= np.arange(1, horizon + 1), dtype=float)


def _list_changed_first_movers(base: pd.DataFrame, setting: pd.DataFrame) -> Plain:
    """Return count (of runs whose first mover differs from the baseline's) and worlds, the first
    FLIPS of these: run, before, now.
    """
    before, now = (frame["first_mover_true"].astype(str) for frame in (base, setting))
    changed = [int(run) for run in (before != now).to_numpy().nonzero()[0]]
    worlds = [{"run": run, "before": before[run], "now": now[run]}
              for run in changed[:FLIPS]]  # fmt: skip
    return {"count": len(changed), "worlds": worlds}


def _make_plain_rows(frame: pd.DataFrame) -> list[Plain]:
    """Return the rows of a table as dicts of plain values; None where not finite."""
    return [
        {str(name): _convert_to_plain_number(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _convert_to_plain_number(value: Any) -> Any:
    """Return a NumPy number as Python's own; None if it is not finite; a text unchanged."""
    if isinstance(value, str):
        return value
    number = value.item() if hasattr(value, "item") else value
    return None if isinstance(number, float) and not math.isfinite(number) else number
