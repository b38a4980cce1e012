"""Phase 3, constituencies: slights become outrage, tariffs pain; opinions meet; leaders feel the
result.

Groups hear broadcasts with their route's delay and fidelity.
"""

from typing import Any, Protocol

import numpy as np

from model.arrays import Floats, positive_part
from model.lanes import LaneView
from model.lobby import DelayLine, Lobby
from model.mockery import Mockery
from model.opinion import HearerGroups, build_influence_matrix
from model.parameters.cast import Member
from model.roles import Climate, GroupRole, Leaders
from model.routes import Route
from model.state import State


class OpinionHolderRole(Protocol):
    """A press outlet or an audience: it holds one opinion, (lanes,), which never moves if it is
    `stubborn`.
    """

    name: str
    levers: LaneView[Member]
    opinion: Floats
    stubborn: bool

    def listen(self, others: Floats) -> None:
        """Move its opinion by one tick, towards (lanes,) opinions heard from others."""


class Publics:
    """All constituencies, press outlets and audiences of a block, and how they are reached.

    Args:
        state: the state of the block.
        leaders: the two leaders, the first side's first.
        groups: the constituencies.
        voices: press and audiences.
    """

    def __init__(
        self,
        state: State,
        leaders: Leaders,
        groups: list[GroupRole],
        voices: list[OpinionHolderRole],
    ) -> None:
        self.state, self.leaders, self.groups, self.voices = state, leaders, groups, voices
        self.holders: list[Any] = [*groups, *voices]
        order = {name: n for n, name in enumerate(state.config.cast)}
        self.holders.sort(key=lambda holder: order[holder.name])
        self.matrix = build_influence_matrix(state.graph, [h.name for h in self.holders])
        self.ears = HearerGroups(self.matrix)
        self.loudness = [self._compute_loudness(holder) for holder in self.holders]
        clear = 1.0 - state.levers.network.influence.distortion
        loud = self.ears.compute_heard_opinions(np.stack(self.loudness))
        self.clarity = clear / np.maximum(loud, 1e-12)
        self.spoken = np.stack(
            [h.opinion * loud for h, loud in zip(self.holders, self.loudness, strict=True)]
        )
        self.moving = [n for n, h in enumerate(self.holders) if not getattr(h, "stubborn", False)]
        silent = Route(0, np.zeros(state.lanes), np.zeros(state.lanes))
        self._hears: dict[tuple[int, str], Route] = {}
        for side, leader in enumerate(leaders):
            for holder in self.holders:
                way = state.find_route("broadcast", leader.name, holder.name)
                self._hears[side, holder.name] = way or silent
        ticks = state.config.ticks_per_day
        self._echoes: dict[str, DelayLine] = {}
        for group in groups:
            delay = self._hears[1 - group.side, group.name].delay * ticks
            self._echoes[group.name] = DelayLine(delay, state.lanes)
        self.mockery = Mockery(state, [h.name for h in self.holders], self.matrix)
        self.lobby = Lobby(state, leaders, groups)
        self.weights = self.lobby.weights

    def _compute_loudness(self, holder: Any) -> Floats:
        """Return the weight of a holder's opinion with its hearers, (lanes,): a press outlet's
        weight, 1 for others.
        """
        loud: Floats = self.state.pool.get_constant_array(1.0, self.state.lanes)
        if self.state.config.cast[holder.name].role == "press":
            loud = holder.levers.weight
        return loud

    def compute_broadcast_fidelity(self, side: int) -> list[Floats]:
        """Return the share of a side's broadcasts that reaches the first home, the second home and
        the world; (lanes,) 0..1 each.
        """
        shares: list[Floats] = []
        for home in (0, 1):
            mine = [g for g in self.groups if g.side == home]
            parts = [self.weights[g.name] * self._hears[side, g.name].fidelity for g in mine]
            shares.append(sum(parts, np.zeros(self.state.lanes)))
        worlds = [v for v in self.voices if self.state.config.cast[v.name].role == "audience"]
        if worlds:
            shares.append(self._hears[side, worlds[0].name].fidelity)
        else:
            shares.append(np.ones(self.state.lanes))
        return shares

    def advance(self, slights: tuple[Floats, Floats]) -> None:
        """Let one tick pass for all publics: slights and tariffs become outrage and pain, opinions
        and mockery spread, leaders feel the result.

        slights: by side, (lanes,) slights by it of the other's publics.
        """
        climates = (self._make_climate(0), self._make_climate(1))
        for group in self.groups:
            other = 1 - group.side
            others = self._hears[other, group.name].carry(slights[other])
            group.update_pain_and_outrage(
                self._echoes[group.name].delay_value(others), climates[group.side]
            )
        self._exchange_opinions()
        self.mockery.advance(self.leaders)
        self.lobby.advance_home_pressure()

    def _make_climate(self, side: int) -> Climate:
        """Return what a side's constituencies live under today: tariffs, controls, purchases that
        the other side withholds, a begging leader.
        """
        state, levers = self.state, self.leaders[side].levers
        tariff, share = state.trade.tariff, state.levers.economy.effective_share
        belief = state.beliefs.compute_ask_probability(side, side)
        buyer, withheld = self.leaders[1 - side].levers, None
        if not buyer.always("purchases", 0.0):
            withheld = buyer.purchases * state.trade.withheld[1 - side]
        return Climate(
            other_tariff=share * tariff[1 - side],
            own_tariff=share * tariff[side],
            control=state.trade.control[1 - side],
            begging=levers.belief_outrage * positive_part(belief - 0.5) * state.dt,
            withheld=withheld,
        )

    def _exchange_opinions(self) -> None:
        """Let every holder whose opinion can move hear the opinions of others."""
        for n in self.moving:
            np.multiply(self.holders[n].opinion, self.loudness[n], out=self.spoken[n])
        others = self.ears.compute_heard_opinions(self.spoken)
        others *= self.clarity
        for n in self.moving:
            holder, ear = self.holders[n], others[self.ears.row_of[n]]
            if hasattr(holder, "side"):
                holder.listen(ear, self.leaders[holder.side].state.public_line)
            else:
                holder.listen(ear)
