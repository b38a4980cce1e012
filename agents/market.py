"""A market: a group that prices a strike within days, forgets it, and beyond a threshold weighs
more with its leader (E24; M34).
"""

import numpy as np

from model.arrays import Floats, compute_tick_retention, maximum, positive_part, sigmoid
from model.opinion import compute_member_mean
from model.state import State


class Market:
    """What a group of function `market` has priced in.

    Args:
        shared: the state both sides share.
        side: index of the group's side.
        exposure: (members, lanes) pain per point of the other's tariff.
    """

    def __init__(self, shared: State, side: int, exposure: Floats) -> None:
        self.shared, self.side, self.levers = shared, side, shared.levers.markets
        self.begin(exposure)

    def begin(self, exposure: Floats) -> None:
        """E24: a standoff begins with its first strike: the other's tariff above its base."""
        trade, other = self.shared.trade, 1 - self.side
        self.priced = trade.tariff[other].copy()
        self.loss = self.levers.jump * exposure * trade.compute_pressure_measure(other)

    def advance(self, exposure: Floats) -> None:
        """E24: one tick: yesterday's strikes of the other are lost at once, a fall of its tariff is
        won back; what is priced in wears off.
        """
        trade, levers = self.shared.trade, self.levers
        tariff = trade.tariff[1 - self.side]
        news = trade.landed[self.side] - levers.rebound * positive_part(self.priced - tariff)
        self.loss *= compute_tick_retention(levers.memory, self.shared.dt)
        self.loss += levers.jump * exposure * news
        maximum(self.loss, 0.0, out=self.loss)
        self.priced = tariff.copy()

    def compute_panic(self) -> Floats | None:
        """E24: (lanes,) by what its weight with the leader is multiplied; None where by nothing."""
        levers = self.levers
        if levers.always("panic", 0.0):
            return None
        past = (compute_member_mean(self.loss) - levers.threshold) / levers.width
        return np.asarray(1.0 + levers.panic * sigmoid(past))


def make_market(shared: State, side: int, exposure: Floats) -> Market | None:
    """A market, or None where nothing is priced in (`markets.jump` 0 in every lane)."""
    if shared.levers.markets.always("jump", 0.0):
        return None
    return Market(shared, side, exposure)
