"""A choice that holds under many parameters: minimax regret (Savage 1951) over draws.

Under each draw the whole game is played in the same worlds. A posture's regret is what the side
would gain by the posture that is best under that draw against the same posture of the other; the
robust one has the smallest worst regret. Of noisy means the worst is too large on average, for all
postures alike: more worlds a draw make it smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from runs.analysis.estimates.estimates import FloatArray
from runs.studies.choices.postures import Posture


class PostureRegret(NamedTuple):
    """The regret of one posture of a side.

    Args:
        side: 0 or 1.
        name: of the posture.
        worst: the largest regret over draws and the other's postures.
        against, draw: where it is largest: the other's posture, and the number of the draw.
        mean: mean regret over draws and the other's postures.
        best: share of the pairs (draw, other's posture) in which the posture is the best.
    """

    side: int
    name: str
    worst: float
    against: str
    draw: int
    mean: float
    best: float


def rank_postures_by_worst_regret(
    postures: tuple[Sequence[Posture], Sequence[Posture]], means: FloatArray
) -> list[PostureRegret]:
    """Return every posture of both sides with its regret, the first side's first; of each side the
    smallest worst regret first.

    Args:
        postures: of each side.
        means: mean payoffs, (2 sides, draws, first's postures, second's).
    """
    found = []
    for side in (0, 1):
        own, other = postures[side], postures[1 - side]
        table = means[side] if side == 0 else means[side].swapaxes(1, 2)
        found += sorted(
            _compute_posture_regrets(side, own, other, table), key=lambda one: (one.worst, one.mean)
        )
    return found


def _compute_posture_regrets(
    side: int, own: Sequence[Posture], other: Sequence[Posture], means: FloatArray
) -> list[PostureRegret]:
    """Return the regret of each of a side's postures, in order; means: payoffs, (draws, own
    postures, other's).
    """
    regrets = means.max(axis=1, keepdims=True) - means
    found = []
    for index, posture in enumerate(own):
        posture_regrets = regrets[:, index]
        draw, against = divmod(int(posture_regrets.argmax()), len(other))
        found.append(PostureRegret(
            side, posture.name, float(posture_regrets.max()), other[against].name, draw,
            float(posture_regrets.mean()), float((posture_regrets <= 0.0).mean()),
        ))  # fmt: skip
    return found
