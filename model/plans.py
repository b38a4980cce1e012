"""A meeting or visit that the leaders have planned for a later day (M28).

A call may be agreed meanwhile.
"""

import numpy as np

from model.arrays import Bools, Floats, Ints
from model.menu import Menu

VENUES = ("call", "meeting", "visit")
"""Kinds of contact; meetings and visits are planned for a day, a call is not."""
CALL, MEETING, VISIT = range(len(VENUES))
NEVER = np.inf
"""The day of a contact that is not planned."""


def list_venues(menu: Menu) -> Ints:
    """Return the kind of contact that each option asks for, as an index into VENUES; (options,)."""
    return np.array([VENUES.index(kind.contact) for kind in menu.kinds], dtype=np.int64)


class Plans:
    """The contact that the two leaders have planned, at most one at a time; arrays are (lanes,).

    `day` is its day (infinite: none), `agreed_on` the day of agreement, `by` who asked, `kind` the
    kind of request, `public` whether it is known, `venue` its index in VENUES.
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
        """Return in which lanes a contact is planned; (lanes,)."""
        planned: Bools = self.day < NEVER
        return planned

    def cancel(self, lanes: Ints) -> None:
        """Cancel what is planned in some lanes ((m,))."""
        self.day[lanes] = NEVER

    def compute_nearness(self, today: int, days: Floats) -> Floats:
        """E26: return how near the planned contact is: 1 on its day, 1/e `days` before it; (lanes,)
        0..1.
        """
        near: Floats = np.exp(-(self.day - today) / days)
        return near
