"""Utilities as sums of named terms, in log-odds: what asking, waiting, acting and answering are
worth.

Equations E8 to E14 (docs/ODD.md); signs as they enter the sum. Every function returns, option by
option, a dictionary of (lanes,) terms, so that a replay can show each term of each decision.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.arrays import Floats, lanes_where, positive, sigmoid
from model.face import loss, weight_of_act
from model.parameters.side import Accounting

if TYPE_CHECKING:
    from agents.features import Sight
    from agents.leader import Leader
    from agents.temper import Temper
    from model.menu import Menu

Terms = dict[str, Floats]


class Way(NamedTuple):
    """An option of the contact menu over a block, (lanes,) each, and what it shares with others.

    `act` is one number for options of equal imposition, `need` for those that reveal equal need.
    """

    clarity: Floats
    imposition: Floats
    leak: Floats
    believed: Floats
    log_need: Floats
    act: int
    need: int


def motive_terms(menu: "Menu", option: int, sight: "Sight") -> Terms:
    """The option's own motives: weight x feature, one term each, named as motives."""
    return {motive.term: sight.weighed(motive) for motive in menu.motives[option]}


def wait_terms(leader: "Leader") -> Terms:
    """E11: waiting keeps one's inertia, and the other may come."""
    levers, contact = leader.levers, leader.world.levers.contact
    comes = levers.patience * sigmoid(leader.need + levers.optimism)
    worth = leader.relief + levers.bonus
    face = leader.asked_gain * leader.weight()
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
    own_need = leader.sight["own_need"] - leader.start_need
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
    """E8 to E12: what the requests of a menu are worth today, one option at a time.

    What several requests share (the weight of the act, the face at stake) is worked out once.
    What is lost is kept below 0, so that no term has to change its sign.
    """

    def __init__(self, leader: "Leader") -> None:
        self.leader = leader
        world, levers = leader.world, leader.levers
        self.accept = expected_acceptance(leader)
        self.freeze = np.exp(-world.levers.contact.public_freeze * world.tension)
        self.stake = leader.coupled * (1.0 + leader.audience_cost)
        self.stake[lanes_where(leader.stone > 0.0)] *= 0.5
        self.risk = -(leader.risk() * levers.ambush_harm * (1.0 - world.ready()))
        self.vow = -leader.vow
        self.drafted = world.drafted()
        self.gain = leader.courtesy + leader.lifted()
        self.shown = leader.need_shown * leader.relief
        self._known: dict[tuple[str, int], Floats] = {}

    def _once(self, what: str, key: int, work_out: Callable[[], Floats]) -> Floats:
        known = self._known.get((what, key))
        if known is None:
            known = self._known[what, key] = work_out()
        return known

    def weight(self, way: Way) -> Floats:
        """(lanes,) E6: the weight W of asking this way."""
        levers, power = self.leader.levers, self.leader.power
        return self._once(
            "weight", way.act, lambda: weight_of_act(levers, power, way.imposition, self.drafted)
        )

    def face(self, way: Way) -> Floats:
        """(lanes,) E10: what losing the face at stake would cost, <= 0."""
        book = self.leader.book
        return self._once("face", way.act, lambda: -loss(book, self.stake * self.weight(way)))

    def revealed(self, way: Way) -> Floats:
        """(lanes,) by how much asking this way raises the need that the other sees."""
        now, seen = self.leader.seen_need, self.leader.sight["own_need"]
        return self._once("need", way.need, lambda: sigmoid(now + way.log_need) - seen)

    def terms(self, menu: "Menu", k: int) -> Terms:
        """Terms of E12 for the request k of a menu; x = q b + (1 - q) leak (E9).

        A term whose lever is 0 in every lane is left out, unless a replay asks for it.
        """
        leader, levers, way = self.leader, self.leader.levers, self.leader.ways[k]
        q = way.clarity * self.accept
        if menu.kinds[k].public:
            q = q * self.freeze
        refused = 1.0 - q
        missed = refused * way.leak
        exposed = q * way.believed + missed
        face, gain = levers.face_weight, self.gain
        if levers.accounting == Accounting.MUTUAL:
            gain = gain + levers.mutual_gain * face * self.weight(way)
        terms = {"relief": q * leader.relief, "gain_of_meeting": q * gain}
        if leader.minds("agenda_power", leader.world.levers.accord):
            terms["agenda"] = q * leader.first_move * leader.relief
        terms["face_at_risk"] = exposed * self.face(way)
        terms["vow"] = exposed * self.vow * levers.vow_cost
        terms["shame_of_refusal"] = missed * leader.face_lost * levers.shame * leader.unblamed
        if leader.minds("loser_penalty", levers):
            terms["dread_of_losing"] = -refused * levers.loser_penalty * face * self.weight(way)
        terms["ambush_risk"] = q * self.risk
        terms["need_revealed"] = self.shown * self.revealed(way)
        if leader.minds("precondition_weight", levers):
            terms["precondition"] = -(levers.precondition_weight * unmet(leader))
        return terms


def stone_terms(asking: Asking, k: int) -> Terms:
    """E13: offering the other a way down."""
    leader, way = asking.leader, asking.leader.ways[k]
    levers, comes = leader.levers, leader.sight["suitor"]
    at_stake = leader.coupled * asking.weight(way) * (1.0 + leader.audience_cost)
    return {
        "relief": comes * leader.relief / 2.0,
        "magnanimity": comes * levers.face_weight * levers.magnanimity,
        "face_at_risk": -way.leak * loss(leader.book, at_stake),
        "effort": leader.world.pool.full(-1.0, leader.world.lanes),
    }


def act_terms(leader: "Leader", menu: "Menu", k: int, sight: "Sight") -> Terms:
    """Material acts beyond their motives: fear of the answer to a rise, face traded for relief."""
    levers, kind = leader.levers, menu.kinds[k]
    terms: Terms = {}
    if not levers.always("retaliation_belief", 1.0) and not kind.effects.always("reaction", 0.0):
        answer = leader.world.trade.feared_answer(leader.side, sight["reaction_gap"])
        terms["feared_answer"] = -(levers.retaliation_belief - 1.0) * kind.effects.reaction * answer
    if levers.always("face_for_tariff", 0.0):
        return terms
    if not (kind.effects.always("cut", 0.0) and kind.effects.always("relief", 0.0)):
        other = leader.world.trade.tariff[1 - leader.side]
        terms["face_for_tariff"] = levers.face_for_tariff * levers.face_weight * other
    return terms


def total(terms: Terms) -> Floats:
    """The sum of the terms in their order; (lanes,) log-odds, an array of its own."""
    first, *rest = terms.values()
    if not rest:
        return first.copy()
    score: Floats = first + rest[0]
    for part in rest[1:]:
        score += part
    return score
