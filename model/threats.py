"""Threats with a date: what each side has threatened, by when, and what became of it (M29).

A threat is to raise the sender's tariff to a level on a day. A side has one at a time. Whether it
is carried out is decided in model/phases/threats.py.
"""

from typing import Any

import numpy as np

from model.arrays import Bools, Floats, Ints, find_lanes, positive_part
from model.lanes import LaneView
from model.parameters.threats import Threat
from model.trade import Trade

FATES = ("made", "carried_out", "withdrawn", "traded_away")
"""What is counted of threats: those made, and the three ways in which they end."""
SOONEST = 1.0
"""Fewest days between a threat and its date."""


class Threats:
    """The pending threats of both sides, the first side's first; every array is (lanes,).

    Args:
        levers: when a threat is due, and how it is felt.
        lanes: number of lanes.
        exogenous: whether tariffs come from outside, so that nobody can threaten to raise them.
    """

    def __init__(self, levers: LaneView[Threat], lanes: int, exogenous: bool) -> None:
        self.levers = levers
        self.dated = not (exogenous or levers.always("due", 0.0))
        """Whether threats name a date in any lane."""
        self.level = [np.zeros(lanes), np.zeros(lanes)]
        self.due = [np.full(lanes, np.inf), np.full(lanes, np.inf)]
        """Day on which a threat is due; infinite where none is pending."""
        self.counts = {fate: [np.zeros(lanes), np.zeros(lanes)] for fate in FATES}

    def is_pending(self, side: int) -> Bools:
        """Return in which lanes a side has a threat that has not ended; (lanes,)."""
        pending: Bools = np.isfinite(self.due[side])
        return pending

    def announce(self, side: int, lanes: Ints, level: Floats, day: int, agenda: Floats) -> None:
        """Record on `day` that a side threatens to raise its tariff to a level.

        The threat comes due the lever `due` times (1 - agenda) days later, at least SOONEST: a
        leader with much else to attend to sets a near date.

        Args:
            side: 0 or 1, of the sender.
            lanes: indices of the runs in which it threatens, (m,).
            level: the tariff threatened in each, a share of value, (m,).
            day: today.
            agenda: how full the sender's agenda is in each, 0 to 1, (m,).
        """
        days = np.rint(self.levers.due[lanes] * (1.0 - agenda))
        self.level[side][lanes] = level
        self.due[side][lanes] = day + np.maximum(days, SOONEST)
        self.counts["made"][side][lanes] += 1.0

    def compute_threatened_points(self, side: int, trade: Trade) -> Floats:
        """Return by how much a side's pending threat would raise its tariff; (lanes,) share of
        value (0.1 is ten percentage points), >= 0.
        """
        most = np.minimum(self.level[side], trade.sides[side].tariff_cap)
        left = positive_part(most - trade.tariff[side])
        return np.where(self.is_pending(side), left, 0.0)

    def compute_nearness(self, side: int, day: int, lanes: Any = slice(None)) -> Floats:
        """Return how near the date of a side's threat is, exp(-[due - day]+ / felt_days), in some
        lanes; (m,) 0..1, 0 where none is pending.
        """
        ahead = positive_part(self.due[side][lanes] - day)
        near: Floats = np.exp(-ahead / self.levers.felt_days[lanes])
        return near

    def end_threat(self, side: int, lanes: Ints, fate: str) -> None:
        """End the threat that a side made in some lanes; count it under its `fate` (of FATES)."""
        self.due[side][lanes] = np.inf
        self.counts[fate][side][lanes] += 1.0

    def find_due_lanes(self, side: int, day: int) -> Ints:
        """Return the lanes in which a side's threat is due by `day`; (m,)."""
        return find_lanes(self.due[side] <= day)
