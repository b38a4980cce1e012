"""Daily histograms: for each variable and day, how many lanes of each variant fell into each bin.

Fixed bins with an under- and an overflow bin (model/outcomes.py), so that parts merge exactly.
"""

import numpy as np

from model.arrays import Floats, Ints, sigmoid, within
from model.asking import Leaders
from model.attribution import AUDIENCES
from model.draws import CACHED
from model.face import AUDIENCES as EARS
from model.outcomes import BINS, DAILY
from model.parameters.root import SIDES
from model.state import World


class Histograms:
    """Counts over days: `counts` is (pieces, variables, days, bins + 2) int32.

    Args:
        world: the world of the block.
        leaders: the two leaders, us first.
    """

    def __init__(self, world: World, leaders: Leaders) -> None:
        self.world, self.leaders = world, leaders
        self._first = np.repeat(np.arange(len(world.counts)), world.counts) * (BINS + 2) + 1
        self._low = np.array([[v.low] for v in DAILY], dtype=np.float64)
        self._scale = np.array([[BINS / (v.high - v.low)] for v in DAILY])
        self._at_once = max(1, CACHED // world.lanes)
        days = world.config.horizon
        self.counts = np.zeros((len(world.counts), len(DAILY), days, BINS + 2), dtype=np.int32)

    def day(self) -> dict[str, Floats]:
        """Today's daily variables; (lanes,) each."""
        world, leaders = self.world, self.leaders
        today: dict[str, Floats] = {}
        for side, (name, leader) in enumerate(zip(SIDES, leaders, strict=True)):
            book = leader.book
            today[f"face_{name}"] = book.face(side)
            for ear, face in zip(EARS, book.before(side), strict=True):
                today[f"face_{name}_{ear}"] = face
            today[f"pressure_{name}"] = leader.pressure
            today[f"outrage_{name}"] = leader.outrage
            today[f"tariff_{name}"] = world.trade.tariff[side]
            today[f"need_{name}"] = sigmoid(leaders[1 - side].need)
        for audience, who in enumerate(AUDIENCES):
            today[f"belief_{who}"] = world.hearsay.probability(audience, 0)
        today["tension"], today["goodwill"] = world.tension, world.goodwill
        return today

    def close_day(self) -> None:
        """Add today's values to the histograms (on the last tick of a day)."""
        world = self.world
        if world.tick % world.config.ticks_per_day or world.standoff > 1:
            return
        today = self.day()
        if world.trace is not None:
            world.trace.day_ends(today)
        for first in range(0, len(DAILY), self._at_once):
            rows = slice(first, first + self._at_once)
            values = np.stack([today[variable.name] for variable in DAILY[rows]])
            self.counts[:, rows, world.day - 1, :] = self._counted(values, rows)

    def _counted(self, values: Floats, rows: slice) -> Ints:
        """(pieces, variables, bins + 2) lanes of (variables, lanes) values of some variables."""
        values -= self._low[rows]
        values *= self._scale[rows]
        np.floor(values, out=values)
        within(values, -1.0, float(BINS), out=values)
        cells = values.astype(np.int64)
        cells += self._first
        shape = (len(values), len(self.world.counts), BINS + 2)
        cells += np.arange(shape[0]).reshape(-1, 1) * (shape[1] * shape[2])
        counts = np.bincount(cells.reshape(-1), minlength=shape[0] * shape[1] * shape[2])
        return counts.reshape(shape).swapaxes(0, 1)
