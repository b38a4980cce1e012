"""A day-by-day record of what happened in every lane (run) of a block.

Kept only when a study asks for it (`agents.block.run_block(..., with_journal=True)`): a study may
need the day of a tariff, or who said what while an accord was in force, which no outcome column
tells. Covers the first standoff only, where a lane has two.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from model.arrays import Bools
from model.roles import Leaders
from model.sent import SentSignals
from model.state import State
from model.threats import FATES


@dataclass(frozen=True)
class ActTable:
    """The signals that leaders sent, one entry per signal, by day; all arrays (entries,).

    Args:
        lane: the lane, from 0.
        day: the model's day, from 1.
        side: the sender's side, 0 or 1.
        kind: an index into `kinds`.
        public: whether all could see it.
        kinds: names of the kinds of signals.
    """

    lane: npt.NDArray[np.int32]
    day: npt.NDArray[np.int16]
    side: npt.NDArray[np.int8]
    kind: npt.NDArray[np.int16]
    public: Bools
    kinds: tuple[str, ...]


class Journal:
    """Records a block day by day while it is simulated; `acts` and the daily arrays are read at the
    end.

    Args:
        state: the state of the block, before its first day.
        leaders: the two leaders, the first side's first.
    """

    def __init__(self, state: State, leaders: Leaders) -> None:
        self._state, self._leaders = state, leaders
        self.kinds = tuple(state.config.signal)
        self._acts: list[tuple[Any, ...]] = []
        shape = (state.config.horizon, state.lanes)
        self.tariff = np.zeros((2, *shape))
        """(2 sides, days, lanes) tariff at the end of each day, ad valorem share."""
        self.approval = np.zeros((2, *shape))
        """(2 sides, days, lanes) approval of each side's leader at the end of each day, share."""
        self.accord = np.zeros(shape, dtype=bool)
        """(days, lanes) whether an accord is in force at the end of each day."""
        self.visits = np.zeros(shape, dtype=np.int16)
        """(days, lanes) envoys' meetings so far."""
        self.contacts = np.zeros(shape, dtype=np.int16)
        """(days, lanes) leader contacts so far."""
        self.withheld = np.zeros((2, *shape), dtype=bool)
        """(2 sides, days, lanes) whether a side withholds purchases at the end of each day."""
        self.threats = np.zeros((len(FATES), 2, *shape), dtype=np.int16)
        """(fates, 2 sides, days, lanes) number so far of dated threats made and ended, by FATES."""

    def note_signals(self, signals: list[SentSignals]) -> None:
        """Record the signals that leaders sent today; those of a second standoff are left out."""
        for what in signals if self._state.standoff == 1 else []:
            own = np.array([self.kinds.index(name) for name in what.menu.names], dtype=np.int16)
            entry = (what.lanes, self._state.day, what.side, own[what.kind], what.public)
            self._acts.append(entry)

    def close_day(self) -> None:
        """Record the daily arrays at the end of today. Does nothing before the last tick of a day
        and in a second standoff.
        """
        state = self._state
        if state.tick % state.config.ticks_per_day or state.standoff > 1:
            return
        today = state.day - 1
        for side in (0, 1):
            self.tariff[side, today] = state.trade.tariff[side]
            self.withheld[side, today] = state.trade.withheld[side] > 0.0
            for fate, counts in enumerate(state.threats.counts.values()):
                self.threats[fate, side, today] = counts[side]
            self.approval[side, today] = self._leaders[side].state.approval.value
        self.accord[today] = state.talks.accord
        self.visits[today] = state.talks.visits
        self.contacts[today] = state.talks.contacts

    @property
    def acts(self) -> ActTable:
        """Every signal that leaders sent; ValueError if none was sent in any lane."""
        lengths = [len(lanes) for lanes, *_ in self._acts]
        lanes, days, sides, kinds, public = zip(*self._acts, strict=True)
        return ActTable(
            np.concatenate(lanes).astype(np.int32),
            np.repeat(np.array(days, dtype=np.int16), lengths),
            np.repeat(np.array(sides, dtype=np.int8), lengths),
            np.concatenate(kinds),
            np.concatenate(public),
            self.kinds,
        )
