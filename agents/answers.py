"""What answering is worth: replies to a request, invitations of third parties, readouts.

E14 for replies; readouts weigh credit against the truth (M04). Terms are (m,) arrays over the m
lanes that answer.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.features import Sight
from agents.utilities import Terms, motive_terms, total, unmet
from model.arrays import Floats, Ints, positive, sigmoid
from model.face import weight_of_act

if TYPE_CHECKING:
    from agents.leader import Leader
    from model.menu import Menu
    from model.signals import Sent

LIE_IN_CHAINS = 10.0
"""Log-odds against an untrue readout when readout_freedom is 0."""


def readiness(leader: "Leader", lanes: Any = slice(None)) -> Terms:
    """The terms of E14 that depend on no particular request; (m,) each, in some lanes.

    A term whose lever is 0 in every lane is left out, unless a replay asks for it.
    """
    levers, world = leader.levers, leader.world
    contact, accord = world.levers.contact, world.levers.accord
    terms: Terms = {
        "openness": levers.openness[lanes],
        "relief": leader.relief[lanes] / 2.0,
        "optics": leader.staged[lanes],
        "tie_and_envoys_word": levers.personal_tie[lanes] + leader.lifted(lanes),
        "ambush_risk": -leader.risk(lanes) * levers.ambush_harm[lanes] * (1.0 - world.ready(lanes)),
        "tension": -contact.tension_aversion[lanes] * world.tension[lanes],
        "goodwill": world.goodwill[lanes],
    }
    if leader.minds("linked_issue", accord):
        terms["linked_issue"] = -accord.linked_issue[lanes] * world.talks.linked_open[lanes]
    if leader.minds("precondition_weight", levers):
        terms["precondition"] = -levers.precondition_weight[lanes] * unmet(leader)[lanes]
    return terms


def reply_terms(leader: "Leader", menu: "Menu", request: "Sent") -> Callable[[int], Terms]:
    """E14: option -> terms. Accepting with an attributed request earns the clause; refusing earns
    what its motives say.
    """
    lanes, levers, world = request.lanes, leader.levers, leader.world
    imposition = request.lever("imposition")
    weight = weight_of_act(levers, leader.power[lanes], imposition, world.drafted(lanes), lanes)
    face = levers.face_weight[lanes] * weight
    ready = readiness(leader, lanes)
    base = {"openness": total(ready)} if world.trace is None else ready
    freeze = world.levers.contact.public_freeze[lanes] * world.tension[lanes]
    cover = world.levers.attribution.reinterpretation[lanes] * leader.courted[lanes]
    shared: Terms = base | {
        "holding_out": -(levers.holding_out[lanes] * sigmoid(leader.need[lanes])),
        "public_freeze": -np.where(request.public, freeze, 0.0),
        "stone": np.where(leader.offered[lanes] > 0.0, world.levers.contact.stone_gain[lanes], 0.0),
        "cover_of_earlier_signals": face * cover / 2.0,
    }
    sight = Sight(leader, leader.sight, lanes)

    def worth(k: int) -> Terms:
        motives = motive_terms(menu, k, sight)
        if menu.forms[k] == "refuse":
            return motives or {"constant": np.zeros(len(lanes))}
        named = levers.clause[lanes] * menu.kinds[k].effects.claim[lanes]
        return shared | {"face_of_being_asked": face * (1.0 + named) / 2.0} | motives

    return worth


def readout_terms(leader: "Leader", menu: "Menu", lanes: Ints) -> Callable[[int], Terms]:
    """Option -> terms of a readout: its motives, the price of admitting, the price of untruth."""
    levers = leader.levers
    price = levers.admission_cost[lanes] * levers.face_weight[lanes]
    admission: Floats = price * leader.weight(lanes)
    chains = LIE_IN_CHAINS * (1.0 - levers.readout_freedom[lanes])
    sight, asked = Sight(leader, Sight(leader), lanes), leader.truth[lanes]

    def worth(k: int) -> Terms:
        claim = menu.kinds[k].effects.claim[lanes]
        untrue = np.where(claim > 0.0, asked, np.where(claim < 0.0, 1.0 - asked, 0.0))
        return motive_terms(menu, k, sight) | {
            "admission": -positive(-claim) * admission,
            "untruth": -untrue * chains,
        }

    return worth
