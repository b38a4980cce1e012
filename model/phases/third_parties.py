"""Phase 5, third parties: hosts, firms, advisers, mediators, trading partners (M07, M14).

An adviser lowers the fear of humiliation. A mediator's word about the other's need is believed only
by a hearer whose side the mediator is on (Kydd 2003, American Journal of Political Science 47,
597-611): without bias the belief stays at the prior exactly. Trading partners whose offers go
unanswered raise their own bids while the demand on them is left unsaid.
"""

from typing import Any

import numpy as np

from model.arrays import Bools, Floats, Ints, compute_tick_probability, find_lanes, positive_part
from model.phases.agreements import agree_contact
from model.roles import GroupRole, HostRole, LeaderRole, Leaders
from model.state import BROKER, State

LEANING = (1.0, -1.0)
"""By side: the sign of a bias towards it."""


def counsel_and_mediate(state: State, leaders: Leaders, third_parties: list[HostRole]) -> None:
    """Let advisers and mediators act for one tick.

    An adviser that acts lowers its leader's fear of humiliation; a mediator moves each side's
    belief about the other's need. Third parties of neither function do nothing here.
    """
    levers = state.levers.third_parties
    for third in third_parties:
        if "adviser" in third.functions:
            lanes = find_lanes(third.should_act("counsel"))
            for side, leader in enumerate(leaders):
                near = positive_part(LEANING[side] * third.levers.bias[lanes])
                leader.state.humiliation_risk[lanes] *= 1.0 - levers.counsel[lanes] * near
        if "mediator" in third.functions:
            _apply_mediation(state, leaders, third)


def _apply_mediation(state: State, leaders: Leaders, mediator: HostRole) -> None:
    """Let a mediator that acts today move both leaders' beliefs about the other's need."""
    lanes = find_lanes(mediator.should_act("mediation"))
    if not len(lanes):
        return
    for side, leader in enumerate(leaders):
        leader.state.other_need[lanes] += compute_mediation_shift(
            state, leaders, mediator, side, lanes
        )
    state.report_event("mediation", f"{mediator.name} carries a message.")


def compute_mediation_shift(
    state: State, leaders: Leaders, mediator: HostRole, hearer: int, lanes: Ints
) -> Floats:
    """Return by how much a mediator's message moves a side's belief about the other's need, in some
    lanes; (m,) log-odds.

    The message is the other's true wish for relief minus the hearer's own; it counts in proportion
    to the mediator's bias towards the hearer, not at all without one.
    """
    trust = positive_part(LEANING[hearer] * mediator.levers.bias[lanes])
    content = np.tanh(leaders[1 - hearer].state.relief[lanes] - leaders[hearer].state.relief[lanes])
    return state.levers.third_parties.mediation[lanes] * trust * content


class Bidding:
    """Other trading partners' offers to a side that makes demands on them too.

    By side: `conceded`, (lanes,) amount conceded so far; `unanswered`, (lanes,) offers without an
    answer.
    """

    def __init__(self, lanes: int) -> None:
        self.conceded = [np.zeros(lanes), np.zeros(lanes)]
        self.unanswered = [np.zeros(lanes), np.zeros(lanes)]

    def advance(
        self, state: State, leaders: Leaders, third_parties: list[HostRole], groups: list[GroupRole]
    ) -> None:
        """Simulate one tick of trading partners' offers and of the answers to them."""
        partners = [third for third in third_parties if "trading_partner" in third.functions]
        for side, leader in enumerate(leaders):
            if not partners or leader.levers.always("demands", 0.0):
                continue
            offered = np.zeros(state.lanes)
            for partner in partners:
                offered = offered + self._make_offer(state, leader, partner, side)
            if offered.any():
                self.conceded[side] += offered
                self._change_pain_by_deal(state, groups, leader, offered)
            answered = state.draws.uniform(
                leader.name, "bids", "answer"
            ) < compute_tick_probability(state.levers.third_parties.reply_rate, state.dt)
            self.unanswered[side] = np.where(answered, 0.0, self.unanswered[side])

    def _make_offer(self, state: State, leader: LeaderRole, partner: HostRole, side: int) -> Floats:
        """Return what a partner offers a side's leader today, 0 where nothing; count it
        unanswered.
        """
        levers = state.levers.third_parties
        moves = partner.should_act(f"offer {leader.name}")
        guess = levers.self_bidding * (1.0 - leader.levers.demand_stated)
        size = leader.levers.demands * levers.bid * (1.0 + guess * self.unanswered[side])
        self.unanswered[side] += moves
        return np.where(moves, size, 0.0)

    def _change_pain_by_deal(
        self, state: State, groups: list[GroupRole], leader: LeaderRole, offered: Floats
    ) -> None:
        """Ease the pain of the side that received a concession and, if the deal is visible, raise
        the other's.
        """
        levers = state.levers.third_parties
        side = leader.side
        visible = state.draws.uniform(leader.name, "bids", "seen") < levers.visibility
        everywhere: Any = slice(None)
        for group in groups:
            if group.side == side:
                group.relieve_pain(levers.deal_relief * offered, everywhere)
            else:
                group.relieve_pain(
                    -levers.deal_pressure * np.where(visible, offered, 0.0), everywhere
                )
        state.report_event(
            "deal", f"A trading partner gives way to {state.config.get_title(side)}.", side
        )


def attempt_unscripted_contacts(
    state: State, leaders: Leaders, third_parties: list[HostRole]
) -> list[Bools]:
    """M07: let firms seek unscripted contact with a leader, whose staff prevents most of it; return
    (lanes,) by side where one succeeds, which adds to goodwill.
    """
    reached = [np.zeros(state.lanes, dtype=bool) for _ in (0, 1)]
    for firm in third_parties:
        if "firm" not in firm.functions:
            continue
        for side, leader in enumerate(leaders):
            tries = find_lanes(firm.should_act(f"contact {leader.name}"))
            guards = state.draws.select_lanes(tries).uniform(firm.name, "guards", leader.name)
            reached[side][tries[guards >= leader.levers.gatekeeping[tries]]] = True
    warm = find_lanes(reached[0] | reached[1])
    if "unscripted_contact" in state.levers.signal and len(warm):
        warmth = state.levers.signal["unscripted_contact"].effects.goodwill
        state.goodwill[warm] += warmth[warm]
    return reached


def broker_contact(state: State, leaders: Leaders, third_parties: list[HostRole]) -> None:
    """Let hosts invite both leaders; where both accept, a call is agreed and neither side has
    asked.
    """
    welcome: list[Floats] = []
    for host in third_parties:
        if "host" not in host.functions:
            continue
        ways = [state.graph.has_edge(host.name, leader.name, key="brokerage") for leader in leaders]
        lanes = find_lanes(host.should_act("invitation") & state.talks.is_open())
        if not len(lanes) or not all(ways):
            continue
        state.report_event("invitation", f"{host.name} invites both sides.")
        welcome = welcome or [leader.compute_broker_acceptance() for leader in leaders]
        draws = state.draws.select_lanes(lanes)
        yes = np.ones(len(lanes), dtype=bool)
        for leader, chance in zip(leaders, welcome, strict=True):
            yes &= draws.uniform(leader.name, "invited", host.name) < chance[lanes]
        where = np.zeros(state.lanes, dtype=bool)
        where[lanes] = yes
        if where.any():
            kind = np.full(state.lanes, -1, dtype=np.int64)
            agree_contact(state, leaders, where, BROKER, kind, np.zeros(state.lanes, dtype=bool))
