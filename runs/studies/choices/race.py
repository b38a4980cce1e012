"""The best reply to the other side's posture, by racing: successive halving on shared worlds.

Karnin, Koren and Somekh (2013), Almost optimal exploration in multi-armed bandits: in each round
all remaining postures are simulated in the same new worlds, and the better half stays, by all
rounds so far. The winner of a race looks better than it is, so it is assessed once more in fresh
worlds, and only that estimate is unbiased.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from runs.analysis.estimates.estimates import FloatArray, compute_t_quantile
from runs.studies.choices.play import Board, derive_seed, simulate_profile_payoffs
from runs.studies.choices.postures import Posture, Profile


class Candidate(NamedTuple):
    """A posture in the race: its mean payoff when it dropped out (of the winner: at the end; NaN if
    it raced alone), the number of worlds behind that, and the round.
    """

    name: str
    mean: float
    worlds: int
    round: int


class Race(NamedTuple):
    """The result of a race.

    Args:
        candidates: the best first.
        winner: its name.
        raced: its mean in the race, which is too high on average.
        fresh, half_width: its mean in fresh worlds, and half of the 95 % t interval.
        worlds: number of fresh worlds.
        lead, lead_half_width: its mean payoff less the second's, and half of the 95 % t interval,
            in the same fresh worlds; NaN without a second.
    """

    candidates: list[Candidate]
    winner: str
    raced: float
    fresh: float
    half_width: float
    worlds: int
    lead: float
    lead_half_width: float


def race_postures(
    board: Board, side: int, postures: Sequence[Posture], other: Posture, worlds: int
) -> Race:
    """Return the result of racing a side's postures against one posture of the other side.

    Args:
        board: what stays the same.
        side: 0 or 1.
        postures: those that race.
        other: the other side's posture.
        worlds: random worlds of the final comparison; the first round has an eighth (at least 2),
            each next one twice as many.
    """
    remaining = list(range(len(postures)))
    seen = {index: np.zeros(0) for index in remaining}
    dropped: list[Candidate] = []
    count, stage = max(worlds // 8, 2), 0
    while len(remaining) > 1:
        stage += 1
        seed = derive_seed(board.seed, "race", str(stage))
        paid = _simulate_postures(
            board, side, [postures[i] for i in remaining], other, (count, seed)
        )
        for row, index in enumerate(remaining):
            seen[index] = np.concatenate([seen[index], paid[row]])
        ranked = sorted(remaining, key=lambda index: -seen[index].mean())
        staying = ranked[: (len(ranked) + 1) // 2]
        leaving = [index for index in ranked if index not in staying]
        dropped = [_make_candidate(postures[p], seen[p], stage) for p in leaving] + dropped
        remaining, count = staying, 2 * count
    dropped = [_make_candidate(postures[p], seen[p], stage) for p in remaining] + dropped
    return _compare_in_fresh_worlds(board, side, postures, other, (dropped, worlds))


def _make_candidate(posture: Posture, payoffs: FloatArray, round_number: int) -> Candidate:
    """Return a posture as it leaves the race; payoffs: so far, (worlds,), whose mean is NaN if
    there are none.
    """
    mean = float(payoffs.mean()) if len(payoffs) else float("nan")
    return Candidate(posture.name, mean, len(payoffs), round_number)


def _compare_in_fresh_worlds(
    board: Board, side: int, postures: Sequence[Posture], other: Posture,
    candidates_and_worlds: tuple[list[Candidate], int],
) -> Race:  # fmt: skip
    """Return the race, with the winner's mean and its lead over the second simulated in fresh
    worlds.

    candidates_and_worlds: candidates, the best first, and the number of fresh worlds.
    """
    candidates, worlds = candidates_and_worlds
    by_name = {posture.name: posture for posture in postures}
    best = [by_name[one.name] for one in candidates[:2]]
    paid = _simulate_postures(board, side, best, other, (worlds, derive_seed(board.seed, "fresh")))
    lead = paid[0] - paid[1] if len(best) > 1 else np.full(worlds, np.nan)
    return Race(
        candidates, candidates[0].name, candidates[0].mean, float(paid[0].mean()),
        compute_half_width(paid[0]), worlds, float(lead.mean()), compute_half_width(lead),
    )  # fmt: skip


def _simulate_postures(
    board: Board,
    side: int,
    postures: Sequence[Posture],
    other: Posture,
    worlds_and_seed: tuple[int, int],
) -> FloatArray:
    """Return payoffs of a side (0 or 1), (postures, worlds), each the mean over draws of
    parameters.

    worlds_and_seed: number of worlds, and their seed.
    """
    profiles = [Profile(one, other) if side == 0 else Profile(other, one) for one in postures]
    found: FloatArray = simulate_profile_payoffs(board, profiles, *worlds_and_seed)[side].mean(
        axis=0
    )
    return found


def compute_half_width(values: FloatArray) -> float:
    """Return half the width of the 95 % t interval of the mean of (n,) values; NaN for n < 2."""
    if len(values) < 2:
        return float("nan")
    return float(compute_t_quantile(len(values)) * values.std(ddof=1) / np.sqrt(len(values)))
