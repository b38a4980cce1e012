"""Utilities as sums of named terms, in log-odds: what asking, waiting, acting and answering are
worth.

Equations E8 to E14 (docs/ODD.md); signs as they enter the sum. Every function returns, option by
option, a dictionary of (lanes,) terms, so that a replay can show each term of each decision.
"""

from typing import TYPE_CHECKING

import numpy as np

from model.arrays import Floats, positive, sigmoid
from model.face import gain_of_being_asked, loss, weight_of_act
from model.parameters.side import Accounting

if TYPE_CHECKING:
    from agents.features import Sight
    from agents.leader import Leader
    from agents.temper import Temper
    from model.signals import Menu

Terms = dict[str, Floats]


def motive_terms(menu: "Menu", option: int, sight: "Sight") -> Terms:
    """The option's own motives: weight x feature, one term each, named as motives."""
    return {
        f"motive_{name}": weight if name == "constant" else weight * sight[name]
        for name, weight in menu.motives[option]
    }


def wait_terms(leader: "Leader") -> Terms:
    """E11: waiting keeps one's inertia, and the other may come."""
    levers, contact = leader.levers, leader.world.levers.contact
    weight = weight_of_act(levers, leader.power, leader.imposition, leader.world.drafted())
    comes = levers.patience * sigmoid(leader.need + levers.optimism)
    worth = leader.relief + levers.bonus
    face = gain_of_being_asked(levers) * levers.face_weight * weight
    return {
        "inertia": contact.inertia,
        "other_may_come": comes * worth,
        "face_if_asked": comes * face,
    }


def expected_acceptance(leader: "Leader") -> Floats:
    """E8 without clarity and publicity: how likely the other is to accept, as this leader sees
    it.
    """
    contact, levers, world = leader.world.levers.contact, leader.levers, leader.world
    own_need = sigmoid(leader.seen_need) - leader.start_need
    return sigmoid(
        contact.expected_openness
        + world.goodwill
        - contact.tension_aversion * world.tension
        - levers.holding_out * own_need
    )


def unmet(leader: "Temper") -> Floats:
    """Share of a precondition (a cut of the other's tariff) still unmet; (lanes,) 0..1."""
    fallen = leader.world.trade.fallen(1 - leader.side)
    open_share = positive(leader.levers.precondition - fallen)
    if leader.levers.always("precondition_waiver", 0.0):
        return open_share
    kept_up = np.log(np.maximum(1.0 - leader.levers.precondition_waiver, 1e-12))
    share: Floats = open_share * np.exp(leader.world.talks.visits * kept_up)
    return share


class Asking:
    """E8 to E12: what the requests of a menu are worth today, one option at a time."""

    def __init__(self, leader: "Leader") -> None:
        self.leader = leader
        world, levers = leader.world, leader.levers
        self.accept = expected_acceptance(leader)
        self.freeze = np.exp(-world.levers.contact.public_freeze * world.tension)
        stake = levers.face_weight * (1.0 + levers.coupling) * (1.0 + leader.audience_cost)
        self.stake = np.where(leader.stone > 0.0, 0.5 * stake, stake)
        self.risk = leader.risk() * levers.ambush_harm * (1.0 - world.ready())
        self.seen = sigmoid(leader.seen_need)
        self.barred = levers.precondition_weight * unmet(leader)
        self.drafted = world.drafted()
        other = world.sides[1 - leader.side].discount
        self.share = (1.0 - other) / (1.0 - levers.discount * other)

    def terms(self, menu: "Menu", k: int) -> Terms:
        """Terms of E12 for the request k of a menu; x = q b + (1 - q) leak (E9)."""
        leader, levers = self.leader, self.leader.levers
        kind, contact = menu.kinds[k], self.leader.world.levers.contact
        weight = weight_of_act(levers, leader.power, kind.imposition, self.drafted)
        q = kind.clarity * self.accept
        if kind.public:
            q = q * self.freeze
        leak = np.ones_like(q) if kind.public else leader.leak(menu)[k]
        missed = (1.0 - q) * leak
        exposed = q * leader.expected_beliefs(menu)[k] + missed
        face = levers.face_weight
        gain = levers.optics * face + levers.personal_tie + leader.lifted()
        if levers.accounting == Accounting.MUTUAL:
            gain = gain + levers.mutual_gain * face * weight
        agenda = 2.0 * leader.world.levers.accord.agenda_power * (self.share - 0.5)
        revealed = sigmoid(leader.seen_need + leader.log_need(menu)[k]) - self.seen
        return {
            "relief": q * leader.relief,
            "gain_of_meeting": q * gain,
            "agenda": q * agenda * leader.relief,
            "face_at_risk": -exposed * loss(leader.book, self.stake * weight),
            "vow": -exposed * leader.vow * levers.vow_cost,
            "shame_of_refusal": -missed * face * levers.shame * (1.0 - levers.blame_on_refuser),
            "dread_of_losing": -(1.0 - q) * levers.loser_penalty * face * weight,
            "ambush_risk": -q * self.risk,
            "need_revealed": -contact.need_cost * levers.holding_out * leader.relief * revealed,
            "precondition": -self.barred,
        }


def stone_terms(leader: "Leader", menu: "Menu", k: int) -> Terms:
    """E13: offering the other a way down."""
    levers = leader.levers
    kind = menu.kinds[k]
    comes = sigmoid(leader.need)
    face = levers.face_weight
    weight = weight_of_act(levers, leader.power, kind.imposition, leader.world.drafted())
    at_stake = face * (1.0 + levers.coupling) * weight * (1.0 + leader.audience_cost)
    return {
        "relief": comes * leader.relief / 2.0,
        "magnanimity": comes * face * levers.magnanimity,
        "face_at_risk": -leader.leak(menu)[k] * loss(leader.book, at_stake),
        "effort": np.full_like(comes, -1.0),
    }


def act_terms(leader: "Leader", menu: "Menu", k: int, sight: "Sight") -> Terms:
    """Material acts beyond their motives: fear of the answer to a rise, face traded for relief."""
    levers, kind = leader.levers, menu.kinds[k]
    terms: Terms = {}
    if not levers.always("retaliation_belief", 1.0) and not kind.effects.always("reaction", 0.0):
        answer = leader.world.trade.feared_answer(leader.side, sight["reaction_gap"])
        terms["feared_answer"] = -(levers.retaliation_belief - 1.0) * kind.effects.reaction * answer
    concession = not (kind.effects.always("cut", 0.0) and kind.effects.always("relief", 0.0))
    if concession and not levers.always("face_for_tariff", 0.0):
        other = leader.world.trade.tariff[1 - leader.side]
        terms["face_for_tariff"] = levers.face_for_tariff * levers.face_weight * other
    return terms


def total(terms: Terms) -> Floats:
    """The sum of the terms in their order; (lanes,) log-odds."""
    parts = iter(terms.values())
    first = next(parts).copy()
    for part in parts:
        first += part
    return first
