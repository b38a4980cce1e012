"""Interventions: the one lever for forced and event-relative acts.

An intervention is due from its day, or a lag after its event, `count` times, every `every` days.
"""

from dataclasses import dataclass, field

import numpy as np

from model.arrays import Bools, Ints
from model.parameters.calendar import Intervention

NEVER = -1


@dataclass
class InterventionWatch:
    """One intervention and, per lane, the day its event happened ((lanes,), -1: not yet)."""

    what: Intervention
    since: Ints
    seen: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.seen = np.zeros_like(self.since)
        if self.what.day is not None:
            self.since[:] = self.what.day

    def is_due(self, day: int) -> Bools:
        """(lanes,) where the intervention acts today."""
        passed = day - self.since - self.what.lag
        turn = passed % self.what.every == 0
        within = (passed >= 0) & (passed < self.what.count * self.what.every)
        acts: Bools = (self.since != NEVER) & within & turn
        return acts


class Interventions:
    """All interventions of a block."""

    def __init__(self, listed: list[Intervention], lanes: int, standoff: int = 1) -> None:
        mine = [what for what in listed if what.standoff == standoff]
        self.watches = [
            InterventionWatch(what, np.full(lanes, NEVER, dtype=np.int64)) for what in mine
        ]

    def notice_event(self, event: str, day: int, where: Bools) -> None:
        """Tell the watches that an event happened today in some lanes."""
        for watch in self.watches:
            after = watch.what.after
            if after is None or after.event != event:
                continue
            watch.seen += where
            reached = where & (watch.seen == after.count) & (watch.since == NEVER)
            watch.since[reached] = day

    def find_due_interventions(self, do: str, day: int) -> list[tuple[Intervention, Bools]]:
        """Interventions of one sort that act today somewhere, with the (lanes,) where."""
        due = []
        for watch in self.watches:
            if watch.what.do == do:
                where = watch.is_due(day)
                if where.any():
                    due.append((watch.what, where))
        return due
