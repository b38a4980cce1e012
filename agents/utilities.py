"""Utilities as sums of named terms, in log-odds: what asking, waiting and acting are worth.

Equations E8 to E13 (docs/ODD.md); signs as they enter the sum. Every function returns, option by
option, a dictionary of (lanes,) terms, so that a replay can show each term of each decision.
"""

from collections.abc import Callable

import numpy as np

from agents.features import FeatureCache, FeaturesInLanes
from agents.leader_constants import ContactOption
from agents.leader_state import LeaderState
from agents.policies.decision import Terms
from model.arrays import Floats, find_lanes, sigmoid
from model.face import compute_act_weight
from model.menu import Menu
from model.parameters.side import Accounting
from model.plans import MEETING
from model.stake import (
    compute_contest,
    compute_gain_if_asked,
    compute_loss_disutility,
    compute_stake_multiplier,
)


def compute_motive_terms(
    menu: Menu, option: int, features: FeatureCache | FeaturesInLanes
) -> Terms:
    """Return an option's own motives as terms: name -> weight x feature; (lanes,) log-odds each."""
    return {motive.term: features.weigh_feature(motive) for motive in menu.motives[option]}


def compute_wait_terms(state: LeaderState) -> Terms:
    """E11: return the terms of waiting, (lanes,) log-odds each: inertia, and the value of the other
    coming first.
    """
    levers, contact = state.levers, state.shared.levers.contact
    behind = state.shared.levers.door.weight * state.reasons.rival_door
    comes = levers.patience * sigmoid(state.other_need + levers.optimism - behind)
    worth = state.relief + levers.bonus
    contest = compute_contest(state.shared)
    gain = compute_gain_if_asked(levers, contest) * levers.face_weight
    face = gain * state.compute_weight()
    return {
        "inertia": contact.inertia * (1.0 - state.reasons.compute_reason()),
        "other_may_come": comes * worth,
        "face_if_asked": comes * face,
    }


def compute_expected_acceptance(features: FeatureCache) -> Floats:
    """E8 without clarity and publicity: return the leader's estimate of the probability that the
    other accepts; (lanes,) 0..1.
    """
    state, shared = features.state, features.state.shared
    contact, levers = shared.levers.contact, state.levers
    need_revealed = features["own_need"] - state.own_need_at_start
    return sigmoid(
        contact.expected_openness
        + shared.goodwill
        - contact.tension_aversion * shared.tension
        - levers.holding_out * need_revealed
        - contact.pressure_aversion * shared.trade.compute_pressure_measure(state.side)
        - shared.levers.door.weight * state.reasons.rival_door
        + shared.levers.agenda.welcome * state.reasons.compute_occasion()
    )


