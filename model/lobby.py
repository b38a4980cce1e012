"""The lobby: what leaders feel of home, weighted, with the channel's delay and losses (M11)."""

import numpy as np

from model.arrays import Floats
from model.network import Route
from model.roles import GroupRole, LeaderRole
from model.state import World


class Echo:
    """The last few values of a (lanes,) quantity, to be heard with a delay of some ticks."""

    def __init__(self, delay: int, lanes: int) -> None:
        self._kept = [np.zeros(lanes) for _ in range(delay + 1)]

    def pass_on(self, value: Floats) -> Floats:
        """Take in today's value, give out the one of `delay` ticks ago."""
        self._kept = [*self._kept[1:], value]
        return self._kept[0]


class Lobby:
    """How pain and outrage of the groups reach their leader.

    Args:
        world: the world of the block.
        leaders: the two leaders, us first.
        groups: the constituencies.
    """

    def __init__(
        self, world: World, leaders: tuple[LeaderRole, LeaderRole], groups: list[GroupRole]
    ) -> None:
        self.world, self.leaders, self.groups = world, leaders, groups
        silent = Route(0, np.zeros(world.lanes), np.zeros(world.lanes))
        self._ways: dict[str, Route] = {}
        self._echoes: dict[str, Echo] = {}
        for group in groups:
            way = world.route("lobby", group.name, leaders[group.side].name) or silent
            self._ways[group.name] = way
            for what in ("pain", "outrage"):
                ticks = way.delay * world.config.ticks_per_day
                self._echoes[f"{group.name} {what}"] = Echo(ticks, world.lanes)
        self.weights = self._weights()
        self.praise = [self._credit(side) for side in (0, 1)]

    def _weights(self) -> dict[str, Floats]:
        """Weight of each group in its side, normalised to sum 1."""
        found: dict[str, Floats] = {}
        for side in (0, 1):
            mine = [g for g in self.groups if g.side == side]
            total = np.maximum(
                sum((g.levers.weight for g in mine), np.zeros(self.world.lanes)), 1e-12
            )
            found |= {g.name: g.levers.weight / total for g in mine}
        return found

    def _elite_share(self, side: int) -> Floats:
        mine = [g for g in self.groups if g.side == side]
        share: Floats = sum(
            (self.weights[g.name] * g.levers.echo for g in mine), np.zeros(self.world.lanes)
        )
        return share

    def _credit(self, side: int) -> Floats:
        """(lanes,) face at home that the elites' praise is worth in a tick."""
        levers = self.leaders[side].levers
        credit = levers.praise_loop * levers.conformity * self._elite_share(side) * self.world.dt
        return self.world.pool.shared(credit)

    def press(self) -> None:
        """One tick: pain and outrage reach each leader, who feels them."""
        lanes = self.world.lanes
        alarm = self.world.levers.economy.alarm
        alarmed = not self.world.levers.economy.always("alarm", 0.0)
        for side, leader in enumerate(self.leaders):
            pain, outrage, worst = np.zeros(lanes), np.zeros(lanes), np.zeros(lanes)
            for group in self.groups:
                if group.side != side:
                    continue
                way, weight = self._ways[group.name], self.weights[group.name]
                hurt, anger = group.share()
                hurt = way.carry(self._echoes[f"{group.name} pain"].pass_on(hurt))
                anger = way.carry(self._echoes[f"{group.name} outrage"].pass_on(anger))
                pain += weight * hurt
                outrage += weight * anger
                if alarmed:
                    np.maximum(worst, hurt, out=worst)
            if alarmed:
                pain += alarm * worst
            leader.feel(pain, outrage)
            self._praise(side, leader)

    def _praise(self, side: int, leader: LeaderRole) -> None:
        """M11: elites who echo their leader inflate his own view of his face at home."""
        levers = leader.levers
        if levers.always("praise_loop", 0.0):
            return
        leader.book.post(side, (self.praise[side], None, None), "home", "praise of the elites")
