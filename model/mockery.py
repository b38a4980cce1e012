"""Mockery of a leader who seems to beg: it starts with satirists and spreads on the network (M12).

Each holder of an opinion mocks to a share m in 0..1, which grows by what it hears, (1 - m) W m (W:
the row-stochastic matrix of model/opinion.py), and fades. Suppressing it at home makes it spread
faster (lever `backlash`); it costs face abroad.
"""

from typing import Any

import numpy as np

from model.arrays import positive_part
from model.opinion import apply_influence
from model.roles import Leaders
from model.state import State

WORLD = 2
"""Index of the world audience among AUDIENCES."""


class Mockery:
    """How far each holder of an opinion mocks each side's leader; (holders, lanes) in 0..1 each.

    Args:
        state: the state of the block.
        holders: names of the holders of opinions, in the order of the matrix.
        matrix: the sparse influence matrix.
    """

    def __init__(self, state: State, holders: list[str], matrix: Any) -> None:
        self.state, self.matrix = state, matrix
        cast = state.config.cast
        self.satirists = [n for n, h in enumerate(holders) if "satirist" in cast[h].functions]
        self.abroad = [n for n, h in enumerate(holders) if cast[h].role == "audience"]
        self.shares = [np.zeros((len(holders), state.lanes)) for _ in (0, 1)]
        self.reach = [np.zeros(state.lanes) for _ in (0, 1)]

    def advance(self, leaders: Leaders) -> None:
        """Let one tick pass: mockery starts, spreads and fades, and mockery abroad costs face."""
        state, opinion = self.state, self.state.levers.opinion
        if not self.satirists or opinion.always("mockery_rate", 0.0):
            return
        for side, leader in enumerate(leaders):
            begging = positive_part(state.beliefs.compute_ask_probability(WORLD, side) - 0.5)
            share = self.shares[side]
            speed = opinion.mockery_spread * (1.0 + opinion.backlash * leader.levers.suppression)
            others = apply_influence(self.matrix, share)
            change = speed * others * (1.0 - share) - opinion.mockery_fade * share
            for row in self.satirists:
                change[row] += opinion.mockery_rate * begging * (1.0 - share[row])
            self.shares[side] = np.clip(share + change * state.dt, 0.0, 1.0)
            self._post_face_cost(leaders, side)

    def _post_face_cost(self, leaders: Leaders, side: int) -> None:
        """Post the face before the world that mockery abroad costs a side's leader this tick."""
        if not self.abroad:
            return
        far = self.shares[side][self.abroad[0]]
        self.reach[side] = np.maximum(self.reach[side], far)
        lost = -self.state.levers.opinion.mockery_face * far * self.state.dt
        for leader in leaders:
            leader.book.post(side, (None, None, lost), "mockery", "mocked abroad")
