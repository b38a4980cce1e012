"""The game of all postures: payoffs, regrets, equilibria, and how sure each of them is.

A profile is an equilibrium where neither side gains by another posture of its own; its regret is
the most that either would gain. Payoffs are means over worlds, so every statement is made again in
resampled worlds (bootstrap), and under one draw of the parameters a resample where there are
several: of a profile the share in which it is an equilibrium.
Regret is a largest difference of noisy means, hence too large on average; it falls with worlds.
"""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np
import pandas as pd

from runs.analysis.estimates.estimates import FloatArray, compute_t_quantile
from runs.analysis.estimates.resampling import resample_means

SUPPORTS = 6
"""Postures of a side, after dominated ones are gone, up to which mixed equilibria are looked for:
the supports double with each."""
TIE = 1e-9
"""Share of the largest payoff below which a gain is rounding."""
EXTRA = "taijie[games]"
PERCENTILES = (2.5, 97.5)


class MixedEquilibrium(NamedTuple):
    """An equilibrium: the probability of each posture of either side, and both sides' payoffs."""

    first: FloatArray
    second: FloatArray
    payoffs: tuple[float, float]


class Game(NamedTuple):
    """What the postures of two sides pay; all arrays end in the axes (first side's postures,
    second's), written ... below.

    Args:
        payoffs, half_widths: (2 sides, ...) means, and half of their 95 % t intervals (simulation
            error).
        ranges: (2 ends, 2 sides, ...) 95 % interval of the mean over draws of the parameters; NaN
            with one draw.
        regrets: the most that either side would gain by another posture.
        regret_limits: (2, ...) 2.5 and 97.5 % quantiles of the resampled regrets.
        probabilities: share of resamples in which the profile is an equilibrium.
        best_replies: (index of the first's best reply to each posture of the second, index of the
            second's to each of the first).
        mixed: equilibria of the means, pure ones included; None if they were not computed.
        why_not: why they were not computed; "" if they were.
    """

    payoffs: FloatArray
    half_widths: FloatArray
    ranges: FloatArray
    regrets: FloatArray
    regret_limits: FloatArray
    probabilities: FloatArray
    best_replies: tuple[list[int], list[int]]
    mixed: list[MixedEquilibrium] | None
    why_not: str


def solve_game(payoffs: FloatArray, seed: int = 0) -> Game:
    """Return the game that payoffs make, with regrets, equilibria and their uncertainty.

    Args:
        payoffs: (2 sides, draws, first's postures, second's postures, worlds), in worlds that all
            profiles and draws (sets of parameters) share.
        seed: of the resampling.
    """
    by_world = payoffs.mean(axis=1)
    means, worlds = by_world.mean(axis=-1), payoffs.shape[-1]
    spread = by_world.std(axis=-1, ddof=1) if worlds > 1 else np.full(means.shape, np.nan)
    regrets = resample_regrets(payoffs, seed)
    mixed, why_not = find_mixed_equilibria(means)
    tie = compute_tie_tolerance(means)
    return Game(
        means, spread * float(compute_t_quantile(worlds)) / np.sqrt(worlds),
        compute_draw_ranges(payoffs), compute_regrets(means),
        np.percentile(regrets, PERCENTILES, axis=0), (regrets <= tie).mean(axis=0),
        (means[0].argmax(axis=0).tolist(), means[1].argmax(axis=1).tolist()), mixed, why_not,
    )  # fmt: skip


def compute_draw_ranges(payoffs: FloatArray) -> FloatArray:
    """Return 95 % intervals of mean payoffs over draws (sets of parameters): (2 ends, 2 sides,
    first's postures, second's); NaN with one draw or one world. payoffs: as in `solve_game`.

    A draw's mean over few worlds is noisy: the means are shrunk towards one another by the share of
    their variance that this noise explains, so that the interval has no width where draws do not
    differ.
    """
    draws, worlds = payoffs.shape[1], payoffs.shape[-1]
    if draws < 2 or worlds < 2:
        return np.full((2, *payoffs.mean(axis=(1, -1)).shape), np.nan)
    apart = payoffs - payoffs.mean(axis=1, keepdims=True)
    noise = apart.var(axis=-1, ddof=1).mean(axis=1) / worlds
    means = payoffs.mean(axis=-1)
    seen = means.var(axis=1, ddof=1)
    kept = np.sqrt(np.clip(1.0 - noise / np.where(seen > 0.0, seen, 1.0), 0.0, 1.0))
    centre = means.mean(axis=1, keepdims=True)
    ends: FloatArray = np.percentile(centre + kept[:, None] * (means - centre), PERCENTILES, axis=1)
    return ends


