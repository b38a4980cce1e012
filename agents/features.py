"""Features: the quantities that motives weigh, such as relief or tension (docs/ODD.md, 7.10).

Each is a (lanes,) array computed from what the leader knows today, at most once a day.
"""

from collections.abc import Callable

import numpy as np

from agents.leader_state import LeaderState
from model.arrays import Floats, Ints, minimum, sigmoid
from model.menu import Motive

Feature = Callable[[LeaderState], Floats]


def compute_yielding_cost(state: LeaderState) -> Floats:
    """Return what yielding in public costs, phi lambda (1 + A): weight of face, loss aversion,
    audience cost A; (lanes,) log-odds.
    """
    levers = state.levers
    return levers.face_weight * levers.loss_aversion * (1.0 + state.audience_cost)


def compute_credit_at_stake(state: LeaderState) -> Floats:
    """Return the value of the face at stake in who is seen to ask, phi W (1 + A): weight of face,
    weight of a request, audience cost A; (lanes,) log-odds.
    """
    return state.levers.face_weight * state.compute_weight() * (1.0 + state.audience_cost)


def compute_retaliation(state: LeaderState) -> Floats:
    """Return how far the other has struck or stands ready to, min(1, hit + standing_threat x its
    tariff), hit its strikes still felt; (lanes,) 0..1.
    """
    trade, me = state.shared.trade, state.side
    threat = state.shared.levers.economy.standing_threat
    return minimum(trade.hit[me] + threat * trade.tariff[1 - me], 1.0)


def compute_seen_breach(state: LeaderState) -> Floats:
    """Return how far the other falls short of compliance; (lanes,) 0..1, 0 without an accord."""
    talks = state.shared.talks
    return np.where(talks.accord, 1.0 - talks.compliance[1 - state.side], 0.0)


def compute_summit_indicator(state: LeaderState) -> Floats:
    """Return 1 on days with a summit or its sidelines, else 0; (lanes,)."""
    on = state.shared.timetable.has_summit(state.shared.day)
    return np.full(state.shared.lanes, 1.0 if on else 0.0)


FEATURES: dict[str, Feature] = {
    "constant": lambda state: np.ones(state.shared.lanes),
    "relief": lambda state: state.relief,
    "pressure": lambda state: state.pressure,
    "outrage": lambda state: state.outrage,
    "reaction_gap": lambda state: state.shared.trade.compute_reaction_gap(state.side),
    "recent_hits": lambda state: state.shared.trade.hit[state.side],
    "retaliation": compute_retaliation,
    "chokepoint": lambda state: np.log(np.maximum(state.levers.chokepoint, 1e-30)),
    "yielding": compute_yielding_cost,
    "tension": lambda state: state.shared.tension,
    "goodwill": lambda state: state.shared.goodwill,
    "agreed": lambda state: state.shared.talks.agreed.astype(np.float64),
    "rumour": lambda state: state.shared.beliefs.compute_ask_probability(state.side, state.side),
    "accused": lambda state: state.accusation,
    "suitor": lambda state: sigmoid(state.other_need),
    "courted": lambda state: state.courtship,
    "agenda": lambda state: state.reasons.compute_reason(),
    "shut_out": lambda state: state.reasons.rival_door,
    "bonus": lambda state: state.levers.bonus,
    "own_need": lambda state: sigmoid(state.own_need),
    "ambush": lambda state: state.humiliation_risk,
    "breach": compute_seen_breach,
    "truth": lambda state: state.truth,
    "credit": compute_credit_at_stake,
    "optics": lambda state: state.levers.face_weight * state.levers.optics,
    "tie": lambda state: state.levers.personal_tie,
    "rarity": lambda state: -np.log(state.levers.gesture_rate),
    "deny": lambda state: state.levers.deny_propensity,
    "silence": lambda state: state.levers.reply_silence,
    "summit": compute_summit_indicator,
}


FIXED = frozenset({"constant", "chokepoint", "optics", "tie", "rarity", "deny", "silence", "bonus"})
"""Features that are levers only: the same on every day."""


class FeatureCache:
    """The features of one leader, each computed on first use; `cache[name]` is (lanes,)."""

    def __init__(self, state: LeaderState) -> None:
        self.state = state
        self._fixed: dict[tuple[str, int], Floats] = {}
        self.clear_values()

    def clear_values(self) -> None:
        """Discard the computed values, because the day or the state has changed."""
        self._values: dict[str, Floats] = {}
        self._weighed = self._fixed.copy()

    def __getitem__(self, name: str) -> Floats:
        value = self._values.get(name)
        if value is None:
            value = self._values[name] = FEATURES[name](self.state)
        return value

    def weigh_feature(self, motive: Motive) -> Floats:
        """Return a motive's weight times its feature; (lanes,) log-odds. Equal weights are computed
        once.
        """
        weighed = self._weighed.get(motive.key)
        if weighed is None:
            weighed = motive.weight
            if motive.feature != "constant":
                weighed = weighed * self[motive.feature]
            self._weighed[motive.key] = weighed
            if motive.feature in FIXED:
                self._fixed[motive.key] = weighed
        return weighed


class FeaturesInLanes:
    """The features of a cache in some lanes only ((m,))."""

    def __init__(self, cache: FeatureCache, lanes: Ints) -> None:
        self._cache, self._lanes = cache, lanes
        self._weighed: dict[tuple[str, int], Floats] = {}

    def weigh_feature(self, motive: Motive) -> Floats:
        """Return a motive's weight times its feature, in these lanes; (m,) log-odds."""
        weighed = self._weighed.get(motive.key)
        if weighed is None:
            weighed = motive.weight[self._lanes]
            if motive.feature != "constant":
                weighed = weighed * self._cache[motive.feature][self._lanes]
            self._weighed[motive.key] = weighed
        return weighed
