"""The calendar of a configuration, compiled to what begins and lasts on each day (M20, M21)."""

from collections import defaultdict

import numpy as np

from model.arrays import Bools, Floats
from model.lanes import LaneView
from model.parameters.calendar import Entry
from model.parameters.root import Configuration

SUMMITS = ("summit", "sideline")


class Timetable:
    """The calendar's entries by day.

    Args:
        config: any one configuration of the block (dates are the same in all).
        entries: name -> levers of each entry.
    """

    def __init__(self, config: Configuration, entries: dict[str, LaneView[Entry]]) -> None:
        self.entries, self.keys = entries, config.dyad.keys
        self.starting: dict[int, list[str]] = defaultdict(list)
        self.lasting: dict[int, list[str]] = defaultdict(list)
        self._meetings: list[tuple[int, str]] = []
        self._occasions: dict[str, tuple[int, int, bool]] = {}
        self.kinds = {name: entry.kind for name, entry in config.calendar.items()}
        self.titles = {name: entry.title for name, entry in config.calendar.items()}
        for name, entry in config.calendar.items():
            if entry.kind == "tariff" and not config.economy.exogenous:
                continue
            first = config.compute_entry_day(entry)
            if not entries[name].always("occasion", 0.0):
                last = first + entry.days - 1
                self._occasions[name] = (first, last, entry.kind in SUMMITS)
            if entry.leaders:
                self._meetings.append((first, name))
            self.starting[first].append(name)
            for day in range(first, first + entry.days):
                self.lasting[day].append(name)

    def list_starting_entries(self, day: int) -> list[str]:
        """Return the names of the entries that begin on a day."""
        return self.starting.get(day, [])

    def compute_entry_size(self, name: str, accord: Bools) -> Floats:
        """Return an entry's size, (lanes,); the end of a truce has size 0 without an accord.

        `accord`: (lanes,) where an accord is in force.
        """
        entry = self.entries[name]
        return entry.size * accord if entry.truce else entry.size

    def compute_envoy_opportunity(self, day: int, accord: Bools) -> Floats:
        """Return the best opportunity for envoys to meet that today's entries give; (lanes,) 0..1.
        `accord`: (lanes,) where an accord is in force.
        """
        best = np.zeros(len(accord))
        for name in self.lasting.get(day, []):
            opportunity = self.compute_entry_size(name, accord) * self.entries[name].sideline
            best = np.maximum(best, np.minimum(opportunity, 1.0))
        return best

    def compute_expected_relief(self, day: int, side: int, accord: Bools) -> Floats:
        """Return how much relief today's entries promise to a side's leader; (lanes,) log-odds.
        `accord`: (lanes,) where an accord is in force.
        """
        total = np.zeros(len(accord))
        for name in self.lasting.get(day, []):
            relief = getattr(self.entries[name], f"relief_{self.keys[side]}")
            total = total + self.compute_entry_size(name, accord) * relief
        return total

    def compute_occasion_size(self, day: int, days: Floats) -> Floats:
        """Return the size of the best occasion for a contact today; (lanes,) 0..1 (M25).

        An entry counts fully while it lasts and for `days` after it began; a summit also before,
        the less the further off it is.
        """
        best = np.zeros_like(days)
        for name, (first, last, ahead) in self._occasions.items():
            entry = self.entries[name]
            size = entry.size * entry.occasion
            if day < first:
                size = size * np.exp(-(first - day) / days) if ahead else 0.0 * size
            elif day > last:
                size = np.where(day < first + days, size, 0.0)
            best = np.maximum(best, np.minimum(size, 1.0))
        return best

    def compute_next_meeting(self, day: int, lanes: int) -> Floats:
        """Return the first day after `day` of an entry that both leaders attend; (lanes,), infinite
        without one. An entry of size 0 is none.
        """
        following = np.full(lanes, np.inf)
        for first, name in self._meetings:
            if first > day:
                sooner = (self.entries[name].size > 0.0) & (first < following)
                following = np.where(sooner, float(first), following)
        return following

    def has_summit(self, day: int) -> bool:
        """Say whether a summit or a meeting on its sidelines is on that day."""
        return any(self.kinds[name] in SUMMITS for name in self.lasting.get(day, []))
