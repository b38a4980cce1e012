"""The publics: strikes and slights become outrage, tariffs become pain, opinions meet, leaders
feel.

Order of play, phase 3. Groups hear broadcasts with their route's delay and fidelity.
"""

from typing import Any, Protocol

import numpy as np

from model.arrays import Floats, positive
from model.lobby import Echo, Lobby
from model.mockery import Mockery
from model.network import Route
from model.opinion import Ears, influence_matrix
from model.roles import Climate, GroupRole, LeaderRole
from model.state import World


class VoiceRole(Protocol):
    """A press or an audience: one opinion."""

    name: str
    levers: Any
    opinion: Floats
    stubborn: bool

    def listen(self, heard: Floats) -> None:
        """One tick of others' opinions."""


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
        self.ears = Ears(self.matrix)
        self.loudness = [self._loudness(holder) for holder in self.holders]
        clear = 1.0 - world.levers.network.influence.distortion
        loud = self.ears.hear(np.stack(self.loudness))
        self.clarity = clear / np.maximum(loud, 1e-12)
        self.spoken = np.stack(
            [h.opinion * loud for h, loud in zip(self.holders, self.loudness, strict=True)]
        )
        self.moving = [n for n, h in enumerate(self.holders) if not getattr(h, "stubborn", False)]
        silent = Route(0, np.zeros(world.lanes), np.zeros(world.lanes))
        self._hears: dict[tuple[int, str], Route] = {}
        for side, leader in enumerate(leaders):
            for holder in self.holders:
                way = world.route("broadcast", leader.name, holder.name)
                self._hears[side, holder.name] = way or silent
        ticks = world.config.ticks_per_day
        self._echoes: dict[str, Echo] = {}
        for group in groups:
            delay = self._hears[1 - group.side, group.name].delay * ticks
            self._echoes[group.name] = Echo(delay, world.lanes)
        self.mockery = Mockery(world, [h.name for h in self.holders], self.matrix)
        self.lobby = Lobby(world, leaders, groups)
        self.weights = self.lobby.weights

    def _loudness(self, holder: Any) -> Floats:
        """(lanes,) how much it counts with those who hear it: press by weight, others 1."""
        loud: Floats = self.world.pool.full(1.0, self.world.lanes)
        if self.world.config.cast[holder.name].role == "press":
            loud = holder.levers.weight
        return loud

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
        climates = (self._climate(0), self._climate(1))
        for group in self.groups:
            other = 1 - group.side
            heard = self._hears[other, group.name].carry(slights[other])
            group.suffer(self._echoes[group.name].pass_on(heard), climates[group.side])
        self._meet()
        self.mockery.spread(self.leaders)
        self.lobby.press()

    def _climate(self, side: int) -> Climate:
        world, levers = self.world, self.leaders[side].levers
        tariff, share = world.trade.tariff, world.levers.economy.effective_share
        belief = world.hearsay.probability(side, side)
        return Climate(
            other_tariff=share * tariff[1 - side],
            own_tariff=share * tariff[side],
            control=world.trade.control[1 - side],
            begging=levers.belief_outrage * positive(belief - 0.5) * world.dt,
        )

    def _meet(self) -> None:
        for n in self.moving:
            np.multiply(self.holders[n].opinion, self.loudness[n], out=self.spoken[n])
        heard = self.ears.hear(self.spoken)
        heard *= self.clarity
        for n in self.moving:
            holder, ear = self.holders[n], heard[self.ears.row_of[n]]
            if hasattr(holder, "side"):
                holder.listen(ear, self.leaders[holder.side].line)
            else:
                holder.listen(ear)
