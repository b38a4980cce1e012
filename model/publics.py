"""The publics: strikes and slights become outrage, tariffs become pain, opinions meet, leaders
feel.

Order of play, phase 3. Groups hear broadcasts with their route's delay and fidelity; what leaders
feel of home travels the lobby channel with its own.
"""

from typing import Any, Protocol

import numpy as np

from model.arrays import Floats
from model.network import Route
from model.opinion import heard_by, influence_matrix
from model.roles import GroupRole, LeaderRole
from model.state import World


class VoiceRole(Protocol):
    """A press or an audience: one opinion."""

    name: str
    levers: Any
    opinion: Floats

    def listen(self, heard: Floats) -> None:
        """One tick of others' opinions."""


class Echo:
    """The last few values of a (lanes,) quantity, to be heard with a delay of some ticks."""

    def __init__(self, delay: int, lanes: int) -> None:
        self._kept = [np.zeros(lanes) for _ in range(delay + 1)]

    def pass_on(self, value: Floats) -> Floats:
        """Take in today's value, give out the one of `delay` ticks ago."""
        self._kept = [*self._kept[1:], value]
        return self._kept[0]


class Publics:
    """All constituencies, press and audiences of a block, and how they are reached.

    Args:
        world: the world of the block.
        leaders: the two leaders, us first.
        groups: constituencies; voices: press and audiences.
    """

    def __init__(
        self,
        world: World,
        leaders: tuple[LeaderRole, LeaderRole],
        groups: list[GroupRole],
        voices: list[VoiceRole],
    ) -> None:
        self.world, self.leaders, self.groups, self.voices = world, leaders, groups, voices
        self.holders: list[Any] = [*groups, *voices]
        order = {name: n for n, name in enumerate(world.config.cast)}
        self.holders.sort(key=lambda holder: order[holder.name])
        self.matrix = influence_matrix(world.graph, [h.name for h in self.holders])
        self.loudness = np.stack([self._loudness(holder) for holder in self.holders])
        clear = 1.0 - world.levers.network.influence.distortion
        self.clarity = clear / np.maximum(heard_by(self.matrix, self.loudness), 1e-12)
        silent = Route(0, np.zeros(world.lanes), np.zeros(world.lanes))
        self._hears: dict[tuple[int, str], Route] = {}
        for side, leader in enumerate(leaders):
            for holder in self.holders:
                way = world.route("broadcast", leader.name, holder.name)
                self._hears[side, holder.name] = way or silent
        ticks = world.config.ticks_per_day
        self._echoes: dict[str, Echo] = {}
        self._lobbies: dict[str, Route] = {}
        for group in groups:
            delay = self._hears[1 - group.side, group.name].delay * ticks
            self._echoes[group.name] = Echo(delay, world.lanes)
            way = world.route("lobby", group.name, leaders[group.side].name) or silent
            self._lobbies[group.name] = way
            self._echoes[f"{group.name} pain"] = Echo(way.delay * ticks, world.lanes)
            self._echoes[f"{group.name} outrage"] = Echo(way.delay * ticks, world.lanes)
        self.weights = self._weights()
        self.elites = [self._elite_share(side) for side in (0, 1)]

    def _loudness(self, holder: Any) -> Floats:
        """(lanes,) how much it counts with those who hear it: press by weight, others 1."""
        loud: Floats = np.ones(self.world.lanes)
        if self.world.config.cast[holder.name].role == "press":
            loud = holder.levers.weight
        return loud

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

    def fidelity(self, side: int) -> list[Floats]:
        """(lanes,) share of a side's broadcasts that reach us_home, china_home and the world."""
        found: list[Floats] = []
        for home in (0, 1):
            mine = [g for g in self.groups if g.side == home]
            parts = [self.weights[g.name] * self._hears[side, g.name].fidelity for g in mine]
            found.append(sum(parts, np.zeros(self.world.lanes)))
        worlds = [v for v in self.voices if self.world.config.cast[v.name].role == "audience"]
        if worlds:
            found.append(self._hears[side, worlds[0].name].fidelity)
        else:
            found.append(np.ones(self.world.lanes))
        return found

    def live(self, slights: tuple[Floats, Floats]) -> None:
        """One tick of all publics; `slights` are what each side did to the other's publics."""
        for group in self.groups:
            other = 1 - group.side
            heard = self._hears[other, group.name].fidelity * slights[other]
            group.suffer(self._echoes[group.name].pass_on(heard))
        self._meet()
        self._lobby()

    def _meet(self) -> None:
        opinions = np.stack([holder.opinion for holder in self.holders])
        heard = heard_by(self.matrix, opinions * self.loudness) * self.clarity
        for row, holder in enumerate(self.holders):
            if hasattr(holder, "side"):
                holder.listen(heard[row], self.leaders[holder.side].line)
            else:
                holder.listen(heard[row])

    def _lobby(self) -> None:
        lanes = self.world.lanes
        alarm = self.world.levers.economy.alarm
        for side, leader in enumerate(self.leaders):
            pain, outrage, worst = np.zeros(lanes), np.zeros(lanes), np.zeros(lanes)
            for group in self.groups:
                if group.side != side:
                    continue
                clear = self._lobbies[group.name].fidelity
                hurt, anger = group.share()
                hurt = clear * self._echoes[f"{group.name} pain"].pass_on(hurt)
                anger = clear * self._echoes[f"{group.name} outrage"].pass_on(anger)
                weight = self.weights[group.name]
                pain += weight * hurt
                outrage += weight * anger
                worst = np.maximum(worst, hurt)
            leader.feel(pain + alarm * worst, outrage)
            self._praise(side, leader)

    def _praise(self, side: int, leader: LeaderRole) -> None:
        """M11: elites who echo their leader inflate his own view of his face at home."""
        levers = leader.levers
        if levers.always("praise_loop", 0.0):
            return
        credit = levers.praise_loop * levers.conformity * self.elites[side] * self.world.dt
        leader.book.post(side, (credit, None, None), "home", "praise of the elites")
