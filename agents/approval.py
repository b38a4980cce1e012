"""A leader's approval at home: moved by pain, outrage, rallies and noise that lasts (E25; M34)."""

import numpy as np

from agents.leader_constants import LeaderConstants
from model.arrays import Bools, Floats, clip, compute_tick_retention, positive_part

MOVERS = ("spread", "pain", "outrage", "rally", "refusal")
"""Levers that move approval; where all are 0 it stays where it was at the start."""


class Approval:
    """The share of its own public that approves of a leader (`value`); every array is (lanes,),
    0..1.

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
        """E25: let one tick pass. Pain and outrage lower the level to which approval returns;
        yesterday's strikes of the other and a public refusal raise it; noise persists.

        Args:
            pain: as its publics feel it; (lanes,).
            outrage: as its publics feel it; (lanes,).
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
        """Record in which lanes ((lanes,)) the leader has publicly refused a request of the
        other.
        """
        self.has_refused |= where

    def replace_leader(self, share: Floats) -> None:
        """M33: move approval back to its start by a share ((lanes,) 0..1), for a new leader."""
        self.value += share * (self.constants.levers.approval - self.value)

    def compute_relief_log_odds(self) -> Floats | None:
        """E25: return how much lost approval since the start adds to the wish for relief; (lanes,)
        log-odds, less if home hardly reaches the leader; None if the mechanism is off.
        """
        if self.still or self.levers.always("relief", 0.0):
            return None
        levers = self.constants.levers
        lost = positive_part(levers.approval - self.value)
        return self.levers.relief * (1.0 - levers.insulation) * lost
