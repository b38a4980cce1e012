"""Threats with a date: what each side has threatened to do, by when, and what came of it (M29).

A threat names an object, a level to which the sender's tariff is to rise, and a day. A side has one
threat at a time. Whether it is carried out is decided in model/phases/threats.py.
"""

from typing import Any

import numpy as np

from model.arrays import Bools, Floats, Ints, find_lanes, positive_part
from model.lanes import LaneView
from model.parameters.threats import Threat
from model.trade import Trade

FATES = ("made", "carried_out", "withdrawn", "traded_away")
"""What may come of a threat; the first counts those that were made."""
SOONEST = 1.0
"""Days: a threat gives its receiver at least the night."""


class Threats:
    """The pending threats of both sides, the first side's first; every array is (lanes,).

    Args:
        levers: when a threat is due, and how it is felt.
        lanes: how many.
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
        """(lanes,) where a threat of a side stands."""
        pending: Bools = np.isfinite(self.due[side])
        return pending

    def announce(self, side: int, lanes: Ints, level: Floats, day: int, agenda: Floats) -> None:
        """A side threatens in some lanes ((m,) each) to raise its tariff to a level.

        It is due after `due` days, sooner the fuller the sender's agenda (0..1) is.
        """
        days = np.rint(self.levers.due[lanes] * (1.0 - agenda))
        self.level[side][lanes] = level
        self.due[side][lanes] = day + np.maximum(days, SOONEST)
        self.counts["made"][side][lanes] += 1.0

    def compute_threatened_points(self, side: int, trade: Trade) -> Floats:
        """(lanes,) points by which a side's pending threat would still raise its tariff."""
        most = np.minimum(self.level[side], trade.sides[side].tariff_cap)
        left = positive_part(most - trade.tariff[side])
        return np.where(self.is_pending(side), left, 0.0)

    def compute_nearness(self, side: int, day: int, lanes: Any = slice(None)) -> Floats:
        """(m,) 0..1, how near the date of a side's threat is: exp(-[due - day]+ / felt_days); 0
        where none is pending; in some lanes.
        """
        ahead = positive_part(self.due[side][lanes] - day)
        near: Floats = np.exp(-ahead / self.levers.felt_days[lanes])
        return near

    def count_ended(self, side: int, lanes: Ints, fate: str) -> None:
        """A side's threats in some lanes are over, in one of the ways of FATES."""
        self.due[side][lanes] = np.inf
        self.counts[fate][side][lanes] += 1.0

    def find_due_lanes(self, side: int, day: int) -> Ints:
        """(m,) lanes in which a side's threat is due today."""
        return find_lanes(self.due[side] <= day)
