"""A meeting or a visit that is planned for a day, beside the call that may be agreed meanwhile
(M28).
"""

import numpy as np

from model.arrays import Bools, Floats, Ints
from model.menu import Menu

VENUES = ("call", "meeting", "visit")
"""Kinds of contact; what is no call is planned for a day."""
CALL, MEETING, VISIT = range(len(VENUES))
NEVER = np.inf
"""Day of what is not planned."""


def list_venues(menu: Menu) -> Ints:
    """(options,) the kind of contact that each option asks for, a place in VENUES."""
    return np.array([VENUES.index(kind.contact) for kind in menu.kinds], dtype=np.int64)


class Plans:
    """What the two leaders have planned: at most one contact at a time; all (lanes,).

    Args:
        lanes: how many.
    """

    def __init__(self, lanes: int) -> None:
        self.some = False
        """Whether anything was ever planned in any lane."""
        self.day = np.full(lanes, NEVER)
        self.agreed_on = np.zeros(lanes)
        self.by = np.zeros(lanes, dtype=np.int8)
        self.kind = np.zeros(lanes, dtype=np.int64)
        self.public = np.zeros(lanes, dtype=bool)
        self.venue = np.zeros(lanes, dtype=np.int8)

    def is_planned(self) -> Bools:
        """(lanes,) where something is planned."""
        planned: Bools = self.day < NEVER
        return planned

    def cancel(self, lanes: Ints) -> None:
        """Nothing is planned any more in some lanes ((m,))."""
        self.day[lanes] = NEVER

    def compute_reason(self, today: int, days: Floats) -> Floats:
        """E26: (lanes,) 0..1, how near what is planned is: 1 on its day, 1/e `days` before it."""
        near: Floats = np.exp(-(self.day - today) / days)
        return near
