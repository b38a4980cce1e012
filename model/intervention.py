"""Interventions: acts that the user forces on a day or after an event, whatever the agents choose.

An intervention is due from its day, or a lag after its event, `count` times, every `every` days.
"""

from dataclasses import dataclass, field

import numpy as np

from model.arrays import Bools, Ints
from model.parameters.calendar import Intervention

NEVER = -1


@dataclass
class InterventionWatch:
    """One intervention with its start by lane, and how often its event has happened.

    `since`: (lanes,) first day on which it may act, -1 if its event has not happened; `seen`:
    (lanes,) how often it has.
    """

    what: Intervention
    since: Ints
    seen: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.seen = np.zeros_like(self.since)
        if self.what.day is not None:
            self.since[:] = self.what.day

    def is_due(self, day: int) -> Bools:
        """Return in which lanes the intervention acts on that day; (lanes,)."""
        passed = day - self.since - self.what.lag
        turn = passed % self.what.every == 0
        within = (passed >= 0) & (passed < self.what.count * self.what.every)
        acts: Bools = (self.since != NEVER) & within & turn
        return acts


class Interventions:
    """The interventions of a standoff, for all lanes of a block."""

    def __init__(self, listed: list[Intervention], lanes: int, standoff: int = 1) -> None:
        mine = [intervention for intervention in listed if intervention.standoff == standoff]
        self.watches = [
            InterventionWatch(intervention, np.full(lanes, NEVER, dtype=np.int64))
            for intervention in mine
        ]

    def notice_event(self, event: str, day: int, where: Bools) -> None:
        """Note that an event happened on a day in the lanes of `where`, for interventions that wait
        for it.
        """
        for watch in self.watches:
            after = watch.what.after
            if after is None or after.event != event:
                continue
            watch.seen += where
            reached = where & (watch.seen == after.count) & (watch.since == NEVER)
            watch.since[reached] = day

    def find_due_interventions(self, action: str, day: int) -> list[tuple[Intervention, Bools]]:
        """Return the interventions of a kind (`signal`, `shock` or `mute`) that act on that day in
        some lane, each with (lanes,) whether it does.
        """
        due = []
        for watch in self.watches:
            if watch.what.do == action:
                where = watch.is_due(day)
                if where.any():
                    due.append((watch.what, where))
        return due
