"""What may move a leader: the features that a kind of signal's motives weigh (docs/ODD.md).

Each feature is a (lanes,) array computed from what the leader knows today, at most once a day.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from model.arrays import Floats, sigmoid
from model.face import weight_of_act

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
    levers = leader.levers
    weight = weight_of_act(levers, leader.power, leader.imposition, leader.world.drafted())
    stake: Floats = levers.face_weight * weight * (1.0 + leader.audience_cost)
    return stake


def retaliation(leader: "Temper") -> Floats:
    """min(1, hit + .3 x the other's tariff)."""
    trade, me = leader.world.trade, leader.side
    answer: Floats = np.minimum(1.0, trade.hit[me] + 0.3 * trade.tariff[1 - me])
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


class Sight:
    """The features of one leader on one day, each computed when first asked for."""

    def __init__(self, leader: "Temper") -> None:
        self._leader = leader
        self._seen: dict[str, Floats] = {}

    def __getitem__(self, name: str) -> Floats:
        if name not in self._seen:
            self._seen[name] = FEATURES[name](self._leader)
        return self._seen[name]