def compute_tie_tolerance(means: FloatArray) -> float:
    """Return the difference in payoff below which two postures count as equal, since it may be
    rounding. means: mean payoffs, of any shape.
    """
    return TIE * max(1.0, float(np.abs(means).max()))


def compute_regrets(means: FloatArray) -> FloatArray:
    """Return the most that either side would gain by another posture of its own, 0 or more, (...,
    first's postures, second's).

    means: payoffs, (2 sides, ..., first's postures, second's).
    """
    first = means[0].max(axis=-2, keepdims=True) - means[0]
    second = means[1].max(axis=-1, keepdims=True) - means[1]
    larger: FloatArray = np.maximum(first, second)
    return larger


def resample_regrets(payoffs: FloatArray, seed: int) -> FloatArray:
    """Return resampled regrets, (resamples, first's postures, second's); payoffs: as in
    `solve_game`.

    Each resample is the game of one draw (draws in turn) in resampled worlds that all profiles
    share, so that the regrets reflect the uncertainty of both parameters and simulation.
    """
    draws, worlds, shape = payoffs.shape[1], payoffs.shape[-1], payoffs[:, 0, ..., 0].shape
    keys = pd.DataFrame({"seed": np.full(worlds, seed), "world": np.arange(worlds)})
    parts = []
    for draw in range(draws):
        resampled = resample_means(payoffs[:, draw].reshape(-1, worlds).T, keys)[draw::draws]
        parts.append(compute_regrets(np.moveaxis(resampled.reshape(-1, *shape), 1, 0)))
    return np.concatenate(parts)


def find_mixed_equilibria(means: FloatArray) -> tuple[list[MixedEquilibrium] | None, str]:
    """Return (equilibria, ""), by nashpy's support enumeration, pure ones included; or (None, the
    reason why they were not computed).

    means: payoffs, (2 sides, first's postures, second's). Strictly dominated postures are left out
    first, iteratively. Every equilibrium is checked: neither side gains by another posture of its
    own.
    """
    if find_spec("nashpy") is None:
        return None, f"mixed equilibria need nashpy: pip install '{EXTRA}'"
    rows, columns = eliminate_dominated_postures(means)
    if max(len(rows), len(columns)) > SUPPORTS:
        return None, (
            f"{len(rows)} x {len(columns)} postures are undominated, and mixed equilibria are"
            f" looked for up to {SUPPORTS} x {SUPPORTS}: name fewer postures"
        )
    import nashpy

    inner = means[np.ix_([0, 1], rows, columns)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of degenerate games, whose answers are checked below
        pairs = list(nashpy.Game(inner[0], inner[1]).support_enumeration())
    found: list[MixedEquilibrium] = []
    for pair in pairs:
        x, y = np.zeros(means.shape[1]), np.zeros(means.shape[2])
        x[rows], y[columns] = pair
        paid = tuple(float(x @ side @ y) for side in means)
        gain = max((means[0] @ y).max() - paid[0], (x @ means[1]).max() - paid[1])
        if gain <= compute_tie_tolerance(means):
            found.append(MixedEquilibrium(x, y, (paid[0], paid[1])))
    return found, ""


def eliminate_dominated_postures(means: FloatArray) -> tuple[list[int], list[int]]:
    """Return the indices of the first side's and of the second's postures that survive iterated
    elimination of strictly dominated ones.

    means: payoffs, (2 sides, first's postures, second's).
    """
    rows, columns = list(range(means.shape[1])), list(range(means.shape[2]))
    while True:
        inner = means[np.ix_([0, 1], rows, columns)]
        kept, stay = _find_undominated(inner[0]), _find_undominated(inner[1].T)
        if len(kept) == len(rows) and len(stay) == len(columns):
            return rows, columns
        rows, columns = [rows[i] for i in kept], [columns[j] for j in stay]


def _find_undominated(means: FloatArray) -> list[int]:
    """Return the indices of the rows of payoffs, (own postures, other's), that no other row
    strictly dominates.
    """
    return [i for i, row in enumerate(means) if not (means > row).all(axis=1).any()]
