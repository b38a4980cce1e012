"""What replies are worth: to a request, to a third party's invitation; and readouts after a
contact.

E14 for replies; readouts weigh credit against the truth (M04). Terms are (m,) arrays over the m
lanes that reply.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from agents.features import FeatureCache, FeaturesInLanes
from agents.leader_state import LeaderState
from agents.policies.decision import Terms, sum_terms
from agents.utilities import compute_motive_terms
from model.arrays import Floats, Ints, positive_part, sigmoid
from model.face import compute_act_weight
from model.menu import Menu
from model.sent import SentSignals
from model.stake import compute_contest


def compute_readiness_terms(state: LeaderState, lanes: Any = slice(None)) -> Terms:
    """E14: return the terms of readiness for contact, which do not depend on the request; (m,)
    log-odds each, in some lanes.

    A term whose lever is 0 in every lane is left out, unless a trace is recorded.
    """
    levers, shared, constants = state.levers, state.shared, state.constants
    contact, accord, risk = (
        shared.levers.contact,
        shared.levers.accord,
        state.compute_contact_risk(lanes),
    )
    terms: Terms = {
        "openness": levers.openness[lanes],
        "relief": contact.relief_to_come[lanes] * state.relief[lanes],
        "optics": constants.meeting_optics[lanes],
        "tie_and_envoys_word": levers.personal_tie[lanes] + state.compute_envoy_advice(lanes),
        "ambush_risk": -risk
        * levers.ambush_harm[lanes]
        * (1.0 - shared.compute_preparedness(lanes)),
        "tension": -contact.tension_aversion[lanes] * shared.tension[lanes],
        "goodwill": shared.goodwill[lanes],
    }
    if constants.is_traced or not shared.levers.door.always("weight", 0.0):
        terms["own_door"] = -shared.levers.door.weight[lanes] * state.reasons.door[lanes]
    occasion = np.maximum(
        state.reasons.compute_occasion(lanes),
        constants.rival_state.reasons.compute_occasion(lanes),
    )
    if constants.is_traced or occasion.any():
        terms["occasion"] = shared.levers.agenda.welcome[lanes] * occasion
    if constants.is_traced or not accord.always("linked_issue", 0.0):
        terms["linked_issue"] = -accord.linked_issue[lanes] * shared.talks.linked_open[lanes]
    if constants.is_traced or not levers.always("precondition_weight", 0.0):
        unmet = state.compute_unmet_precondition()[lanes]
        terms["precondition"] = -levers.precondition_weight[lanes] * unmet
    return terms


def make_reply_terms(
    features: FeatureCache, menu: Menu, request: SentSignals
) -> Callable[[int], Terms]:
    """E14: return a function from a reply's menu index to its terms, each (m,) in the lanes asked.
    Accepting gains face, more if it names the other as the asker; a refusal has its motives alone.
    """
    state, lanes, offered = features.state, request.lanes, features.state.days_of_own_offer
    levers, shared, contact = state.levers, state.shared, state.shared.levers.contact
    imposition = request.look_up_lever("imposition")
    weight = compute_act_weight(
        levers, state.power[lanes], imposition, shared.compute_drafted_share(lanes), lanes
    )
    face, plain = levers.face_weight[lanes] * weight, contact.plain_acceptance[lanes]
    readiness = compute_readiness_terms(state, lanes)
    freeze = contact.public_freeze[lanes] * shared.tension[lanes]
    cover = shared.levers.attribution.reinterpretation[lanes] * state.courtship[lanes]
    whatever_it_says: Terms = (
        readiness if state.constants.is_traced else {"openness": sum_terms(readiness)}
    ) | {
        "holding_out": -(levers.holding_out[lanes] * sigmoid(state.other_need[lanes])),
        "public_freeze": -np.where(request.public, freeze, 0.0),
        "measure_standing": -contact.pressure_aversion[lanes]
        * shared.trade.compute_pressure_measure(1 - state.side, lanes),
        "grace": state.constants.rank_grace[lanes],
        "stone": np.where(offered[lanes] > 0.0, contact.stone_gain[lanes], 0.0),
        "cover_of_earlier_signals": face * cover * (1.0 - plain),
    }
    in_lanes, contested = FeaturesInLanes(features, lanes), compute_contest(shared, lanes)

    def worth(k: int) -> Terms:
        """Return the terms of reply k."""
        motives = compute_motive_terms(menu, k, in_lanes)
        if menu.forms[k] == "refuse":
            return motives or {"constant": np.zeros(len(lanes))}
        named = levers.clause[lanes] * menu.kinds[k].effects.claim[lanes]
        if_asked = {"face_of_being_asked": face * contested * (plain + (1.0 - plain) * named)}
        return whatever_it_says | if_asked | motives

    return worth


def make_readout_terms(features: FeatureCache, menu: Menu, lanes: Ints) -> Callable[[int], Terms]:
    """Return a function from a readout's index in the menu to its terms: its motives, the price of
    admitting to have asked, and that of untruth; (m,) log-odds each, for the m `lanes`.
    """
    state, levers = features.state, features.state.levers
    price = levers.admission_cost[lanes] * levers.face_weight[lanes]
    admission: Floats = price * state.compute_weight(lanes)
    untruth_cost = state.shared.levers.attribution.untruth_cost[lanes]
    penalty = untruth_cost * (1.0 - levers.readout_freedom[lanes])
    in_lanes, truth = FeaturesInLanes(features, lanes), state.truth[lanes]

    def worth(k: int) -> Terms:
        """Return the terms of readout k."""
        claim = menu.kinds[k].effects.claim[lanes]
        untrue = np.where(claim > 0.0, truth, np.where(claim < 0.0, 1.0 - truth, 0.0))
        return compute_motive_terms(menu, k, in_lanes) | {
            "admission": -positive_part(-claim) * admission,
            "untruth": -untrue * penalty,
        }

    return worth
