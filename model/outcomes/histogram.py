"""Daily histograms: for each variable and day, how many runs of each variant fell into each bin.

Fixed bins with an under- and an overflow bin (daily.py), so that counts of parts of a batch add up
exactly.
"""

import numpy as np

from model.arrays import Floats, Ints, clip, sigmoid
from model.draws import CACHED
from model.face import AUDIENCES as EARS
from model.outcomes.daily import make_daily_variables
from model.outcomes.vocabulary import BINS
from model.roles import Leaders
from model.state import State


class Histograms:
    """Histograms of the daily variables over the lanes (runs) of a block, filled day by day.

    `counts` is the number of lanes by variant, variable, day and bin, int32, shape (pieces,
    variables, days, BINS + 2); a piece is the lanes of one variant, days are those up to the
    horizon.

    Args:
        state: the state of the block.
        leaders: the two leaders, the first side's first.
    """

    def __init__(self, state: State, leaders: Leaders) -> None:
        self.state, self.leaders = state, leaders
        self.variables = make_daily_variables(state.dyad)
        self._first = np.repeat(np.arange(len(state.counts)), state.counts) * (BINS + 2) + 1
        self._low = np.array([[v.low] for v in self.variables], dtype=np.float64)
        self._scale = np.array([[BINS / (v.high - v.low)] for v in self.variables])
        self._at_once = max(1, CACHED // state.lanes)
        days = state.config.horizon
        self.counts = np.zeros(
            (len(state.counts), len(self.variables), days, BINS + 2), dtype=np.int32
        )

    def compute_daily_values(self) -> dict[str, Floats]:
        """Return today's value of each daily variable in every lane: name ->
        (lanes,), in its unit.
        """
        state, leaders = self.state, self.leaders
        today: dict[str, Floats] = {}
        for side, (name, leader) in enumerate(zip(state.dyad.keys, leaders, strict=True)):
            book = leader.book
            today[f"face_{name}"] = book.compute_face(side)
            for ear, face in zip(EARS, book.compute_audience_faces(side), strict=True):
                today[f"face_{name}_{ear}"] = face
            today[f"pressure_{name}"] = leader.state.pressure
            today[f"outrage_{name}"] = leader.state.outrage
            today[f"approval_{name}"] = leader.state.approval.value
            today[f"tariff_{name}"] = state.trade.tariff[side]
            today[f"need_{name}"] = sigmoid(leaders[1 - side].state.other_need)
        for audience, who in enumerate(state.dyad.audiences):
            today[f"belief_{who}"] = state.beliefs.compute_ask_probability(audience, 0)
        today["tension"], today["goodwill"] = state.tension, state.goodwill
        return today

    def close_day(self) -> None:
        """Add today's values to the histograms and to the trace, if there is one. Does nothing
        before the last tick of a day and in a second standoff.
        """
        state = self.state
        if state.tick % state.config.ticks_per_day or state.standoff > 1:
            return
        today = self.compute_daily_values()
        if state.trace is not None:
            state.trace.record_day(today)
        for first in range(0, len(self.variables), self._at_once):
            rows = slice(first, first + self._at_once)
            values = np.stack([today[variable.name] for variable in self.variables[rows]])
            self.counts[:, rows, state.day - 1, :] = self._count_bins(values, rows)

    def _count_bins(self, values: Floats, rows: slice) -> Ints:
        """Return the number of lanes by variant and bin, shape (pieces, variables, BINS + 2).

        values: shape (variables, lanes), overwritten; rows: the indices of these variables in
        `variables`.
        """
        values -= self._low[rows]
        values *= self._scale[rows]
        np.floor(values, out=values)
        clip(values, -1.0, float(BINS), out=values)
        cells = values.astype(np.int64)
        cells += self._first
        shape = (len(values), len(self.state.counts), BINS + 2)
        cells += np.arange(shape[0]).reshape(-1, 1) * (shape[1] * shape[2])
        counts = np.bincount(cells.reshape(-1), minlength=shape[0] * shape[1] * shape[2])
        return counts.reshape(shape).swapaxes(0, 1)
