"""The parts of the equations E6 to E10, worked out again from levers and state alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from agents.leader import Leader
from model.arrays import sigmoid


def chance(leader: Leader) -> Any:
    """E8 without clarity and publicity."""
    world, contact = leader.shared, leader.shared.levers.contact
    felt = contact.expected_openness + world.goodwill - contact.tension_aversion * world.tension
    at_start = sigmoid(world.sides[1 - leader.side].need_prior)
    felt = felt - leader.levers.holding_out * (sigmoid(leader.state.own_need) - at_start)
    above = world.trade.tariff[leader.side] - leader.levers.tariff_base
    felt = felt - contact.pressure_aversion * np.maximum(above, 0.0)
    felt = felt - world.levers.door.weight * leader.constants.rival_state.reasons.door
    return sigmoid(felt + world.levers.agenda.welcome * occasion(leader))


def weight(leader: Leader, imposition: Any) -> Any:
    """E6."""
    levers, shared = leader.levers, leader.shared
    drafted_share = np.minimum(shared.talks.preparation / shared.levers.contact.drafting_days, 1.0)
    bare = levers.distance + leader.state.power + imposition - levers.drafting * drafted_share
    return np.maximum(bare, 0.0)


def value_change(x: Any, aversion: Any) -> Any:
    """v(x): x above 0, lambda x below."""
    return np.where(x >= 0.0, x, aversion * x)


def contest(leader: Leader) -> Any:
    """z of E10: how far this is a contest."""
    tension, half = leader.shared.tension, leader.shared.levers.contact.contest_tension
    return tension / (tension + half)


def rank(leader: Leader) -> Any:
    """rho of E10: how far it sees itself above the other."""
    other, by_size = leader.shared.sides[1 - leader.side], leader.shared.levers.contact.rank_by_size
    return leader.levers.standing + by_size * np.log(leader.levers.size / other.size)


def concern_for_rank(leader: Leader) -> Any:
    """w of E10: by the way of counting, as far as conviction goes."""
    own = leader.levers.conviction
    return {"honor": 1.0 - own, "hierarchy": own, "mutual": 0.5}[leader.levers.accounting]


def loss(leader: Leader, d: Any) -> Any:
    """E10: what staking the face d on asking is worth."""
    levers, own = leader.levers, leader.book.compute_face(leader.side)
    concern = concern_for_rank(leader)
    staked = 2.0 * ((1.0 - concern) * contest(leader) + concern * 2.0 * sigmoid(rank(leader)))
    lost = staked * d / (2.0 if levers.accounting == "mutual" else 1.0)
    return value_change(own, levers.loss_aversion) - value_change(own - lost, levers.loss_aversion)


def stake(leader: Leader, w: Any) -> Any:
    """d of E10, for an act of weight W."""
    levers = leader.levers
    return levers.face_weight * (1.0 + levers.coupling) * w * (1.0 + leader.state.audience_cost)


def occasion(leader: Leader) -> Any:
    """o of M25: the calendar's opening, which is on, or a ritual of its own."""
    state, opening = leader.state, leader.shared.levers.calendar["opening"]
    own = np.where(state.reasons.days_of_ritual > 0.0, state.reasons.ritual_size, 0.0)
    return np.maximum(opening.size * opening.occasion, own)


def expected_belief_by_formula(leader: Leader, deniability: Any) -> Any:
    """E7: the belief that this side asked, as it expects it, over its three audiences."""
    me, other = leader.levers, leader.shared.sides[1 - leader.side]
    attribution, sign = leader.shared.levers.attribution, (1.0, -1.0)[leader.side]
    seen = sign * attribution.prior + attribution.evidence * (1.0 - deniability)
    return (
        me.face_home * sigmoid(seen + other.trust_abroad - me.trust_at_home)
        + me.face_other_home * sigmoid(seen + other.trust_at_home - me.trust_abroad)
        + me.face_world * sigmoid(seen + other.trust_world - me.trust_world)
    )


def leak(leader: Leader, kind: Any) -> Any:
    """The chance that asking by a kind becomes public: the kind's own and the route's."""
    route = leader.constants.route
    assert route is not None
    return 1.0 if kind.public else 1.0 - (1.0 - kind.leak) * (1.0 - route.leak)
