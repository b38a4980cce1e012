"""A market: prices a strike within days, forgets it, and counts more with its leader once losses
pass a threshold (E24; M34).
"""

import numpy as np

from model.arrays import Floats, compute_tick_retention, maximum, positive_part, sigmoid
from model.opinion import compute_member_mean
from model.state import State


class Market:
    """The losses that a group of function `market` has priced in.

    Args:
        shared: the state of the block.
        side: index of the group's side.
        exposure: (members, lanes) pain per unit (100 %) of the other's tariff.
    """

    def __init__(self, shared: State, side: int, exposure: Floats) -> None:
        self.shared, self.side, self.levers = shared, side, shared.levers.markets
        self.begin(exposure)

    def begin(self, exposure: Floats) -> None:
        """E24: begin a standoff with its first strike priced in: the other's tariff above its
        base; exposure: as of the class.
        """
        trade, other = self.shared.trade, 1 - self.side
        self.priced = trade.tariff[other].copy()
        self.loss = self.levers.jump * exposure * trade.compute_pressure_measure(other)

    def advance(self, exposure: Floats) -> None:
        """E24: let one tick pass: losses fade, the other's strikes of yesterday add to them at
        once, a fall of its tariff takes from them. exposure: today's, as of the class.
        """
        trade, levers = self.shared.trade, self.levers
        tariff = trade.tariff[1 - self.side]
        news = trade.landed[self.side] - levers.rebound * positive_part(self.priced - tariff)
        self.loss *= compute_tick_retention(levers.memory, self.shared.dt)
        self.loss += levers.jump * exposure * news
        maximum(self.loss, 0.0, out=self.loss)
        self.priced = tariff.copy()

    def compute_panic(self) -> Floats | None:
        """E24: return the factor on the group's weight with its leader; (lanes,),
        None if always 1.
        """
        levers = self.levers
        if levers.always("panic", 0.0):
            return None
        past = (compute_member_mean(self.loss) - levers.threshold) / levers.width
        return np.asarray(1.0 + levers.panic * sigmoid(past))


def make_market(shared: State, side: int, exposure: Floats) -> Market | None:
    """Return a market; None if markets price nothing in (`markets.jump` 0 in every lane).

    side, exposure: as of `Market`.
    """
    if shared.levers.markets.always("jump", 0.0):
        return None
    return Market(shared, side, exposure)