class RequestUtilities:
    """The utilities of today's requests of the contact menu, one option at a time.

    Values that several requests share (the weight of the act, the face at stake) are computed once.
    Losses are stored as negative numbers, so that no term changes its sign.
    """

    def __init__(self, features: FeatureCache) -> None:
        self.features, self.state = features, features.state
        state, constants, shared = self.state, self.state.constants, self.state.shared
        self.acceptance = compute_expected_acceptance(features)
        self.freeze = np.exp(-shared.levers.contact.public_freeze * shared.tension)
        self.stake = constants.stake_weight * (1.0 + state.audience_cost)
        under = find_lanes(state.days_of_offer > 0.0)
        self.stake[under] *= 1.0 - shared.levers.contact.stone_cover[under]
        contest = compute_contest(shared)
        self.multiplier = compute_stake_multiplier(state.levers, constants.rank, contest)
        self.stake *= self.multiplier
        self.believed = None if state.eagerness.is_off else state.eagerness.compute_belief()
        harm = (
            state.compute_contact_risk()
            * state.levers.ambush_harm
            * (1.0 - shared.compute_preparedness())
        )
        self.humiliation = -harm
        self.uncovered = 1.0 - shared.levers.agenda.cover * state.reasons.compute_innocent_reason()
        self.own_door = -shared.levers.door.weight * state.levers.face_weight * state.reasons.door
        self.commitment = -state.commitment
        self.drafted_share = shared.compute_drafted_share()
        self.meeting = constants.meeting_appeal + state.compute_envoy_advice()
        self.need_price = constants.need_price * state.relief
        self._computed: dict[tuple[str, int], Floats] = {}

    def _compute_once(self, quantity: str, key: int, compute: Callable[[], Floats]) -> Floats:
        """Return `compute()`, stored under (quantity, key) for further calls."""
        value = self._computed.get((quantity, key))
        if value is None:
            value = self._computed[quantity, key] = compute()
        return value

    def compute_weight(self, option: ContactOption) -> Floats:
        """E6: return the weight W of asking in this way; (lanes,)."""
        levers, power, imposition = self.state.levers, self.state.power, option.imposition
        return self._compute_once(
            "weight",
            option.act,
            lambda: compute_act_weight(levers, power, imposition, self.drafted_share),
        )

    def compute_face_loss_utility(self, option: ContactOption) -> Floats:
        """E10: return the utility of losing all face at stake in this request; (lanes,) <= 0."""
        book, stake, what = self.state.book, self.stake, "face"
        if option.venue == MEETING:
            stake, what = stake * self.state.shared.levers.meetings.stake, "face of meeting"
        return self._compute_once(
            what,
            option.act,
            lambda: -compute_loss_disutility(book, stake * self.compute_weight(option)),
        )

    def compute_revealed_need(self, option: ContactOption) -> Floats:
        """Return how much asking in this way raises the probability of need that the other sees;
        (lanes,).
        """
        own_need, need_now = self.state.own_need, self.features["own_need"]
        return self._compute_once(
            "need", option.need, lambda: sigmoid(own_need + option.log_need) - need_now
        )

    def compute_terms(self, menu: Menu, k: int) -> Terms:
        """Return the terms of E12 for the request k of a menu, (lanes,) log-odds each. Face at risk
        and the vow count as far as asking is exposed (E9: `Eagerness.compute_exposure`).
        A term whose lever is 0 in every lane is left out, unless a trace is recorded.
        """
        state, constants, levers = self.state, self.state.constants, self.state.levers
        option, is_traced = constants.contact_options[k], constants.is_traced
        q = option.clarity * self.acceptance
        if menu.kinds[k].public:
            q = q * self.freeze
        refused = 1.0 - q
        missed = refused * option.leak
        exposed = state.eagerness.compute_exposure(q, option.believed, missed, self.believed)
        face, gain = levers.face_weight, self.meeting
        if levers.accounting == Accounting.MUTUAL:
            gain = gain + levers.mutual_gain * face * self.compute_weight(option)
        terms = {"relief": q * state.relief, "gain_of_meeting": q * gain}
        if is_traced or not state.shared.levers.accord.always("agenda_power", 0.0):
            terms["agenda"] = q * constants.agenda_gain * state.relief
        exposed *= self.uncovered
        terms["face_at_risk"] = exposed * self.compute_face_loss_utility(option)
        terms["vow"] = exposed * self.commitment * levers.vow_cost
        if is_traced or not state.shared.levers.door.always("weight", 0.0):
            terms["own_door"] = self.own_door * self.uncovered
        shame = missed * constants.lost_face_weight * levers.shame
        terms["shame_of_refusal"] = shame * constants.share_not_blamed
        if is_traced or not levers.always("loser_penalty", 0.0):
            terms["dread_of_losing"] = (
                -refused * levers.loser_penalty * face * self.compute_weight(option)
            )
        terms["ambush_risk"] = q * self.humiliation
        terms["need_revealed"] = (
            self.need_price * self.compute_revealed_need(option) * self.uncovered
        )
        if is_traced or not levers.always("precondition_weight", 0.0):
            terms["precondition"] = -(
                levers.precondition_weight * state.compute_unmet_precondition()
            )
        return terms


def compute_offer_terms(utilities: RequestUtilities, k: int) -> Terms:
    """E13: return the terms of offering the other a face-saving way to ask, by option k of the
    contact menu; (lanes,) log-odds each.
    """
    state, option = utilities.state, utilities.state.constants.contact_options[k]
    levers, comes, contact = state.levers, utilities.features["suitor"], state.shared.levers.contact
    weight = utilities.compute_weight(option)
    at_stake = state.constants.stake_weight * weight * (1.0 + state.audience_cost)
    at_stake *= utilities.multiplier
    return {
        "relief": comes * state.relief * contact.relief_to_come,
        "magnanimity": comes * levers.face_weight * levers.magnanimity,
        "face_at_risk": -option.leak * compute_loss_disutility(state.book, at_stake),
        "effort": -contact.stone_effort,
    }


def compute_act_terms(menu: Menu, k: int, features: FeatureCache) -> Terms:
    """Return the terms of option k of a menu beyond its motives: fear of the answer to a rise of
    the tariff, face given up for tariff relief; (lanes,) log-odds each.
    """
    state, kind = features.state, menu.kinds[k]
    levers, trade, terms = state.levers, state.shared.trade, Terms()
    if not levers.always("retaliation_belief", 0.0) and not kind.effects.always("reaction", 0.0):
        answer = trade.predict_tariff_response(state.side, features["reaction_gap"])
        terms["feared_answer"] = -levers.retaliation_belief * kind.effects.reaction * answer
    if levers.always("face_for_tariff", 0.0):
        return terms
    if not (kind.effects.always("cut", 0.0) and kind.effects.always("relief", 0.0)):
        other = trade.tariff[1 - state.side]
        terms["face_for_tariff"] = levers.face_for_tariff * levers.face_weight * other
    return terms
