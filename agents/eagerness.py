"""Eagerness: how far a leader's public words have shown its wish for contact (E22, M10).

A leader that says again and again that a call will come is believed to be asking before it asks.
Asking then exposes only what is not yet believed: each unanswered word makes the next ask cheaper,
and gives away part of what was at stake.
"""

from typing import Any

import numpy as np

from agents.leader_constants import LeaderConstants
from model.arrays import Floats, compute_tick_retention, positive_part, sigmoid


class Eagerness:
    """The eager words of a leader (public messages that show its wish for contact) that are still
    remembered.

    Args:
        constants: what is fixed about the leader.
    """

    def __init__(self, constants: LeaderConstants) -> None:
        self.shared, self.levers = constants.shared, constants.shared.levers.words
        self.words = np.zeros(self.shared.lanes)
        """E: (lanes,) number of eager words, >= 0, fading."""

    @property
    def is_off(self) -> bool:
        """Whether the mechanism is off: no eager word counts in any lane."""
        return bool(self.levers.always("eager_weight", 0.0))

    def add(self, words: Floats, lanes: Any) -> None:
        """E22: add eager words ((m,), a number of words each) that were heard in some lanes."""
        if not self.is_off:
            self.words[lanes] += words

    def advance(self) -> None:
        """E22: let one tick pass, in which eager words fade."""
        if not self.is_off:
            self.words *= compute_tick_retention(self.levers.eager_memory, self.shared.dt)

    def forget(self, share: Floats) -> None:
        """M33: forget a share ((lanes,) 0..1) of the eager words, as with a new leader."""
        self.words *= 1.0 - share

    def compute_belief(self, further_words: float | Floats = 0.0) -> Floats:
        """E22: return b0, how far the leader is already believed to be asking, after so many
        further eager words; (lanes,) 0..1.
        """
        weight = self.levers.eager_weight
        believed = sigmoid(self.levers.eager_prior + weight * (self.words + further_words))
        return np.where(weight > 0.0, believed, 0.0)

    def compute_exposure(
        self, accepted: Floats, believed: Floats, missed: Floats, already: Floats | None = None
    ) -> Floats:
        """E9, E22: return x_k, how much of what is not yet believed a request would expose;
        (lanes,) 0..1.

        Args:
            accepted: q_k, chance that the request is accepted.
            believed: b_k, belief that it asked, if the request is accepted.
            missed: (1 - q_k) leak_k, chance that it is refused in public.
            already: `compute_belief()`, if it has been computed.
        """
        if self.is_off:
            return accepted * believed + missed
        already = self.compute_belief() if already is None else already
        return accepted * positive_part(believed - already) + missed * (1.0 - already)
