"""What comes out over a lever: shares, differences to the baseline and contact curves, as JSON."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from runs.analysis.comparison.paired_tests import compute_bonett_price_limits
from runs.analysis.comparison.shares import compute_mover_shares
from runs.analysis.estimates.bounds import clip_difference_limits
from runs.analysis.estimates.estimates import (
    FloatArray,
    compute_t_quantile,
    encode_movers,
    wilson,
)
from runs.analysis.sides import get_dyad
from runs.analysis.waiting.durations import compute_median_days

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
        movers: mover, k, n, estimate, low, high (share, Wilson), effect, effect_low, effect_high
            (setting minus baseline, of `compute_paired_limits`).
        median: estimate, low, high (days; None: not by the horizon), n, horizon.
        curve: share in contact by each day 1..horizon: a (baseline), b, low, high (Wilson, of b),
            effect, effect_low, effect_high, day by day.
        flips: count, and worlds (run, before, now), those whose first mover differs.
    """
    shares = compute_mover_shares(setting).drop(columns="variant")
    limits = _compute_effect_limits(_mark_movers(base), _mark_movers(setting), base is setting)
    shares[["effect", "effect_low", "effect_high"]] = np.column_stack(limits)
    return {
        "movers": _make_plain_rows(shares),
        "median": _make_plain_rows(compute_median_days(setting).drop(columns="variant"))[0],
        "curve": _compute_contact_curve(
            _mark_contact(base, horizon), _mark_contact(setting, horizon), base is setting
        ),
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
    """Return effect (setting minus baseline), low and high, (outcomes,) each; zeros if both are the
    same runs. base, setting: (runs, outcomes), 0 or 1.
    """
    nothing = np.zeros(base.shape[1])
    return (nothing, nothing, nothing) if same_runs else compute_paired_limits(setting - base)


def _compute_contact_curve(base: FloatArray, setting: FloatArray, same_runs: bool) -> Plain:
    """Return the shares in contact as lists, one number a day: a (baseline), b (setting), low,
    high, effect, effect_low, effect_high. base, setting: (runs, horizon), 0 or 1.
    """
    effect, low, high = _compute_effect_limits(base, setting, same_runs)
    ends = wilson(setting.sum(axis=0), len(setting))
    named = {"a": base.mean(axis=0), "b": setting.mean(axis=0), "low": ends[0], "high": ends[1]}
    named |= {"effect": effect, "effect_low": low, "effect_high": high}
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
