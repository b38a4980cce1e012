"""Third parties beside the hosts who invite: advisers, mediators, trading partners (M14).

An adviser lowers the fear of an ambush. A mediator's word about the other's need is believed only
by a hearer whose side he is on (Kydd 2003, American Journal of Political Science 47, 597-611):
without bias the belief stays at the prior exactly. Trading partners whose offers go unanswered bid
against themselves while the demand on them is left unsaid.
"""

from typing import Any

import numpy as np

from model.arrays import Floats, Ints, lanes_where, per_tick, positive
from model.parameters.root import SIDE_TITLES
from model.roles import GroupRole, HostRole, LeaderRole
from model.state import World

Leaders = tuple[LeaderRole, LeaderRole]
LEANING = (1.0, -1.0)
"""Sign of a bias towards each side."""


def counsel_and_mediate(world: World, leaders: Leaders, third_parties: list[HostRole]) -> None:
    """One day of advisers and mediators."""
    levers = world.levers.third_parties
    for third in third_parties:
        if "adviser" in third.tags:
            lanes = lanes_where(third.moves("counsel"))
            for side, leader in enumerate(leaders):
                near = positive(LEANING[side] * third.levers.bias[lanes])
                leader.ambush[lanes] *= 1.0 - levers.counsel[lanes] * near
        if "mediator" in third.tags:
            _mediate(world, leaders, third)


def _mediate(world: World, leaders: Leaders, mediator: HostRole) -> None:
    lanes = lanes_where(mediator.moves("mediation"))
    if not len(lanes):
        return
    for side, leader in enumerate(leaders):
        leader.need[lanes] += conveyed(world, leaders, mediator, side, lanes)
    world.event("mediation", f"{mediator.name} carries a message.")


def conveyed(
    world: World, leaders: Leaders, mediator: HostRole, hearer: int, lanes: Ints
) -> Floats:
    """(m,) log-odds by which a mediator's message in some lanes moves a hearer's belief in the
    other's need.

    The content is the other's true wish for relief against the hearer's; trust is the bias towards
    the hearer, 0 without one.
    """
    trust = positive(LEANING[hearer] * mediator.levers.bias[lanes])
    content = np.tanh(leaders[1 - hearer].relief[lanes] - leaders[hearer].relief[lanes])
    moved: Floats = world.levers.third_parties.mediation[lanes] * trust * content
    return moved


class Bidding:
    """Other trading partners' offers to a side that presses them too; (lanes,) each."""

    def __init__(self, lanes: int) -> None:
        self.conceded = [np.zeros(lanes), np.zeros(lanes)]
        self.unanswered = [np.zeros(lanes), np.zeros(lanes)]

    def day(
        self, world: World, leaders: Leaders, third_parties: list[HostRole], groups: list[GroupRole]
    ) -> None:
        """One day of offers and answers."""
        partners = [third for third in third_parties if "trading_partner" in third.tags]
        for side, leader in enumerate(leaders):
            if not partners or leader.levers.always("demands", 0.0):
                continue
            offered = np.zeros(world.lanes)
            for partner in partners:
                offered = offered + self._offer(world, leader, partner, side)
            if offered.any():
                self.conceded[side] += offered
                self._felt(world, groups, leader, offered)
            answered = world.draws.uniform(leader.name, "bids", "answer") < per_tick(
                world.levers.third_parties.reply_rate, world.dt
            )
            self.unanswered[side] = np.where(answered, 0.0, self.unanswered[side])

    def _offer(self, world: World, leader: LeaderRole, partner: HostRole, side: int) -> Floats:
        levers = world.levers.third_parties
        moves = partner.moves(f"offer {leader.name}")
        guess = levers.self_bidding * (1.0 - leader.levers.demand_stated)
        size = leader.levers.demands * levers.bid * (1.0 + guess * self.unanswered[side])
        self.unanswered[side] += moves
        return np.where(moves, size, 0.0)

    def _felt(
        self, world: World, groups: list[GroupRole], leader: LeaderRole, offered: Floats
    ) -> None:
        """A concession eases the demander; a deal that is seen presses the other side."""
        levers = world.levers.third_parties
        side = leader.side
        seen = world.draws.uniform(leader.name, "bids", "seen") < levers.visibility
        everywhere: Any = slice(None)
        for group in groups:
            if group.side == side:
                group.soothe(levers.deal_relief * offered, everywhere)
            else:
                group.soothe(-levers.deal_pressure * np.where(seen, offered, 0.0), everywhere)
        world.event("deal", f"A trading partner gives way to {SIDE_TITLES[side]}.", side)
