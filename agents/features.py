"""What may move a leader: the features that a kind of signal's motives weigh (docs/ODD.md).

Each feature is a (lanes,) array computed from what the leader knows today, at most once a day.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from model.arrays import Floats, Ints, at_most, sigmoid
from model.menu import Motive

if TYPE_CHECKING:
    from agents.temper import Temper

Feature = Callable[["Temper"], Floats]


def yielding(leader: "Temper") -> Floats:
    """Phi lambda (1 + A): what yielding in view costs."""
    levers = leader.levers
    cost: Floats = levers.face_weight * levers.loss_aversion * (1.0 + leader.audience_cost)
    return cost


def credit(leader: "Temper") -> Floats:
    """Phi W (1 + A): face at stake in who is seen to ask."""
    stake: Floats = leader.levers.face_weight * leader.weight() * (1.0 + leader.audience_cost)
    return stake


def retaliation(leader: "Temper") -> Floats:
    """min(1, hit + .3 x the other's tariff)."""
    trade, me = leader.world.trade, leader.side
    answer: Floats = at_most(trade.hit[me] + 0.3 * trade.tariff[1 - me], 1.0)
    return answer


def summit(leader: "Temper") -> Floats:
    """1 on days with a summit or its sidelines, else 0."""
    on = leader.world.timetable.summit(leader.world.day)
    return np.full(leader.world.lanes, 1.0 if on else 0.0)


FEATURES: dict[str, Feature] = {
    "constant": lambda leader: np.ones(leader.world.lanes),
    "relief": lambda leader: leader.relief,
    "pressure": lambda leader: leader.pressure,
    "outrage": lambda leader: leader.outrage,
    "reaction_gap": lambda leader: leader.world.trade.gap(leader.side),
    "recent_hits": lambda leader: leader.world.trade.hit[leader.side],
    "retaliation": retaliation,
    "chokepoint": lambda leader: np.log(np.maximum(leader.levers.chokepoint, 1e-30)),
    "yielding": yielding,
    "tension": lambda leader: leader.world.tension,
    "goodwill": lambda leader: leader.world.goodwill,
    "agreed": lambda leader: leader.world.talks.agreed.astype(np.float64),
    "rumour": lambda leader: leader.world.hearsay.probability(leader.side, leader.side),
    "accused": lambda leader: leader.accused,
    "suitor": lambda leader: sigmoid(leader.need),
    "own_need": lambda leader: sigmoid(leader.seen_need),
    "ambush": lambda leader: leader.ambush,
    "truth": lambda leader: leader.truth,
    "credit": credit,
    "optics": lambda leader: leader.levers.face_weight * leader.levers.optics,
    "tie": lambda leader: leader.levers.personal_tie,
    "rarity": lambda leader: -np.log(leader.levers.gesture_rate),
    "deny": lambda leader: leader.levers.deny_propensity,
    "silence": lambda leader: leader.levers.reply_silence,
    "summit": summit,
}


STANDING = frozenset({"constant", "chokepoint", "optics", "tie", "rarity", "deny", "silence"})
"""Features that are levers alone: the same on every day."""

Weighed = dict[tuple[str, int], Floats]
"""Key of a motive -> weight x feature."""


class Sight:
    """The features of one leader on one day, each computed when first asked for.

    Args:
        leader: the leader.
        of: another sight of his and the (m,) lanes at which this one reads it.
    """

    def __init__(
        self, leader: "Temper", of: "Sight | None" = None, lanes: Ints | None = None
    ) -> None:
        self._leader, self._of, self._lanes = leader, of, lanes
        self._seen: dict[str, Floats] = {}
        self._weighed: Weighed = leader.standing.copy() if of is None else {}

    def __getitem__(self, name: str) -> Floats:
        found = self._seen.get(name)
        if found is None:
            of = self._of
            found = FEATURES[name](self._leader) if of is None else of[name][self._lanes]
            self._seen[name] = found
        return found

    def weighed(self, motive: Motive) -> Floats:
        """(lanes,) weight x feature, worked out once for all options of one weight; (m,) where
        this is the sight in some lanes.
        """
        found = self._weighed.get(motive.key)
        if found is None:
            found = motive.weight if self._of is None else motive.weight[self._lanes]
            if motive.feature != "constant":
                found = found * self[motive.feature]
            self._weighed[motive.key] = found
            if self._of is None and motive.feature in STANDING:
                self._leader.standing[motive.key] = found
        return found
