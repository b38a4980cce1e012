"""A leader's approval at home: a level that pain and outrage move, noise that lasts, and rallies
(E25; M34).
"""

import numpy as np

from agents.leader_constants import LeaderConstants
from model.arrays import Bools, Floats, clip, compute_tick_retention, positive_part

MOVERS = ("spread", "pain", "outrage", "rally", "refusal")
"""Levers that move approval; where all are 0 it stays where it was at the start."""


class Approval:
    """The share of its own public that approves of a leader; every array is (lanes,), 0..1.

    Args:
        constants: what is fixed about the leader.
    """

    def __init__(self, constants: LeaderConstants) -> None:
        self.constants, self.shared = constants, constants.shared
        self.levers = self.shared.levers.approval
        self.still = all(self.levers.always(name, 0.0) for name in MOVERS)
        self.value = constants.levers.approval.copy()
        self.has_refused = np.zeros(self.shared.lanes, dtype=bool)

    def advance(self, pain: Floats, outrage: Floats) -> None:
        """E25: one tick; what home feels moves the level to which approval returns, yesterday's
        strikes of the other and a refusal in view rally it, and noise of its own lasts.

        Args:
            pain: as its publics feel it; (lanes,).
            outrage: likewise.
        """
        if self.still:
            return
        levers, shared, constants = self.levers, self.shared, self.constants
        left = compute_tick_retention(levers.memory, shared.dt)
        level = constants.levers.approval - (levers.pain * pain + levers.outrage * outrage)
        moved = level + left * (self.value - level)
        moved += levers.rally * shared.trade.landed[constants.side]
        moved += np.where(self.has_refused, levers.refusal, 0.0)
        if not levers.always("spread", 0.0):
            step = levers.spread * np.sqrt(1.0 - left * left)
            moved += step * shared.draws.normal(constants.name, "approval")
        self.value = clip(moved, 0.0, 1.0)
        self.has_refused = np.zeros(shared.lanes, dtype=bool)

    def note_refusal(self, where: Bools) -> None:
        """Its leader refuses a request of the other in view, in some lanes ((lanes,))."""
        self.has_refused |= where

    def replace_leader(self, share: Floats) -> None:
        """M33: (lanes,) share 0..1 of what was personal goes with a leader."""
        self.value += share * (self.constants.levers.approval - self.value)

    def compute_relief_log_odds(self) -> Floats | None:
        """E25: (lanes,) log-odds that approval lost since the start adds to the worth of relief, as
        far as home reaches the leader at all; None where that is nothing.
        """
        if self.still or self.levers.always("relief", 0.0):
            return None
        levers = self.constants.levers
        lost = positive_part(levers.approval - self.value)
        return self.levers.relief * (1.0 - levers.insulation) * lost
