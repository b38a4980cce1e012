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


def describe_setting(base: pd.DataFrame, rows: pd.DataFrame, horizon: int) -> Plain:
    """Return the outcomes of a setting, paired with the baseline by random world.

    Args:
        base: outcomes of the baseline's runs.
        rows: the setting's, of the same runs in the same order; the same object for the baseline
            itself, whose differences are then exactly 0.
        horizon: days simulated.

    Returns:
        movers: mover, k, n, estimate, low, high (share, Wilson), effect, effect_low, effect_high
            (setting minus baseline, of `compute_paired_limits`).
        median: estimate, low, high (days; None: not by the horizon), n, horizon.
        curve: share in contact by each day 1..horizon: a (baseline), b, low, high (Wilson, of b),
            effect, effect_low, effect_high, day by day.
        flips: count, and worlds (run, before, now), those whose first mover differs.
    """
    shares = compute_mover_shares(rows).drop(columns="variant")
    limits = _compare(_mark_movers(base), _mark_movers(rows), base is rows)
    shares[["effect", "effect_low", "effect_high"]] = np.column_stack(limits)
    return {
        "movers": _to_plain(shares),
        "median": _to_plain(compute_median_days(rows).drop(columns="variant"))[0],
        "curve": _describe_curve(
            _mark_contact(base, horizon), _mark_contact(rows, horizon), base is rows
        ),
        "flips": _list_flips(base, rows),
    }


def compute_paired_limits(change: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the mean change of yes/no outcomes and its 95 % limits, each (outcomes,).

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


def _compare(base: FloatArray, rows: FloatArray, same: bool) -> tuple[FloatArray, ...]:
    """Return effect, low and high, (outcomes,) each; zeros if both are the same runs."""
    nothing = np.zeros(base.shape[1])
    return (nothing, nothing, nothing) if same else compute_paired_limits(rows - base)


def _describe_curve(base: FloatArray, rows: FloatArray, same: bool) -> Plain:
    """Return the curve of contact as lists, one number a day: a, b, low, high, effect and its
    limits.
    """
    effect, low, high = _compare(base, rows, same)
    ends = wilson(rows.sum(axis=0), len(rows))
    named = {"a": base.mean(axis=0), "b": rows.mean(axis=0), "low": ends[0], "high": ends[1]}
    named |= {"effect": effect, "effect_low": low, "effect_high": high}
    return {name: np.round(values, 6).tolist() for name, values in named.items()}


def _mark_movers(rows: pd.DataFrame) -> FloatArray:
    """Return whether each run's first mover is each of the movers, (runs, movers)."""
    code = encode_movers(rows["first_mover_true"])
    return np.asarray(code[:, None] == np.arange(len(get_dyad().movers)), dtype=float)


def _mark_contact(rows: pd.DataFrame, horizon: int) -> FloatArray:
    """Return whether each run's leaders are in contact by each day, (runs, horizon)."""
    day = np.where(rows["event_observed"].astype(bool), rows["duration"], horizon + 1)
    return np.asarray(day[:, None] <= np.arange(1, horizon + 1), dtype=float)


def _list_flips(base: pd.DataFrame, rows: pd.DataFrame) -> Plain:
    """Return count, and worlds: the first FLIPS runs whose first mover differs, with both."""
    before, now = (frame["first_mover_true"].astype(str) for frame in (base, rows))
    places = [int(place) for place in (before != now).to_numpy().nonzero()[0]]
    worlds = [{"run": place, "before": before[place], "now": now[place]}
              for place in places[:FLIPS]]  # fmt: skip
    return {"count": len(places), "worlds": worlds}


def _to_plain(frame: pd.DataFrame) -> list[Plain]:
    """Return the rows of a table as dicts of plain values; None where not finite."""
    return [
        {str(name): _to_number(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _to_number(value: Any) -> Any:
    """Return a NumPy number as Python's own; None if it is not finite; words unchanged."""
    if isinstance(value, str):
        return value
    number = value.item() if hasattr(value, "item") else value
    return None if isinstance(number, float) and not math.isfinite(number) else number
